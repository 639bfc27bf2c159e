"""Decide which counters an event moves.

A counter is a cell: campaign x hour x dimension x value x channel x measure. Counts of *posters* that reached a step
stand in the hour in which the poster was made (a cohort: no step exceeds the first), counts of *hits* in the hour of
the hit. Days are sums of hours (UTC), kept so that a long range need not read every hour; so are the sums over all
channels, which most questions ask for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from postergen.domain.scan import ScanClass

EVERY_CHANNEL = "*"  # the sums over all channels; no channel can be called so


class Measure(StrEnum):
    """What a counter counts; scans of a class, and values in a currency, have measures of their own."""

    POSTERS = "posters"
    SHARED = "posters_shared"
    SCANNED = "posters_scanned"
    CONFIRMED = "posters_confirmed"
    REMADE = "posters_remade"
    CONVERTED = "posters_converted"
    CHILDREN = "children"
    CONFIRMATIONS = "confirmations"
    SUSPICIOUS = "scans_suspicious"
    CONVERSIONS = "conversions"


def scans_of(scan_class: ScanClass | str) -> str:
    """The measure that counts hits of this class."""
    return f"scans:{scan_class}"


def value_in(currency: str) -> str:
    """The measure that sums the value of conversions, in millionths of this currency."""
    return f"value:{currency}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a poster its counters are broken down by."""

    campaign: str
    channel: str
    created_at: datetime
    variant: str
    revision: str
    options: tuple[str, ...]
    themes: tuple[str, ...]
    place: str
    look: str
    occasion: str
    locale: str
    site: str = ""

    def values(self) -> Iterator[tuple[str, str]]:
        """Every dimension with each of its values; what is empty is not counted apart."""
        yield "all", ""
        if self.look:  # a sticker says a line, and no text of the catalogue
            yield "variant", variant_value(self.variant, self.revision)
        yield from (("option", option) for option in self.options)
        yield from (("theme", theme) for theme in self.themes)
        yield "channel", self.channel
        yield "locale", self.locale
        some = (("look", self.look), ("place", self.place), ("occasion", self.occasion), ("site", self.site))
        yield from ((dimension, value) for dimension, value in some if value)


def variant_value(variant: str, revision: str) -> str:
    return f"{variant}@{revision}"


class Cell(NamedTuple):
    """The address of one counter; ``starts_at`` is the beginning of its hour or day, in UTC."""

    campaign: str
    grain: str
    starts_at: datetime
    dimension: str
    value: str
    channel: str
    measure: str


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def day_of(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


class Tally:
    """Sums what events move by hour and channel; days, and the sums over all channels, are made of that in the end."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, datetime, str, str], Counter[tuple[str, str]]] = defaultdict(Counter)

    def count(self, facts: Facts, measure: str, at: datetime, amount: int = 1) -> None:
        """Something about this poster happened at this moment (UTC), so often or of such a value."""
        sums = self._sums[facts.campaign, hour_of(at), facts.channel, measure]
        if amount == 1:
            sums.update(facts.values())
        else:
            for moved in facts.values():
                sums[moved] += amount

    def counters(self) -> Counter[Cell]:
        """Every counter that was moved, and by how much."""
        counters: Counter[Cell] = Counter()
        for (campaign, hour, channel, measure), sums in self._sums.items():
            for grain, starts_at in (("hour", hour), ("day", day_of(hour))):
                for shown in (channel, EVERY_CHANNEL):
                    for (dimension, value), amount in sums.items():
                        counters[Cell(campaign, grain, starts_at, dimension, value, shown, measure)] += amount
        return counters
