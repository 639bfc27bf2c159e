"""Compare the variants of a brief on real posters; take them along as a table or as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, request, stream_with_context
from werkzeug.datastructures import MultiDict

from postergen.domain.accounts import Role
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import MAX_PICKS
from postergen.domain.localized import LOCALES
from postergen.domain.variant import ANY_WISH
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.service.orders import Ranking
from postergen.web.pages import page_language, page_locale, words
from postergen.web.pictures import drawn_answer
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.board.bundle import hindrances, most_of, pictures_of
from postergen.web.studio.board.cards import cards_of
from postergen.web.studio.board.query import (
    MOST_COUNT,
    PIN,
    TAKEN,
    USUAL_FORMAT,
    Pairs,
    address_of,
    asked_of_board,
    count_of,
    locale_of,
    named,
    order_of,
    pinned,
    taken,
    with_other,
)
from postergen.web.studio.board.sides import sides_of
from postergen.web.studio.board.table import board_table
from postergen.web.studio.choices import option_choices
from postergen.web.studio.frame import studio_campaign, studio_page
from postergen.web.studio.results.tables import table_answer
from postergen.web.told import sentence
from postergen.web.zip_stream import zip_stream

studio_board = Blueprint("studio_board", __name__, url_prefix="/studio")

PICTURE_WIDTH = 480  # px; posters stand about 300 px wide, on screens of up to two pixels for each
# what the page calls the parts of a brief, by their names in it
CALLED: Mapping[str, str] = {
    "options": "option",
    "wish": "wishes",
    "template": "look",
    "format": "format",
    "nickname": "nickname",
    "place": "place",
    "occasion": "occasion",
}
KEEP_PICTURE = 3600  # seconds in the browser; the address changes with the text and the brief


@studio_board.get("/")
@needs(Role.WRITER)
def board() -> Response:
    """``pin``, twice, sets two texts side by side; ``text`` has those that are ticked."""
    campaign = studio_campaign()
    asked, is_example = asked_of_board(campaign)
    try:
        ranking = product().posters.rank(order_of(asked, campaign), count_of(asked))
    except InvalidInput as exc:
        return _page(campaign, asked, status=422, problems=_told(exc.findings))
    return _laid_out(campaign, asked, ranking, is_example=is_example)


@studio_board.get("/board.csv")
@needs(Role.WRITER)
def table() -> Response:
    """The texts of this brief as a table."""
    campaign = studio_campaign()
    asked, _ = asked_of_board(campaign)
    ranking = product().posters.rank(order_of(asked, campaign), count_of(asked))
    return table_answer(board_table(cards_of(campaign, ranking, asked)), "board")


@studio_board.get("/board.zip")
@needs(Role.WRITER)
def pictures() -> Response:
    """The ticked posters as pictures; where one cannot be drawn, the board says why and nothing is sent."""
    campaign = studio_campaign()
    asked, _ = asked_of_board(campaign)
    order, names = order_of(asked, campaign), taken()
    try:
        ranking = product().posters.rank(order, count_of(asked))
    except InvalidInput as exc:
        return _page(campaign, asked, status=422, problems=_told(exc.findings))
    if wrong := hindrances(campaign, order, names, words("studio/board")):
        return _laid_out(campaign, asked, ranking, status=422, problems=wrong)
    pieces = zip_stream(pictures_of(campaign, order, names), product().clock())
    response = Response(stream_with_context(pieces), mimetype="application/zip")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="posters-{campaign.id}.zip"'
    return response


@studio_board.get("/poster.webp")
@needs(Role.WRITER)
def poster() -> Response:
    """One variant on the poster of this brief. Nothing is kept."""
    campaign = studio_campaign()
    asked, _ = asked_of_board(campaign)
    variant = campaign.variant_by_id.get(request.args.get("variant", ""))
    if variant is None:
        raise NotFound("variant", request.args.get("variant", "")[:80])
    order = order_of(asked, campaign)
    return drawn_answer(
        lambda: product().pictures.preview_text(order, variant, PICTURE_WIDTH), f"private, max-age={KEEP_PICTURE}"
    )


def _told(findings: Sequence[Finding]) -> list[str]:
    """What is wrong with the brief: its part, and what the campaign page says of such a mistake."""
    w, language = words("studio/board"), page_language()
    return [
        f"{w[CALLED[part]]}{w['colon']}{sentence(one, language)}" if part in CALLED else sentence(one, language)
        for one, part in ((one, one.where.partition("/")[0]) for one in findings)
    ]


def _laid_out(
    campaign: Campaign,
    asked: MultiDict[str, str],
    ranking: Ranking,
    status: int = 200,
    *,
    problems: Sequence[str] = (),
    is_example: bool = False,
) -> Response:
    others = [*with_other(asked), *named(TAKEN, taken())]
    return _page(
        campaign,
        asked,
        status,
        ranking=ranking,
        cards=cards_of(campaign, ranking, asked),
        sides=sides_of(campaign, ranking, asked, pinned(), others),
        writing=address_of("studio_editor.new", _to_write(asked, ranking)),
        problems=problems,
        is_example=is_example,
    )


def _page(campaign: Campaign, asked: MultiDict[str, str], status: int = 200, **values: object) -> Response:
    looks = {look.id: look for look in product().library.templates()}
    look = looks.get(asked.get("look", ""), looks[campaign.templates[0]])
    chosen = order_of(asked, campaign).request
    kept = [*named(PIN, pinned()), *named(TAKEN, taken())]
    known = {
        "campaign": campaign,
        "asked": asked,
        "kept": named(PIN, pinned()),
        "chosen": chosen,
        "options": option_choices(campaign, page_locale()),
        "looks": [looks[name] for name in campaign.templates],
        "look": look,
        "canvas": look.formats[chosen.format if chosen.format in look.formats else USUAL_FORMAT].canvas,
        "locales": LOCALES,
        "copy_locale": locale_of(asked),
        "count": count_of(asked),
        "most": MOST_COUNT,
        "most_picks": MAX_PICKS,
        "most_taken": most_of(chosen.format),
        "pins": pinned(),
        "taken": taken(),
        "address": lambda **other: address_of("studio_board.board", [*with_other(asked, **other), *kept]),
        "csv": address_of("studio_board.table", with_other(asked)),
        "whose": current_user().name,
        "problems": (),
        "cards": (),
        "sides": None,
        "ranking": None,
        "is_example": False,
    }
    return studio_page("board/board.html", status, **{**known, **values})


def _to_write(asked: MultiDict[str, str], ranking: Ranking) -> Pairs:
    """What the editor is given to write for this brief: everything that was wished for, and the poster around it.

    A wish in somebody's own words is what it was surely read as; where it was not, the text is for any such wish.
    """
    brief, reading = ranking.brief, ranking.wish_reading
    meant = [name for name, _ in reading.meant[:1]] if reading else []
    any_wish = named("wishes", [ANY_WISH] if reading and not meant else [])
    fits = named("option", dict.fromkeys([*brief.options, *meant])) + any_wish
    around = [*named("with_option", brief.options), ("with_count", str(len(brief.options) + bool(brief.wish)))]
    around += [("with_name", brief.nickname), ("with_wish", brief.wish)]
    shown = [("look", brief.template), ("format", brief.format), ("campaign", asked.get("campaign", ""))]
    return [(name, value) for name, value in [*fits, ("locale", brief.locale), *around, *shown] if value]
