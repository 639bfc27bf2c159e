"""What a game's record says: who did what when, each line bound to the one before.

Players are numbers in it. Whoever is erased leaves their number behind, and nothing that leads from it to them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

_PLAIN = ("player", "other", "nonce", "way", "card", "units", "day")
NOTHING = "0" * 64  # what stands before the first line


class Kind(StrEnum):
    """``refs`` of a line are cards, by the serial of their deal, or an envelope, by that of the line that hid it."""

    DEAL = "deal"  # `card` to `player` for `way`
    WRONG = "wrong"  # an answer that was not right, or a try that did not find the envelope `refs[0]`
    GIVE = "give"  # the card `refs[0]` of `other` to `player`
    SWAP = "swap"  # the card `refs[0]` of `other` to `player`, and their `refs[1]` to `other`
    COMPLETE = "complete"  # a whole set, `refs`, of `player` is laid down
    HIDE = "hide"  # `player` hides `units` for `refs[0]` finders, to be found by `way`; 0 is whoever gives the game
    FIND = "find"  # the next part, `units`, of the envelope `refs[0]` of `other` to `player`
    BACK = "back"  # what is left of the envelope `refs[0]` of `player`, `units`, goes back to the pool because of `way`
    CHECK = "check"  # `player` kept `day`, which was the day of the line
    REPAIR = "repair"  # `player` filled in `day`, which they had missed
    LEAVE = "leave"  # `player` was erased
    PAY = "pay"  # `units` to `player`
    CLOSE = "close"  # the seed is published; `units` are left


@dataclass(frozen=True, slots=True)
class Act:
    """One line. ``nonce`` is a digest under a key of the server of who acted and their own key of the act."""

    serial: int
    at: datetime
    kind: Kind
    player: int = 0
    other: int = 0
    nonce: str = ""
    way: str = ""
    card: str = ""
    refs: tuple[int, ...] = ()
    units: int = 0
    day: str = ""  # as 2027-01-20


def line_of(act: Act) -> dict[str, object]:
    """The line as it is published; what says nothing is left out."""
    said = {
        "serial": act.serial,
        "at": act.at.astimezone(UTC).isoformat(),
        "kind": act.kind.value,
        "player": act.player,
        "other": act.other,
        "nonce": act.nonce,
        "way": act.way,
        "card": act.card,
        "refs": list(act.refs),
        "units": act.units,
        "day": act.day,
    }
    return {name: value for name, value in said.items() if value or name in ("serial", "at", "kind")}


def read_line(told: Mapping[str, Any]) -> Act:
    """The act that a published line says; ValueError, KeyError or TypeError for what is none."""
    said = {name: told[name] for name in _PLAIN if name in told}
    refs = tuple(int(ref) for ref in told.get("refs", ()))
    return Act(int(told["serial"]), datetime.fromisoformat(told["at"]), Kind(told["kind"]), refs=refs, **said)


def bound(before: str, act: Act) -> str:
    """The digest of this line and all before it, in hex: SHA-256 of the one before, and this line as canonical JSON."""
    line = json.dumps(line_of(act), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}{line}".encode()).hexdigest()
