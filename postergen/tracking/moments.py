"""Count how often something happened within a window, however often that is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime


class Moments:
    """Moments, each with how many there were: a crowd scans many times within one second, and hits tell seconds."""

    __slots__ = ("_at", "_until")

    def __init__(self) -> None:
        self._at: list[datetime] = []  # in order
        self._until: list[int] = []  # how many there were until each of them, itself included

    def add(self, at: datetime, times: int = 1) -> None:
        """It happened so many times more. Cheap for what comes in the order of time, or nearly."""
        place = bisect_left(self._at, at)
        if place == len(self._at) or self._at[place] != at:
            self._at.insert(place, at)
            self._until.insert(place, self._before(place))
        for later in range(place, len(self._until)):
            self._until[later] += times

    def count(self, since: datetime, until: datetime) -> int:
        """How often it happened from the one to the other, both included."""
        return self._before(bisect_right(self._at, until)) - self._before(bisect_left(self._at, since))

    def latest(self, most: int, since: datetime, until: datetime) -> list[datetime]:
        """The last so many within these two, in order; each stands there as often as it happened."""
        first, place = bisect_left(self._at, since), bisect_right(self._at, until)
        found: list[datetime] = []
        while place > first and len(found) < most:
            place -= 1
            times = self._before(place + 1) - self._before(place)
            found += [self._at[place]] * min(times, most - len(found))
        return found[::-1]

    def seconds_to_nearest(self, at: datetime) -> float | None:
        """How far the nearest lies from this moment, before or after it; None when there is none."""
        place = bisect_left(self._at, at)
        return min((abs((at - near).total_seconds()) for near in self._at[max(0, place - 1) : place + 1]), default=None)

    def _before(self, place: int) -> int:
        return self._until[place - 1] if place else 0
