"""Write copy, have it checked and approved, publish it, and take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from postergen.copywriting.compliance import LintFinding, Severity, worst
from postergen.copywriting.generate import tidied, tidy
from postergen.copywriting.review import decide
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import (
    Action,
    AuditEntry,
    Change,
    Edit,
    EditorialStore,
    Origin,
    Publication,
    State,
)
from postergen.domain.ports import Clock
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidContent, InvalidInput, NotFound, Outdated
from postergen.service.copy_checks import CopyChecks

# What changes at once on posters, and so is published at once.
IMMEDIATE = frozenset({Action.PAUSE, Action.RESUME, Action.RETIRE})
BY_HAND = (Action.CHECK, Action.APPROVE, Action.REJECT, Action.PAUSE, Action.RESUME, Action.RETIRE)
BY_HAND_LISTED = ", ".join(action.value for action in BY_HAND)
STANDING = (State.APPROVED, State.LIVE, State.PAUSED)  # what an edit takes the place of when it goes live
TAKEN_BACK = "taken back"
OPEN = (State.DRAFT, State.CHECKED, State.APPROVED)
DECIDED = (State.APPROVED, State.REJECTED, State.RETIRED)  # a text written again begins anew from here
# What stands in every code and every archive: it is given once, in the folder of the pack.
FIXED = ("id", "code_prefix")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Text that somebody wrote. ``based_on`` is the number of the edit they saw when they began; 0 is the pack's."""

    variant: CopyVariant
    based_on: int = 0
    model: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """An edit that was kept, with what the checks say of it."""

    edit: Edit
    findings: tuple[LintFinding, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What publishing would change: a text, before and after; None for one that is not drawn."""

    variant: str
    before: CopyVariant | None
    after: CopyVariant | None


@dataclass(frozen=True)
class Press:
    """What publishing needs of the outside: packs, files and embeddings.

    ``pack`` gives the campaign of the folder alone, ``published`` that with what was published over it; ``compose``
    that with other files over it, or `InvalidContent`. ``overlay`` writes variants, and ids of those that rest, as
    files. ``embed`` gives the embeddings that a campaign lacks, if a model is at hand. ``refresh`` takes up what was
    published.
    """

    pack: Callable[[str], Campaign]
    published: Callable[[str], Campaign]
    compose: Callable[[str, Mapping[str, bytes]], Campaign]
    overlay: Callable[[Sequence[CopyVariant], Sequence[str]], Mapping[str, bytes]]
    embed: Callable[[Campaign], bytes | None]
    refresh: Callable[[], object]


class EditorialService:
    """One for each process; safe to share between threads."""

    def __init__(self, *, store: EditorialStore, press: Press, checks: CopyChecks, clock: Clock) -> None:
        self.checks = checks
        self._store, self._press, self._clock = store, press, clock

    def edits(self, campaign: str, states: Sequence[State] = (), most: int | None = None) -> Sequence[Edit]:
        """The edits in these states, the newest first; `NotFound` for an unknown campaign."""
        self._press.pack(campaign)
        return self._store.edits(campaign, states=states, most=most)

    def history(self, campaign: str, variant: str) -> tuple[Edit, ...]:
        """Every edit of a variant, the newest first; last what the pack itself says, as number 0.

        Raises:
            NotFound: there is no such variant, in the pack or written since.
        """
        written = self._store.edits(campaign, variant=variant)
        own = self._press.pack(campaign).variant_by_id.get(variant)
        history = sorted(written, key=lambda edit: -edit.number)
        if own is not None:
            history.append(self._pack_edit(campaign, own, written))
        if not history:
            raise NotFound("variant", variant)
        return tuple(history)

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
        pack = self._press.published(campaign)
        proposals = [replace(p, variant=tidied(p.variant)) for p in proposals]
        names = [p.variant.id for p in proposals]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InvalidInput([Finding("id", f"{name!r} stands twice", "one text for each") for name in twice])
        findings = [finding for p in proposals for finding in self.checks.references(pack, p.variant)]
        if findings:
            raise InvalidInput(findings)
        now, library = self._clock(), list(pack.variants)
        library += [edit.variant for edit in self._store.edits(campaign, states=OPEN)]
        kept: list[Proposed] = []
        entries: list[AuditEntry] = []
        for proposal in proposals:
            number = self._next_number(campaign, proposal)
            found = self.checks.check(pack, proposal.variant, library)
            blocked = worst(found) is Severity.BLOCK and bool(found)
            state = State.DRAFT if blocked else decide(State.DRAFT, Action.CHECK, found)
            origin = Origin(who, now, proposal.model, proposal.prompt)
            edit = Edit(campaign, proposal.variant, number, state, origin)
            library.append(proposal.variant)
            kept.append(Proposed(edit, found))
            entries.append(AuditEntry(now, who, "write", campaign, edit.variant.id, number, "", state.value))
        self._store.add([p.edit for p in kept], entries)
        return kept

    def act(self, campaign: str, variant: str, number: int, action: Action, who: str, why: str = "") -> Edit:
        """Approve, reject, pause, resume or retire an edit; what changes posters is published with it.

        Raises:
            NotFound: there is no such edit.
            InvalidInput: not possible in its state, blocked by a rule, or without the reason that it needs.
            Outdated: somebody else was faster.
        """
        if action not in BY_HAND:
            raise InvalidInput([Finding("action", f"{action.value} is not done to a single edit", BY_HAND_LISTED)])
        latest = self._store.latest(campaign)
        edit = self._find(campaign, variant, number)
        pack = self._press.published(campaign)
        findings = self.checks.check(pack, edit.variant) if action in (Action.CHECK, Action.APPROVE) else ()
        after = decide(edit.state, action, findings, why)
        edit = self._kept(edit)
        entry = self._entry(edit, who, action, after, why)
        changes = [Change(edit, after, entry)]
        if action in IMMEDIATE:
            self._publish(latest, campaign, changes, who, why)
        else:
            self._store.change(changes)
        return replace(edit, state=after, why=why)

    def pause_all(self, campaign: str, edits: Sequence[Edit], who: str, why: str) -> Publication:
        """Take several live texts off new posters, in one publication; raises as `act`."""
        latest, now = self._store.latest(campaign), self._clock()
        changes = [
            Change(edit, after, self._entry(edit, who, Action.PAUSE, after, why, now))
            for edit in edits
            for after in (decide(edit.state, Action.PAUSE, (), why),)
        ]
        return self._publish(latest, campaign, changes, who, why)

    def undo_decision(self, campaign: str, variant: str, number: int, who: str, why: str) -> Edit:
        """Undo the last decision about an edit: what was turned down, ended or approved waits again, as a new edit;
        what rests is drawn again.

        Raises:
            NotFound: there is no such edit.
            InvalidInput: nothing was decided yet, or it is live: that is paused, not undone.
            Outdated: a newer edit of this variant was written since.
        """
        edit = self._find(campaign, variant, number)
        if edit.state is State.PAUSED:
            return self.act(campaign, variant, number, Action.RESUME, who, why)
        if edit.state not in DECIDED:
            raise InvalidInput([Finding("action", f"nothing to undo while it is {edit.state.value}")])
        again = Proposal(edit.variant, number, edit.origin.model, edit.origin.prompt)
        self._next_number(campaign, again)
        missing = self.checks.references(self._press.published(campaign), edit.variant)
        if missing:  # before anything is changed
            raise InvalidInput(missing)
        if edit.state is State.APPROVED:
            self.act(campaign, variant, number, Action.REJECT, who, why)
        return self.propose(campaign, [again], who)[0].edit

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
            return self.act(campaign, variant, number, Action.REJECT, who, TAKEN_BACK)
        history = self.history(campaign, variant)
        earlier = [e for e in history if e.number < number and e.state is not State.REJECTED]
        if not earlier:
            raise InvalidInput([Finding("number", "there is no text before this one", "write another")])
        (restored,) = self.propose(campaign, [Proposal(earlier[0].variant, number)], who)
        return restored.edit

    def differences(self, campaign: str) -> tuple[Difference, ...]:
        """What publishing now would change."""
        published = self._press.published(campaign).variant_by_id
        approved = {edit.variant.id: edit.variant for edit in self._approved(campaign)}
        return tuple(
            Difference(name, published.get(name), variant)
            for name, variant in sorted(approved.items())
            if published.get(name) != variant
        )

    def publish(self, campaign: str, who: str, why: str = "") -> Publication | None:
        """Bring what is approved to life; None when there is nothing.

        Raises:
            InvalidInput: a rule blocks one of the texts now, or the pack with them would not be right.
            Outdated: somebody else has published since.
        """
        latest, now = self._store.latest(campaign), self._clock()
        approved = self._approved(campaign)
        if not approved:
            return None
        changes = []
        for edit in approved:
            after = decide(edit.state, Action.PUBLISH, self.checks.lint(edit.variant))
            changes.append(Change(edit, after, self._entry(edit, who, Action.PUBLISH, after, why, now)))
            for before in self._store.edits(campaign, states=STANDING, variant=edit.variant.id):
                if before.number == edit.number:
                    continue
                replaced = f"edit {edit.number} took its place"
                entry = self._entry(before, who, Action.RETIRE, State.RETIRED, replaced, now)
                changes.append(Change(before, State.RETIRED, entry))
        return self._publish(latest, campaign, changes, who, why)

    def review_files(self, campaign: str, files: Mapping[str, bytes]) -> Campaign:
        """The campaign as it would be with these files over what is published.

        Raises:
            InvalidContent: every mistake with its file and line; or its id or code prefix would change.
        """
        latest, now = self._store.latest(campaign), self._press.published(campaign)
        composed = self._press.compose(campaign, {**(latest.files if latest else {}), **files})
        findings = [
            Finding(
                _line_of(name, files), f"{name} is {getattr(now, name)!r} for ever", "codes on posters depend on it"
            )
            for name in FIXED
            if getattr(composed, name) != getattr(now, name)
        ]
        if findings:
            raise InvalidContent(findings)
        return composed

    def publish_files(
        self, campaign: str, files: Mapping[str, bytes], who: str, why: str = "", *, based_on: int | None = None
    ) -> Publication:
        """Put files over those of the pack: its catalogue, occasions, offers or settings.

        Args:
            based_on: the number of the publication that was seen when the change began.

        Raises:
            InvalidContent: the pack with them would not be right; every mistake with its file and line.
            Outdated: somebody else has published since.
        """
        latest = self._store.latest(campaign)
        number = latest.number if latest else 0
        if based_on is not None and based_on != number:
            raise Outdated("campaign", campaign, f"publication {number}")
        self.review_files(campaign, files)
        return self._print(latest, campaign, files, (), who, why)

    def _publish(
        self, latest: Publication | None, campaign: str, changes: Sequence[Change], who: str, why: str
    ) -> Publication:
        """Move the edits and publish the state that follows, in one transaction.

        Args:
            latest: what was published before the edits were read: whoever publishes in between takes the next number,
                and the transaction fails.
        """
        after = {(change.edit.variant.id, change.edit.number): change.after for change in changes}
        standing = list(self._store.edits(campaign, states=(State.LIVE, State.PAUSED, State.RETIRED)))
        known = {(edit.variant.id, edit.number) for edit in standing}
        standing += [c.edit for c in changes if (c.edit.variant.id, c.edit.number) not in known]
        moved = [replace(e, state=after.get((e.variant.id, e.number), e.state)) for e in standing]
        live = {edit.variant.id: edit.variant for edit in moved if edit.state is State.LIVE}
        withdrawn = sorted({edit.variant.id for edit in moved} - live.keys())
        files = self._press.overlay([live[name] for name in sorted(live)], withdrawn)
        return self._print(latest, campaign, files, changes, who, why)

    def _print(
        self,
        latest: Publication | None,
        campaign: str,
        files: Mapping[str, bytes],
        changes: Sequence[Change],
        who: str,
        why: str,
    ) -> Publication:
        """Publish these files over what was published before."""
        over = {**(latest.files if latest else {}), **files}
        composed = self._press.compose(campaign, over)
        number = (latest.number if latest else 0) + 1
        at = changes[0].entry.at if changes else self._clock()  # what is done at once has one time
        entry = AuditEntry(at, who, "publish", campaign, campaign, number, "", composed.version, tidy(why))
        publication = Publication(campaign, number, over, self._press.embed(composed), entry)
        self._store.change(changes, publication)
        self._press.refresh()
        return publication

    def _approved(self, campaign: str) -> list[Edit]:
        """The approved edits, the newest of each variant."""
        newest: dict[str, Edit] = {}
        for edit in sorted(self._store.edits(campaign, states=(State.APPROVED,)), key=lambda e: e.number):
            newest[edit.variant.id] = edit
        return [newest[name] for name in sorted(newest)]

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

    def _kept(self, edit: Edit) -> Edit:
        """The edit, surely in the store: what the pack says is put there when something is first done with it."""
        written = self._store.edits(edit.campaign, variant=edit.variant.id)
        if not any(stored.number == edit.number for stored in written):
            entry = self._entry(edit, edit.origin.who, Action.WRITE, edit.state, "as the pack has it")
            self._store.add([edit], [replace(entry, before="")])
        return edit

    def _pack_edit(self, campaign: str, own: CopyVariant, written: Sequence[Edit]) -> Edit:
        """What the pack says, as an edit: live, unless something was published over it."""
        for edit in written:
            if edit.number == 0:
                return edit
        replaced = any(edit.state in (State.LIVE, State.PAUSED, State.RETIRED) for edit in written)
        state = State.RETIRED if replaced else State.LIVE
        return Edit(campaign, own, 0, state, Origin("pack", self._clock()))

    def _entry(
        self, edit: Edit, who: str, action: Action, after: State, why: str, at: datetime | None = None
    ) -> AuditEntry:
        return AuditEntry(
            at or self._clock(),
            who,
            action.value,
            edit.campaign,
            edit.variant.id,
            edit.number,
            edit.state.value,
            after.value,
            tidy(why),
        )


def _line_of(key: str, files: Mapping[str, bytes]) -> str:
    """Where a setting stands, as ``campaign.yaml:line``."""
    lines = files.get("campaign.yaml", b"").decode("utf-8", "replace").splitlines()
    number = next((i for i, line in enumerate(lines, start=1) if line.startswith(f"{key}:")), 1)
    return f"campaign.yaml:{number}"
