"""Read what people and their browsers send, without trusting it."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_own_path(asked: str, start: str = "/") -> bool:
    """The address is a path of this server below ``start``: whoever makes a link must not choose where people land.

    Browsers drop control characters and white space, and take a backslash for a slash (WHATWG URL, 4.4).
    """
    if not asked.startswith(start) or "\\" in asked or any(character <= " " for character in asked):
        return False
    try:
        parts = urlsplit(asked)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and not parts.path.startswith("//")
