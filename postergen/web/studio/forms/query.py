"""Turn what was typed into a form into an item as its file has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import MultiDict

from postergen.adapters.content.game_schema import Moment
from postergen.domain.localized import LOCALES
from postergen.domain.numbers import whole_number
from postergen.web.studio.forms.fields import FIXED, Field, Widget

LAST_STEPS = ("review", "publish")
MOST_ROWS = 60  # of one list
MOST_TYPED = 100_000  # characters of a field: thousands of ways to say something
Form = MultiDict[str, str]
Values = Mapping[str, Any]


def typed_values(fields: Sequence[Field], form: Form, before: Values) -> dict[str, Any]:
    """The item as it was typed; what stands already keeps its place, and what is left empty is left out.

    Args:
        before: the item as it was, with what the form does not ask for.
    """
    found = {field.path[-1]: _READERS[field.widget](field, form, before.get(field.path[-1])) for field in fields}
    asked = {field.path[-1]: field for field in fields}
    kept: dict[str, Any] = {}
    for name in dict.fromkeys([*before, *found]):
        if name not in asked or (asked[name].name in FIXED and name in before):
            kept[name] = before[name]
        elif not _is_empty(found[name]):
            kept[name] = found[name]
        elif name in before and _stays_empty(asked[name], before[name]):
            kept[name] = found[name] if asked[name].widget is Widget.SAYINGS else before[name]
        elif asked[name].is_needed and asked[name].widget in _SAID_EMPTY:
            kept[name] = _SAID_EMPTY[asked[name].widget]
    return kept


# so that what is missing is told beside each of its fields
_SAID_EMPTY: Mapping[Widget, Any] = {
    Widget.WORDS: dict.fromkeys(LOCALES, ""),
    Widget.LINE: "",
    Widget.TEXT: "",
    Widget.TICKS: [],
    Widget.SAYINGS: {},
    Widget.GROUP: {},
    Widget.COPY: dict.fromkeys(LOCALES, ""),
    Widget.ROWS: [],
}


def _stays_empty(field: Field, before: Any) -> bool:
    return _is_empty(before) or (field.widget is Widget.SAYINGS and not field.can_go)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _words(field: Field, form: Form, before: Any) -> dict[str, str] | None:
    said = {locale: _clean(form.get(f"{field.name}.{locale}", "")) for locale in LOCALES}
    return said if any(said.values()) else None


def _sayings(field: Field, form: Form, before: Any) -> dict[str, list[str]]:
    said = {locale: _split(form.get(f"{field.name}.{locale}", "")) for locale in LOCALES}
    had = () if field.can_go and not any(said.values()) else before or ()
    return {locale: texts for locale, texts in said.items() if texts or locale in had}


def _line(field: Field, form: Form, before: Any) -> Any:
    text = _clean(form.get(field.name, ""))
    return before if text and text == str(before) else text  # what reads alike in the file stays as it is written


def _lines(field: Field, form: Form, before: Any) -> list[str]:
    return _split(form.get(field.name, ""))


def _pairs(field: Field, form: Form, before: Any) -> dict[str, str]:
    pairs = (line.partition(":") for line in _split(form.get(field.name, "")))
    return {name.strip(): text.strip() for name, _, text in pairs}


def _ticks(field: Field, form: Form, before: Any) -> list[str]:
    """In the order that they had; what is new comes last."""
    ticked, had = form.getlist(field.name), list(before or ())
    return [*(one for one in had if one in ticked), *(one for one in dict.fromkeys(ticked) if one not in had)]


def _number(field: Field, form: Form, before: Any) -> int | float | str | None:
    return _as_number(_clean(form.get(field.name, "")))


def _day(field: Field, form: Form, before: Any) -> list[Any] | None:
    parts = [_as_number(_clean(form.get(f"{field.name}.{i}", ""))) for i in (0, 1)]
    return None if parts == [None, None] else parts


def _moment(field: Field, form: Form, before: Any) -> Any:
    """As files have it; one that is the same stays as it was written."""
    text = _clean(form.get(field.name, "")).replace("T", " ")
    return before if before and text == shown_moment(before).replace("T", " ") else text


def shown_moment(written: Any) -> str:
    """A moment of a file as a browser's field has it: ``2027-01-20T00:00``; what is none stays as it is."""
    try:
        return _MOMENT.validate_python(written).isoformat(timespec="minutes")
    except ValidationError:
        return "" if written is None else str(written)


_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


def _rows(field: Field, form: Form, before: Any) -> list[dict[str, Any]]:
    """The rows in their order. Those in which nothing stands are left out of what is reviewed and published, and stay
    while somebody is still filling them in.
    """
    had = {one.get("id"): one for one in before or () if isinstance(one, dict)}
    found = []
    for number in _numbers(form.getlist(f"{field.name}.row")):
        fields = field.row(number)
        was = had.get(_clean(form.get(f"{field.name}.{number}.id", "")), {})
        said = typed_values(fields, form, was)
        if form.get("step") not in LAST_STEPS or any(is_said(value) for value in said.values()):
            found.append(said)
    return found


def _numbers(said: Sequence[str]) -> list[int]:
    found = (whole_number(one) for one in said)
    return list(dict.fromkeys(one for one in found if one is not None and one < MOST_ROWS))[:MOST_ROWS]


def is_said(value: Any) -> bool:
    """Whether anything stands in it, however deep."""
    if isinstance(value, Mapping):
        return any(map(is_said, value.values()))
    return not _is_empty(value)


def _yes(field: Field, form: Form, before: Any) -> bool | None:
    return {"yes": True, "no": False}.get(form.get(field.name, ""))


def _group(field: Field, form: Form, before: Any) -> dict[str, Any]:
    said = typed_values(field.fields, form, before if isinstance(before, dict) else {})
    return said if any(not _is_empty(value) for value in said.values()) else {}


_READERS: Mapping[Widget, Callable[[Field, Form, Any], Any]] = {
    Widget.LINE: _line,
    Widget.TEXT: _line,
    Widget.LINES: _lines,
    Widget.PAIRS: _pairs,
    Widget.WORDS: _words,
    Widget.SAYINGS: _sayings,
    Widget.CHOICE: _line,
    Widget.TICKS: _ticks,
    Widget.NUMBER: _number,
    Widget.DAY: _day,
    Widget.YES: _yes,
    Widget.GROUP: _group,
    Widget.MOMENT: _moment,
    Widget.DATE: _line,
    Widget.COPY: _words,
    Widget.ROWS: _rows,
}


def _as_number(text: str) -> int | float | str | None:
    """What is no number stays as it was typed, and is told."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None


def _split(text: str) -> list[str]:
    return [line for one in text.splitlines() if (line := _clean(one))]


def _clean(text: str) -> str:
    composed = unicodedata.normalize("NFC", text[:MOST_TYPED]).strip()
    return "".join(c for c in composed if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
