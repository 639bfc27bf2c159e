"""The items of a pack's files one at a time: found, checked, and put back where they stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from postergen.adapters.content.file_shapes import FileModel
from postergen.adapters.content.game_files import GAMES
from postergen.adapters.content.game_kinds import COLLECT, KINDS, GameKind
from postergen.adapters.content.game_schema import Name
from postergen.adapters.content.pack_files import NONE_OF_THESE, OFFERS
from postergen.adapters.content.pack_schema import (
    CampaignFile,
    NoneOfTheseFile,
    OccasionFile,
    OfferFile,
    OptionFile,
    ProvinceFile,
    ThemeFile,
)
from postergen.adapters.content.shape_problems import Path, Problem, problems_of
from postergen.adapters.content.yaml_edits import new_document, with_item, with_new_item
from postergen.adapters.content.yaml_lines import Document, read_document
from postergen.errors import Finding, InvalidContent


@dataclass(frozen=True, slots=True)
class ItemKind:
    """What items of a kind consist of, and in which file they stand; a folder has a file for each theme, and one of
    games a file for each game, which is named after its id.

    Attributes:
        below: the key of the file's list, where it is not the file itself.
        whole: the field that the file itself is the value of.
    """

    name: str
    model: type[FileModel]
    file: str
    game: GameKind | None = None
    below: str = ""
    whole: str = ""

    @property
    def is_single(self) -> bool:
        """The file is one item."""
        return self.model is CampaignFile or bool(self.whole)

    @property
    def can_retire(self) -> bool:
        return "retired" in self.model.model_fields

    def file_of(self, values: Mapping[str, Any]) -> str:
        """Where a new item goes."""
        if self.game:
            return f"{self.file}{values['id']}.yaml"
        return f"{self.file}{values['theme']}.yaml" if self.file.endswith("/") else self.file


class Unanswered(FileModel):
    """What people wish for and no option answers: one item of a pack, without an id in its file."""

    id: str
    wishes: NoneOfTheseFile


UNANSWERED = "none-of-these"

_GAMES = {name: ItemKind(name, game.file, GAMES, game) for name, game in KINDS.items()}
ITEM_KINDS = {
    kind.name: kind
    for kind in (
        ItemKind("options", OptionFile, "options/"),
        ItemKind("themes", ThemeFile, "themes.yaml"),
        ItemKind("occasions", OccasionFile, "occasions.yaml"),
        ItemKind("offers", OfferFile, OFFERS),
        ItemKind("places", ProvinceFile, "places.yaml", below="provinces"),
        ItemKind(UNANSWERED, Unanswered, NONE_OF_THESE, whole="wishes"),
        ItemKind("settings", CampaignFile, "campaign.yaml"),
        *_GAMES.values(),
    )
}


@dataclass(frozen=True, slots=True)
class PackItem:
    """An item as its file has it."""

    kind: ItemKind
    id: str
    document: Document
    path: Path
    values: Mapping[str, Any]

    @property
    def file(self) -> str:
        return self.document.name

    @property
    def line(self) -> int:
        return self.document.lines[self.path]

    def field_at(self, line: int) -> Path:
        """The innermost part of it that begins in this line; the item itself when none does."""
        depth = len(self.path)
        inside = [path[depth:] for path, at in self.document.lines.items() if at == line and path[:depth] == self.path]
        found = max(inside, key=len, default=())
        return (self.kind.whole, *found) if self.kind.whole else found


def find_item(files: Mapping[str, bytes], kind: ItemKind, name: str) -> PackItem | None:
    """The item of this kind and id; None when the files have none."""
    return next(_items(files, kind, name), None)


def games_in(files: Mapping[str, bytes]) -> Iterator[PackItem]:
    """Every game, of whatever kind, those that are retired too."""
    for kind in _GAMES.values():
        for file in sorted(files):
            if file.startswith(GAMES):
                yield from _game(files, file, kind)


def _game(files: Mapping[str, bytes], file: str, kind: ItemKind) -> Iterator[PackItem]:
    document = read_document(file, files[file], [])
    if document and isinstance(document.data, dict) and str(document.data.get("kind", COLLECT)) == kind.name:
        name = PurePosixPath(file).stem
        yield PackItem(kind, name, document, (), {"id": name, **document.data})


def _items(files: Mapping[str, bytes], kind: ItemKind, name: str) -> Iterator[PackItem]:
    if kind.whole:
        if name == kind.name and (document := read_document(kind.file, files.get(kind.file, b"{}"), [])):
            yield PackItem(kind, name, document, (), {"id": name, kind.whole: document.data})
        return
    if kind.game:
        for file in (one for one in sorted(files) if one.startswith(GAMES) and PurePosixPath(one).stem == name):
            yield from _game(files, file, kind)
        return
    for file in sorted(files):
        if not file.startswith(kind.file) or name.encode() not in files[file]:
            continue
        document = read_document(file, files[file], [])
        data = document.data if document else None
        if document and kind.is_single and isinstance(data, dict) and data.get("id") == name:
            yield PackItem(kind, name, document, (), data)
        below = (kind.below,) if kind.below else ()
        items = data.get(kind.below) if below and isinstance(data, dict) else data
        for i, one in enumerate(items if document and isinstance(items, list) else ()):
            if isinstance(one, dict) and one.get("id") == name and document:
                yield PackItem(kind, name, document, (*below, i), one)


def problems_in(kind: ItemKind, values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the shape of an item."""
    found = []
    try:
        kind.model.model_validate(values if kind.whole else _written(kind, values))
    except ValidationError as exc:
        found += problems_of(exc, values)
    if kind.game:
        try:
            _NAME.validate_python(values.get("id"))
        except ValidationError as exc:
            found += [replace(one, path=("id",)) for one in problems_of(exc, values.get("id"))]
    return found


_NAME: TypeAdapter[str] = TypeAdapter(Name)


def _written(kind: ItemKind, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands in the file: a game's id is the name of that."""
    if kind.whole:
        return dict(values.get(kind.whole) or {})
    return {name: value for name, value in values.items() if name != "id"} if kind.game else values


def file_with(
    files: Mapping[str, bytes], kind: ItemKind, item: PackItem | None, values: Mapping[str, Any]
) -> tuple[str, bytes]:
    """The file with these values for an item, or with a new one; its name, and what it says then.

    Raises:
        InvalidContent: it is written in a way that cannot be changed like this.
    """
    name = item.file if item else kind.file_of(values)
    source = files.get(name, b"").decode()
    try:
        if item and source:
            changed = with_item(source, item.path, _written(kind, values))
        elif kind.below:
            root = read_document(name, source.encode(), [])
            data = dict(root.data) if root and isinstance(root.data, dict) else {}
            changed = with_item(source, (), {**data, kind.below: [*data.get(kind.below, ()), values]})
        else:
            is_file = kind.game is not None or bool(kind.whole)
            changed = new_document(_written(kind, values)) if is_file else with_new_item(source, values)
    except ValueError as exc:
        raise InvalidContent([Finding(name, "cannot be changed by a form", "edit the file itself")]) from exc
    return name, changed.encode()
