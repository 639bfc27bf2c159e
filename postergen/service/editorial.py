"""Write copy, have it checked and approved, and take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from postergen.copywriting.compliance import LintFinding, Severity, worst
from postergen.copywriting.four_eyes import Hindered
from postergen.copywriting.generate import tidied, tidy
from postergen.copywriting.review import decide
from postergen.copywriting.standing import Standing
from postergen.domain.editorial import (
    OPEN,
    UNSAID,
    Act,
    Action,
    AuditEntry,
    Change,
    Edit,
    EditorialStore,
    Origin,
    State,
    Why,
    WhyCode,
)
from postergen.domain.ports import Clock
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidInput, NotFound, Outdated
from postergen.service.copy_checks import CopyChecks
from postergen.service.library import Packs
from postergen.service.publishing import IMMEDIATE, PublishingService

BY_HAND = (Action.CHECK, Action.APPROVE, Action.REJECT, Action.PAUSE, Action.RESUME, Action.RETIRE)
BY_HAND_LISTED = ", ".join(action.value for action in BY_HAND)
DECIDED = (State.APPROVED, State.REJECTED, State.RETIRED)  # a text written again begins anew from here


@dataclass(frozen=True, slots=True)
class Proposal:
    """Text that somebody wrote. ``based_on`` is the number of the edit they saw when they began; 0 is the pack's."""

    variant: CopyVariant
    based_on: int = 0
    model: str = ""
    prompt: str = ""
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """An edit that was kept, with what the checks say of it."""

    edit: Edit
    findings: tuple[LintFinding, ...]


