"""Compare the variants of a brief on real posters."""

from __future__ import annotations

from flask import Blueprint, Response

from postergen.domain.accounts import Role
from postergen.web.studio.doors import needs
from postergen.web.studio.frame import studio_page

studio_board = Blueprint("studio_board", __name__, url_prefix="/studio")


@studio_board.get("/")
@needs(Role.WRITER)
def board() -> Response:
    return studio_page("studio/frame.html")
