"""Set two texts against each other, side by side: how they read, what they fit, what their posters have brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from postergen.domain.campaign import Campaign
from postergen.domain.variant import FITS, CopyVariant
from postergen.domain.words import Words
from postergen.service.orders import Candidate, Ranking
from postergen.service.reports import Breakdown
from postergen.service.standings import speaking_for
from postergen.tracking.intervals import Rate, difference
from postergen.web.pages import page_locale, words
from postergen.web.product import product
from postergen.web.studio.board.cards import picture_of, said_to
from postergen.web.studio.board.query import PIN, Pairs, address_of, named
from postergen.web.studio.results.tables import share, signed

LEAST_SCALE = 0.05  # the shares that the axis reaches to, at least


@dataclass(frozen=True, slots=True)
class Strip:
    """A share with its interval on the axis that both sides have, from 0 to 100."""

    low: float
    at: float
    high: float
    says: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. ``candidate`` is None for a text that is not among those of the brief."""

    variant: CopyVariant
    picture: str
    said: Mapping[str, str]
    fits: tuple[tuple[str, tuple[str, ...]], ...]
    candidate: Candidate | None
    statistics: Breakdown | None
    strip: Strip | None
    unpin: str


@dataclass(frozen=True, slots=True)
class Sides:
    """One or two texts; what is pinned and not there any more; and, of two, which has been scanned more often.

    ``contests`` are the wishes for which both speak: the name of each, and where it is told how they stand day by day.
    """

    shown: tuple[Side, ...]
    gone: tuple[str, ...]
    verdict: str
    axis: str
    contests: tuple[tuple[str, str], ...]


def sides_of(
    campaign: Campaign, ranking: Ranking, asked: MultiDict[str, str], pins: Sequence[str], others: Pairs
) -> Sides:
    """Args:
    pins: ids of texts, two at most.
    others: what an address keeps when a text is taken away.
    """
    known = campaign.variant_by_id
    texts = [known[name] for name in pins if name in known]
    counted = product().reports.of_variants(campaign.id, texts)
    rows = [counted.get((text.id, text.revision)) for text in texts]
    reach = max([LEAST_SCALE, *(row.rate.high or 0.0 for row in rows if row)])
    candidates = {one.ranked.variant.id: one for one in ranking.candidates}
    shown = tuple(
        Side(
            variant=text,
            picture=picture_of(text, campaign, asked),
            said=said_to(ranking.brief.nickname, text),
            fits=tuple(fits_in_words(text, campaign, page_locale())),
            candidate=candidates.get(text.id),
            statistics=row,
            strip=strip_of(row.rate, reach) if row and row.posters else None,
            unpin=address_of("studio_board.board", [*others, *named(PIN, (pin for pin in pins if pin != text.id))]),
        )
        for text, row in zip(texts, rows, strict=True)
    )
    has_results = len(shown) == 2 and all(one.strip for one in shown)
    return Sides(
        shown,
        tuple(name for name in pins if name not in known),
        verdict_of(shown, words("studio/board")) if has_results else "",
        share(reach),
        tuple(_contests(campaign, texts, ranking.brief.options)) if has_results else (),
    )


def strip_of(rate: Rate, reach: float) -> Strip:
    """The rate of a text with posters, on an axis that ends at ``reach``."""
    low, value, high = rate.low or 0.0, rate.value or 0.0, rate.high or 0.0
    says = words("studio/board")["rate_says"].format(rate=share(value, 1), low=share(low, 1), high=share(high, 1))
    return Strip(_place(low, reach), _place(value, reach), _place(high, reach), says)


def verdict_of(sides: Sequence[Side], w: Words) -> str:
    """Which of two texts with posters was scanned more often, and by how much; or that nobody can tell."""
    first, second = (side.statistics.rate if side.statistics else Rate(None, None, None) for side in sides)
    gap = difference(first, second)
    if gap.value is None or gap.low is None or gap.high is None:
        return ""
    ends = {"value": signed(gap.value), "low": signed(gap.low), "high": signed(gap.high)}
    if gap.low <= 0 <= gap.high:
        return w["sides_open"].format(**ends)
    better, other = (sides[0], sides[1]) if gap.low > 0 else (sides[1], sides[0])
    more = {"value": gap.value, "low": gap.low, "high": gap.high}
    if gap.value < 0:
        more = {"value": -gap.value, "low": -gap.high, "high": -gap.low}
    ends = {name: signed(value).lstrip("+") for name, value in more.items()}
    return w["sides_told"].format(better=better.said["headline"], other=other.said["headline"], **ends)


def fits_in_words(text: CopyVariant, campaign: Campaign, locale: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a text fits: each kind that it names something of, with the names."""
    names: Mapping[str, Mapping[str, str]] = {
        "options": {one.id: one.text.in_locale(locale) for one in campaign.catalogue.options},
        "themes": {one.id: one.name.in_locale(locale) for one in campaign.catalogue.themes},
        "occasions": {one.id: one.name.in_locale(locale) for one in campaign.occasions},
        "places": {one.id: one.city.in_locale(locale) for one in campaign.catalogue.places},
        "wishes": {},
    }
    for kind in FITS:
        if found := getattr(text.fits, kind):
            told = words("studio/board")["any_wish"]
            yield kind, tuple(told if kind == "wishes" else names[kind].get(name, name) for name in found)


def _contests(campaign: Campaign, texts: Sequence[CopyVariant], options: Sequence[str]) -> Iterator[tuple[str, str]]:
    if texts[0].locale != texts[1].locale:
        return
    for option in options:
        if len(speaking_for(option, campaign, texts)) == 2:
            asked = [("campaign", campaign.id), ("option", option), ("locale", texts[0].locale)]
            address = f"{_results_of([*asked, *named('pair', (text.id for text in texts))])}#title-pairs"
            yield campaign.catalogue.option_by_id[option].text.in_locale(page_locale()), address


def _results_of(pairs: Pairs) -> str:
    return address_of("studio_results.results_page", pairs, name="variants")


def _place(value: float, reach: float) -> float:
    return round(100 * value / reach, 2)
