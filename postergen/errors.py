"""Name everything that can go wrong, with the evidence.

PostergenError
├── InvalidInput                a person's or program's input breaks the contract (HTTP 422, exit 2)
│   ├── InvalidBrief            a poster was asked for that cannot be made
│   ├── InvalidContent          a campaign pack or poster template is wrong
│   └── InvalidSettings         an environment variable is wrong
├── NotFound                    a code, campaign or scan nobody knows (HTTP 404, exit 2)
├── Forbidden                   the caller may not do this (HTTP 403, exit 2)
├── Conflict                    one key, two different requests (HTTP 422, exit 2)
└── Unavailable                 a needed part does not answer (HTTP 503, exit 3)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an input: where it stands, what is wrong, and how to mend it."""

    where: str
    problem: str
    remedy: str = ""

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


class Unavailable(PostergenError):
    """A part that is needed does not answer; trying again later may work."""

    def __init__(self, part: str, reason: str) -> None:
        self.part, self.reason = part, reason
        super().__init__(f"{part} is unavailable: {reason}")
