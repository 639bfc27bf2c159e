"""Let no text go live by one person alone: who approves or publishes is another than who wrote.

Stopping never waits: pause, retire and undo are anybody's, and words that were on posters before may come back by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from postergen.copywriting.standing import Standing
from postergen.domain.editorial import Edit, is_program
from postergen.errors import Finding


class Reason(StrEnum):
    """Why somebody may not approve or publish a text."""

    PROGRAM = "program"  # a key has no eyes
    WROTE = "wrote"
    APPROVED = "approved"  # a program wrote it, so that approving and publishing are for two


IN_ENGLISH: Mapping[Reason, str] = {
    Reason.PROGRAM: "with four eyes a program neither approves nor publishes",
    Reason.WROTE: "with four eyes whoever wrote a text neither approves nor publishes it",
    Reason.APPROVED: "with four eyes whoever approved what a program wrote does not publish it",
}
NOBODY = "nobody else has an account for it: postergen user create NAME --role approver"


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
        remedy = f"may be done by {', '.join(self.may)}" if self.may else NOBODY
        return Finding(f"{self.variant} {self.number}", IN_ENGLISH[self.reason], remedy)


@dataclass(frozen=True, slots=True)
class FourEyes:
    """The rule where it is on.

    Attributes:
        people: the names of those who may approve and publish at all.
        approvers: who approved an edit, by its variant's id and its number; needed for what programs wrote.
    """

    people: tuple[str, ...]
    approvers: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def against_approval(self, standing: Standing, edit: Edit, who: str) -> Hindrance | None:
        """Why this person may not approve this edit."""
        return self._hindrance(edit, who, {writer_of(standing, edit): Reason.WROTE})

    def against_publication(self, standing: Standing, who: str) -> tuple[Hindrance, ...]:
        """Why this person may not publish texts that are due; those that are not named they may."""
        found = []
        for edit in standing.due():
            writer = writer_of(standing, edit)
            others = {writer: Reason.WROTE}
            if is_program(writer):
                others[self.approvers.get((edit.variant.id, edit.number), "")] = Reason.APPROVED
            hindrance = None if was_drawn(standing, edit) else self._hindrance(edit, who, others)
            found += [hindrance] if hindrance else []
        return tuple(found)

    def _hindrance(self, edit: Edit, who: str, others: Mapping[str, Reason]) -> Hindrance | None:
        reason = Reason.PROGRAM if is_program(who) else others.get(who)
        may = tuple(name for name in self.people if name not in others)
        return Hindrance(edit.variant.id, edit.number, reason, may) if reason else None


def writer_of(standing: Standing, edit: Edit) -> str:
    """Who first wrote these words: writing them again, or taking a decision about them back, makes nobody a writer."""
    same = [one for one in standing.history(edit.variant.id) if one.variant.revision == edit.variant.revision]
    return min((*same, edit), key=lambda one: one.number).origin.who


def was_drawn(standing: Standing, edit: Edit) -> bool:
    """The same words have been on posters before, or are the pack's own."""
    return any(
        one.variant.revision == edit.variant.revision and (one.published_in is not None or one.number == 0)
        for one in standing.history(edit.variant.id)
    )
