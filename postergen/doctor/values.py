"""What a check says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from postergen.config import Settings


class Verdict(StrEnum):
    """From best to worst. A note is good to know, and nothing is wrong."""

    SKIPPED = "skipped"
    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


SEVERITY = {verdict: rank for rank, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was found. ``mend`` is a sentence that one can follow; what is ok or skipped has none."""

    verdict: Verdict
    found: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """All that one check found, at least one remark, the worst first."""

    name: str
    remarks: tuple[Remark, ...]

    @property
    def verdict(self) -> Verdict:
        return self.remarks[0].verdict

    @property
    def found(self) -> str:
        return "; ".join(remark.found for remark in self.remarks)

    @property
    def mend(self) -> str:
        """How to mend all of it, each sentence once."""
        return " ".join(dict.fromkeys(remark.mend for remark in self.remarks if remark.mend))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is served on this machine, or is about to be."""

    settings: Settings
    host: str
    port: int
    workers: int


@dataclass(frozen=True, slots=True)
class Check:
    """``judge`` decides on what ``gather`` found within ``patience`` seconds. Checks that gather alike share facts."""

    name: str
    gather: Callable[[Plan], Any]
    judge: Callable[[Any], Sequence[Remark]]
    patience: float = 10.0


def ok(found: str) -> Remark:
    return Remark(Verdict.OK, found)


def skipped(found: str) -> Remark:
    return Remark(Verdict.SKIPPED, found)


def note(found: str, mend: str) -> Remark:
    return Remark(Verdict.NOTE, found, mend)


def warning(found: str, mend: str) -> Remark:
    return Remark(Verdict.WARNING, found, mend)


def error(found: str, mend: str) -> Remark:
    return Remark(Verdict.ERROR, found, mend)


def counted(number: int, what: str) -> str:
    """So many of a thing, as it is said."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def result_of(name: str, remarks: Sequence[Remark]) -> Result:
    """What these remarks come to."""
    return Result(name, tuple(sorted(remarks, key=lambda remark: -SEVERITY[remark.verdict])))


def worst(results: Sequence[Result]) -> Verdict:
    return max((result.verdict for result in results), key=SEVERITY.__getitem__, default=Verdict.OK)
