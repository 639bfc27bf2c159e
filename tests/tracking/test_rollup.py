"""Something that happens to a poster moves every counter that tells of it, and no other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from postergen.tracking.rollup import EVERY_CHANNEL, Cell, Facts, Measure, count

AT = datetime(2026, 6, 1, 14, 37, 5, tzinfo=UTC)
FACTS = Facts(
    campaign="c",
    channel="wechat",
    created_at=AT,
    variant="v",
    revision="r",
    options=("a", "b"),
    themes=("food",),
    place="hubei/wuhan",
    look="ticket",
    occasion="today",
    locale="zh-CN",
)


def moved(facts: Facts, amount: int = 1) -> Counter[Cell]:
    counters: Counter[Cell] = Counter()
    count(counters, facts, Measure.POSTERS, AT, amount)
    return counters


def test_a_poster_counts_by_all_it_is_in_its_hour_and_day_in_its_channel_and_in_all() -> None:
    cells = moved(FACTS)
    assert set(cells.values()) == {1}
    assert {cell.starts_at.isoformat() for cell in cells} == {"2026-06-01T14:00:00+00:00", "2026-06-01T00:00:00+00:00"}
    assert {cell.channel for cell in cells} == {"wechat", EVERY_CHANNEL}
    hours = {(c.dimension, c.value) for c in cells if c.grain == "hour" and c.channel == EVERY_CHANNEL}
    assert hours >= {("all", ""), ("variant", "v@r"), ("option", "a"), ("option", "b"), ("place", "hubei/wuhan")}
    assert len(cells) == 4 * len(hours)


def test_what_a_poster_does_not_have_is_not_counted() -> None:
    dimensions = {cell.dimension for cell in moved(replace(FACTS, place="", occasion=""))}
    assert dimensions & {"place", "occasion"} == set()
    assert "all" in dimensions


def test_amounts_add_up() -> None:
    counters = moved(FACTS, 3)
    count(counters, FACTS, Measure.POSTERS, AT, -3)
    assert not any(counters.values())
