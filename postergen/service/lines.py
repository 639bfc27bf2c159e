"""The line that a page shows: once shown it stays until another is asked for, and is logged as it came to be.

A line is drawn once for what was chosen: options, wish, occasion and language. A name, a photo, a look or a city that
come later change nothing, as long as the line makes sense with them. Who asks for another leafs through the candidates,
and what they keep then is their choice, not a draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from postergen.domain.campaign import Campaign
from postergen.domain.line import Line, Turn
from postergen.domain.poster import Brief, Choice, Leafed, Lot
from postergen.domain.variant import CopyVariant
from postergen.ranking.draws import Odds, as_drawn, draw_another, draw_for_page
from postergen.ranking.ranker import Ranker
from postergen.service.choices import chosen_by_person

MOST_SHOWN = 64  # lines that a page remembers; more than any policy has candidates


def asked_of(brief: Brief) -> str:
    """16 hex digits over what a line is drawn for: whoever changes it gets a line of its own."""
    wish = (brief.wish, brief.wish_means)
    asked = (brief.campaign, brief.locale, brief.occasion or "", *wish, *sorted(brief.options))
    return _digest(*asked)


def stands(line: Line, brief: Brief, campaign: Campaign) -> bool:
    """Whether the line still is one for this brief."""
    variant = campaign.variant_by_id.get(line.variant)
    if variant is None or variant.revision != line.revision or line.asked != asked_of(brief):
        return False
    if variant.locale != brief.locale or (variant.needs_nickname and not brief.is_named):
        return False
    if not brief.personalised and _is_personal(line):
        return False
    return line.place == _place_of(brief) or _is_of_no_other_place(variant, brief, campaign)


def _is_personal(line: Line) -> bool:
    """Whether a name or a place played a part in how it came."""
    lot = line.drawn.lot if line.drawn else None
    return line.named or bool(line.place) or (lot is not None and (lot.named or bool(lot.place)))


def first_line(brief: Brief, page: str, odds: Callable[[Brief], Odds]) -> Line:
    """Draw a line.

    Args:
        page: what all draws of a page are made with: who comes back to the same options finds the same line.
        odds: what the policy makes of a brief.
    """
    asked, named, place = asked_of(brief), brief.is_named, _place_of(brief)
    lot = Lot(_digest(page, asked, "named" if named else "", place), named, place)
    was = as_drawn(brief, lot)
    drawn = draw_for_page(odds(was), was, lot)
    return Line(asked, drawn, (drawn.variant,), 0, drawn.revision, named, place)


def turned(line: Line, turn: Turn, brief: Brief, ranker: Ranker, odds: Callable[[Brief], Odds]) -> Line:
    """Leaf on or back: through what was shown, then by further draws without repetition, then from the first again.

    Lines that do not stand any more are passed over.
    """
    found = line
    for _ in line.shown:
        found = _one_on(found, turn, brief, ranker.campaign, odds)
        if stands(found, brief, ranker.campaign):
            return found
    return line


def _one_on(line: Line, turn: Turn, brief: Brief, campaign: Campaign, odds: Callable[[Brief], Odds]) -> Line:
    if turn is Turn.STAY:
        return line
    if turn is Turn.BACK:
        return _at(line, max(0, line.at - 1), campaign)
    if line.at + 1 < len(line.shown):
        return _at(line, line.at + 1, campaign)
    another = draw_another(odds(brief), line.shown, _salt_of(line)) if len(line.shown) < MOST_SHOWN else None
    if another is None:
        return _at(line, 0, campaign)
    variant = another.variant
    shown = (*line.shown, variant.id)
    now = replace(line, named=brief.is_named, place=_place_of(brief))
    return replace(now, shown=shown, at=len(shown) - 1, revision=variant.revision)


def choice_of(line: Line, brief: Brief, ranker: Ranker) -> Choice:
    """What stands on the poster, and how it came to be there."""
    if line.drawn is not None and len(line.shown) == 1:
        return line.drawn
    chosen = chosen_by_person(ranker, brief, line.variant)
    return chosen if line.drawn is None else replace(chosen, leafed=Leafed(line.drawn, line.shown))


def _at(line: Line, at: int, campaign: Campaign) -> Line:
    """Another of the lines that were shown; one that has gone meanwhile does not stand."""
    variant = campaign.variant_by_id.get(line.shown[at])
    return replace(line, at=at, revision=variant.revision if variant else "")


def _is_of_no_other_place(variant: CopyVariant, brief: Brief, campaign: Campaign) -> bool:
    of_options = (option.place for option in campaign.catalogue.options_of(brief.options))
    return not variant.fits.places or bool({_place_of(brief), *of_options} & set(variant.fits.places))


def _place_of(brief: Brief) -> str:
    """The place that plays a part in the choice of words."""
    return (brief.place or "") if brief.personalised else ""


def _salt_of(line: Line) -> str:
    return line.drawn.lot.salt if line.drawn and line.drawn.lot else line.asked


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
