"""A folder that may be deleted, damaged, full or foreign at any time."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from postergen.adapters.content import derived_files
from postergen.adapters.content.derived_files import DerivedFiles, files_key, key_of


@pytest.fixture
def derived(tmp_path: Path) -> DerivedFiles:
    return DerivedFiles(tmp_path / "content")


def test_what_was_put_is_found_again(derived: DerivedFiles, tmp_path: Path) -> None:
    derived.put("packs", "one", b"words")
    assert DerivedFiles(tmp_path / "content").get("packs", "one") == b"words"
    assert derived.get("looks", "one") is None
    assert derived.get("packs", "two") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[:10],
        lambda data: b"",
        lambda data: data + b"x",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"words",
    ],
)
def test_a_damaged_file_is_as_good_as_none(derived: DerivedFiles, tmp_path: Path, damage: object) -> None:
    derived.put("packs", "one", b"words")
    file = tmp_path / "content/packs/one"
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    assert derived.get("packs", "one") is None
    derived.put("packs", "one", b"words")
    assert derived.get("packs", "one") == b"words"


def test_what_others_could_have_written_is_not_read(derived: DerivedFiles, tmp_path: Path) -> None:
    derived.put("packs", "one", b"words")
    (tmp_path / "content/packs/one").chmod(0o666)
    assert derived.get("packs", "one") is None


def test_a_pipe_or_a_folder_in_place_of_a_file_stops_nobody(derived: DerivedFiles, tmp_path: Path) -> None:
    derived.put("packs", "one", b"words")
    os.mkfifo(tmp_path / "content/packs/pipe")
    (tmp_path / "content/packs/folder").mkdir()
    assert derived.get("packs", "pipe") is None
    assert derived.get("packs", "folder") is None


def test_a_folder_that_cannot_be_written_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_bytes(b"")
    derived = DerivedFiles(tmp_path / "file")
    with caplog.at_level(logging.WARNING):
        derived.put("packs", "one", b"words")
        derived.put("packs", "two", b"words")
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "derived files are not kept, and the next start will take longer"
    ]
    assert derived.get("packs", "one") is None


FULL = """
import resource, signal, sys
from pathlib import Path
from postergen.adapters.content.derived_files import DerivedFiles
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
DerivedFiles(Path(sys.argv[1])).put("packs", "one", b"x" * 5000)
"""


def test_a_full_disk_leaves_no_half_file(derived: DerivedFiles, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", FULL, str(tmp_path / "content")], check=True)
    assert derived.get("packs", "one") is None
    assert list((tmp_path / "content/packs").iterdir()) == []


def test_many_who_write_and_read_at_once_see_whole_files(derived: DerivedFiles) -> None:
    texts = [bytes([65 + i]) * 200_000 for i in range(8)]

    def put_and_get(text: bytes) -> bytes | None:
        derived.put("packs", "one", text)
        return derived.get("packs", "one")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(put_and_get, texts * 4)) <= set(texts)


def test_the_oldest_make_room(derived: DerivedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived_files, "FILES", 3)
    monkeypatch.setattr(derived_files, "ROOM", 930)
    for age, key in enumerate("abcd"):
        derived.put("packs", key, b"x")
        os.utime(tmp_path / "content/packs" / key, (age, age))
    assert [key for key in "abcd" if derived.get("packs", key)] == ["b", "c", "d"]
    derived.put("packs", "large", b"x" * 880)
    assert [key for key in ("b", "c", "d", "large") if derived.get("packs", key)] == ["d", "large"]


def test_what_was_never_finished_is_removed_later(derived: DerivedFiles, tmp_path: Path) -> None:
    derived.put("packs", "a", b"x")
    unfinished = tmp_path / "content/packs/t.tmp"
    unfinished.write_bytes(b"x")
    derived.put("packs", "b", b"x")
    assert unfinished.exists()  # somebody may be writing it
    os.utime(unfinished, (1, 1))
    derived.put("packs", "c", b"x")
    assert not unfinished.exists()


def test_a_key_depends_on_every_part_and_where_it_ends() -> None:
    keys = {
        key_of("ab", "c"),
        key_of("a", "bc"),
        key_of("abc"),
        files_key({"a": b"b"}),
        files_key({"a": b""}, "b"),
        files_key({}, "a", "b"),
        files_key({"a": b"b", "c": b""}),
    }
    assert len(keys) == 7
    assert files_key({"a": b"1", "b": b"2"}) == files_key({"b": b"2", "a": b"1"})
