"""A poster is remembered for a second, and not beyond anybody's erasure on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from postergen.adapters.journal.erasure_stamp import ErasureStamp
from postergen.adapters.journal.poster_memory import MOST, SECONDS, PosterMemory
from postergen.domain.poster import Poster
from postergen.errors import NotFound
from tests.adapters.events import poster


class Store:
    """Counts who is looked up."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find(self, code: str) -> Poster:
        self.asked.append(code)
        if code == "nobody":
            raise NotFound("poster", code)
        return poster(1).poster


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_poster_is_looked_up_once_a_second(tmp_path: Path) -> None:
    store, time = Store(), Time()
    memory = PosterMemory(ErasureStamp(tmp_path / "x.erasures").read, time)
    assert memory.get("a", store.find) is memory.get("a", store.find)
    assert store.asked == ["a"]
    time.now += SECONDS
    memory.get("a", store.find)
    assert store.asked == ["a", "a"]


def test_nothing_outlives_an_erasure_of_another_process(tmp_path: Path) -> None:
    """Two stamps of one file are two processes."""
    store = Store()
    memory = PosterMemory(ErasureStamp(tmp_path / "x.erasures").read, Time())
    memory.get("a", store.find)
    ErasureStamp(tmp_path / "x.erasures").change()
    memory.get("a", store.find)
    assert store.asked == ["a", "a"]


def test_what_is_erased_while_it_is_looked_up_is_not_remembered(tmp_path: Path) -> None:
    store, stamp = Store(), ErasureStamp(tmp_path / "x.erasures")
    memory = PosterMemory(stamp.read, Time())

    def find(code: str) -> Poster:
        found = store.find(code)
        stamp.change()
        return found

    memory.get("a", find)
    memory.get("a", store.find)
    assert store.asked == ["a", "a"]


def test_without_a_place_for_the_stamp_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = Store()
    memory = PosterMemory(ErasureStamp(tmp_path / "file" / "x.erasures").read, Time())
    memory.get("a", store.find)
    memory.get("a", store.find)
    assert store.asked == ["a", "a"]


def test_nobody_is_looked_up_again(tmp_path: Path) -> None:
    store = Store()
    memory = PosterMemory(ErasureStamp(tmp_path / "x.erasures").read, Time())
    for _ in range(2):
        with pytest.raises(NotFound):
            memory.get("nobody", store.find)
    assert store.asked == ["nobody", "nobody"]


def test_the_memory_is_bounded(tmp_path: Path) -> None:
    store = Store()
    memory = PosterMemory(ErasureStamp(tmp_path / "x.erasures").read, Time())
    for number in range(MOST + 1):
        memory.get(str(number), store.find)
    memory.get("1", store.find)
    assert len(store.asked) == MOST + 1
    memory.get("0", store.find)
    assert len(store.asked) == MOST + 2
