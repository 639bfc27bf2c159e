"""Lay finished posters into files: each into one of its own, or many into a zip, a tar shard, or a PDF for printers.

The same posters give the same bytes: no clock, no name of a machine is in them.
"""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from postergen.batch.outlines import Outlines
from postergen.batch.sheets import Sheets, write_sheets
from postergen.rendering.fonts import FontBook

EPOCH = (2020, 3, 18, 0, 0, 0)  # of every member; zip knows none before 1980


@dataclass(frozen=True, slots=True)
class Finished:
    """A drawn poster under the name that it has in its bundle; ``said`` is what is written beside it."""

    name: str
    data: bytes
    said: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Bundle:
    """How many posters one file holds, its ending, and what writes it."""

    per: int
    extension: str
    pack: Callable[[Iterable[Finished], BinaryIO], None]


def _zip(posters: Iterable[Finished], to: BinaryIO) -> None:
    """Pictures are compressed already, so they are stored as they are (APPNOTE 6.3.10, 4.4.5)."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as archive:
        for poster in posters:
            member = zipfile.ZipInfo(poster.name, EPOCH)
            member.external_attr = 0o644 << 16
            archive.writestr(member, poster.data)


def _tar(posters: Iterable[Finished], to: BinaryIO) -> None:
    """A shard: beside each picture what is known of it, under the same key, as WebDataset has it."""
    with tarfile.open(fileobj=to, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for poster in posters:
            beside = json.dumps(poster.said, ensure_ascii=False, sort_keys=True).encode()
            for name, data in ((poster.name, poster.data), (f"{poster.name.rpartition('.')[0]}.json", beside)):
                member = tarfile.TarInfo(name)
                member.size, member.mode = len(data), 0o644
                archive.addfile(member, io.BytesIO(data))


def _pdf(sheets: Sheets, letters: Outlines, posters: Iterable[Finished], to: BinaryIO) -> None:
    write_sheets([(one.name, one.data) for one in posters], to, sheets, letters)


def bundle_of(kind: str, per: int | None, sheets: Sheets, fonts: FontBook) -> Bundle | None:
    """The bundle of this kind, ``files`` being none; ``per`` posters in each, or as many as is usual."""
    known: Mapping[str, Callable[[], Bundle]] = {
        "zip": lambda: Bundle(per or 500, "zip", _zip),
        "tar": lambda: Bundle(per or 500, "tar", _tar),
        "pdf": lambda: Bundle(per or 96, "pdf", partial(_pdf, sheets, Outlines(fonts))),
    }
    return known[kind]() if kind != "files" else None


KINDS = ("files", "zip", "tar", "pdf")
