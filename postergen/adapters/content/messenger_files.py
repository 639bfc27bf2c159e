"""Read what messengers take as a set of stickers: a table with its sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from postergen.adapters.content.file_shapes import FileModel, LocalizedText, Text
from postergen.adapters.content.yaml_lines import read_document, validate
from postergen.domain.messengers import FileLimit, Messenger, Role
from postergen.errors import Finding, InvalidContent
from postergen.rendering.moving import MOVING_FORMATS, STILL_FORMATS

KB = 1000  # bytes; some say 1,024, and what fits into this fits into that


class LimitFile(FileModel):
    """One kind of file."""

    role: Role
    moves: bool = False
    name: Annotated[str, Field(pattern=r"^([a-z]+/)?([a-z]+|\{number\})\.(gif|png|webp|jpg)$")]
    width: Annotated[int, Field(ge=16, le=2000)]
    height: Annotated[int, Field(ge=16, le=2000)]
    most_kb: Annotated[int, Field(ge=1)]
    most_ms: Annotated[int | None, Field(ge=1)] = None


class MessengerFile(FileModel):
    """One messenger."""

    id: Annotated[str, Field(pattern=r"^[a-z]+$")]
    name: LocalizedText
    checked: date
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    counts: tuple[int, ...] = ()
    fewest: Annotated[int, Field(ge=1)] = 1
    most: Annotated[int, Field(ge=1)] = 1
    texts: dict[Literal["name", "about", "meaning"], int]
    files: Annotated[tuple[LimitFile, ...], Field(min_length=1)]


def read_messengers(path: Path) -> dict[str, Messenger]:
    """Every messenger by its id; `InvalidContent` has every mistake with its line."""
    findings: list[Finding] = []
    document = read_document(path.name, path.read_bytes(), findings)
    items = document.data if document and isinstance(document.data, list) else []
    read = [(i, validate(document, MessengerFile, data, (i,), findings)) for i, data in enumerate(items) if document]
    for i, one in read:
        for j, file in enumerate(one.files if one else ()):
            known = MOVING_FORMATS if file.moves else STILL_FORMATS
            if document and file.name.rpartition(".")[2] not in known:
                findings.append(Finding(document.where((i, "files", j, "name")), "is a file that is not written"))
    if findings:
        raise InvalidContent(findings)
    return {one.id: _messenger(one) for _, one in read if one}


def _messenger(file: MessengerFile) -> Messenger:
    return Messenger(
        id=file.id,
        name=file.name.value(),
        counts=file.counts or tuple(range(file.fewest, file.most + 1)),
        texts={str(kind): most for kind, most in file.texts.items()},
        files=tuple(
            FileLimit(one.role, one.moves, one.name, one.width, one.height, one.most_kb * KB, one.most_ms)
            for one in file.files
        ),
        sources=file.sources,
        checked=file.checked.isoformat(),
    )
