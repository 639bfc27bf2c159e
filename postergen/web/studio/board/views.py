"""Compare the variants of a brief on real posters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict

from postergen.domain.accounts import Role
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import OPEN
from postergen.domain.localized import LOCALES
from postergen.domain.variant import CopyVariant
from postergen.errors import InvalidInput, NotFound
from postergen.ranking.ranker import WISH, Reason
from postergen.service.orders import Candidate, Ranking
from postergen.service.reports import Breakdown
from postergen.web.pages import page_locale, words
from postergen.web.pictures import drawn_answer
from postergen.web.product import product
from postergen.web.studio.access import needs
from postergen.web.studio.board.query import (
    MOST_COUNT,
    address_with,
    asked_of_board,
    count_of,
    locale_of,
    order_of,
)
from postergen.web.studio.choices import option_choices
from postergen.web.studio.frame import studio_campaign, studio_page

studio_board = Blueprint("studio_board", __name__, url_prefix="/studio")

PICTURE_WIDTH = 480  # px; posters stand about 300 px wide, on screens of up to two pixels for each
KEEP_PICTURE = 3600  # seconds in the browser; the address changes with the text and the brief
MOST_REASONS = 3
FAINT = 0.1
MOST_WAITING = 1000  # edits looked through for texts that somebody has a new edit of


@dataclass(frozen=True, slots=True)
class Card:
    """A variant on the board: its poster, why it is there, how it has done."""

    candidate: Candidate
    picture: str
    reasons: tuple[str, ...]
    statistics: Breakdown | None
    has_new_edit: bool

    @property
    def variant(self) -> CopyVariant:
        return self.candidate.ranked.variant


@studio_board.get("/")
@needs(Role.WRITER)
def board() -> Response:
    campaign = studio_campaign()
    asked, is_example = asked_of_board(campaign)
    try:
        ranking = product().posters.rank(order_of(asked, campaign), count_of(asked))
    except InvalidInput as exc:
        return _page(campaign, asked, status=422, findings=exc.findings)
    return _page(campaign, asked, ranking=ranking, cards=_cards(campaign, ranking, asked), is_example=is_example)


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


def _page(campaign: Campaign, asked: MultiDict[str, str], status: int = 200, **values: object) -> Response:
    looks = {look.id: look for look in product().library.templates()}
    look = looks.get(asked.get("look", ""), looks[campaign.templates[0]])
    chosen = order_of(asked, campaign).request
    known = {
        "campaign": campaign,
        "asked": asked,
        "chosen": chosen,
        "options": option_choices(campaign, page_locale()),
        "looks": [looks[name] for name in campaign.templates],
        "look": look,
        "canvas": look.formats[chosen.format if chosen.format in look.formats else "story"].canvas,
        "locales": LOCALES,
        "copy_locale": locale_of(asked),
        "count": count_of(asked),
        "most": MOST_COUNT,
        "address": lambda **other: f"?{urlencode(address_with(asked, **other))}",
        "findings": (),
        "cards": (),
        "ranking": None,
        "is_example": False,
    }
    return studio_page("board/board.html", status, **{**known, **values})


def _cards(campaign: Campaign, ranking: Ranking, asked: MultiDict[str, str]) -> Sequence[Card]:
    counted = product().reports.of_variants(campaign.id, [one.ranked.variant for one in ranking.candidates])
    waiting = {edit.variant.id for edit in product().editorial.edits(campaign.id, OPEN, MOST_WAITING)}
    return [_card(campaign, candidate, asked, counted, waiting) for candidate in ranking.candidates]


def _card(
    campaign: Campaign,
    candidate: Candidate,
    asked: MultiDict[str, str],
    counted: Mapping[tuple[str, str], Breakdown],
    waiting: set[str],
) -> Card:
    variant = candidate.ranked.variant
    # the revision and the version make it another address when the text or the pack is another
    shown = {"variant": variant.id, "revision": variant.revision, "version": campaign.version[:8]}
    shown["locale"] = variant.locale
    return Card(
        candidate=candidate,
        picture=f"{url_for('studio_board.poster')}?{urlencode(address_with(asked, **shown))}",
        reasons=tuple(in_words(reason, campaign) for reason in telling(candidate.ranked.reasons)),
        statistics=counted.get((variant.id, variant.revision)),
        has_new_edit=variant.id in waiting,
    )


def telling(reasons: Sequence[Reason]) -> Sequence[Reason]:
    """The weightiest; a faint likeness tells nobody anything."""
    return [reason for reason in reasons if reason.score >= FAINT][:MOST_REASONS]


def in_words(reason: Reason, campaign: Campaign) -> str:
    """A reason as a person would say it, in the language of the page."""
    said, catalogue, locale = words("studio/board"), campaign.catalogue, page_locale()
    if reason.subject == WISH:
        subject = said["the_wish"]
    elif reason.subject in catalogue.option_by_id:
        subject = catalogue.option_by_id[reason.subject].text.in_locale(locale)
    elif reason.subject in catalogue.place_by_id:
        subject = catalogue.place_by_id[reason.subject].city.in_locale(locale)
    elif reason.subject in campaign.occasion_by_id:
        subject = campaign.occasion_by_id[reason.subject].name.in_locale(locale)
    else:
        subject = reason.subject
    return said[f"because_{reason.kind}"].format(subject=subject, score=reason.score)
