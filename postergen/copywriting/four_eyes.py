"""Let no text go live by one person alone: who approves or publishes is another than who wrote.

Stopping never waits: pause, retire and undo are anybody's, and words that were on posters before may come back by one,
unless somebody has retired them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from postergen.copywriting.standing import Standing
from postergen.domain.editorial import Edit, State, WhyCode, is_program
from postergen.domain.findings import Kind
from postergen.errors import Finding, InvalidInput


class Reason(StrEnum):
    """Why somebody may not approve, publish or resume a text."""

    PROGRAM = "program"  # a key has no eyes
    WROTE = "wrote"
    APPROVED = "approved"  # a program wrote it, so that approving and publishing are for two
    RETIRED = "retired"  # the pack's own words, which somebody had retired: they come back by two
    UNREAD = "unread"  # no person has approved what needs two


IN_ENGLISH: Mapping[Reason, str] = {
    Reason.PROGRAM: "with four eyes a program neither approves nor publishes nor resumes",
    Reason.WROTE: "with four eyes whoever wrote a text neither approves nor publishes it",
    Reason.APPROVED: "with four eyes whoever approved what a program wrote does not publish it",
    Reason.RETIRED: "with four eyes whoever approved that a retired text comes back does not publish it",
    Reason.UNREAD: "with four eyes this needs the approval of a person, and nobody is known to have approved it",
}
NOBODY = "nobody else has an account for it: postergen user create NAME --role approver"
APPROVE_ANEW = "take the approval back, then approve it anew"
ANYBODY = "*"  # no account has this name


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Somebody may not; ``may`` are the names of those who may."""

    variant: str
    number: int
    reason: Reason
    may: tuple[str, ...]

    @property
    def finding(self) -> Finding:
        """As an error that names the text, the problem, and who may."""
        alone = APPROVE_ANEW if self.reason is Reason.UNREAD else NOBODY
        remedy = f"may be done by {', '.join(self.may)}" if self.may else alone
        return Finding(f"{self.variant} {self.number}", IN_ENGLISH[self.reason], remedy, Kind.FOUR_EYES)


class Hindered(InvalidInput):
    """Nothing was done, for all of it waits for somebody else."""

    def __init__(self, hindrances: Sequence[Hindrance]) -> None:
        self.hindrances = tuple(hindrances)
        super().__init__([hindrance.finding for hindrance in hindrances])


@dataclass(frozen=True, slots=True)
class FourEyes:
    """The rule where it is on.

    Attributes:
        people: the names of those who may approve and publish at all.
        approvers: who approved an edit, by its variant's id and its number; needed for what no person wrote.
    """

    people: tuple[str, ...]
    approvers: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def against_approval(self, standing: Standing, edit: Edit, who: str) -> Hindrance | None:
        """Why this person may not approve this edit."""
        return self._hindrance(edit, who, {first_written(standing, edit).origin.who: Reason.WROTE})

    def against_publication(self, standing: Standing, who: str) -> tuple[Hindrance, ...]:
        """Why this person may not publish texts that are due; those that are not named they may."""
        found = (self._hindrance(edit, who, self._barred(standing, edit)) for edit in standing.due())
        return tuple(hindrance for hindrance in found if hindrance)

    def against_resuming(self, edit: Edit, who: str) -> Hindrance | None:
        """Why this person may not bring back what rests."""
        return self._hindrance(edit, who, {})

    def _barred(self, standing: Standing, edit: Edit) -> Mapping[str, Reason]:
        """Who may not publish this edit, by name."""
        if was_drawn(standing, edit):
            return {}
        first = first_written(standing, edit)
        if first.number and not is_program(first.origin.who):
            return {first.origin.who: Reason.WROTE}
        approver = self.approvers.get((edit.variant.id, edit.number))
        if approver is None or is_program(approver):
            return {ANYBODY: Reason.UNREAD}
        return {approver: Reason.APPROVED if first.number else Reason.RETIRED}

    def _hindrance(self, edit: Edit, who: str, barred: Mapping[str, Reason]) -> Hindrance | None:
        reason = Reason.PROGRAM if is_program(who) else barred.get(who, barred.get(ANYBODY))
        may = () if ANYBODY in barred else tuple(name for name in self.people if name not in barred)
        return Hindrance(edit.variant.id, edit.number, reason, may) if reason else None


def first_written(standing: Standing, edit: Edit) -> Edit:
    """The first edit that says the same: writing it again, or taking a decision about it back, makes nobody a writer.
    To change what it speaks for, its voice, its gloss, its source or the breaks of its lines does.
    """
    return min((*_same(standing, edit), edit), key=lambda one: one.number)


def was_drawn(standing: Standing, edit: Edit) -> bool:
    """The same has been on posters before, or is the pack's own; and nobody has retired it since."""
    drawn = [one for one in _same(standing, edit) if one.published_in is not None or one.number == 0]
    return bool(drawn) and not _was_retired_by_hand(drawn[0])


def _same(standing: Standing, edit: Edit) -> list[Edit]:
    """Every edit that is this text in all its parts, the newest first."""
    return [one for one in standing.history(edit.variant.id) if one.variant == edit.variant]


def _was_retired_by_hand(edit: Edit) -> bool:
    """For a reason, and not because another took its place."""
    return edit.state is State.RETIRED and bool(edit.why) and edit.why.code is not WhyCode.REPLACED