class EditorialService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        store: EditorialStore,
        packs: Packs,
        checks: CopyChecks,
        publishing: PublishingService,
        clock: Clock,
    ) -> None:
        self._store, self._packs, self._checks = store, packs, checks
        self._publishing, self._clock = publishing, clock

    def edits(self, campaign: str, states: Sequence[State] = (), most: int | None = None) -> Sequence[Edit]:
        """The edits in these states, the newest first; `NotFound` for an unknown campaign."""
        self._packs.pack_alone(campaign)
        return self._store.edits(campaign, states=states, most=most)

    def history(self, campaign: str, variant: str) -> tuple[Edit, ...]:
        """Every edit of a variant, the newest first; last what the pack itself says, as number 0.

        Raises:
            NotFound: there is no such variant, in the pack or written since.
        """
        written = self._store.edits(campaign, variant=variant)
        pack = self._packs.pack_alone(campaign).variant_by_id
        history = Standing(campaign, pack, written, 0, self._clock()).history(variant)
        if not history:
            raise NotFound("variant", variant)
        return history

    def audit(
        self, campaign: str, subject: str | None = None, most: int = 200, *, who: str | None = None, skip: int = 0
    ) -> Sequence[AuditEntry]:
        """What was done, to one subject and by one person if named; the newest first, after so many."""
        return self._store.audit(campaign, subject, most, who=who, skip=skip)

    def propose(self, campaign: str, proposals: Sequence[Proposal], who: str) -> list[Proposed]:
        """Keep texts as drafts, all or none; those that nothing blocks are checked at once.

        Raises:
            NotFound: no such campaign.
            InvalidInput: a text names what the campaign does not have; nothing is kept.
            Outdated: somebody else has edited a variant since; nothing is kept.
        """
        act = Act(who, self._clock())
        written = self._written(campaign, proposals, act)
        edits = [proposed.edit for proposed in written]
        self._store.record(added=edits, entries=[_writing(edit, act) for edit in edits])
        return written

    def act(
        self,
        campaign: str,
        variant: str,
        number: int,
        action: Action,
        who: str,
        why: str = "",
        code: WhyCode | None = None,
    ) -> Edit:
        """Approve, reject, pause, resume or retire an edit; what changes posters is published with it.

        Raises:
            NotFound: there is no such edit.
            InvalidInput: not possible in its state, blocked by a rule, or without the reason that it needs.
            Hindered: four eyes keep this one from it.
            Outdated: somebody else was faster.
        """
        if action not in BY_HAND:
            raise InvalidInput([Finding("action", f"{action.value} is not done to a single edit", BY_HAND_LISTED)])
        said = Why(tidy(why), code)
        if action in IMMEDIATE:
            return self._publishing.act_at_once(campaign, variant, number, action, who, said)
        edit = self._find(campaign, variant, number)
        to_approve = [edit] if action is Action.APPROVE else []
        if hindered := self._publishing.against_approval(campaign, to_approve, who):
            raise Hindered(hindered)
        pack = self._packs.campaign(campaign)
        findings = self._checks.check(pack, edit.variant) if action in (Action.CHECK, Action.APPROVE) else ()
        after = replace(edit, state=decide(edit.state, action, findings, said), why=said)
        entry = Act(who, self._clock(), said).entry(action, edit, edit.state, after.state)
        self._store.record(changes=[Change(edit, after)], entries=[entry])
        return after

    def undo_decision(self, campaign: str, variant: str, number: int, who: str) -> Edit:
        """Undo the last decision about an edit: what was turned down, ended or approved waits again, as a new edit;
        what rests is drawn again.

        Raises:
            NotFound: there is no such edit.
            InvalidInput: nothing was decided yet, or it is live: that is paused, not undone.
            Outdated: a newer edit of this variant was written since.
        """
        edit = self._find(campaign, variant, number)
        act = Act(who, self._clock(), Why(code=WhyCode.DECISION_UNDONE))
        if edit.state is State.PAUSED:
            return self._publishing.act_at_once(campaign, variant, number, Action.RESUME, who, act.why)
        if edit.state not in DECIDED:
            raise InvalidInput([Finding("action", f"nothing to undo while it is {edit.state.value}")])
        origin = edit.origin
        again = Proposal(edit.variant, number, origin.model, origin.prompt, origin.instruction)
        (written,) = self._written(campaign, [again], act)
        changes, entries = [], [_writing(written.edit, act)]
        if edit.state is State.APPROVED:
            changes = [Change(edit, replace(edit, state=State.REJECTED, why=act.why))]
            entries = [act.entry(Action.REJECT, edit, edit.state, State.REJECTED), *entries]
        self._store.record(changes=changes, added=[written.edit], entries=entries)
        return written.edit

    def take_back(self, campaign: str, variant: str, number: int, who: str) -> Edit:
        """Undo an edit: one that nobody has seen is rejected; after one that was drawn, the text before it is written
        anew, as a draft like any other.

        Raises:
            NotFound: there is no such edit.
            InvalidInput: it was taken back before, or there is no text before it.
            Outdated: somebody else was faster.
        """
        edit = self._find(campaign, variant, number)
        if edit.state in (*OPEN, State.REJECTED):
            return self.act(campaign, variant, number, Action.REJECT, who, code=WhyCode.TAKEN_BACK)
        history = self.history(campaign, variant)
        earlier = [e for e in history if e.number < number and e.state is not State.REJECTED]
        if not earlier:
            raise InvalidInput([Finding("number", "there is no text before this one", "write another")])
        (restored,) = self.propose(campaign, [Proposal(earlier[0].variant, number)], who)
        return restored.edit

    def _written(self, campaign: str, proposals: Sequence[Proposal], act: Act) -> list[Proposed]:
        """The edits that these texts become, with what the checks say of them; nothing is kept."""
        pack = self._packs.campaign(campaign)
        proposals = [replace(p, variant=tidied(p.variant)) for p in proposals]
        names = [p.variant.id for p in proposals]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InvalidInput([Finding("id", f"{name!r} stands twice", "one text for each") for name in twice])
        findings = [finding for p in proposals for finding in self._checks.references(pack, p.variant)]
        if findings:
            raise InvalidInput(findings)
        library = [*pack.variants, *(edit.variant for edit in self._store.edits(campaign, states=OPEN))]
        written: list[Proposed] = []
        for proposal in proposals:
            number = self._next_number(campaign, proposal)
            found = self._checks.check(pack, proposal.variant, library)
            blocked = worst(found) is Severity.BLOCK and bool(found)
            state = State.DRAFT if blocked else decide(State.DRAFT, Action.CHECK, found)
            origin = Origin(act.who, act.at, proposal.model, proposal.prompt, proposal.instruction)
            library.append(proposal.variant)
            written.append(Proposed(Edit(campaign, proposal.variant, number, state, origin), found))
        return written

    def _next_number(self, campaign: str, proposal: Proposal) -> int:
        written = self._store.edits(campaign, variant=proposal.variant.id)
        newest = max((edit.number for edit in written), default=0)
        if newest != proposal.based_on:
            raise Outdated("variant", proposal.variant.id, f"at edit {newest}, not {proposal.based_on}")
        return newest + 1

    def _find(self, campaign: str, variant: str, number: int) -> Edit:
        for edit in self.history(campaign, variant):
            if edit.number == number:
                return edit
        raise NotFound("edit", f"{variant} {number}")


def _writing(edit: Edit, act: Act) -> AuditEntry:
    """That an edit was written; why, nobody says."""
    return replace(act, why=UNSAID).entry(Action.WRITE, edit, None, edit.state)
