"""A poster moves the counters of its text, by revision, place and look, and of no other text."""

from __future__ import annotations

from dataclasses import replace

from postergen.tracking.rollup import Measure
from postergen.tracking.text_rollup import TextTally
from tests.tracking.test_rollup import FACTS


def test_a_poster_counts_by_revision_place_and_look_in_its_hour_and_its_day() -> None:
    tally = TextTally()
    tally.count(FACTS, Measure.POSTERS)
    tally.count(FACTS, Measure.POSTERS)
    tally.count(FACTS, Measure.SCANNED)
    counters = tally.counters()
    assert {cell.variant for cell in counters} == {"v"}
    assert {(cell.grain, cell.starts_at.hour) for cell in counters} == {("hour", 14), ("day", 0)}
    of_hour = {(c.dimension, c.value, c.measure): count for c, count in counters.items() if c.grain == "hour"}
    values = {("revision", "r"), ("place", "hubei/wuhan"), ("look", "ticket")}
    assert of_hour == {
        (*value, measure): count for value in values for measure, count in (("posters", 2), ("posters_scanned", 1))
    }


def test_whoever_names_no_place_is_counted_without_one() -> None:
    tally = TextTally()
    tally.count(replace(FACTS, place=""), Measure.POSTERS)
    assert {cell.value for cell in tally.counters() if cell.dimension == "place"} == {""}
