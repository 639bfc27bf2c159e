"""Show how texts stand against each other, and say in so many words what that comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postergen.adapters.content.csv_files import Cell
from postergen.domain.policies import Arm
from postergen.domain.variant import CopyVariant
from postergen.domain.words import Words
from postergen.service.reports import Breakdown
from postergen.service.results import Contest
from postergen.service.standings import Compared
from postergen.tracking.lift import Lift
from postergen.tracking.standing import (
    LEAST_EXPOSED,
    LEAST_REWARDED,
    LOOKS,
    MOST,
    MOST_NEEDED,
    Needed,
    Standing,
    plenty,
)
from postergen.web.studio.results.figures import Figure, tallied
from postergen.web.studio.results.ridges import ridges
from postergen.web.studio.results.tables import Kind, Table, about, chance, columns, rate_columns, share

MOST_NAMES = 6  # in a sentence
# what names a text in a table: its headline, and what it is called in files and by programs
NAMED = dict.fromkeys(("headline", "variant_id", "revision"), Kind.TEXT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison comes to, in so many words."""

    is_told: bool
    headline: str
    reasons: tuple[str, ...]


def standing_figure(
    compared: Compared, title: str, r: Words, texts: Mapping[str, CopyVariant], unseen: Sequence[str] = ()
) -> Figure:
    """The texts as they stand, as hills; ``unseen`` are headlines of those that no poster has had."""
    rows = compared.now.rows
    best = next((row for row in rows if row.arm == compared.best), None)
    picture = ridges(
        [(row, name_of(row.arm, texts), tone_of(texts.get(row.arm.variant), r), _odds(row, r)) for row in rows],
        compared.now.prior,
        best,
    )
    before = {(row.arm.variant, row.arm.revision): row for row in compared.week_ago.rows}
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        earlier = before.get((row.arm.variant, row.arm.revision))
        counted = (row.arm.exposed, row.arm.rewarded, row.rate.value, row.rate.low, row.rate.high)
        chances = (row.chance, earlier.chance if earlier else None, row.loss)
        cells.append((name_of(row.arm, texts), row.arm.variant, row.arm.revision, *counted, *chances, _odds(row, r)))
    kinds = {**NAMED, "exposed": Kind.RATIO, "rewarded": Kind.RATIO}
    shares = dict.fromkeys(("estimate", "low", "high", "chance", "chance_week_ago", "loss"), Kind.SHARE)
    notes = [r["compared_at"].format(day=f"{compared.at:%Y-%m-%d}"), r["loss_says"]]
    notes += [r["compared_most"].format(count=MOST)] if len(rows) == MOST else []
    notes += [r["not_yet_on"].format(names=listed(unseen, r))] if unseen and len(rows) < MOST else []
    table = Table(columns(**kinds, **shares, standing=Kind.TEXT), tuple(cells))
    return Figure("standing", title, (r["compared_caption"],), table, "ridges", picture, tuple(notes))


def period_figures(contest: Contest, r: Words) -> list[Figure]:
    """What the texts had in the period, whether they compete or not."""
    told = _period_table(contest.rows)
    figures = [Figure("compared", r["period_title"], (r["period_caption"],), told)]
    if contest.retired:
        table = _period_table(contest.retired)
        figures.append(Figure("retired", r["retired_title"], (r["retired_caption"],), table))
    return figures


def _period_table(rows: Sequence[Breakdown]) -> Table:
    """What has the most posters comes first: a text with four may have had luck."""
    ranked = sorted(rows, key=lambda row: (-row.posters, row.value, row.revision))
    cells = tuple((headline_of(row), row.value, row.revision, *tallied(row, row.rate)) for row in ranked)
    return Table(rate_columns(columns(**NAMED)), cells)


def _odds(row: Standing, r: Words) -> str:
    if row.chance is None:
        return r["young_says" if row.is_young else "alone_says"]
    return r["chance_says"].format(chance=chance(row.chance))


def verdict(compared: Compared | None, r: Words, texts: Mapping[str, CopyVariant]) -> Verdict:
    """Which text is the best, or that nobody can tell yet, and why."""
    if compared is None:
        return Verdict(False, r["choose_option"], (r["choose_why"],))
    old = compared.now.old
    if len(old) < 2:
        least = {"posters": f"{LEAST_EXPOSED:.0f}", "rewarded": f"{LEAST_REWARDED:.0f}"}
        many = plenty(compared.now.prior)
        key = "young_why" if many > LEAST_EXPOSED else "young_why_once"  # enough are plenty where many bring somebody
        why = r[key].format(**least, plenty=f"{many:,.0f}", old=len(old))
        return Verdict(False, r["too_young"], (why,))
    first = old[0]
    name, odds = name_of(first.arm, texts), chance(first.chance or 0.0)
    if compared.best is not None:
        why = r["told_why"].format(low=share(first.rate.low), high=share(first.rate.high), chance=odds, days=LOOKS)
        return Verdict(True, r["told"].format(name=name_of(compared.best, texts)), (why,))
    bar = f"{100 * compared.now.bar:.4g}%"
    why = r["cannot_why"].format(name=name, chance=odds, bar=bar, days=LOOKS)
    return Verdict(False, r["cannot_tell"], (why, needed_sentence(compared.needed, "cannot", r)))


def needed_sentence(needed: Needed | None, of: str, r: Words) -> str:
    """What it takes to tell: ``of`` is what the words begin with. None for days alone."""
    if needed is None:
        return r["cannot_days"]
    if needed.posters is None:
        return r[f"{of}_more_than"].format(most=f"{MOST_NEEDED:,}")
    return r[f"{of}_more"].format(more=about(needed.posters), chance=chance(needed.chance))


def lift_sentence(found: Lift, r: Words) -> str:
    """What learning brings, as far as the hold-out can say."""
    gap = found.difference
    if gap.value is None or gap.low is None or gap.high is None:
        return r["lift_none"]
    ends = {"value": f"{100 * gap.value:+.1f}", "low": f"{100 * gap.low:+.1f}", "high": f"{100 * gap.high:+.1f}"}
    if found.is_told:
        return r["lift_told"].format(**ends)
    more = r["lift_needs"].format(needed=about(found.needed)) if found.needed else ""
    return r["lift_open"].format(**ends) + more


def headline_of(row: Breakdown) -> str:
    return row.variant.headline if row.variant else row.value


def name_of(arm: Arm, texts: Mapping[str, CopyVariant]) -> str:
    return texts[arm.variant].headline if arm.variant in texts else arm.variant


def tone_of(variant: CopyVariant | None, r: Words) -> str:
    return f"{r[f'hook_{variant.hook.value}']} · {r[f'tone_{variant.tone.value}']}" if variant else ""


def listed(names: Sequence[str], r: Words) -> str:
    told = r["comma"].join(r["quoted"].format(name=name) for name in names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return told + (r["names_more"].format(count=more) if more > 0 else "")
