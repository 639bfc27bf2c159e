"""Make the fields of a form from the shape of an item: what is asked for, and with which kind of field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.pack_schema import Keywords, LimitedText, Sayings
from postergen.domain.lengths import TEXT_LIMITS

# what a name in a file stands for: those are picked, not typed
REFERENCES = {
    "theme": "themes",
    "themes": "themes",
    "place": "places",
    "places": "places",
    "occasions": "occasions",
    "options": "options",
    "template": "looks",
    "templates": "looks",
}
LONG = frozenset({"invitation", "voice", "note", "gloss", "offer_text"})  # what takes more than a line
FIXED = frozenset({"id", "code_prefix"})  # given once: codes, links and numbers depend on them
BY_BUTTON = frozenset({"retired"})


class Widget(StrEnum):
    """How something is asked for."""

    LINE = "line"
    TEXT = "text"  # several lines of one text
    LINES = "lines"  # a text each
    PAIRS = "pairs"  # a name and a text each
    WORDS = "words"  # a text in every language, side by side
    SAYINGS = "sayings"  # texts in every language
    CHOICE = "choice"
    TICKS = "ticks"
    NUMBER = "number"
    DAY = "day"  # month and day
    YES = "yes"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for.

    Attributes:
        path: its keys in the item.
        words: the values of a choice that stand in the shape itself.
        reference: what of the pack is picked here, as in `REFERENCES`.
        most: characters in each language; none where it is not limited.
        usual: what holds when nothing is said.
    """

    path: tuple[str, ...]
    widget: Widget
    is_needed: bool = False
    is_long: bool = False
    words: tuple[str, ...] = ()
    reference: str = ""
    most: Mapping[str, int] | None = None
    usual: Any = None
    fields: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        """As the form calls it."""
        return ".".join(self.path)

    @property
    def key(self) -> str:
        """As files of words call it."""
        return "_".join(self.path)


@cache
def fields_of(model: type[FileModel], within: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """What is asked for of an item of this shape, in its order."""
    return tuple(_field((*within, name), info) for name, info in model.model_fields.items() if name not in BY_BUTTON)


def _field(path: tuple[str, ...], info: FieldInfo) -> Field:
    kind, can_lack = _bare(info.annotation)
    is_needed = info.is_required() and not can_lack
    usual = None if info.is_required() else info.get_default(call_default_factory=True, validated_data={})
    name = path[-1]
    if isinstance(kind, type) and issubclass(kind, FileModel):
        return _of_model(path, kind, is_needed=is_needed)
    if get_origin(kind) is tuple:
        return _of_tuple(path, get_args(kind), is_needed=is_needed)
    if words := _words_of(kind):
        return Field(path, Widget.CHOICE, is_needed, words=words, usual=usual)
    if name in REFERENCES:
        return Field(path, Widget.CHOICE, is_needed, reference=REFERENCES[name])
    widgets = {bool: Widget.YES, int: Widget.NUMBER, float: Widget.NUMBER}
    if get_origin(kind) is dict:
        return Field(path, Widget.PAIRS, is_needed)
    usual_widget = Widget.TEXT if name in LONG else Widget.LINE
    return Field(path, widgets.get(kind, usual_widget), is_needed, usual=usual)


def _of_model(path: tuple[str, ...], kind: type[FileModel], *, is_needed: bool) -> Field:
    if issubclass(kind, LocalizedText):
        limits = TEXT_LIMITS[kind.kind] if issubclass(kind, LimitedText) else None
        is_long = path[-1] in LONG or (issubclass(kind, LimitedText) and kind.kind in LONG)
        return Field(path, Widget.WORDS, is_needed, is_long, most=limits)
    if issubclass(kind, (Keywords, Sayings)):
        return Field(path, Widget.SAYINGS, is_needed)
    return Field(path, Widget.GROUP, is_needed, fields=fields_of(kind, path))


def _of_tuple(path: tuple[str, ...], parts: tuple[Any, ...], *, is_needed: bool) -> Field:
    if parts[-1] is not Ellipsis:
        return Field(path, Widget.DAY, is_needed)
    if words := _words_of(_bare(parts[0])[0]):
        return Field(path, Widget.TICKS, is_needed, words=words)
    reference = REFERENCES.get(path[-1], "")
    return Field(path, Widget.TICKS if reference else Widget.LINES, is_needed, reference=reference)


def _words_of(kind: Any) -> tuple[str, ...]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple(one.value for one in kind)
    return get_args(kind) if get_origin(kind) is Literal else ()


def _bare(annotation: Any) -> tuple[Any, bool]:
    """A type without what is remarked beside it, and whether there may be nothing instead."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (kind,) = (one for one in get_args(annotation) if one is not NoneType)
        return _bare(kind)[0], True
    return annotation, False
