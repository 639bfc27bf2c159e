"""How a poster came to its line, as columns; and that a draw of a page counts once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from postergen.adapters.sql.schema import poster
from postergen.domain.policies import Slice
from postergen.domain.poster import CHOSEN, Choice, Leafed, Lot

_FIRST = ("variant", "revision", "policy", "propensity", "slice", "relevance")
_AGAIN: dict[str, Any] = {"policy": CHOSEN, "propensity": 1.0, "slice": Slice.CHOSEN, "lot": "", "lot_for": ""}


def line_columns(choice: Choice) -> dict[str, Any]:
    """What a page drew with and what was leafed through, if anything."""
    lot, leafed = choice.first_draw.lot, choice.leafed
    if lot is None:
        return {"lot": "", "lot_for": "", "leafed": None}
    told = leafed and {"drawn": {name: getattr(leafed.drawn, name) for name in _FIRST}, "shown": leafed.shown}
    return {
        "lot": lot.salt,
        "lot_for": f"{'n' if lot.named else 'u'} {lot.place}".rstrip(),
        "leafed": json.dumps(told) if told else None,
    }


def choice_of_row(row: Row[Any]) -> Choice:
    """The choice as `rows.poster_row` and `line_columns` wrote it."""
    kept = Choice(row.variant, row.revision, row.policy, row.propensity, Slice(row.slice), row.relevance)
    if not row.lot:
        return kept
    whose, _, place = row.lot_for.partition(" ")
    lot, rest = Lot(row.lot, whose == "n", place), {name: getattr(kept, name) for name in _FIRST}
    if row.leafed is None:
        return Choice(**rest, lot=lot)
    told = json.loads(row.leafed)
    drawn = Choice(**told["drawn"] | {"slice": Slice(told["drawn"]["slice"])}, lot=lot)
    return Choice(**rest, leafed=Leafed(drawn, tuple(told["shown"])))


def with_draws_once(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the posters of one draw the first is drawn. Who makes another of the same page wants the same line again:
    it is chosen, so that nobody multiplies a draw that they like.
    """
    lots = [row["lot"] for row in rows if row["lot"]]
    seen = (
        set(connection.scalars(select(poster.c.lot).where(poster.c.lot.in_(lots), poster.c.lot != "")))
        if lots
        else set()
    )
    found = []
    for row in rows:
        is_again = row["lot"] in seen and row["slice"] != Slice.CHOSEN
        found.append(row | _AGAIN if is_again else row)
        seen |= {row["lot"]} - {""}
    return found
