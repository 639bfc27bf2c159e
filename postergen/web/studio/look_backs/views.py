"""See what came of each look back, and what it says to whom, before anybody has made one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request, url_for

from postergen.domain.accounts import Role
from postergen.domain.localized import LOCALES
from postergen.domain.look_backs import LookBack
from postergen.errors import InvalidInput
from postergen.web.pages import page_locale, words
from postergen.web.pictures import drawn_answer
from postergen.web.product import product
from postergen.web.studio.access import needs
from postergen.web.studio.frame import studio_campaign, studio_page
from postergen.web.studio.look_backs.figures import band_called, look_back_figures, page_called, untold
from postergen.web.studio.look_backs.sample import Asked, asked_of
from postergen.web.studio.results.tables import share, shown, table_answer

studio_look_backs = Blueprint("studio_look_backs", __name__, url_prefix="/studio")

MOST_ROWS = 100  # of a table on a page; the CSV has all
PICTURE_WIDTH = 360
KEEP_PICTURE = 300  # seconds


@studio_look_backs.get("/look-backs")
@needs(Role.WRITER)
def look_backs() -> Response:
    """Every look back of the campaign."""
    campaign = studio_campaign()
    found = product().look_back_figures.all(campaign.id)
    return studio_page("look_backs/look_backs.html", campaign=campaign, found=found, local=_local)


@studio_look_backs.get("/look-backs/<look_back>")
@needs(Role.WRITER)
def look_back(look_back: str) -> Response:
    """What came of one; by ``?figures`` of somebody made up, what it says to them."""
    campaign, w = studio_campaign(), words("studio/look_backs")
    seen = product().look_back_figures.of(campaign.id, look_back)
    one, asked = seen.counts.look_back, asked_of(request.args, seen.counts.look_back, campaign)
    leaves, wrong = [], frozenset[str]()
    try:
        leaves = product().look_backs.sample(campaign.id, look_back, asked.figures)
    except InvalidInput as exc:
        wrong = frozenset(finding.where.rpartition("/")[2] for finding in exc.findings)
    figures = look_back_figures(seen, campaign, page_locale(), w)
    return studio_page(
        "look_backs/look_back.html",
        422 if wrong else 200,
        campaign=campaign,
        one=one,
        counts=seen.counts,
        asked=asked,
        wrong=wrong,
        leaves=leaves,
        called=lambda page: page_called(page, page_locale(), w),
        band=lambda page, band: band_called(page, band, campaign, page_locale(), w),
        picture=lambda text: _picture_at(one, asked, text),
        shown={"figures": figures if seen.counts.made else [untold(seen, campaign, page_locale(), w)]},
        csv_at=lambda id: url_for("studio_look_backs.figure_csv", look_back=one.id, figure=id, campaign=campaign.id),
        most_rows=MOST_ROWS,
        cell=shown,
        share=share,
        local=_local,
        locales=LOCALES,
    )


@studio_look_backs.get("/look-backs/<look_back>/page.webp")
@needs(Role.WRITER)
def picture(look_back: str) -> Response:
    """One sentence on its page, with figures that are nobody's. Nothing is kept."""
    campaign = studio_campaign()
    asked = asked_of(request.args, product().look_backs.of(campaign.id, look_back), campaign)
    order, text = product().look_backs.specimen(
        campaign.id, look_back, request.args.get("text", ""), asked.figures, asked.nickname
    )
    return drawn_answer(
        lambda: product().pictures.preview_text(order, text, PICTURE_WIDTH), f"private, max-age={KEEP_PICTURE}"
    )


@studio_look_backs.get("/look-backs/<look_back>/<figure>.csv")
@needs(Role.WRITER)
def figure_csv(look_back: str, figure: str) -> Response:
    """The table behind one figure, with all its rows."""
    campaign = studio_campaign()
    seen = product().look_back_figures.of(campaign.id, look_back)
    asked_for = seen, campaign, page_locale(), words("studio/look_backs")
    figures = (*look_back_figures(*asked_for), untold(*asked_for))
    table = next((one.table for one in figures if one.id == figure), None)
    return table_answer(table, f"{campaign.id}-{look_back}-{figure}") if table else abort(404)


def _picture_at(one: LookBack, asked: Asked, text: str) -> str:
    query = asked.query() | {"text": text, "campaign": studio_campaign().id, "look_back": one.id}
    return url_for("studio_look_backs.picture", **query)  # type: ignore[arg-type]


def _local(moment: datetime, one: LookBack) -> str:
    """As the clock of the campaign's place says it."""
    return f"{moment.astimezone(ZoneInfo(one.timezone)):%Y-%m-%d %H:%M}"
