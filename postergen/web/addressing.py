"""Addresses of this server's pages that can be sent to others."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from postergen.web.product import product


def address(endpoint: str, **values: Any) -> str:
    path = url_for(endpoint, **values)
    return product().settings.public_url + path.removeprefix(request.script_root)
