"""How lines of stickers do: how often each was sent and answered, and how deep its battles go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple, Protocol

from postergen.domain.campaign import Campaign
from postergen.domain.stickers import OWN
from postergen.tracking.intervals import Rate, student_quantile, wilson


class Sent(NamedTuple):
    """What is counted of a line.

    Args:
        sent: how often.
        answered: how many of these have an answer.
        depths: of the battles that began with it, how many went how deep; 0 where nobody answered.
    """

    sent: int
    answered: int
    depths: Mapping[int, int]


class BattleCounts(Protocol):
    """Counts what was folded. `Unavailable` if that is not possible."""

    def lines(self, campaign: str) -> Mapping[str, Sent]:
        """By the id of the line; what people typed themselves is one."""


class Campaigns(Protocol):
    def campaign(self, name: str) -> Campaign:
        """The current state of a campaign, or `NotFound`."""


@dataclass(frozen=True, slots=True)
class LineFigures:
    """``text`` is empty where people typed it, and where the campaign has the line no more.

    ``depth`` is the mean of the battles that began with it, with Student's interval; of fewer than two no ends.
    """

    line: str
    text: str
    locale: str
    sent: int
    answered: int
    share: Rate
    begun: int
    depth: Rate
    deepest: int


class BattleFigures:
    """One for each process; safe to share between threads."""

    def __init__(self, *, campaigns: Campaigns, counts: BattleCounts) -> None:
        self._campaigns, self._counts = campaigns, counts

    def lines(self, campaign: str) -> list[LineFigures]:
        """Every line that was sent, the most first; `NotFound` for no such campaign."""
        stickers = self._campaigns.campaign(campaign).stickers
        known = {one.id: (one.text, one.locale) for one in stickers.all} if stickers else {}
        counted = self._counts.lines(campaign)
        found = [_figures(line, *known.get(line, ("", "")), one) for line, one in counted.items()]
        return sorted(found, key=lambda one: (-one.sent, one.line == OWN, one.line))


def _figures(line: str, text: str, locale: str, one: Sent) -> LineFigures:
    return LineFigures(
        line,
        text,
        locale,
        one.sent,
        one.answered,
        wilson(one.answered, one.sent),
        sum(one.depths.values()),
        mean_depth(one.depths),
        max(one.depths, default=0),
    )


def mean_depth(depths: Mapping[int, int]) -> Rate:
    """The mean with Student's interval of 95 %, which ends at 0: no battle is less deep."""
    battles: Sequence[tuple[int, int]] = tuple(depths.items())
    count = sum(n for _, n in battles)
    if not count:
        return Rate(None, None, None)
    mean = sum(depth * n for depth, n in battles) / count
    if count == 1:
        return Rate(mean, None, None)
    variance = sum(n * (depth - mean) ** 2 for depth, n in battles) / (count - 1)
    half = student_quantile(0.975, count - 1) * sqrt(variance / count)
    return Rate(mean, max(0.0, mean - half), mean + half)
