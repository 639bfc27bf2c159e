"""What a page carries of its line from request to request, signed: nobody else can say how a line came to be.

A token whose signature is not known any more, for its day is over or its server another, keeps the line, but not how
it came: it counts as chosen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import astuple, replace
from typing import Any

from postergen.domain.line import Line
from postergen.domain.policies import Slice
from postergen.domain.poster import Choice, Lot

LONGEST = 8_192  # characters
Salts = Callable[[], Iterable[bytes]]  # of today and the day before
_PAGE = re.compile(r"([0-9a-f]{16})-([0-9a-f]{32})")
_HEX = re.compile(r"[0-9a-f]{16}")


def page_token(salt: bytes, page: str) -> str:
    """What a page draws all its lines with: 16 hex digits, signed."""
    return f"{page}-{_mac(salt, 'page', page)}"


def read_page(salts: Salts, token: str) -> str:
    """The digits; empty unless they were signed here."""
    found = _PAGE.fullmatch(token)
    return found[1] if found and _is_signed(salts, "page", found[1], found[2]) else ""


def line_token(salt: bytes, line: Line) -> str:
    payload = urlsafe_b64encode(_written(line).encode()).decode()
    return f"{payload}.{_mac(salt, 'line', payload)}"


def read_line(salts: Salts, token: str) -> Line | None:
    """The line; without how it was drawn unless it was signed here, and None where there is none."""
    payload, dot, mac = token.partition(".")
    if not dot or len(token) > LONGEST:
        return None
    try:
        line = _read(urlsafe_b64decode(payload))
    except (ValueError, TypeError, RecursionError):
        return None
    return line if _is_signed(salts, "line", payload, mac) else replace(line, drawn=None)


def _written(line: Line) -> str:
    drawn = line.drawn
    first = drawn and [drawn.variant, drawn.revision, drawn.policy, drawn.propensity, drawn.slice, drawn.relevance]
    lot = drawn and drawn.lot and astuple(drawn.lot)
    told = [line.asked, first, lot, line.shown, line.at, line.revision, line.named, line.place]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _read(payload: bytes) -> Line:
    """Raises ValueError, TypeError or RecursionError for what is no line."""
    asked, first, lot, shown, at, revision, named, place = json.loads(payload)
    texts = [asked, revision, place, *shown]
    if not all(isinstance(text, str) for text in texts) or not _HEX.fullmatch(asked) or not shown:
        raise ValueError("no line")
    if at not in range(len(shown)):
        raise ValueError("no such line")
    return Line(asked, _choice(first, lot) if first else None, tuple(shown), at, revision, bool(named), place)


def _choice(first: list[Any], lot: list[Any]) -> Choice:
    variant, revision, policy, propensity, slice_, relevance = first
    return Choice(variant, revision, policy, propensity, Slice(slice_), relevance, lot=Lot(*lot))


def _is_signed(salts: Salts, what: str, text: str, mac: str) -> bool:
    return any(hmac.compare_digest(_mac(salt, what, text).encode(), mac.encode()) for salt in salts())


def _mac(salt: bytes, what: str, text: str) -> str:
    return hmac.new(salt, f"{what}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]
