"""Files leave as one zip, one after the other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from zipfile import ZipFile

from postergen.web.zip_stream import zip_stream

AT = datetime(2026, 6, 1, 4, 30, 20, tzinfo=UTC)


def test_the_pieces_are_a_zip_of_the_files() -> None:
    files = [("a.jpg", b"\xff\xd8" + bytes(5000)), ("名.csv", "字,\r\n".encode()), ("empty", b"")]
    with ZipFile(io.BytesIO(b"".join(zip_stream(files, AT)))) as archive:
        assert archive.testzip() is None
        assert [(one.filename, archive.read(one)) for one in archive.infolist()] == files
        assert {one.date_time for one in archive.infolist()} == {(2026, 6, 1, 4, 30, 20)}


def test_a_file_is_asked_for_when_the_one_before_it_has_left() -> None:
    asked: list[str] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for name in ("one", "two"):
            asked.append(name)
            yield name, name.encode()

    pieces = zip_stream(files(), AT)
    assert b"one" in next(pieces)
    assert asked == ["one"]
    assert b"two" in next(pieces)


def test_a_zip_of_nothing_is_one() -> None:
    with ZipFile(io.BytesIO(b"".join(zip_stream([], AT)))) as archive:
        assert archive.namelist() == []
