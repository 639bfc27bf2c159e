"""One hit on a short link, classified and never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_CLICK = 40  # characters of a click id that are looked at; ours have twenty


class ScanClass(StrEnum):
    """What a hit was. Only `HUMAN` counts as a scan in a rate; the others stay in the log."""

    HUMAN = "human"
    PREVIEW = "preview"
    PREFETCH = "prefetch"
    BOT = "bot"
    # The maker tries the own poster: it shows that the poster arrived, not that the words bring anybody.
    OWNER = "owner"
    # The same visitor again on the same code within half an hour: one person, counted once.
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Classification:
    """A class with the reason for it and the version of the rules that gave it."""

    scan_class: ScanClass
    reason: str
    rules: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One hit; ``id`` is the click id handed to the landing page.

    ``visitor`` is the key by which the same visitor is known again for a day or two: where they may not be, that of
    their network. ``network`` is always the key of the network.
    """

    id: str
    code: str
    classification: Classification
    occurred_at: datetime
    visitor: str = ""
    network: str = ""
