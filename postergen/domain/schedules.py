"""Publications that wait for their time: what is to be brought to life when, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from postergen.domain.editorial import AuditEntry


class ScheduleState(StrEnum):
    """What became of it; only what waits can be changed, called off or carried out."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CALLED_OFF = "called-off"


class ScheduleAction(StrEnum):
    """What the audit log says is done with one."""

    SCHEDULE = "schedule"
    RESCHEDULE = "reschedule"
    CALL_OFF = "call-off"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Schedule:
    """These edits are to be published at this moment, in the name of who said so.

    Attributes:
        edits: by the variant's id and the edit's number.
        number: counts them, from 1; 0 before it is kept.
        publication: the number of the publication that carried it out.
        said: why it failed, or what was left out of it and why; for programs and in the words of errors.
        is_running: somebody carries it out now.
    """

    campaign: str
    at: datetime
    edits: tuple[tuple[str, int], ...]
    who: str
    made_at: datetime
    why: str = ""
    number: int = 0
    state: ScheduleState = ScheduleState.WAITING
    ended_at: datetime | None = None
    publication: int | None = None
    said: str = ""
    is_running: bool = False


class Claim(NamedTuple):
    """Who carries out a schedule: nobody else does, until it is done or the claim is too old."""

    schedule: int
    token: str


class ScheduleStore(Protocol):
    """Keeps schedules. `Unavailable` when the store does not answer, `Outdated` where one waits no more."""

    def add(self, schedule: Schedule, entry: AuditEntry) -> int:
        """Keep it, with what the log says of it; returns its number. `Outdated` where an edit waits in another."""

    def move(self, number: int, at: datetime, entry: AuditEntry) -> None:
        """To another moment; whoever has claimed it has lost it."""

    def end(
        self, number: int, state: ScheduleState, ended_at: datetime, entry: AuditEntry, said: str = "", token: str = ""
    ) -> None:
        """It is called off or has failed; with a token only for who has claimed it by that."""

    def find(self, campaign: str, number: int) -> Schedule | None: ...

    def latest(self, campaign: str, most: int, now: datetime) -> Sequence[Schedule]:
        """Those that wait, the soonest first, and then those that ended, the latest first."""

    def waiting(self, campaign: str) -> Sequence[Schedule]:
        """All those that wait, the soonest first."""

    def due(self, now: datetime) -> Sequence[Schedule]:
        """Those whose time has come and that nobody has claimed, of every campaign."""

    def claim(self, claim: Claim, now: datetime, until: datetime) -> bool:
        """Whether it is ours now; somebody else's until then."""

    def release(self, claim: Claim) -> None:
        """Another may try."""

    def note(self, claim: Claim, said: str) -> None:
        """What was left out."""
