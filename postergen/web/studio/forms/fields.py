"""Make the fields of a form from the shape of an item: what is asked for, and with which kind of field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic.fields import FieldInfo

from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.game_schema import AnswersFile, VariantsFile
from postergen.adapters.content.pack_items import ItemKind
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
    "look": "card_looks",
}
# what takes more than a line
LONG = frozenset({"invitation", "voice", "note", "gloss", "offer_text"})
LONG_OF_GAMES = frozenset({"about", "asks", "who", "how", "delivery", "forfeit", "voucher", "clue", "words"})
AS_WRITTEN = frozenset({"odds", "worth"})  # numbers with a sign, a share or a currency
FIXED = frozenset({"id", "code_prefix"})  # given once: codes, links and numbers depend on them
BY_BUTTON = frozenset({"retired"})
ROW = "*"  # stands in a path where a row has its number


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
    DATE = "date"  # a day of one year
    MOMENT = "moment"  # of the campaign's clocks
    COPY = "copy"  # the id of a text for each language, of those that the options beside it have
    ROWS = "rows"  # as many groups as there are items
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
        can_go: where nothing is said it is not in the file at all, rather than empty.
        most_picks: how many can be ticked; 0 where it is not limited.
        fields: of a group; of rows those of each, with `ROW` for its number.
    """

    path: tuple[str, ...]
    widget: Widget
    is_needed: bool = False
    is_long: bool = False
    words: tuple[str, ...] = ()
    reference: str = ""
    most: Mapping[str, int] | None = None
    usual: Any = None
    can_go: bool = False
    most_picks: int = 0
    fields: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        """As the form calls it."""
        return ".".join(self.path)

    @property
    def key(self) -> str:
        """As files of words call it."""
        return key_of(self.path)

    def row(self, number: int) -> tuple[Field, ...]:
        """What is asked for in one of the rows."""
        return tuple(_in_row(field, len(self.path), number) for field in self.fields)


def key_of(path: tuple[str | int, ...]) -> str:
    """A path as files of words call it: all rows are called alike."""
    return "_".join(part for part in map(str, path) if part != ROW and not part.isdigit())


def _in_row(field: Field, at: int, number: int) -> Field:
    path = (*field.path[:at], str(number), *field.path[at + 1 :])
    return replace(field, path=path, fields=tuple(_in_row(one, at, number) for one in field.fields))


def form_of(kind: ItemKind) -> tuple[Field, ...]:
    """What is asked for of an item of this kind. A game's id is the name of its file, and its kind is chosen before."""
    if kind.whole:
        return tuple(field for field in fields_of(kind.model) if field.name == kind.whole)
    if kind.game is None:
        return fields_of(kind.model)
    return (Field(("id",), Widget.LINE), *(field for field in fields_of(kind.model) if field.path != ("kind",)))


@cache
def fields_of(model: type[FileModel], within: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """What is asked for of an item of this shape, in its order."""
    return tuple(
        _field((*within, name), info)
        for name, info in model.model_fields.items()
        if name not in BY_BUTTON and info.annotation not in (None, NoneType)  # what is only there to be refused
    )


def _field(path: tuple[str, ...], info: FieldInfo) -> Field:
    kind, can_lack = _bare(info.annotation)
    is_needed = info.is_required() and not can_lack
    usual = None if info.is_required() else info.get_default(call_default_factory=True, validated_data={})
    name = path[-1]
    if isinstance(kind, type) and issubclass(kind, FileModel):
        return replace(_of_model(path, kind, is_needed=is_needed), can_go=can_lack)
    if get_origin(kind) is tuple:
        found = _of_tuple(path, get_args(kind), is_needed=is_needed)
        return replace(found, most_picks=next((one.max_length for one in info.metadata if isinstance(one, MaxLen)), 0))
    if name in AS_WRITTEN:
        return Field(path, Widget.LINE, is_needed)
    if words := _words_of(kind):
        return Field(path, Widget.CHOICE, is_needed, words=words, usual=usual)
    if name in REFERENCES:
        return Field(path, Widget.CHOICE, is_needed, reference=REFERENCES[name])
    widgets = {bool: Widget.YES, int: Widget.NUMBER, float: Widget.NUMBER, datetime: Widget.MOMENT, date: Widget.DATE}
    if get_origin(kind) is dict:
        return Field(path, Widget.PAIRS, is_needed)
    usual_widget = Widget.TEXT if name in LONG else Widget.LINE
    return Field(path, widgets.get(kind, usual_widget), is_needed, usual=usual)


def _of_model(path: tuple[str, ...], kind: type[FileModel], *, is_needed: bool) -> Field:
    if issubclass(kind, LocalizedText):
        limits = TEXT_LIMITS[kind.kind] if issubclass(kind, LimitedText) else None
        is_long = path[-1] in LONG | LONG_OF_GAMES or (issubclass(kind, LimitedText) and kind.kind in LONG)
        return Field(path, Widget.WORDS, is_needed, is_long, most=limits)
    if issubclass(kind, VariantsFile):
        return Field(path, Widget.COPY, is_needed)
    if issubclass(kind, (Keywords, Sayings, AnswersFile)):
        return Field(path, Widget.SAYINGS, is_needed)
    return Field(path, Widget.GROUP, is_needed, fields=fields_of(kind, path))


def _of_tuple(path: tuple[str, ...], parts: tuple[Any, ...], *, is_needed: bool) -> Field:
    if parts[-1] is not Ellipsis:
        return Field(path, Widget.DAY, is_needed)
    item = _bare(parts[0])[0]
    if isinstance(item, type) and issubclass(item, FileModel):
        return Field(path, Widget.ROWS, is_needed, fields=fields_of(item, (*path, ROW)))
    if words := _words_of(item):
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
