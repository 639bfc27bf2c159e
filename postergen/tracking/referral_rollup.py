"""Decide which referral counters a poster and its children move.

Trees are put into *random groups* by the digest of their root's code: relatives are always together, so groups are
independent of each other as trees are, and what they have in common with each other is chance alone. How K differs
between groups tells how sure it is (Wolter, Introduction to Variance Estimation, 2nd ed. 2007, chapter 2), and groups
are as many however large the campaign is. A counter only adds up, so the order in which posters arrive does not matter.

All of a poster's counters, those of its children too, stand in the hour in which *it* was made; days are sums of
hours, and `EVER` is the sum of all. Segments know no hours, for each poster bears several.

While an hour has fewer posters than there are groups, nearly each poster and child makes counters of its own. None is
ever deleted, for any period may be asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import ceil, log2
from typing import NamedTuple
from zlib import crc32

from postergen.tracking.rollup import Facts, day_of, hour_of

GROUPS = 256  # of the campaign as a whole
SEGMENT_GROUPS = 32  # of a segment; Student's t with 31 degrees of freedom is 4 % wider than the normal
WINDOWS = (24, 72, 168, 720)  # hours within which a child may be asked to have come
POSTERS = 0  # stands where a window does, in counters of posters themselves
EVER, EVER_SINCE = "ever", datetime(2000, 1, 1, tzinfo=UTC)
SEGMENTS = frozenset({"variant", "option", "channel", "look", "place"})
SHORTEST, STEPS = 60, 4  # seconds of the first step of `pace_of`, and steps to twice as long


class ReferralCell(NamedTuple):
    """The address of one counter. ``within`` is `POSTERS`, or one of `WINDOWS`: children whose delay was at most that,
    and more than the next shorter one.
    """

    campaign: str
    dimension: str
    grain: str
    starts_at: datetime
    value: str
    tree_group: int
    within: int


def group_of(root: str) -> int:
    """The random group of this root's tree, the same on every machine: 0 to `GROUPS`, exclusive."""
    return crc32(root.encode()) % GROUPS


def window_of(delay: int) -> int | None:
    """The shortest of `WINDOWS` within which a child came so many seconds after its parent; None after all of them."""
    return next((hours for hours in WINDOWS if delay <= hours * 3600), None)


def pace_of(delay: int) -> int:
    """The step of a delay in seconds: the first up to a minute, each other 19 % longer than the one before."""
    return 0 if delay <= SHORTEST else ceil(STEPS * log2(delay / SHORTEST))


def longest_of(step: int) -> float:
    """The longest delay of a step, in seconds."""
    return float(SHORTEST * 2 ** (step / STEPS))


def matured(now: datetime, window: timedelta) -> datetime:
    """The hour before which posters had their whole window."""
    return hour_of((now - window).astimezone(UTC))


class ReferralTally:
    """Sums what posters and their children move."""

    def __init__(self) -> None:
        self._counters: Counter[ReferralCell] = Counter()

    def count_poster(self, facts: Facts, root: str, generation: int) -> None:
        self._count(facts, root, POSTERS)
        self._count_over_time(facts, "generation", str(generation), 0, POSTERS)

    def count_child(self, parent: Facts, root: str, delay: int) -> None:
        """A child that was made so many seconds after its parent; one that came after all windows moves nothing."""
        within = window_of(delay)
        if within is not None:
            self._count(parent, root, within)
            self._count_over_time(parent, "pace", str(pace_of(delay)), 0, within)

    def counters(self) -> Counter[ReferralCell]:
        return self._counters

    def _count(self, facts: Facts, root: str, within: int) -> None:
        group = group_of(root)
        self._count_over_time(facts, "all", "", group, within)
        for dimension, value in _segments(facts):
            for grain, starts_at in (("day", day_of(facts.created_at)), (EVER, EVER_SINCE)):
                self._add(facts, dimension, grain, starts_at, value, group % SEGMENT_GROUPS, within)

    def _count_over_time(self, facts: Facts, dimension: str, value: str, group: int, within: int) -> None:
        at = facts.created_at
        for grain, starts_at in (("hour", hour_of(at)), ("day", day_of(at)), (EVER, EVER_SINCE)):
            self._add(facts, dimension, grain, starts_at, value, group, within)

    def _add(
        self, facts: Facts, dimension: str, grain: str, starts_at: datetime, value: str, group: int, within: int
    ) -> None:
        self._counters[ReferralCell(facts.campaign, dimension, grain, starts_at, value, group, within)] += 1


def _segments(facts: Facts) -> Iterator[tuple[str, str]]:
    return (pair for pair in facts.values() if pair[0] in SEGMENTS)
