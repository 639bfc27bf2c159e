"""Lists of items that have fields of their own: add one, take one out, and name those that have a name and no id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from postergen.adapters.content.game_schema import LONGEST_ID
from postergen.domain.numbers import whole_number
from postergen.web.studio.forms.fields import Field, Widget
from postergen.web.studio.forms.merging import value_at

ROW_STEPS = frozenset({"add", "remove", "again"})  # what buttons within the form ask for
TITLES = ("title", "name", "text")  # what an item is called, whichever it has
CALLED = (*TITLES, "asks", "clue")  # and an item of a list in it
LONGEST_OF_GAME = LONGEST_ID - 3  # characters of an id that is made: a number may follow


def with_row_step(fields: Sequence[Field], values: Mapping[str, Any], step: str) -> dict[str, Any]:
    """What was typed with an item more or less: ``add.cards``, ``remove.cards.2``; another step changes nothing."""
    what, _, rest = step.partition(".")
    name, _, number = rest.partition(".")
    if name not in {one.name for one in fields if one.widget is Widget.ROWS}:
        return dict(values)
    rows, index = list(values.get(name, ())), whole_number(number)
    if what == "add":
        rows.append({})
    elif index is not None and index < len(rows):
        del rows[index]
    return {**values, name: rows}


def name_rows(fields: Sequence[Field], typed: Mapping[str, Any]) -> None:
    """Give each item that has a name and no id one that is made of the English words."""
    for field in (one for one in fields if one.widget is Widget.ROWS and one.row(0)[0].path[-1] == "id"):
        rows = typed.get(field.path[-1], [])
        taken = {row.get("id") for row in rows}
        for row in (one for one in rows if not one.get("id")):
            said = next((text for name in CALLED if (text := value_at(row, (name, "en")))), "")
            if slug := slug_of(str(said), LONGEST_OF_GAME):
                names = (slug if i == 1 else f"{slug}-{i}" for i in range(1, 100))
                row["id"] = next((name for name in names if name not in taken), slug)
                taken.add(row["id"])


def slug_of(said: str, longest: int) -> str:
    """An id of these words; empty where they have no Latin letter."""
    plain = unicodedata.normalize("NFKD", said.replace("’", "")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")[:longest].strip("-")
