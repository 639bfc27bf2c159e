"""A picture is drawn once for all who ask, and kept within bounds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from postergen.rendering.bounded import OVERHEAD
from postergen.rendering.renderer import Picture
from postergen.service.picture_memory import PictureMemory


def picture(size: int = 1) -> Picture:
    return Picture(b"x" * size, "image/jpeg", ())


def counted(drawn: list[str], name: str, size: int = 1) -> Callable[[], Picture]:
    def draw() -> Picture:
        drawn.append(name)
        return picture(size)

    return draw


def test_the_same_picture_is_drawn_once() -> None:
    drawn: list[str] = []
    memory = PictureMemory(lambda: b"")
    assert memory.get("a", counted(drawn, "a")) is memory.get("a", counted(drawn, "a"))
    assert drawn == ["a"]


def test_who_asks_while_it_is_drawn_waits_for_it() -> None:
    drawn: list[str] = []
    begun, may_end, together = Event(), Event(), Barrier(5)
    memory = PictureMemory(lambda: b"")

    def slowly() -> Picture:
        drawn.append("a")
        begun.set()
        may_end.wait(60)
        return picture()

    def ask_too() -> Picture:
        together.wait(60)
        return memory.get("a", slowly)

    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(memory.get, "a", slowly)
        assert begun.wait(60)
        others = [pool.submit(ask_too) for _ in range(4)]
        together.wait(60)
        may_end.set()
        assert {id(future.result(60)) for future in others} == {id(first.result(60))}
    assert drawn == ["a"]


def test_a_drawing_that_fails_is_tried_again() -> None:
    def fail() -> Picture:
        raise ValueError("no ink")

    memory = PictureMemory(lambda: b"")
    with pytest.raises(ValueError, match="no ink"):
        memory.get("a", fail)
    assert memory.get("a", picture).data == b"x"


def test_those_not_asked_for_longest_make_room() -> None:
    drawn: list[str] = []
    memory = PictureMemory(lambda: b"", room=2 * (5 + OVERHEAD))
    for name in ("a", "b", "a", "c", "a", "b"):
        memory.get(name, counted(drawn, name, 5))
    assert drawn == ["a", "b", "c", "b"]
    memory.get("huge", counted(drawn, "huge", 11 + OVERHEAD))
    memory.get("a", counted(drawn, "a", 5))
    assert drawn == ["a", "b", "c", "b", "huge"]


def test_everything_goes_when_somebody_is_erased() -> None:
    drawn: list[str] = []
    stamps = [b"1"]
    memory = PictureMemory(lambda: stamps[-1])
    memory.get("a", counted(drawn, "a"))

    def erased_meanwhile() -> Picture:
        stamps.append(b"2")
        return counted(drawn, "b")()

    memory.get("b", erased_meanwhile)
    memory.get("a", counted(drawn, "a"))
    assert drawn == ["a", "b", "a"]
    memory.get("b", counted(drawn, "b"))
    assert drawn == ["a", "b", "a", "b"], "what was drawn before the erasure is not kept after it"


def test_without_a_stamp_nothing_is_kept() -> None:
    def no_stamp() -> bytes:
        raise OSError("read-only")

    drawn: list[str] = []
    memory = PictureMemory(no_stamp)
    memory.get("a", counted(drawn, "a"))
    memory.get("a", counted(drawn, "a"))
    assert drawn == ["a", "a"]
