"""What is made beside a file is seen by nobody, and taken away by the next when somebody died over it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from postergen.files import LITTER, clear_begun, put_in_place, workplace


def test_a_file_gets_its_name_when_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("before")
    with workplace(tmp_path / "file") as room:
        assert room.parent == tmp_path
        assert room.stat().st_mode & 0o777 == 0o700
        (room / "made").write_text("after")
        assert (tmp_path / "file").read_text() == "before"
        put_in_place(room / "made", tmp_path / "file")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "after")]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with workplace(tmp_path / "file") as room:
            (room / "made").touch()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    def fill() -> None:
        with workplace(tmp_path / "file"):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match=f"No space left on device: '{tmp_path}'"):
        fill()


def test_what_the_dead_left_is_taken_away_and_what_the_living_use_is_not(tmp_path: Path) -> None:
    dead = tmp_path / f".file.0123abcd{LITTER}"
    dead.mkdir()
    (dead / "half").touch()
    with workplace(tmp_path / "file") as living, workplace(tmp_path / "other"):
        assert living.is_dir()
        assert not dead.exists()


def test_what_was_begun_of_a_file_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in (".7.jpg.4321", ".8.jpg.4321", "7.jpg", ".7.jpg.old", "sub/.9.jpg.17"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    clear_begun(tmp_path / name for name in ("7.jpg", "sub/9.jpg", "no such folder/1.jpg"))
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == [".7.jpg.old", ".8.jpg.4321", "7.jpg"]
