"""Publish copy and files over a pack: see what would change, do it all at once, and undo it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from postergen.copywriting.compliance import LintFinding
from postergen.copywriting.four_eyes import FourEyes, Hindered, Hindrance
from postergen.copywriting.generate import tidy
from postergen.copywriting.publication import (
    Edits,
    PublicationPlan,
    chosen_of,
    former_words,
    plan_action,
    plan_publication,
    plan_undo,
)
from postergen.copywriting.standing import Standing
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Act, Action, AuditEntry, Edit, EditorialStore, Publication, State, Why
from postergen.domain.ports import Clock
from postergen.domain.schedules import Claim
from postergen.errors import Finding, InvalidContent, InvalidInput, NotFound, Outdated
from postergen.service.copy_checks import CopyChecks
from postergen.service.library import Composer

# What changes at once on posters, and so is published at once.
IMMEDIATE = frozenset({Action.PAUSE, Action.RESUME, Action.RETIRE})
# What stands in every code and every archive: it is given once, in the folder of the pack.
FIXED = ("id", "code_prefix")


class Difference(NamedTuple):
    """What publishing would change: the edit that is drawn now, None where there is none, and the one that follows."""

    before: Edit | None
    after: Edit


@dataclass(frozen=True, slots=True)
class LatestPublication:
    """What was published last, and the edits that it put on posters: those can be undone."""

    entry: AuditEntry
    brought: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a publication: edits that were paused, and former words that are on posters again."""

    paused: tuple[Edit, ...]
    restored: tuple[Edit, ...]


