"""Web addresses as text: written so that they can stand in a code and a header, and added to without a change."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import quote, unquote_plus, urlencode, urlsplit

_LABEL = re.compile(
    r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
)  # RFC 1123, 2.1, and the underscores of container networks


def web_address(text: str) -> str:
    """The address in ASCII: an international host as punycode (RFC 5891), what is not ASCII behind it as escapes.

    What stood there in ASCII stays, to the byte. Raises `ValueError` with what is wrong for what is no address of the
    web, and for a name or password in it.
    """
    if any(character.isspace() for character in text):
        raise ValueError("should be without blanks")
    scheme, mark, rest = text.partition("://")
    end = next((at for at, character in enumerate(rest) if character in "/?#"), len(rest))
    authority, behind = rest[:end], rest[end:]
    if scheme.lower() not in ("http", "https") or not mark or not authority:
        raise ValueError("should look like https://life.example.com")
    if "@" in authority:
        raise ValueError("should be without a name or password")
    try:
        parts = urlsplit(f"{scheme}://{authority}")
        port, name = parts.port, parts.hostname or ""
    except ValueError as exc:
        raise ValueError(f"has a host or a port that cannot be one: {authority}") from exc
    host = _host(name)
    return f"{scheme.lower()}://{host}{'' if port is None else f':{port}'}{quote(behind, safe=string.printable)}"


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as a browser names the page that asks (RFC 6454, 6.2)."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


def path_of(address: str) -> str:
    """The path of an address without a slash at its end; empty for one that is a host alone."""
    return urlsplit(address).path.rstrip("/")


def _host(name: str) -> str:
    try:
        address = ip_address(name)
    except ValueError:
        return _name(name)
    return f"[{address}]" if address.version == 6 else str(address)


def _name(name: str) -> str:
    plain = name.lower() if name.isascii() else _punycode(name)
    if len(plain) > 253 or not all(_LABEL.fullmatch(label) for label in plain.removesuffix(".").split(".")):
        raise ValueError(f"{name!r} cannot be the name of a host")
    return plain


def _punycode(name: str) -> str:
    import idna  # only here and below: its tables take their time, and few hosts need them

    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError as exc:
        raise ValueError(f"{name!r} cannot be the name of a host: {exc}") from exc


def as_typed(host: str) -> str:
    """A host as a person would write it, out of punycode; it may have a port."""
    if "xn--" not in host:
        return host
    import idna

    name, colon, port = host.partition(":")
    try:
        return f"{idna.decode(name)}{colon}{port}"
    except idna.IDNAError:
        return host


def with_parameters(address: str, ours: Iterable[tuple[str, str]], theirs: Iterable[tuple[str, str]] = ()) -> str:
    """The address with parameters behind those that it has, which stay to the byte, as its fragment does.

    Args:
        ours: they take the place of those of the same name.
        theirs: added where the address has none of that name.
    """
    before, mark, fragment = address.partition("#")
    path, _, query = before.partition("?")
    ours = list(ours)
    taken = {name for name, _ in ours}
    kept = [part for part in query.split("&") if _name_of(part) not in taken] if query else []
    taken.update(map(_name_of, kept))
    added = urlencode([*((name, value) for name, value in theirs if name not in taken), *ours])
    return f"{path}?{'&'.join((*kept, added))}{mark}{fragment}"


def _name_of(part: str) -> str:
    return unquote_plus(part.partition("=")[0])
