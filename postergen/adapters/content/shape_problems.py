"""Say what is wrong with the shape of data: what one slip of the keyboard did is one problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from postergen.adapters.content.shape_sentences import LIKE, names_at, sentence_of, shown

Path = tuple[str | int, ...]

# what says of itself what was given
NOT_SHOWN = frozenset({"value_error", "too_long", "said_twice", "not_an_origin", "many_rules"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with data.

    Attributes:
        path: where in the data it stands; for what is missing, where it should.
        kind: what pydantic calls it, or one of our own names.
        said, remedy: what is wrong, and what to write instead, in English.
        context: what a sentence about it may name.
        sentence: the key of what a page says of it; empty where what is ``said`` is a sentence of the data's own.
    """

    path: Path
    kind: str
    said: str
    value: Any = None
    context: Mapping[str, Any] = field(default_factory=dict)
    remedy: str = ""
    sentence: str = ""

    @property
    def name(self) -> str:
        return ".".join(str(part) for part in self.path)

    def __str__(self) -> str:
        got = f", not {shown(self.value)}" if not self.sentence and self.kind not in NOT_SHOWN else ""
        return f"{self.name}: {self.said}{got}" if self.path else f"{self.said}{got}"


def problems_of(exc: ValidationError, data: Any, model: type[BaseModel] | None = None) -> list[Problem]:
    """All that is wrong with the data, each slip once; what its model knows is named beside what nothing knows."""
    return _respelt(_indented([_problem(error, data, model) for error in exc.errors()]))


def _problem(error: ErrorDetails, data: Any, model: type[BaseModel] | None) -> Problem:
    path, kind, context = _without_kinds(data, error["loc"]), error["type"], error.get("ctx", {})
    is_key = kind == "extra_forbidden" and path
    known = names_at(model, path[:-1]) if is_key and model else ()
    found = sentence_of(kind, {**context, "key": path[-1]} if is_key else context, error["input"], known)
    if found is None:
        return Problem(path, kind, error["msg"].removeprefix("Value error, "), error["input"], context)
    return Problem(path, kind, found.problem, error["input"], {**context, **found.values}, found.remedy, found.key)


def _indented(problems: list[Problem]) -> list[Problem]:
    """A key without a value, and beside it keys that nobody knows: those belong below it."""
    empty = {one.path[:-1] for one in problems if one.kind == "model_type" and one.value is None}
    told = []
    for one in problems:
        if one.kind == "model_type" and one.value is None:
            said, remedy = "is empty", "what belongs to it stands below it, further to the right"
            one = replace(one, kind="empty", said=said, remedy=remedy, sentence="indented")
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
                near = meant.path[-1]
                said, remedy = "nothing has this name", f"write {near}"
                context = {"meant": near, "near": near}
                one = replace(
                    one, kind="unknown_key", said=said, remedy=remedy, context=context, sentence="unknown_key_near"
                )
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
