"""Ask a web server one thing, through no proxy and without following where it sends us."""

from __future__ import annotations

import json
import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

PATIENCE = 3.0  # seconds for each step
MOST = 65_536  # bytes that are read of an answer
OURS = "urn:postergen:problem:"  # how the kind of every problem of ours begins (`web/problems`)
NOBODY_KNOWS = "/healthz/doctor"  # an address that every postergen answers with such a problem
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Said:
    """What a server answered; status 0 and ``failure`` when it did not. ``certificate_days`` are left until its
    certificate ends, None without one.
    """

    status: int = 0
    body: bytes = b""
    location: str = ""
    failure: str = ""
    certificate_days: float | None = None


def ask(address: str, patience: float = PATIENCE) -> Said:
    """GET this address."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=patience)
    try:
        connection.connect()
        days = _days_left(connection.sock)
        connection.request("GET", parts.path or "/", headers={"Accept": "application/json", "Connection": "close"})
        answer = connection.getresponse()
        return Said(answer.status, answer.read(MOST), answer.headers.get("Location", ""), "", days)
    except ssl.SSLCertVerificationError as exc:
        return Said(failure=f"its certificate does not hold: {exc.verify_message}")
    except (OSError, HTTPException, ValueError) as exc:
        return Said(failure=str(getattr(exc, "strerror", None) or exc) or type(exc).__name__)
    finally:
        connection.close()


def is_postergen(host: str) -> bool:
    """Whether a postergen answers at this host (scheme, host and port)."""
    return is_ours(ask(f"{host}{NOBODY_KNOWS}"))


def is_ours(said: Said) -> bool:
    try:
        problem = json.loads(said.body)
    except ValueError:
        return False
    return isinstance(problem, dict) and str(problem.get("type", "")).startswith(OURS)


def host_in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _days_left(connection: socket.socket | None) -> float | None:
    if not isinstance(connection, ssl.SSLSocket):
        return None
    ends = (connection.getpeercert() or {}).get("notAfter")
    return (ssl.cert_time_to_seconds(str(ends)) - time.time()) / DAY if ends else None
