"""Read what a setting may be from how it is written. Each raises ValueError with what it should be."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from postergen.domain.addresses import path_of, web_address

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_UNITS = {seconds: name for name, seconds in _SECONDS.items()}
MIN_SECRET = 32
DEFAULT_RATE_LIMITS = (
    ("posters", 60, 60),
    ("previews", 240, 60),
    ("drawings", 120, 60),
    ("unknown-codes", 30, 60),
    ("keys", 20, 60),
    ("coupons", 30, 60),
    ("coupon-networks", 60, 3600),
    ("coupon-posters", 600, 3600),
    ("confirmations", 120, 60),
    ("sign-ins", 10, 3600),
    ("games", 120, 60),
    ("holders", 120, 3600),
)
RATE_LIMITS_AS_SAID = ",".join(f"{name}={count}/{_UNITS[seconds]}" for name, count, seconds in DEFAULT_RATE_LIMITS)


def url(text: str) -> str:
    address = web_address(text).rstrip("/")
    if "?" in address or "#" in address:
        raise ValueError("should end with its path, without ? and #")
    return address


def base_url(text: str) -> str:
    address = url(text)
    path = path_of(address)
    if not re.fullmatch(r"(/[a-z0-9.-]*[a-z0-9][a-z0-9.-]*)*", path):
        raise ValueError(
            f"has the path {path!r}, which stands in codes: it should be of a-z, 0-9, - and . alone, such as "
            "https://example.com/life, or without a path"
        )
    return address


def paths(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(":") if part)


def existing_folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ValueError("is not a folder")
    return path


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("should be 1 or more")
    return number


def natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("should be 0 or more")
    return number


def yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("should be yes or no")
    return text == "yes"


def demand(text: str) -> str:
    if text not in ("no", "admins", "approvers", "all"):
        raise ValueError("should be no, admins, approvers or all")
    return text


def backend(text: str) -> str:
    if text not in ("lexical", "semantic", "blend"):
        raise ValueError("should be lexical, semantic or blend")
    return text


def form_of_log(text: str) -> str:
    if text not in ("text", "json"):
        raise ValueError("should be text or json")
    return text


def networks(text: str) -> tuple[tuple[str, IPv4Network | IPv6Network], ...]:
    """``name=network,name=network``."""
    pairs = [part.strip().partition("=") for part in text.split(",")]
    if any(not re.fullmatch(r"[a-z0-9-]{1,32}", name) for name, _, _ in pairs):
        raise ValueError("every network should look like office=203.0.113.0/24")
    return tuple((name, ip_network(network)) for name, _, network in pairs)


def signing_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    """``id:secret,id:secret``: names and secrets; the first signs, all verify."""
    pairs = [pair.strip().partition(":") for pair in text.split(",")]
    for name, _, secret in pairs:
        if not re.fullmatch(r"[a-z0-9]{1,16}", name):
            raise ValueError("every key should look like id:secret, its id of a-z 0-9")
        if len(secret) < MIN_SECRET:
            raise ValueError(f"the secret of {name} should have {MIN_SECRET} characters or more")
    if len({name for name, _, _ in pairs}) < len(pairs):
        raise ValueError("two keys have the same id")
    return tuple((name, secret.encode()) for name, _, secret in pairs)


def rate_limits(text: str) -> tuple[tuple[str, int, int], ...]:
    """Name, count and seconds of each of ``posters=60/minute,...``; limits left out keep their default."""
    if text == "off":
        return ()
    limits = {name: (count, seconds) for name, count, seconds in DEFAULT_RATE_LIMITS}
    for part in text.split(","):
        found = re.fullmatch(r"\s*([a-z-]+)=(?:off|([1-9][0-9]{0,8})/(second|minute|hour|day))\s*", part)
        if found is None or found[1] not in dict.fromkeys(name for name, _, _ in DEFAULT_RATE_LIMITS):
            raise ValueError(f"should look like {RATE_LIMITS_AS_SAID}, or off")
        limits.pop(found[1], None)
        if found[2]:
            limits[found[1]] = (int(found[2]), _SECONDS[found[3]])
    return tuple((name, count, seconds) for name, (count, seconds) in limits.items())


def prices(text: str) -> tuple[float, float]:
    """``0.15/0.60``: what a million tokens cost, in and out."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)/([0-9]+(?:\.[0-9]+)?)", text)
    if found is None:
        raise ValueError("should look like 0.15/0.60")
    return float(found[1]), float(found[2])
