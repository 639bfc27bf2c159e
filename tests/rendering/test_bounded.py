"""What is kept is bounded in bytes; the least recently used goes first."""

from __future__ import annotations

from postergen.rendering.bounded import OVERHEAD, Bounded


def test_memory_is_bounded_and_the_least_used_goes_first() -> None:
    kept: Bounded[str] = Bounded(3 * (1000 + OVERHEAD))
    for key in ("a", "b", "c"):
        kept.put(key, key, 1000)
    assert kept.get("a") == "a"
    kept.put("d", "d", 1000)
    assert [key for key in "abcd" if kept.get(key)] == ["a", "c", "d"]


def test_what_alone_is_too_large_pushes_nothing_out() -> None:
    kept: Bounded[str] = Bounded(1000 + OVERHEAD)
    kept.put("a", "a", 1000)
    kept.put("huge", "huge", 5000)
    assert kept.get("huge") is None
    assert kept.get("a") == "a"


def test_it_is_made_once() -> None:
    kept: Bounded[list[int]] = Bounded(10_000)
    assert kept.get_or_make("a", lambda: [1], len) is kept.get_or_make("a", lambda: [2], len)
