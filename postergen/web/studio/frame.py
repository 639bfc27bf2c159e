"""What all pages of the studio share: their frame, their words, the campaign they speak of."""

from __future__ import annotations

from flask import Response, g, request

from postergen.domain.campaign import Campaign
from postergen.web.pages import page, words
from postergen.web.product import product

# the rooms of the studio, in the order of the menu: endpoint, and the word for it
ROOMS = (
    ("studio_board.board", "board"),
    ("studio_drafts.drafts", "drafts"),
    ("studio_results.results", "results"),
    ("studio_catalogue.catalogue", "catalogue"),
)


def studio_page(name: str, status: int = 200, **values: object) -> Response:
    """Render a page of the studio in the reader's language; never cached, never indexed."""
    known = {"user": g.studio_user, "csrf": g.studio_session.csrf} if "studio_user" in g else {"user": None, "csrf": ""}
    response = page(name, status, s=words("studio/frame"), rooms=ROOMS, **known, **values)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def studio_campaign() -> Campaign:
    """The campaign that is looked at: ``?campaign=``, or the server's own."""
    return product().library.campaign(request.values.get("campaign") or product().settings.campaign)
