"""Name everything that can go wrong, with the evidence.

The tree::

    PostergenError
    ├── InvalidInput                a person's or program's input breaks the contract (HTTP 422, exit 2)
    │   ├── InvalidBrief            a poster was asked for that cannot be made
    │   ├── InvalidContent          a campaign pack or poster template is wrong
    │   └── InvalidSettings         an environment variable is wrong
    ├── NotFound                    a code, campaign or scan nobody knows (HTTP 404, exit 2)
    ├── Forbidden                   the caller may not do this (HTTP 403, exit 2)
    ├── Conflict                    one key, two different requests (HTTP 422, exit 2)
    ├── Outdated                    somebody else was faster; look at what is there now (HTTP 409, exit 2)
    ├── SoldOut                     nothing is left in the pool (HTTP 410, exit 2)
    ├── Refused                 the rules of a game say no (HTTP 409, exit 2)
    ├── OverBudget                  the model has used up what it may (HTTP 429, exit 3)
    └── Unavailable                 a needed part does not answer (HTTP 503, exit 3)
        └── TimedOut                it did not answer in time, and may have done the work all the same
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an input: where it stands, what is wrong, and how to mend it.

    Problem and remedy are for those who build with postergen, and in English. Whoever made a mistake reads a sentence
    in their language: that of the ``kind``, filled with ``values``, or the one in ``said``, by locale.
    """

    where: str
    problem: str
    remedy: str = ""
    kind: str = ""
    values: tuple[tuple[str, int | str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{self.where}: {self.problem}{remedy}"


class PostergenError(Exception):
    """The root: whoever catches this catches everything that postergen raises on purpose."""


class InvalidInput(PostergenError):
    """Input that breaks the contract; lists every finding and not just the first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings))


class InvalidBrief(InvalidInput):
    """A brief for which no poster can be made."""


class InvalidContent(InvalidInput):
    """A campaign pack or a poster template with mistakes in it."""


class InvalidSettings(InvalidInput):
    """Environment variables that cannot be understood."""


class NotFound(PostergenError):
    """Nothing is known under this name."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind, self.name = kind, name
        super().__init__(f"no {kind} {name!r}")


class Forbidden(PostergenError):
    """The caller may not do this."""


class Conflict(PostergenError):
    """An idempotency key that came back with a different request."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the idempotency key {key!r} was used for a different request")


class Outdated(PostergenError):
    """What was to be changed is not any more what the caller saw. Nothing was changed.

    ``parts`` are the names of what it consists of, each with what it is now.
    """

    def __init__(self, kind: str, name: str, now: str, parts: Sequence[tuple[str, str]] = ()) -> None:
        self.kind, self.name, self.now, self.parts = kind, name, now, tuple(parts)
        listed = "".join(f"; {part} is {state}" for part, state in parts)
        super().__init__(f"the {kind} {name!r} was changed meanwhile: it is {now} now{listed}")


class SoldOut(PostergenError):
    """A pool of coupons in which nothing is left."""

    def __init__(self, offer: str) -> None:
        self.offer = offer
        super().__init__(f"nothing is left of {offer!r}")


class Refused(PostergenError):
    """An act that the rules of a game do not allow. Nothing was changed. ``reason`` is a `games.hand.Refusal`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the rules of the game say no: {reason}")


class OverBudget(PostergenError):
    """A call of the model would cost more than is left; ``resets`` says when there is more."""

    def __init__(self, asked: int, left: int, resets: str) -> None:
        self.asked, self.left, self.resets = asked, left, resets
        super().__init__(f"this may take {asked} tokens, and {left} are left until {resets}")


class Unavailable(PostergenError):
    """A part that is needed does not answer; trying again later may work."""

    def __init__(self, part: str, reason: str) -> None:
        self.part, self.reason = part, reason
        super().__init__(f"{part} is unavailable: {reason}")


class TimedOut(Unavailable):
    """A part that did not answer in time; it may have done the work, and charge for it, all the same."""


def in_one_line(exc: BaseException) -> str:
    """What another's library says is wrong, as a part of a sentence of ours."""
    return " ".join(str(exc).split())[:200]
