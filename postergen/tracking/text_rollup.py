"""Decide which counters of a text a poster moves: by revision, place and look, each with the channel.

They answer what the page of one text asks, and lie by text, so that such a page reads one stretch of them. All stand in
the hour in which the poster was made, and count posters and those of them that were scanned; days are sums of hours.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from postergen.tracking.rollup import Facts, Measure, day_of, hour_of


class TextCell(NamedTuple):
    """The address of one counter. ``value`` is empty for posters that name no place."""

    campaign: str
    variant: str
    grain: str
    starts_at: datetime
    dimension: str
    channel: str
    value: str
    measure: str


class TextTally:
    """Sums what posters move."""

    def __init__(self) -> None:
        self._counters: Counter[TextCell] = Counter()

    def count(self, facts: Facts, measure: Measure) -> None:
        """A poster with these facts was made, or scanned for the first time."""
        values = (("revision", facts.revision), ("place", facts.place), ("look", facts.look))
        for grain, starts_at in (("hour", hour_of(facts.created_at)), ("day", day_of(facts.created_at))):
            for dimension, value in values:
                at = (facts.campaign, facts.variant, grain, starts_at, dimension, facts.channel, value, measure.value)
                self._counters[TextCell(*at)] += 1

    def counters(self) -> Counter[TextCell]:
        return self._counters