class PublishingService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        store: EditorialStore,
        content: Composer,
        checks: CopyChecks,
        clock: Clock,
        people: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        """``people`` are those who may approve and publish, where it needs two of them (four eyes)."""
        self._store, self._content, self._checks, self._clock = store, content, checks, clock
        self._people = people

    def latest(self, campaign: str) -> LatestPublication | None:
        """None before the first."""
        latest, standing = self._read(campaign)
        return LatestPublication(latest.entry, standing.brought_by(latest.number)) if latest else None

    def differences(self, campaign: str) -> tuple[Difference, ...]:
        """What publishing now would change."""
        _, standing = self._read(campaign)
        pairs = [(standing.drawn(edit.variant.id), edit) for edit in standing.due()]
        return tuple(
            Difference(before, after) for before, after in pairs if before is None or before.variant != after.variant
        )

    def due(self, campaign: str) -> tuple[Edit, ...]:
        """What the next publication would bring."""
        return self._read(campaign)[1].due()

    def check_publication(self, campaign: str, only: Edits, who: str) -> None:
        """Raises:
        Hindered: four eyes keep this person from some of these edits.
        Outdated: some of them do not wait to be published.
        """
        _, standing = self._read(campaign)
        chosen = {edit.variant.id for edit in chosen_of(standing, only)}
        four_eyes = self._four_eyes(campaign)
        hindered = four_eyes.against_publication(standing, who) if four_eyes else ()
        if found := [one for one in hindered if one.variant in chosen]:
            raise Hindered(found)

    def against_publication(self, campaign: str, who: str) -> Mapping[str, Hindrance]:
        """What this person may not publish of what is approved, by the variant's id; it waits for somebody else."""
        four_eyes = self._four_eyes(campaign)
        if four_eyes is None:
            return {}
        _, standing = self._read(campaign)
        return {hindrance.variant: hindrance for hindrance in four_eyes.against_publication(standing, who)}

    def against_approval(self, campaign: str, edits: Sequence[Edit], who: str) -> Sequence[Hindrance]:
        """Why this person may not approve some of these edits; those that are not named they may."""
        four_eyes = self._four_eyes(campaign) if edits else None
        if four_eyes is None:
            return ()
        _, standing = self._read(campaign)
        found = (four_eyes.against_approval(standing, edit, who) for edit in edits)
        return [hindrance for hindrance in found if hindrance]

    def _four_eyes(self, campaign: str) -> FourEyes | None:
        """The rule, where it is on."""
        if self._people is None:
            return None
        return FourEyes(tuple(self._people()), self._store.approvers(campaign))

    def publish(
        self, campaign: str, who: str, why: str = "", *, only: Edits | None = None, scheduled: Claim | None = None
    ) -> Publication | None:
        """Bring what is approved to life; None when there is nothing. Where it needs two people, what this one may not
        publish waits.

        Args:
            only: these edits; all that are approved when left out.
            scheduled: what is carried out by this (`service/schedules`).

        Raises:
            InvalidInput: a rule blocks some of the texts now, or the pack with them would not be right.
            Hindered: all of them wait for somebody else.
            Outdated: somebody else has published since, or changed one of these edits, or the claim is lost.
        """
        latest, standing = self._read(campaign)
        chosen = chosen_of(standing, only)
        if not chosen:
            return None
        act = Act(who, standing.at, Why(tidy(why)))
        plan = plan_publication(standing, act, self._lint(chosen), self._four_eyes(campaign), only)
        return self._carry_out(latest, plan, campaign, scheduled)

    def undo_publication(self, campaign: str, number: int, who: str) -> Undone:
        """Pause what the latest publication added, and bring back the former words of what it changed, at once.

        Raises:
            Outdated: it is not the latest, or its texts have changed since; nothing was done.
            InvalidInput: it brought no text, or former words are not possible any more.
        """
        latest, standing = self._read(campaign)
        findings = self._lint(former_words(standing, number))
        plan = plan_undo(standing, number, Act(who, standing.at), findings)
        pack = self._content.campaign(campaign)
        missing = [finding for edit in plan.added for finding in self._checks.references(pack, edit.variant)]
        if missing:
            raise InvalidInput(missing)
        self._carry_out(latest, plan, campaign)
        paused = tuple(change.after for change in plan.changes if change.after.state is State.PAUSED)
        return Undone(paused, plan.added)

    def act_at_once(self, campaign: str, variant: str, number: int, action: Action, who: str, why: Why) -> Edit:
        """Pause, resume or retire an edit on posters.

        Raises:
            NotFound: there is no such edit.
            InvalidInput: not possible in its state, or without the reason that it needs.
            Hindered: a program resumes where it needs two people.
            Outdated: somebody else was faster.
        """
        latest, standing = self._read(campaign)
        edit = standing.find(variant, number)
        if edit is None:
            raise NotFound("edit", f"{variant} {number}")
        plan = plan_action(standing, edit, action, Act(who, standing.at, why), self._four_eyes(campaign))
        self._carry_out(latest, plan, campaign)
        (after,) = (*(change.after for change in plan.changes), *plan.added)
        return after

    def review_files(self, campaign: str, files: Mapping[str, bytes]) -> Campaign:
        """The campaign as it would be with these files over what is published.

        Raises:
            InvalidContent: every mistake with its file and line; or its id or code prefix would change.
        """
        return self._reviewed(campaign, self._store.latest(campaign), files)

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
        self._reviewed(campaign, latest, files)
        act = Act(who, self._clock(), Why(tidy(why)))
        publication = self._composed(campaign, number + 1, _over(latest, files), act)
        self._store.record(entries=[publication.entry], publication=publication)
        self._content.refresh()
        return publication

    def _reviewed(self, campaign: str, latest: Publication | None, files: Mapping[str, bytes]) -> Campaign:
        now, composed = self._content.campaign(campaign), self._content.compose(campaign, _over(latest, files))
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

    def _read(self, campaign: str) -> tuple[Publication | None, Standing]:
        """How everything stands. The number is read before the edits: whoever publishes in between takes the next one,
        and the transaction fails.
        """
        pack, latest = self._content.pack_alone(campaign).variant_by_id, self._store.latest(campaign)
        edits = self._store.edits(campaign)
        return latest, Standing(campaign, pack, edits, latest.number if latest else 0, self._clock())

    def _lint(self, edits: Sequence[Edit]) -> dict[str, tuple[LintFinding, ...]]:
        return {edit.variant.id: tuple(self._checks.lint(edit.variant)) for edit in edits}

    def _carry_out(
        self, latest: Publication | None, plan: PublicationPlan, campaign: str, scheduled: Claim | None = None
    ) -> Publication:
        over = _over(latest, self._content.overlay(plan.live, plan.withdrawn))
        publication = self._composed(campaign, plan.number, over, plan.act)
        self._store.record(
            entries=[*plan.entries, publication.entry],
            added=plan.added,
            changes=plan.changes,
            publication=publication,
            scheduled=scheduled,
        )
        self._content.refresh()
        return publication

    def _composed(self, campaign: str, number: int, over: Mapping[str, bytes], act: Act) -> Publication:
        """The publication with these files, found to be right; `InvalidContent` with every mistake."""
        composed = self._content.compose(campaign, over)
        entry = AuditEntry(
            act.at, act.who, Action.PUBLISH.value, campaign, campaign, number, "", composed.version, act.why
        )
        return Publication(campaign, number, over, self._content.embed(composed), entry)


def _over(latest: Publication | None, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Everything that stands over the pack with these files."""
    return {**(latest.files if latest else {}), **files}


def _line_of(key: str, files: Mapping[str, bytes]) -> str:
    """Where a setting stands, as ``campaign.yaml:line``."""
    lines = files.get("campaign.yaml", b"").decode("utf-8", "replace").splitlines()
    number = next((i for i, line in enumerate(lines, start=1) if line.startswith(f"{key}:")), 1)
    return f"campaign.yaml:{number}"
