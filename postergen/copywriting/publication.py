"""Decide what a publication does, all of it, before anything is done.

Every plan takes the next number: whoever publishes in between takes it first, and then the plan cannot be carried out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from postergen.copywriting.compliance import LintFinding
from postergen.copywriting.four_eyes import FourEyes, Hindered
from postergen.copywriting.review import decide
from postergen.copywriting.standing import Standing
from postergen.domain.editorial import (
    STANDING,
    UNSAID,
    Act,
    Action,
    AuditEntry,
    Change,
    Edit,
    Origin,
    State,
    Why,
    WhyCode,
)
from postergen.domain.findings import Kind
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidInput, Outdated

Edits = Collection[tuple[str, int]]  # by the variant's id and the edit's number
Findings = Mapping[str, Sequence[LintFinding]]  # what the rules say of texts, by the variant's id


@dataclass(frozen=True, slots=True)
class PublicationPlan:
    """What shall be, all or nothing.

    Attributes:
        act: who publishes, when and why.
        changes: edits that stand in the store and move on, with what they replace; ``added``: those that do not yet.
        entries: what the audit log says of the edits, in order.
        live: the texts that stand over the pack afterwards; ``withdrawn``: the ids of those that rest.
    """

    number: int
    act: Act
    changes: tuple[Change, ...]
    added: tuple[Edit, ...]
    entries: tuple[AuditEntry, ...]
    live: tuple[CopyVariant, ...]
    withdrawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One edit that moves on, and what the log says of it; ``before`` is None for one that does not stand there yet."""

    before: Edit | None
    after: Edit
    entries: tuple[AuditEntry, ...]


def plan_publication(
    standing: Standing, act: Act, findings: Findings, four_eyes: FourEyes | None = None, only: Edits | None = None
) -> PublicationPlan:
    """Bring what is approved to life; what stood in its place is retired. What four eyes keep this person from
    waits for somebody else.

    Args:
        only: these edits; all that are due when left out.

    Raises:
        InvalidInput: rules block texts, each with what they find; or nothing is approved.
        Hindered: all that is approved waits for others.
        Outdated: some of these edits are not what the next publication would bring; names them and where they stand.
    """
    chosen = chosen_of(standing, only)
    hindered = four_eyes.against_publication(standing, act.who) if four_eyes else ()
    waits = {hindrance.variant for hindrance in hindered}
    due = [edit for edit in chosen if edit.variant.id not in waits]
    theirs = {edit.variant.id for edit in chosen}
    if not due and (found := [one for one in hindered if one.variant in theirs]):
        raise Hindered(found)
    if not due:
        raise InvalidInput(
            [Finding("publication", "nothing is approved", "approve something first", Kind.NOTHING_APPROVED)]
        )
    states = _decided(due, Action.PUBLISH, findings, act.why)
    steps: list[Step] = []
    for edit, state in zip(due, states, strict=True):
        drawn = standing.drawn(edit.variant.id)
        number = drawn.number if drawn else None
        after = replace(edit, state=state, why=act.why, published_in=standing.latest + 1, replaces=number)
        steps.append(_step(standing, edit, Action.PUBLISH, after, act))
        steps += _retired(standing, edit, act)
    return _plan(standing, steps, act)


def chosen_of(standing: Standing, only: Edits | None) -> tuple[Edit, ...]:
    """What is due of these edits; raises `Outdated` as `plan_publication`."""
    due = standing.due()
    if only is None:
        return due
    names = {(edit.variant.id, edit.number) for edit in due}
    if stale := sorted(set(only) - names):
        parts = [(variant, one.state.value if (one := standing.find(variant, n)) else "gone") for variant, n in stale]
        raise Outdated("publication", standing.campaign, "not what was chosen", parts)
    return tuple(edit for edit in due if (edit.variant.id, edit.number) in only)


def _retired(standing: Standing, by: Edit, act: Act) -> Iterator[Step]:
    """Whatever stood in this edit's place, or waited for it, ends."""
    because = act.because(WhyCode.REPLACED, by.number)
    for edit in standing.edits:
        is_other = edit.variant.id == by.variant.id and edit.number != by.number
        if is_other and edit.state in STANDING:
            after = replace(edit, state=State.RETIRED, why=because.why)
            yield _step(standing, edit, Action.RETIRE, after, because)


def plan_action(
    standing: Standing, edit: Edit, action: Action, act: Act, four_eyes: FourEyes | None = None
) -> PublicationPlan:
    """Pause, resume or retire one text, on posters at once.

    Raises:
        InvalidInput: not possible in its state, or without the reason that it needs.
        Hindered: four eyes keep this one from resuming it.
    """
    hindrance = four_eyes.against_resuming(edit, act.who) if four_eyes and action is Action.RESUME else None
    if hindrance:
        raise Hindered([hindrance])
    after = replace(edit, state=decide(edit.state, action, (), act.why), why=act.why)
    return _plan(standing, [_step(standing, edit, action, after, act)], act)


