"""Show two texts against each other, and each against the one that stands first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postergen.adapters.content.csv_files import Cell
from postergen.domain.variant import CopyVariant
from postergen.domain.words import Words
from postergen.service.standings import Compared
from postergen.tracking.intervals import Rate
from postergen.tracking.pairs import Duel
from postergen.tracking.standing import MOST_NEEDED
from postergen.web.studio.results.contests import Verdict, name_of, needed_sentence
from postergen.web.studio.results.figures import Figure
from postergen.web.studio.results.tables import Kind, Table, about, chance, columns, signed

LEAST_REACH = 0.01  # of the scale, to either side of nothing


@dataclass(frozen=True, slots=True)
class Gap:
    """One text against the first: how many more of a hundred of its posters bring somebody. Places are 0 to 100."""

    name: str
    variant: str
    rate: Rate
    at: float
    low: float
    high: float
    says: str
    needed: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """``choices`` are texts as a form offers them, by id; ``chosen`` two of these, or what was asked for instead."""

    rows: tuple[Gap, ...]
    ticks: tuple[tuple[float, str], ...]
    choices: tuple[tuple[str, str], ...]
    chosen: tuple[str, str]
    verdict: Verdict | None


def duel_figure(
    compared: Compared,
    duels: Sequence[Duel],
    asked: Duel | None,
    wrong: str,
    r: Words,
    texts: Mapping[str, CopyVariant],
) -> Figure:
    """Each against the first, and the two that were asked for; ``wrong`` is said when these were no two.

    Args:
        compared: two texts at least that are old enough.
    """
    rows = compared.now.rows
    ids = [row.arm.variant for row in rows]
    chosen = (asked.first.variant, asked.second.variant) if asked else (ids[0], ids[1])
    told = duel_verdict(asked, r, texts) if asked else Verdict(False, wrong, ()) if wrong else None
    reach = max((abs(end) for one in duels for end in _ends(one)), default=LEAST_REACH)
    gaps = tuple(_gap(one, max(reach, LEAST_REACH), r, texts) for one in duels)
    choices = tuple((row.arm.variant, name_of(row.arm, texts)) for row in rows)
    picture = Gaps(gaps, _ticks(max(reach, LEAST_REACH)), choices, chosen, told)
    says = (r["pairs_caption"].format(name=name_of(rows[0].arm, texts)), r["pairs_note"])
    return Figure("pairs", r["pairs_title"], says, _table(duels, asked, r, texts), "pairs", picture)


def duel_verdict(found: Duel, r: Words, texts: Mapping[str, CopyVariant]) -> Verdict:
    """Which of two texts is the better, or that nobody can tell, and why."""
    first, second = name_of(found.first, texts), name_of(found.second, texts)
    names = {"first": first, "second": second}
    if found.pair is None:
        return Verdict(False, r["too_young"], (r["pair_young"].format(**names),))
    gap = found.pair.difference
    ends = {"value": signed(gap.value), "low": signed(gap.low), "high": signed(gap.high)}
    why = r["pair_gap"].format(chance=chance(found.pair.chance), **names, **ends)
    if found.better is None:
        return Verdict(False, r["pair_cannot"].format(**names), (why, needed_sentence(found.needed, "pair", r)))
    better, other = (first, second) if found.better == found.first else (second, first)
    return Verdict(True, r["pair_told"].format(better=better, other=other), (why,))


def _gap(found: Duel, reach: float, r: Words, texts: Mapping[str, CopyVariant]) -> Gap:
    """The other way round: what the second brings more than the first."""
    low, value, high = _ends(found)
    return Gap(
        name=name_of(found.second, texts),
        variant=found.second.variant,
        rate=Rate(value, low, high),
        at=_place(value, reach),
        low=_place(low, reach),
        high=_place(high, reach),
        says=_verdict(found, r),
        needed=_needed(found, r),
    )


def _verdict(found: Duel, r: Words) -> str:
    if found.pair is None:
        return r["young_says"]
    if found.better is None:
        return r["row_cannot"]
    return r["row_fewer"] if found.better == found.first else r["row_more"]


def _needed(found: Duel, r: Words) -> str:
    if found.needed is None:
        return ""
    if found.needed.posters is None:
        return r["row_needed_more"].format(most=f"{MOST_NEEDED:,}")
    return r["row_needed"].format(more=about(found.needed.posters))


def _ends(found: Duel) -> tuple[float, float, float]:
    gap = found.pair.difference if found.pair else Rate(0.0, 0.0, 0.0)
    return -(gap.high or 0.0), -(gap.value or 0.0), -(gap.low or 0.0)


def _place(value: float, reach: float) -> float:
    return round(50 + 50 * value / reach, 2)


def _ticks(reach: float) -> tuple[tuple[float, str], ...]:
    step = next(one for one in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if reach / one <= 3 or one == 0.5)
    count = int(reach / step + 1e-9)
    return tuple((_place(n * step, reach), signed(n * step, 3) if n else "0") for n in range(-count, count + 1))


def _table(duels: Sequence[Duel], asked: Duel | None, r: Words, texts: Mapping[str, CopyVariant]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in [*([asked] if asked else []), *duels]:
        gap = one.pair.difference if one.pair else Rate(None, None, None)
        needs = one.needed.posters if one.needed else None
        told = (gap.value, gap.low, gap.high, one.pair.chance if one.pair else None, needs, _told(one, r, texts))
        names = (name_of(one.first, texts), name_of(one.second, texts))
        rows.append((*names, one.first.variant, one.second.variant, *told))
    named = dict.fromkeys(("first", "second", "first_id", "second_id"), Kind.TEXT)
    kinds = columns(**named, difference=Kind.GAP, low=Kind.GAP, high=Kind.GAP)
    return Table((*kinds, *columns(first_better=Kind.SHARE, needed=Kind.COUNT, verdict=Kind.TEXT)), tuple(rows))


def _told(found: Duel, r: Words, texts: Mapping[str, CopyVariant]) -> str:
    return name_of(found.better, texts) if found.better else _verdict(found, r)
