"""Say what is wrong with the shape of data: what one slip of the keyboard did is one problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]

LIKE = 0.6  # how alike a key that nobody knows and one that is missing are, to be the same one misspelt
# what says of itself what was given
NOT_SHOWN = frozenset(
    {"missing", "value_error", "unknown_key", "empty", "too_long", "said_twice", "not_an_origin", "many_rules"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with data.

    Attributes:
        path: where in the data it stands; for what is missing, where it should.
        kind: what pydantic calls it, or one of our own names.
        context: what a sentence about it may name.
    """

    path: Path
    kind: str
    said: str
    value: Any = None
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return ".".join(str(part) for part in self.path)

    def __str__(self) -> str:
        got = "" if self.kind in NOT_SHOWN else f", not {_short(self.value)}"
        return f"{self.name}: {self.said}{got}"


def problems_of(exc: ValidationError, data: Any) -> list[Problem]:
    """All that is wrong with the data, each slip once."""
    found = [
        Problem(_without_kinds(data, error["loc"]), error["type"], _said(error), error["input"], error.get("ctx", {}))
        for error in exc.errors()
    ]
    return _respelt(_indented(found))


def _said(error: ErrorDetails) -> str:
    if error["type"] in ("model_type", "model_attributes_type"):
        return "should be keys with values"
    return error["msg"].removeprefix("Value error, ")


def _indented(problems: list[Problem]) -> list[Problem]:
    """A key without a value, and beside it keys that nobody knows: those belong below it."""
    empty = {one.path[:-1] for one in problems if one.kind == "model_type" and one.value is None}
    told = []
    for one in problems:
        if one.kind == "model_type" and one.value is None:
            one = replace(one, kind="empty", said="is empty: what belongs to it stands below it, further to the right")
        if one.kind != "extra_forbidden" or one.path[:-1] not in empty:
            told.append(one)
    return told


def _respelt(problems: list[Problem]) -> list[Problem]:
    """A key that nobody knows where one is missing that looks like it."""
    missing = [one for one in problems if one.kind == "missing"]
    told, found = [], set()
    for one in problems:
        if one.kind == "extra_forbidden":
            meant = _meant(one, [other for other in missing if other.path not in found])
            if meant is not None:
                found.add(meant.path)
                said = f"nothing has this name; write {meant.path[-1]}"
                one = replace(one, kind="unknown_key", said=said, context={"meant": meant.path[-1]})
        told.append(one)
    return [one for one in told if one.path not in found]


def _meant(unknown: Problem, missing: Iterable[Problem]) -> Problem | None:
    beside = [one for one in missing if one.path[:-1] == unknown.path[:-1]]
    likeness = [(_likeness(str(unknown.path[-1]), str(one.path[-1])), one) for one in beside]
    best = max(likeness, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= LIKE else None


def _likeness(one: str, other: str) -> float:
    first, second = (text.casefold().replace("_", "-").strip() for text in (one, other))
    return SequenceMatcher(a=first, b=second).ratio()


def _without_kinds(data: Any, location: Path) -> Path:
    """The part of pydantic's location that names keys: it names an item's ``kind`` after its index."""
    found: list[str | int] = []
    before: str | int = ""
    for at, part in enumerate(location):
        is_kind = isinstance(before, int) and isinstance(data, dict) and data.get("kind") == part
        before = part
        if is_kind:
            continue
        found.append(part)
        try:
            data = data[part]
        except (LookupError, TypeError):
            return (*found, *location[at + 1 :])
    return tuple(found)


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
