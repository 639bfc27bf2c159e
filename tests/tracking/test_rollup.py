"""Something that happens to a poster moves every counter that tells of it, and no other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from postergen.tracking.rollup import EVERY_CHANNEL, Cell, Facts, Measure, Tally

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
    tally = Tally()
    tally.count(facts, Measure.POSTERS, AT, amount)
    return tally.counters()


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
    tally = Tally()
    for amount in (3, 1, -4):
        tally.count(FACTS, Measure.POSTERS, AT, amount)
    assert not any(tally.counters().values())


def test_a_day_has_the_hours_of_all_its_events_and_all_channels_have_those_of_each() -> None:
    tally = Tally()
    for hours, channel in ((0, "wechat"), (1, "wechat"), (1, "page"), (24, "page")):
        tally.count(replace(FACTS, channel=channel), Measure.POSTERS, AT + timedelta(hours=hours))
    found = {
        (cell.grain, cell.starts_at.day, cell.starts_at.hour, cell.channel): amount
        for cell, amount in tally.counters().items()
        if cell.dimension == "all"
    }
    assert found == {
        ("hour", 1, 14, "wechat"): 1,
        ("hour", 1, 15, "wechat"): 1,
        ("hour", 1, 15, "page"): 1,
        ("hour", 2, 14, "page"): 1,
        ("hour", 1, 14, EVERY_CHANNEL): 1,
        ("hour", 1, 15, EVERY_CHANNEL): 2,
        ("hour", 2, 14, EVERY_CHANNEL): 1,
        ("day", 1, 0, "wechat"): 2,
        ("day", 1, 0, "page"): 1,
        ("day", 2, 0, "page"): 1,
        ("day", 1, 0, EVERY_CHANNEL): 3,
        ("day", 2, 0, EVERY_CHANNEL): 1,
    }
