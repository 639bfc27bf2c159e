"""Write the address of whoever asks in one way, whatever a server or a proxy made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from typing import Any

# An IPv4 address as almost everybody's is written already: nothing has to be put in order.
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_PLAIN = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
_WITH_PORT = re.compile(r"\[([^]]*)](?::\d+)?|([^:]*):\d+")  # [2001:db8::1]:443, 203.0.113.9:443


class ClientAddress:
    """Puts the address in order before anything reads it: rate limits, visitor keys, lists and metrics see the same."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = client_address(environ.get("REMOTE_ADDR", ""))
        return self._application(environ, start_response)  # type: ignore[no-any-return]


def client_address(text: str) -> str:
    """An IP address in its shortest form, without port, brackets, zone or prefix; empty for what is none.

    An IPv4 address mapped into IPv6 (RFC 4291, 2.5.5.2) is the IPv4 address.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = text.strip().strip('"')
    ported = _WITH_PORT.fullmatch(text)
    host = (ported[1] or ported[2] or "") if ported else text
    try:
        address = ip_address(host.partition("%")[0].partition("/")[0])
    except ValueError:
        return ""
    return str(address.ipv4_mapped if isinstance(address, IPv6Address) and address.ipv4_mapped else address)
