"""Show what changed within a week: who was ahead, what share each text had, which came and which went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postergen.adapters.content.csv_files import Cell
from postergen.domain.variant import CopyVariant
from postergen.domain.words import Words
from postergen.service.shares import Shares
from postergen.service.standings import Compared
from postergen.tracking.pairs import Text
from postergen.tracking.standing import Standing
from postergen.web.studio.results.contests import NAMED, listed, name_of
from postergen.web.studio.results.figures import Figure
from postergen.web.studio.results.tables import Kind, Table, chance, columns, share

LEAST = 0.03  # of a share: a change that is worth a sentence
LEAST_SHOWN = 0.005  # and one that is drawn
SHOWN = 12  # rows of the picture


@dataclass(frozen=True, slots=True)
class Change:
    """One text; shares and chances from 0 to 1, None where there was none. ``kind`` is new, gone or empty."""

    name: str
    variant: str
    revision: str
    kind: str
    share_before: float | None
    share: float | None
    chance_before: float | None
    chance: float | None

    @property
    def moved(self) -> float:
        """By how much its share rose, below 0 where it fell; 0 where it had none then, or has none now."""
        return self.share - self.share_before if self.share is not None and self.share_before is not None else 0.0


def change_figure(
    compared: Compared, found: Shares, before: Mapping[Text, float], r: Words, texts: Mapping[str, CopyVariant]
) -> Figure:
    rows = changes(compared, found, before, texts)
    table = Table(
        columns(
            **NAMED,
            change=Kind.TEXT,
            share_week_ago=Kind.SHARE,
            share=Kind.SHARE,
            chance_week_ago=Kind.SHARE,
            chance=Kind.SHARE,
        ),
        tuple(_cells(row, r) for row in rows),
    )
    if not compared.week_ago.rows:
        return Figure("changes", r["changes_title"], (r["changes_young"],), table)
    says = (*_sentences(compared, rows, r, texts), r["changes_by"])
    shown = [row for row in rows if abs(row.moved) >= LEAST_SHOWN][:SHOWN]
    picture = tuple((row, _moved_says(row, r)) for row in shown)
    return Figure("changes", r["changes_title"], says, table, "changes" if shown else "", picture)


def changes(
    compared: Compared, found: Shares, before: Mapping[Text, float], texts: Mapping[str, CopyVariant]
) -> tuple[Change, ...]:
    """What each text had a week ago and has now, the largest share first; last those that are gone."""
    now = {_text(row): row for row in compared.now.rows}
    then = {_text(row): row for row in compared.week_ago.rows}
    shares = {(row.variant.id, row.variant.revision): row.share.whole for row in found.rows}
    new = {(arm.variant, arm.revision) for arm in compared.new}
    gone = {(text.id, text.revision): text.headline for text in compared.gone}
    known = {*shares, *now}
    rows = [
        Change(
            name=gone.get(text) or (texts[text[0]].headline if text[0] in texts else text[0]),
            variant=text[0],
            revision=text[1],
            kind="gone" if text in gone else "new" if text in new else "",
            share_before=before.get(text),
            share=shares.get(text),
            chance_before=then[text].chance if text in then else None,
            chance=now[text].chance if text in now else None,
        )
        for text in (*known, *gone)
    ]
    return tuple(sorted(rows, key=lambda row: (row.kind == "gone", -(row.share or 0.0), row.name)))


def _sentences(
    compared: Compared, rows: Sequence[Change], r: Words, texts: Mapping[str, CopyVariant]
) -> tuple[str, ...]:
    says = [_ahead_says(compared, r, texts)]
    moving = sorted((row for row in rows if abs(row.moved) >= LEAST), key=lambda row: row.moved)
    if moving and moving[-1].moved > 0:
        says.append(_move_says("changes_up", moving[-1], r))
    if moving and moving[0].moved < 0:
        says.append(_move_says("changes_down", moving[0], r))
    if not moving and any(row.share_before is not None for row in rows):
        says.append(r["changes_flat"].format(points=f"{100 * LEAST:.0f}"))
    for kind in ("new", "gone"):
        names = [row.name for row in rows if row.kind == kind]
        if names:
            says.append(r[f"changes_{kind}"].format(names=listed(names, r)))
    return tuple(says)


def _ahead_says(compared: Compared, r: Words, texts: Mapping[str, CopyVariant]) -> str:
    """Who stood first, then and now."""
    now, then = _first(compared.now.rows), _first(compared.week_ago.rows)
    if now is None:
        return r["changes_too_young"]
    names = {text.id: text.headline for text in compared.gone}
    odds = chance(now.chance or 0.0)
    if then is None:
        return r["changes_first"].format(now=name_of(now.arm, texts), chance=odds)
    if _text(then) == _text(now):
        before = chance(then.chance or 0.0)
        return r["changes_still"].format(name=name_of(now.arm, texts), before=before, chance=odds)
    was = names.get(then.arm.variant) or name_of(then.arm, texts)
    return r["changes_other"].format(before=was, now=name_of(now.arm, texts), chance=odds)


def _first(rows: Sequence[Standing]) -> Standing | None:
    return rows[0] if rows and rows[0].chance is not None else None


def _move_says(key: str, row: Change, r: Words) -> str:
    return r[key].format(name=row.name, before=share(row.share_before), now=share(row.share))


def _moved_says(row: Change, r: Words) -> str:
    return r["change_alt"].format(name=row.name, before=share(row.share_before), now=share(row.share))


def _cells(row: Change, r: Words) -> tuple[Cell, ...]:
    told = r[f"change_{row.kind}"] if row.kind else ""
    return (row.name, row.variant, row.revision, told, row.share_before, row.share, row.chance_before, row.chance)


def _text(row: Standing) -> Text:
    return row.arm.variant, row.arm.revision
