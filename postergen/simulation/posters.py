"""The posters of a simulated campaign, as columns: what was drawn, and when its people scan it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEVER = np.inf


def _no_numbers() -> Floats:
    return np.zeros(0)


def _no_indices() -> Indices:
    return np.zeros(0, dtype=np.int64)


def _no_flags() -> Mask:
    return np.zeros(0, dtype=bool)


@dataclass(frozen=True, slots=True)
class Posters:
    """A row for each; times in hours since the campaign began, `NEVER` for what does not come.

    Args:
        line: the text, as an index into those of the campaign.
        person, machine: when a person scans and confirms it, when a program opens it.
        held: whether its text was drawn evenly.
        chance: of its text, in its slice.
        root: of its tree.
    """

    line: Indices = field(default_factory=_no_indices)
    made: Floats = field(default_factory=_no_numbers)
    person: Floats = field(default_factory=_no_numbers)
    machine: Floats = field(default_factory=_no_numbers)
    held: Mask = field(default_factory=_no_flags)
    chance: Floats = field(default_factory=_no_numbers)
    root: Indices = field(default_factory=_no_indices)

    def __len__(self) -> int:
        return len(self.line)

    def and_these(self, more: Posters) -> Posters:
        return Posters(
            **{one.name: np.concatenate([getattr(self, one.name), getattr(more, one.name)]) for one in fields(self)}
        )
