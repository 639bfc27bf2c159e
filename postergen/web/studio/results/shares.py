"""Show why each text gets its share of new posters: what was expected, what was seen, and what comes of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from postergen.adapters.content.csv_files import Cell
from postergen.domain.policies import Arm
from postergen.domain.policies import Kind as Rule
from postergen.domain.variant import CopyVariant
from postergen.domain.words import Words
from postergen.service.shares import Explained, Shares
from postergen.service.standings import Compared
from postergen.tracking.intervals import Rate
from postergen.web.studio.results.contests import NAMED, listed, name_of, tone_of
from postergen.web.studio.results.figures import Figure
from postergen.web.studio.results.ridges import Axis, axis_of
from postergen.web.studio.results.tables import Kind, Table, columns, of_hundred, share

SHOWN_AT_ONCE = 8  # the others are behind a summary
FAIR = 0.5  # of an even share: who earns as much may well be the best
NOTHING = 0.0005  # of a share: what is shown as 0


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What was expected of a text, what was seen (None of one without posters), and what is known now; 0 to 100."""

    expected: float
    seen: float | None
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Why:
    """One text: its share in words, its parts in per cent of the width, and why, in words and as a picture."""

    name: str
    variant: str
    detail: str
    share: str
    earned: float
    even: float
    reasons: tuple[str, ...]
    beliefs: Beliefs | None
    alt: str


@dataclass(frozen=True, slots=True)
class Whys:
    """``axis`` is None where relevance alone draws; ``expected`` says what that of a text rests on."""

    first: tuple[Why, ...]
    others: tuple[Why, ...]
    axis: Axis | None
    without: str
    expected: str


def share_figure(found: Shares, compared: Compared, r: Words, texts: Mapping[str, CopyVariant]) -> Figure:
    axis = _axis(found.rows)
    most = max((row.share.whole for row in found.rows), default=1.0)
    fair = FAIR / max(len(found.rows), 1)
    whys = tuple(_why(row, axis, most, fair, r) for row in found.rows)
    expected = r["key_alike" if found.kind is Rule.LOGISTIC else "key_expected"]
    without = _without(found, compared, r, texts)
    picture = Whys(whys[:SHOWN_AT_ONCE], whys[SHOWN_AT_ONCE:], axis, without, expected)
    says, notes = (*_state(found, compared, r), r["shares_of"]), _terms(found, r)
    return Figure("shares", r["shares_title"], says, _table(found), "shares", picture, notes)


def _state(found: Shares, compared: Compared, r: Words) -> tuple[str, ...]:
    """Which policy shares the posters out, and what is wrong with it."""
    if found.made_at is None:
        return (r[f"policy_{found.note}"] if found.note else r["shares_fixed"],)
    says = [r["shares_by"].format(at=f"{found.made_at:%Y-%m-%d %H:%M}")]
    if found.is_pinned:
        says.append(r["shares_pinned"])
    elif found.is_late:
        says.append(r["shares_late"])
    if found.is_behind(compared.at):
        says.append(r["shares_behind"])
    if found.kind is Rule.LOGISTIC:
        says.append(r["shares_together"])
    return tuple(says)


def _terms(found: Shares, r: Words) -> tuple[str, ...]:
    """What every text gets, and how much expectation counts."""
    if found.made_at is None:
        return ()
    floor = found.floor / (1 - found.holdout)
    even = r["shares_even"].format(held=f"{100 * found.holdout:.3g}%", floor=f"{100 * floor:.3g}%")
    strengths = {row.known.belief.strength for row in found.rows if row.known} - {None}
    return (even, *(r["shares_strength"].format(strength=round(one)) for one in strengths if one is not None))


def _axis(rows: Sequence[Explained]) -> Axis | None:
    ends = [
        value
        for row in rows
        if row.known is not None and row.posterior is not None
        for value in (row.known.belief.expected, row.posterior.low, row.posterior.high, _seen(row))
        if value is not None
    ]
    return axis_of(np.array(ends)) if ends else None


def _seen(row: Explained) -> float | None:
    """The plain share of a text's posters; None where there are too few to show."""
    if row.known is None or row.known.exposed < 1:
        return None
    return min(1.0, row.known.rewarded / row.known.exposed)


