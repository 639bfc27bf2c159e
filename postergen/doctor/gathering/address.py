"""Ask name servers for the public address, and the public address itself."""

from __future__ import annotations

import socket
from dataclasses import replace
from urllib.parse import urlsplit

from postergen.doctor.decisions.address import Address, Answer
from postergen.doctor.gathering.asking import NOBODY_KNOWS, ask, is_ours, is_postergen
from postergen.doctor.gathering.machine import here_of
from postergen.doctor.values import Plan
from postergen.domain.addresses import path_of


def gather_address(plan: Plan) -> Address:
    settings = plan.settings
    public = settings.public_url
    address = Address(
        public_url=public,
        host=plan.host,
        port=plan.port,
        is_serving=is_postergen(here_of(plan)),
        trusted_proxies=settings.trusted_proxies,
        visitor_cookie=settings.visitor_cookie,
    )
    if address.reach in ("machine", "nobody", "example"):
        return address
    if lookup := _lookup(public):
        return replace(address, lookup=lookup)
    said = ask(f"{public}{NOBODY_KNOWS}")
    path = path_of(public)
    answer = Answer(
        said.status,
        is_ours(said),
        said.location,
        said.failure,
        said.certificate_days,
        in_capitals=not path or is_postergen(f"{public.removesuffix(path)}{path.upper()}"),
    )
    shows_metrics = answer.is_ours and ask(f"{public}/metrics").status == 200
    return replace(address, answer=answer, shows_metrics=shows_metrics)


def _lookup(public_url: str) -> str:
    """Why the name is not known; empty when it is."""
    parts = urlsplit(public_url)
    try:
        socket.getaddrinfo(parts.hostname or "", parts.port, type=socket.SOCK_STREAM)
    except OSError as exc:
        return str(exc.strerror or exc)
    return ""
