"""The items of a pack's files one at a time: found, checked, and put back where they stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from postergen.adapters.content.file_shapes import FileModel
from postergen.adapters.content.pack_files import OFFERS
from postergen.adapters.content.pack_schema import CampaignFile, OccasionFile, OfferFile, OptionFile, ThemeFile
from postergen.adapters.content.shape_problems import Path, Problem, problems_of
from postergen.adapters.content.yaml_edits import with_item, with_new_item
from postergen.adapters.content.yaml_lines import Document, read_document
from postergen.errors import Finding, InvalidContent


@dataclass(frozen=True, slots=True)
class ItemKind:
    """What items of a kind consist of, and in which file they stand; a folder has a file for each theme."""

    name: str
    model: type[FileModel]
    file: str

    @property
    def is_single(self) -> bool:
        """The file is one item."""
        return self.model is CampaignFile

    def file_of(self, values: Mapping[str, Any]) -> str:
        """Where a new item goes."""
        return f"{self.file}{values['theme']}.yaml" if self.file.endswith("/") else self.file


ITEM_KINDS = {
    kind.name: kind
    for kind in (
        ItemKind("options", OptionFile, "options/"),
        ItemKind("themes", ThemeFile, "themes.yaml"),
        ItemKind("occasions", OccasionFile, "occasions.yaml"),
        ItemKind("offers", OfferFile, OFFERS),
        ItemKind("settings", CampaignFile, "campaign.yaml"),
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
        return max(inside, key=len, default=())


def find_item(files: Mapping[str, bytes], kind: ItemKind, name: str) -> PackItem | None:
    """The item of this kind and id; None when the files have none."""
    return next(_items(files, kind, name), None)


def _items(files: Mapping[str, bytes], kind: ItemKind, name: str) -> Iterator[PackItem]:
    for file in sorted(files):
        if not file.startswith(kind.file) or name.encode() not in files[file]:
            continue
        document = read_document(file, files[file], [])
        data = document.data if document else None
        if document and kind.is_single and isinstance(data, dict) and data.get("id") == name:
            yield PackItem(kind, name, document, (), data)
        for i, one in enumerate(data if document and isinstance(data, list) else ()):
            if isinstance(one, dict) and one.get("id") == name and document:
                yield PackItem(kind, name, document, (i,), one)


def problems_in(kind: ItemKind, values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with an item by itself."""
    try:
        kind.model.model_validate(values)
    except ValidationError as exc:
        return problems_of(exc, values)
    return []


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
        changed = with_item(source, item.path, values) if item else with_new_item(source, values)
    except ValueError as exc:
        raise InvalidContent([Finding(name, "cannot be changed by a form", "edit the file itself")]) from exc
    return name, changed.encode()
