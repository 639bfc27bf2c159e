"""Put what two people did to an item together: only what both changed is a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GONE = object()
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The item with what each of the two changed; of ``conflicts`` it has mine."""

    values: dict[str, Any]
    conflicts: tuple[Path, ...]
    theirs_only: tuple[Path, ...]


def merge(was: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Mine and theirs, both begun from what was."""
    conflicts: list[Path] = []
    theirs_only: list[Path] = []

    def together(
        before: Mapping[str, Any], one: Mapping[str, Any], other: Mapping[str, Any], at: Path
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in dict.fromkeys([*other, *one]):
            a, b, c = (side.get(name, GONE) for side in (one, other, before))
            if isinstance(a, dict) and isinstance(b, dict) and isinstance(c, dict):
                a = together(c, a, b, (*at, name))
            elif b not in (a, c) and a == c:
                theirs_only.append((*at, name))
                a = b
            elif b not in (a, c):
                conflicts.append((*at, name))
            if a is not GONE:
                found[name] = a
        return found

    values = together(was, mine, theirs, ())
    return Merged(values, tuple(conflicts), tuple(theirs_only))


def differences(before: Mapping[str, Any], after: Mapping[str, Any], at: Path = ()) -> list[Path]:
    """Where two items differ, as deep as both go."""
    found: list[Path] = []
    for name in dict.fromkeys([*before, *after]):
        a, b = before.get(name, GONE), after.get(name, GONE)
        if isinstance(a, dict) and isinstance(b, dict):
            found += differences(a, b, (*at, name))
        elif are_rows(a) and are_rows(b) and len(a) == len(b):
            for i, (one, other) in enumerate(zip(a, b, strict=True)):
                found += differences(one, other, (*at, name, i))
        elif a != b:
            found.append((*at, name))
    return found


def value_at(values: Any, path: Path) -> Any:
    """What stands there; None for nothing."""
    for name in path:
        if isinstance(values, (list, tuple)):
            values = values[int(name)] if int(name) < len(values) else None
        else:
            values = values.get(name) if isinstance(values, Mapping) else None
    return values


def are_rows(value: Any) -> bool:
    """Items that have fields of their own."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
