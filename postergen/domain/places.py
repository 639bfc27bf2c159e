"""Where something is on the Earth, and how far that is from somewhere else."""

from __future__ import annotations

import math
from typing import NamedTuple

RADIUS = 6_371_008.8  # metres: the mean radius of the Earth (IUGG, R1)


class Place(NamedTuple):
    """In degrees of WGS 84, as browsers tell it."""

    latitude: float
    longitude: float

    @property
    def is_on_earth(self) -> bool:
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180  # and neither is NaN


def distance(one: Place, other: Place) -> float:
    """In metres, along a great circle (the haversine formula: R. W. Sinnott, Sky and Telescope 68, 1984, p. 159)."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    haversine = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(haversine)))
