"""Read what waits for a decision."""

from __future__ import annotations

from flask import Blueprint, Response

from postergen.domain.accounts import Role
from postergen.web.studio.doors import needs
from postergen.web.studio.frame import studio_page

studio_drafts = Blueprint("studio_drafts", __name__, url_prefix="/studio")


@studio_drafts.get("/drafts")
@needs(Role.WRITER)
def drafts() -> Response:
    return studio_page("studio/frame.html")
