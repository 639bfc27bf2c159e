"""Fold what a form has in parts: whether one is open, and what stands in it, in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from postergen.domain.words import Words
from postergen.web.pages import page_locale
from postergen.web.studio.choices import Groups
from postergen.web.studio.forms.fields import Field, Widget
from postergen.web.studio.forms.merging import value_at
from postergen.web.studio.forms.query import is_said, shown_moment
from postergen.web.studio.forms.told import Told, label_of

BETWEEN = " · "
Picked = Callable[[Field], Groups]


def has_mistake(name: str, told: Told) -> bool:
    """Whether something is wrong with what has this name, or with a part of it."""
    return any(one == name or one.startswith(f"{name}.") for one in told)


def gist_of(kind: str, fields: Sequence[Field], values: Mapping[str, Any], picked: Picked, w: Words) -> str:
    """What stands in these fields, as far as it is short; else what is picked there; else the first text, which a page
    cuts. Empty where none of these is there.
    """
    there = [(one, value) for one in fields if is_said(value := value_at(values, one.path)) and one.path[-1] != "id"]
    short = [_in_a_line(kind, one, value, picked, w) for one, value in there if not one.is_long]
    ticked = [_picked(one, value, picked, w) for one, value in there if one.widget is Widget.TICKS]
    texts = [_text(value, w) for one, value in there if one.widget in (Widget.WORDS, Widget.SAYINGS)]
    return BETWEEN.join(filter(None, short)) or BETWEEN.join(ticked) or next(filter(None, texts), "")


def _text(value: Mapping[str, Any], w: Words) -> str:
    said = value.get(page_locale()) or ""
    return said if isinstance(said, str) else w["comma"].join(said)


def _in_a_line(kind: str, one: Field, value: Any, picked: Picked, w: Words) -> str:
    match one.widget:
        case Widget.WORDS:
            return _text(value, w)
        case Widget.CHOICE:
            return _picked(one, [value], picked, w)
        case Widget.NUMBER | Widget.LINE | Widget.DATE:
            return _labelled(kind, one, str(value), w)
        case Widget.MOMENT:
            return _labelled(kind, one, shown_moment(value).replace("T", " "), w)
    return ""


def _labelled(kind: str, one: Field, text: str, w: Words) -> str:
    return f"{label_of(kind, [part for part in one.path if not part.isdigit()], w)}{w['colon']}{text}"


def _picked(one: Field, names: Sequence[str], picked: Picked, w: Words) -> str:
    texts = {entry.id: entry.text for _, entries in picked(one) for entry in entries}
    return w["comma"].join(texts.get(name, name) for name in names)
