"""Suspect scans that come from one network as people's do not. They still count: how many they are is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt

WINDOW = timedelta(hours=1)
MANY = 60  # scans of one network within the window
REGULAR = 12  # scans in a row whose distances are looked at
STEADY = 0.1  # people's distances scatter about as much as they last (1.0); a timer's hardly at all
SUSPICIOUS = "suspicious: "  # what the reasons begin with


def suspicion(earlier: int, latest: Sequence[datetime], at: datetime, *, has_children: bool) -> str:
    """Why this scan is suspicious, or "".

    Args:
        earlier: how many scans by people the network had within the last `WINDOW`.
        latest: the moments of the last of them, in order: `REGULAR` less one, or all when there are fewer.
        has_children: somebody made a poster after one of them, which machines seldom do.
    """
    if earlier + 1 > MANY and not has_children:
        return f"{SUSPICIOUS}{earlier + 1} scans of a network in an hour, no child"
    if len(latest) + 1 >= REGULAR and _are_even([*latest, at]):
        return f"{SUSPICIOUS}{REGULAR} scans of a network at even distances"
    return ""


def _are_even(moments: Sequence[datetime]) -> bool:
    """Whether their distances hardly scatter. In plain numbers: every scan of a crowd is looked at."""
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(moments)]
    mean = sum(gaps) / len(gaps)
    return sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) <= STEADY * mean
