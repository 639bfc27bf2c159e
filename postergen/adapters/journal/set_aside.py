"""Files that a person has to look at: events that no table can hold, without the person in them; damaged journals."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from postergen.domain.poster import ERASED_WISH

log = logging.getLogger(__name__)

REJECTED = ".rejected.jsonl"
# What is set aside, and how its files end; those of a damaged journal are one, with what SQLite keeps beside it.
_KINDS = (("rejected", (REJECTED,)), ("damaged", (".damaged", ".damaged-wal")))
KEEP_DAYS = 30  # as long as events wait for a poster that does not come
# What says who somebody is, wherever it stands in an event as it is written, and what stands there instead.
_EMPTIED: dict[str, Any] = {
    **dict.fromkeys(("nickname", "maker", "visitor", "network", "digest", "erase_digest", "wish_means"), ""),
    "avatar": None,
    "fields": [],
}


class Lying(NamedTuple):
    """Files of one kind that wait for a person to look at them."""

    kind: str
    files: int
    size: int  # bytes, with what SQLite keeps beside a journal


def write_rejected(path: Path, seq: int, payload: str, reason: str) -> str:
    """Write down an event that cannot be folded; returns the reason as it may be logged. OSError where it cannot."""
    kept, removed = without_person(payload)
    said = next(iter(reason.splitlines()), "")  # what follows may quote a whole row
    for text in removed:
        said = said.replace(text, "…")
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"seq": seq, "reason": said, "payload": kept}) + "\n")
    return said


def without_person(payload: str) -> tuple[str, list[str]]:
    """A written event without what belongs to its person, and the texts that were taken out.

    Of what is no JSON object nothing is kept: nobody could say whether there is a name in it.
    """
    try:
        event = json.loads(payload)
    except (ValueError, RecursionError):
        return "", []
    if not isinstance(event, dict):
        return "", []
    emptied = _emptied(event)
    if emptied == event:
        return payload, []
    return json.dumps(emptied, ensure_ascii=False, separators=(",", ":")), sorted(_texts(event) - _texts(emptied))


def _emptied(event: dict[str, Any]) -> dict[str, Any]:
    """Everything keeps its place, so that the event can still be read."""
    empty = {name: _EMPTIED.get(name, value) for name, value in event.items()}
    if isinstance(brief := event.get("brief"), dict):
        empty["brief"] = _emptied(brief)
        empty["key"] = None  # the idempotency key of a poster; that of a conversion is another thing
    if event.get("wish"):
        empty["wish"] = ERASED_WISH
    return empty


def _texts(value: Any) -> set[str]:
    """Every text in it that is not empty."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set().union(*map(_texts, value))
    return {value} if isinstance(value, str) and value else set()


def set_aside_in(folder: Path, family: str) -> list[Lying]:
    """What lies there, by kind."""
    return [
        Lying(kind, len(list(folder.glob(f"{family}-*{endings[0]}"))), sum(_sizes(folder, family, endings)))
        for kind, endings in _KINDS
    ]


def _sizes(folder: Path, family: str, endings: tuple[str, ...]) -> Iterator[int]:
    for ending in endings:
        for path in folder.glob(f"{family}-*{ending}"):
            with suppress(FileNotFoundError):  # deleted a moment ago
                yield path.stat().st_size


def forget_old(folder: Path, family: str) -> int:
    """Delete what was set aside longer than `KEEP_DAYS` ago; returns how many files that were."""
    before, gone = time.time() - KEEP_DAYS * 86_400, 0
    for pattern in (f"{family}-*{REJECTED}", f"{family}-*.damaged*"):
        for path in folder.glob(pattern):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                log.warning("%s was there for %d days, and is deleted", path, KEEP_DAYS)
                gone += 1
    return gone
