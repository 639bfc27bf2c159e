"""Turn what was typed into a form into an item as its file has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from postergen.domain.localized import LOCALES
from postergen.web.studio.forms.fields import FIXED, Field, Widget

MOST_TYPED = 20_000  # characters of a field: a thousand ways to say something
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
        if name not in asked or (name in FIXED and name in before):
            kept[name] = before[name]
        elif not _is_empty(found[name]):
            kept[name] = found[name]
        elif name in before and (_is_empty(before[name]) or asked[name].widget is Widget.SAYINGS):
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
}


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _words(field: Field, form: Form, before: Any) -> dict[str, str] | None:
    said = {locale: _clean(form.get(f"{field.name}.{locale}", "")) for locale in LOCALES}
    return said if any(said.values()) else None


def _sayings(field: Field, form: Form, before: Any) -> dict[str, list[str]]:
    said = {locale: _split(form.get(f"{field.name}.{locale}", "")) for locale in LOCALES}
    return {locale: texts for locale, texts in said.items() if texts or locale in (before or {})}


def _line(field: Field, form: Form, before: Any) -> str:
    return _clean(form.get(field.name, ""))


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