def plan_undo(standing: Standing, number: int, act: Act, findings: Findings) -> PublicationPlan:
    """Undo the latest publication, at once: what was new on posters is paused; of what changed, the former words are
    written anew and are live, and what had taken their place is retired. A draft that somebody began meanwhile, and
    what waits to be published, is left alone.

    Args:
        findings: what the rules say of the former words now.

    Raises:
        Outdated: it is not the latest, or texts of it are not live any more; names every text and where it stands.
        InvalidInput: it brought no text, or rules block former words, each with what they find.
    """
    brought = standing.brought_by(number)
    if number != standing.latest or any(edit.state is not State.LIVE for edit in brought):
        now = "not the latest" if number != standing.latest else "not live as it was published"
        raise Outdated("publication", str(number), now, [(edit.variant.id, edit.state.value) for edit in brought])
    if not brought:
        raise InvalidInput([Finding("publication", f"{number} brought no text", "there is nothing to undo")])
    because = act.because(WhyCode.PUBLICATION_UNDONE, number)
    formers = former_words(standing, number)
    _decided([replace(edit, state=State.CHECKED) for edit in formers], Action.APPROVE, findings, because.why)
    paused = [
        _step(standing, edit, Action.PAUSE, replace(edit, state=State.PAUSED, why=because.why), because)
        for edit in brought
        if standing.former(edit) is None
    ]
    restored = [
        step
        for edit in brought
        if (former := standing.former(edit)) is not None
        for step in _restored(standing, edit, former, because)
    ]
    return _plan(standing, [*paused, *restored], because)


def former_words(standing: Standing, number: int) -> list[Edit]:
    """The edits that those of this publication took the place of on posters."""
    return [former for edit in standing.brought_by(number) if (former := standing.former(edit)) is not None]


def _restored(standing: Standing, undone: Edit, former: Edit, act: Act) -> Iterator[Step]:
    """The former words as a new edit: written, approved and live at once; what stood in their place is retired. It is
    of no publication that could be undone in its turn.
    """
    origin = Origin(act.who, act.at, former.origin.model, former.origin.prompt, former.origin.instruction)
    number = standing.newest(former.variant.id) + 1
    written = Edit(former.campaign, former.variant, number, State.CHECKED, origin)
    yield Step(
        None,
        replace(written, state=State.LIVE, why=act.why),
        (
            replace(act, why=UNSAID).entry(Action.WRITE, written, None, State.CHECKED),
            act.entry(Action.APPROVE, written, State.CHECKED, State.APPROVED),
            act.entry(Action.PUBLISH, written, State.APPROVED, State.LIVE),
        ),
    )
    because = act.because(WhyCode.REPLACED, number)
    yield _step(standing, undone, Action.RETIRE, replace(undone, state=State.RETIRED, why=because.why), because)


def _decided(edits: Sequence[Edit], action: Action, findings: Findings, why: Why) -> list[State]:
    """The states that follow; `InvalidInput` with what stands in the way of any of them."""
    states: list[State] = []
    problems: list[Finding] = []
    for edit in edits:
        try:
            states.append(decide(edit.state, action, findings.get(edit.variant.id, ()), why))
        except InvalidInput as exc:
            problems += [replace(finding, where=f"{edit.variant.id} {finding.where}") for finding in exc.findings]
    if problems:
        raise InvalidInput(problems)
    return states


def _step(standing: Standing, edit: Edit, action: Action, after: Edit, act: Act) -> Step:
    """An edit that moves on. What the pack says is put into the store when something is first done with it."""
    entry = act.entry(action, edit, edit.state, after.state)
    if standing.is_kept(edit):
        return Step(edit, after, (entry,))
    as_it_is = Act(edit.origin.who, act.at, Why(code=WhyCode.AS_THE_PACK_HAS_IT))
    return Step(None, after, (as_it_is.entry(Action.WRITE, edit, None, edit.state), entry))


def _plan(standing: Standing, steps: Sequence[Step], act: Act) -> PublicationPlan:
    changes = tuple(Change(step.before, step.after) for step in steps if step.before is not None)
    added = tuple(step.after for step in steps if step.before is None)
    over_pack = standing.after(changes, added).over_pack()
    return PublicationPlan(
        number=standing.latest + 1,
        act=act,
        changes=changes,
        added=added,
        entries=tuple(entry for step in steps for entry in step.entries),
        live=tuple(text for _, text in sorted(over_pack.items()) if text is not None),
        withdrawn=tuple(sorted(name for name, text in over_pack.items() if text is None)),
    )
