"""Say of each text on the board how it reads, why it is there and what it has brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from postergen.domain.campaign import Campaign
from postergen.domain.editorial import OPEN
from postergen.domain.variant import NICKNAME, CopyVariant
from postergen.ranking.ranker import WISH, Reason
from postergen.service.orders import Candidate, Ranking
from postergen.service.reports import Breakdown
from postergen.web.pages import page_locale, words
from postergen.web.product import product
from postergen.web.studio.board.query import address_of, with_other

MOST_REASONS = 3
FAINT = 0.1
MOST_WAITING = 1000  # edits looked through for texts that somebody has a new edit of

Counted = Mapping[tuple[str, str], Breakdown]  # by id and revision


@dataclass(frozen=True, slots=True)
class Card:
    """A variant on the board: its poster, its words, why it is there, how it has done."""

    candidate: Candidate
    picture: str
    said: Mapping[str, str]
    reasons: tuple[str, ...]
    statistics: Breakdown | None
    has_new_edit: bool

    @property
    def variant(self) -> CopyVariant:
        return self.candidate.ranked.variant


def cards_of(campaign: Campaign, ranking: Ranking, asked: MultiDict[str, str]) -> Sequence[Card]:
    counted = product().reports.of_variants(campaign.id, [one.ranked.variant for one in ranking.candidates])
    waiting = {edit.variant.id for edit in product().editorial.edits(campaign.id, OPEN, MOST_WAITING)}
    return [
        Card(
            candidate=candidate,
            picture=picture_of(candidate.ranked.variant, campaign, asked),
            said=said_to(ranking.brief.nickname, candidate.ranked.variant),
            reasons=tuple(in_words(reason, campaign) for reason in telling(candidate.ranked.reasons)),
            statistics=counted.get((candidate.ranked.variant.id, candidate.ranked.variant.revision)),
            has_new_edit=candidate.ranked.variant.id in waiting,
        )
        for candidate in ranking.candidates
    ]


def picture_of(variant: CopyVariant, campaign: Campaign, asked: MultiDict[str, str]) -> str:
    """Where its poster is; another address when the text or the pack is another."""
    shown = {"variant": variant.id, "revision": variant.revision, "version": campaign.version[:8]}
    return address_of("studio_board.poster", with_other(asked, **shown, locale=variant.locale))


def said_to(nickname: str, variant: CopyVariant) -> dict[str, str]:
    """Its words by part, as the poster of this person has them; without a name the placeholder stands."""
    return {part: text.replace(NICKNAME, nickname) if nickname else text for part, text in variant.texts()}


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
