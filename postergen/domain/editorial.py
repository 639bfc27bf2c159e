"""How copy comes to life: edits with their state, what may be done with them, and who did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from postergen.domain.variant import CopyVariant


class State(StrEnum):
    """Where an edit stands. Only what is live can be drawn."""

    DRAFT = "draft"  # written; something blocks it, or nobody has checked it
    CHECKED = "checked"  # the rules and the looks have nothing against it; a person has to read it
    APPROVED = "approved"  # a person has read it; it goes live with the next publication
    LIVE = "live"
    PAUSED = "paused"  # was live, may be again
    RETIRED = "retired"  # another edit took its place, or its time is over
    REJECTED = "rejected"  # a person said no, and why


class Action(StrEnum):
    """What is done with an edit."""

    WRITE = "write"
    CHECK = "check"
    APPROVE = "approve"
    REJECT = "reject"
    PUBLISH = "publish"
    PAUSE = "pause"
    RESUME = "resume"
    RETIRE = "retire"


TRANSITIONS: Mapping[tuple[State, Action], State] = {
    (State.DRAFT, Action.CHECK): State.CHECKED,
    (State.DRAFT, Action.REJECT): State.REJECTED,
    (State.CHECKED, Action.APPROVE): State.APPROVED,
    (State.CHECKED, Action.REJECT): State.REJECTED,
    (State.APPROVED, Action.PUBLISH): State.LIVE,
    (State.APPROVED, Action.REJECT): State.REJECTED,
    (State.LIVE, Action.PAUSE): State.PAUSED,
    (State.LIVE, Action.RETIRE): State.RETIRED,
    (State.PAUSED, Action.RESUME): State.LIVE,
    (State.PAUSED, Action.RETIRE): State.RETIRED,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an edit comes from; ``model`` and ``prompt`` (its version) only when a model wrote it."""

    who: str
    at: datetime
    model: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One state of a variant's text. ``number`` counts its edits from 1; 0 is what the pack itself says."""

    campaign: str
    variant: CopyVariant
    number: int
    state: State
    origin: Origin
    why: str = ""  # what was said when the state was last changed


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which edit, when and why. ``subject`` is a variant's id, or a file's name."""

    at: datetime
    who: str
    action: str
    campaign: str
    subject: str
    number: int
    before: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """An edit that moves from one state to another."""

    edit: Edit
    after: State
    entry: AuditEntry


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published over a pack: files that stand over those of the pack, and the embeddings of their texts."""

    campaign: str
    number: int
    files: Mapping[str, bytes]
    embeddings: bytes | None
    entry: AuditEntry


class EditorialStore(Protocol):
    """Keeps edits and publications. `Unavailable` when the store does not answer."""

    def edits(
        self, campaign: str, *, states: Sequence[State] = (), variant: str | None = None, most: int | None = None
    ) -> Sequence[Edit]:
        """The edits in these states (all without), of one variant or all; the newest first."""

    def add(self, edits: Sequence[Edit], entries: Sequence[AuditEntry]) -> None:
        """Keep new edits, all or none; `Outdated` when somebody else has written an edit with one of these numbers."""

    def change(self, changes: Sequence[Change], publication: Publication | None = None) -> None:
        """Move edits, and publish, all or nothing.

        `Outdated` when one of them is not in the state it was thought to be in, or another publication came first.
        """

    def latest(self, campaign: str) -> Publication | None:
        """What is published now."""

    def audit(
        self, campaign: str, subject: str | None = None, most: int = 200, *, who: str | None = None, skip: int = 0
    ) -> Sequence[AuditEntry]:
        """What was done, to one subject and by one person if named; the newest first, after so many."""
