"""Look after options, occasions, offers and settings."""

from __future__ import annotations

from flask import Blueprint, Response

from postergen.domain.accounts import Role
from postergen.web.studio.doors import needs
from postergen.web.studio.frame import studio_page

studio_catalogue = Blueprint("studio_catalogue", __name__, url_prefix="/studio")


@studio_catalogue.get("/catalogue")
@needs(Role.WRITER)
def catalogue() -> Response:
    return studio_page("studio/frame.html")
