"""How copy comes to life: edits with their state, what may be done with them, and who did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


# What an edit takes the place of when it goes live.
STANDING = (State.APPROVED, State.LIVE, State.PAUSED)
OPEN = (State.DRAFT, State.CHECKED, State.APPROVED)
# Where an edit has been on posters, or is.
PUBLISHED = (State.LIVE, State.PAUSED, State.RETIRED)


class WhyCode(StrEnum):
    """A reason that needs no words of a person's own. Pages say it in the reader's language."""

    # what follows from something else
    REPLACED = "replaced"  # by the edit of this number
    PUBLICATION_UNDONE = "publication-undone"  # the publication of this number
    DECISION_UNDONE = "decision-undone"
    TAKEN_BACK = "taken-back"
    AS_THE_PACK_HAS_IT = "as-the-pack-has-it"
    # what editors say most often
    GENERAL = "general"
    FACT = "fact"
    VOICE = "voice"
    LONG = "long"
    SAID = "said"
    LEGAL = "legal"


IN_ENGLISH: Mapping[WhyCode, str] = {
    WhyCode.REPLACED: "edit {number} took its place",
    WhyCode.PUBLICATION_UNDONE: "publication {number} undone",
    WhyCode.DECISION_UNDONE: "the decision was taken back",
    WhyCode.TAKEN_BACK: "taken back",
    WhyCode.AS_THE_PACK_HAS_IT: "as the pack has it",
    WhyCode.GENERAL: "too general",
    WhyCode.FACT: "wrong fact",
    WhyCode.VOICE: "not our voice",
    WhyCode.LONG: "too long",
    WhyCode.SAID: "said before",
    WhyCode.LEGAL: "legal",
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why something was done: in a person's own words, by a code, or both.

    Attributes:
        number: of the edit or the publication that the code speaks of.
    """

    text: str = ""
    code: WhyCode | None = None
    number: int | None = None

    def __str__(self) -> str:
        """In English, for programs and for a language model."""
        worded = IN_ENGLISH[self.code].format(number=self.number) if self.code else ""
        return "; ".join(part for part in (worded, self.text) if part)

    def __bool__(self) -> bool:
        return bool(self.text or self.code)


UNSAID = Why()


PROGRAM = "key "  # before the name of an API key, where it did something; no account has a space in its name


def is_program(who: str) -> bool:
    """What did something was a key of the API."""
    return who.startswith(PROGRAM)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an edit comes from; ``model``, ``prompt`` (its version) and ``instruction``, what whoever asked said beside
    it, only when a model wrote it.
    """

    who: str
    at: datetime
    model: str = ""
    prompt: str = ""
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One state of a variant's text. ``number`` counts its edits from 1; 0 is what the pack itself says.

    Attributes:
        why: what was said when the state was last changed.
        published_in: the number of the publication that first put it on posters.
        replaces: the number of the edit that it took the place of on posters; None when nothing stood there.
    """

    campaign: str
    variant: CopyVariant
    number: int
    state: State
    origin: Origin
    why: Why = UNSAID
    published_in: int | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which edit, when and why. ``subject`` is a variant's id, or a campaign's for a publication."""

    at: datetime
    who: str
    action: str
    campaign: str
    subject: str
    number: int
    before: str
    after: str
    why: Why = UNSAID


@dataclass(frozen=True, slots=True)
class Change:
    """An edit as it is thought to be now, and as it shall be."""

    before: Edit
    after: Edit


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something for a reason: what every entry of the audit log says of it."""

    who: str
    at: datetime
    why: Why = UNSAID

    def because(self, code: WhyCode, number: int | None = None) -> Act:
        """The same person at the same moment, for a reason that follows from the first."""
        return replace(self, why=Why(code=code, number=number))

    def entry(self, action: Action, edit: Edit, before: State | None, after: State) -> AuditEntry:
        state = before.value if before else ""
        subject = edit.variant.id
        return AuditEntry(
            self.at, self.who, action.value, edit.campaign, subject, edit.number, state, after.value, self.why
        )


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

    def record(
        self,
        *,
        entries: Sequence[AuditEntry],
        added: Sequence[Edit] = (),
        changes: Sequence[Change] = (),
        publication: Publication | None = None,
        scheduled: tuple[int, str] | None = None,
    ) -> None:
        """Keep new edits, change others and publish, with what the log says of it; all or nothing. With
        ``scheduled`` this carries out what was scheduled (`schedules.Claim`), which has to be claimed by that still.

        `Outdated` when one that changes is not in the state it was thought to be in, or when somebody else has taken
        the number of a new edit or of the publication, or the schedule is not ours any more.
        """

    def latest(self, campaign: str) -> Publication | None:
        """What is published now."""

    def audit(
        self, campaign: str, subject: str | None = None, most: int = 200, *, who: str | None = None, skip: int = 0
    ) -> Sequence[AuditEntry]:
        """What was done, to one subject and by one person if named; the newest first, after so many."""

    def approvers(self, campaign: str) -> Mapping[tuple[str, int], str]:
        """Who approved what is approved now, by the variant's id and the edit's number."""
