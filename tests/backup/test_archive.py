"""An archive is what it was written as, or is refused."""

from __future__ import annotations

import os
import random
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postergen.adapters.sql.dumps import Dump
from postergen.backup.archive import measured, read_archive, write_archive
from postergen.backup.manifest import Manifest
from postergen.errors import InvalidInput, NotFound


def archive_of(folder: Path, content: bytes) -> Path:
    """An archive with these bytes for a database, and a file of content."""
    files = folder / "files"
    (files / "content/a folder").mkdir(parents=True)
    (files / "database.sqlite").write_bytes(content)
    (files / "content/a folder/热干面.yaml").write_text("热干面")
    members = tuple(measured(files / name, name) for name in ("database.sqlite", "content/a folder/热干面.yaml"))
    at = datetime(2026, 6, 1, 4, tzinfo=UTC)
    manifest = Manifest("0.1", at, Dump("sqlite", "0015"), {"POSTERGEN_CAMPAIGN": "a"}, {}, "00" * 16, {}, members)
    write_archive(folder / "one.backup", manifest, files)
    return folder / "one.backup"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = archive_of(tmp_path, os.urandom(3000))
    manifest = read_archive(path, tmp_path / "out")
    assert manifest == read_archive(path)
    for name in ("database.sqlite", "content/a folder/热干面.yaml"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "files" / name).read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_any_flipped_bit_is_found(tmp_path: Path) -> None:
    """In every byte of the first and last hundred, and in some between them."""
    path = archive_of(tmp_path, random.Random(1).randbytes(3000))
    whole = path.read_bytes()
    places = {*range(100), *range(len(whole) - 100, len(whole)), *range(100, len(whole) - 100, 23)}
    missed = []
    for place in sorted(places):
        broken = bytearray(whole)
        broken[place] ^= 1 << (place % 8)
        path.write_bytes(broken)
        try:
            read_archive(path)
        except InvalidInput:
            continue
        missed.append(place)
    assert missed == []


def test_one_that_ends_too_early_or_too_late_is_refused(tmp_path: Path) -> None:
    path = archive_of(tmp_path, os.urandom(3000))
    whole = path.read_bytes()
    for part in (b"", whole[:5], whole[: len(whole) // 2], whole[:-1], whole + b"more", whole + whole):
        path.write_bytes(part)
        with pytest.raises(InvalidInput, match="is no whole backup"):
            read_archive(path)
    with pytest.raises(NotFound):
        read_archive(tmp_path / "nothing")


def test_its_size_takes_no_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        path = archive_of(tmp_path, b"")
        path.unlink()
        with (tmp_path / "files/database.sqlite").open("wb") as file:
            file.truncate(64 << 20)
        tracemalloc.reset_peak()
        member = measured(tmp_path / "files/database.sqlite", "database.sqlite")
        at = datetime(2026, 6, 1, 4, tzinfo=UTC)
        write_archive(path, Manifest("0.1", at, Dump("sqlite", "1"), {}, {}, "", {}, (member,)), tmp_path / "files")
        assert read_archive(path, tmp_path / "out").members == (member,)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
