"""Say how lines of stickers do: how often each was sent and answered, and how deep its battles go."""

from __future__ import annotations

from collections.abc import Sequence

from postergen.domain.stickers import OWN
from postergen.domain.words import Words
from postergen.service.battle_figures import LineFigures
from postergen.web.studio.results.figures import Figure
from postergen.web.studio.results.tables import Kind, Table, columns, share

MOST_SAID = 5  # lines that are told of in sentences; the table has all


def battle_figure(rows: Sequence[LineFigures], r: Words) -> Figure:
    """The lines that were sent, the most first."""
    kinds = columns(
        text=Kind.TEXT,
        id=Kind.TEXT,
        sent=Kind.COUNT,
        answered=Kind.COUNT,
        answered_share=Kind.SHARE,
        low=Kind.SHARE,
        high=Kind.SHARE,
        battles=Kind.COUNT,
        battle_depth=Kind.RATIO,
        depth_low=Kind.RATIO,
        depth_high=Kind.RATIO,
        deepest=Kind.COUNT,
    )
    cells = tuple(
        (
            _called(one, r),
            one.line,
            one.sent,
            one.answered,
            one.share.value,
            one.share.low,
            one.share.high,
            one.begun,
            one.depth.value,
            one.depth.low,
            one.depth.high,
            one.deepest,
        )
        for one in rows
    )
    said = tuple(_said(one, r) for one in rows[:MOST_SAID])
    return Figure("stickers", r["battles_title"], (r["battles_says"], *said), Table(kinds, cells))


def _called(one: LineFigures, r: Words) -> str:
    return one.text or (r["typed_lines"] if one.line == OWN else one.line)


def _said(one: LineFigures, r: Words) -> str:
    known = {
        "text": _called(one, r),
        "sent": f"{one.sent:,}",
        "share": share(one.share.value),
        "low": share(one.share.low),
        "high": share(one.share.high),
        "deepest": one.deepest,
    }
    if one.depth.low is None or one.depth.high is None:
        return r["battles_line"].format(**known)
    depth = {"depth": one.depth.value, "depth_low": one.depth.low, "depth_high": one.depth.high}
    return r["battles_line_deep"].format(**known, **{name: f"{value or 0:.1f}" for name, value in depth.items()})