def _why(row: Explained, axis: Axis | None, most: float, fair: float, r: Words) -> Why:
    even = row.share.floor + row.share.held
    reasons = (*_beliefs_said(row, r), _share_said(row, even, fair, r))
    return Why(
        name=row.variant.headline,
        variant=row.variant.id,
        detail=tone_of(row.variant, r),
        share=_part(row.share.whole),
        earned=round(100 * row.share.earned / most, 2),
        even=round(100 * even / most, 2),
        reasons=reasons,
        beliefs=_beliefs(row, axis),
        alt=" ".join(reasons),
    )


def _beliefs(row: Explained, axis: Axis | None) -> Beliefs | None:
    belief, rate = row.known.belief if row.known else None, row.posterior
    if axis is None or belief is None or rate is None:
        return None
    seen = _seen(row)
    places = (axis.place(value or 0.0) for value in (rate.value, rate.low, rate.high))
    return Beliefs(axis.place(belief.expected), None if seen is None else axis.place(seen), *places)


def _beliefs_said(row: Explained, r: Words) -> tuple[str, ...]:
    known, rate, seen = row.known, row.posterior, _seen(row)
    if known is None or rate is None:
        return (r["why_fits"].format(points=f"{100 * row.relevance:.0f}"),)
    counts = {"rewarded": f"{known.rewarded:,.0f}", "posters": f"{known.exposed:,.0f}", "seen": of_hundred(seen)}
    why = "why_alike" if known.belief.strength is None else "why_expected"
    expected = r[why].format(expected=of_hundred(known.belief.expected))
    if seen is None:
        return expected, r["why_unseen"]
    ends = {"value": of_hundred(rate.value), "low": of_hundred(rate.low), "high": of_hundred(rate.high)}
    return expected, r["why_seen"].format(**counts), r["why_both"].format(**ends)


def _share_said(row: Explained, even: float, fair: float, r: Words) -> str:
    if row.known is not None and row.share.earned < NOTHING:
        return r["why_least"].format(even=_part(even))
    if row.known is None:
        key = "why_fits_earned"
    elif row.share.earned < fair:
        key = "why_little"
    else:
        key = "why_earned" if _seen(row) is not None else "why_tried"
    return r[key].format(earned=_part(row.share.earned), even=_part(even))


def _part(value: float) -> str:
    """A share of posters; a digit more where it is very small."""
    return share(value, int(value < 0.001))


def _without(found: Shares, compared: Compared, r: Words, texts: Mapping[str, CopyVariant]) -> str:
    """The texts of the comparison that such posters do not get."""
    drawn = {(row.variant.id, row.variant.revision) for row in found.rows}
    left = [row.arm for row in compared.now.rows if (row.arm.variant, row.arm.revision) not in drawn]
    return r["shares_without"].format(names=named(left, r, texts)) if left else ""


def named(arms: Sequence[Arm], r: Words, texts: Mapping[str, CopyVariant]) -> str:
    """Some texts in a sentence; of many the first, and how many more."""
    return listed([name_of(arm, texts) for arm in arms], r)


def _table(found: Shares) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for row in found.rows:
        known, rate = row.known, row.posterior or Rate(None, None, None)
        belief = known.belief if known else None
        prior = (belief.expected, belief.strength) if belief else (None, None)
        seen = (known.exposed, known.rewarded) if known else (None, None)
        parts = (row.share.earned, row.share.floor, row.share.held, row.share.whole)
        text = (row.variant.headline, row.variant.id, row.variant.revision, row.relevance)
        rows.append((*text, *prior, *seen, rate.value, rate.low, rate.high, *parts))
    kinds = columns(**NAMED, relevance=Kind.RATIO, expected=Kind.SHARE)
    counts = columns(strength=Kind.RATIO, exposed=Kind.RATIO, rewarded=Kind.RATIO)
    names = ("estimate", "low", "high", "earned", "floor", "held", "share")
    return Table((*kinds, *counts, *columns(**dict.fromkeys(names, Kind.SHARE))), tuple(rows))
