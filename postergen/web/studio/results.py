"""See which words people follow."""

from __future__ import annotations

from flask import Blueprint, Response

from postergen.domain.accounts import Role
from postergen.web.studio.doors import needs
from postergen.web.studio.frame import studio_page

studio_results = Blueprint("studio_results", __name__, url_prefix="/studio")


@studio_results.get("/results")
@needs(Role.WRITER)
def results() -> Response:
    return studio_page("studio/frame.html")
