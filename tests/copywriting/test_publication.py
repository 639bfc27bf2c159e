"""What a publication does is decided before anything is done: what moves, what is added, what is drawn afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.copywriting.compliance import LintFinding, Severity
from postergen.copywriting.publication import PublicationPlan, plan_action, plan_publication, plan_undo
from postergen.copywriting.standing import Standing
from postergen.domain.editorial import PUBLISHED, Act, Action, Edit, Origin, State, Why, WhyCode
from postergen.domain.localized import Localized
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.errors import InvalidInput, Outdated

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
BOB = Act("bob", NOON, Why("for the weekend"))
ANN = Origin("ann", NOON - timedelta(hours=1))
PACK = ("a", "b")  # the texts that the pack has
D, C, A, L, P, R = State.DRAFT, State.CHECKED, State.APPROVED, State.LIVE, State.PAUSED, State.RETIRED


def text(name: str, words: str) -> CopyVariant:
    return CopyVariant(name, "en", Hook.THEME, Tone.WARM, Fits(options=("noodles",)), words, "", "")


def edit(name: str, number: int, state: State, **more: int) -> Edit:
    return Edit("c", text(name, f"{name}{number}"), number, state, ANN, **more)  # type: ignore[arg-type]


def standing(*edits: Edit, latest: int = 0) -> Standing:
    return Standing("c", {name: text(name, f"{name}0") for name in PACK}, edits, latest, NOON)


def states(plan: PublicationPlan) -> dict[str, str]:
    """Every edit that the plan touches as name and number, and the state that follows."""
    moved = [change.after for change in plan.changes] + list(plan.added)
    return {f"{one.variant.id}{one.number}": one.state.value for one in moved}


def drawn(standing: Standing) -> dict[str, str]:
    """The words that posters are made with, by the text."""
    names = {*PACK, *(edit.variant.id for edit in standing.edits)}
    found = {name: standing.drawn(name) for name in names}
    return {name: edit.variant.headline for name, edit in found.items() if edit}


def composed(plan: PublicationPlan) -> dict[str, str]:
    """The same, as the pack says it with this publication over it."""
    words = {name: f"{name}0" for name in PACK} | {text.id: text.headline for text in plan.live}
    return {name: said for name, said in words.items() if name not in plan.withdrawn}


def carried_out(before: Standing, plan: PublicationPlan) -> Standing:
    return replace(before.after(plan.changes, plan.added), latest=plan.number)


PUBLICATIONS: Mapping[str, tuple[list[Edit], dict[str, str], dict[str, str], int | None]] = {
    # what stands; what becomes of it; what is drawn; what the new edit takes the place of
    "a new text": ([edit("n", 1, A)], {"n1": "live"}, {"a": "a0", "b": "b0", "n": "n1"}, None),
    "over the pack's text": ([edit("a", 1, A)], {"a1": "live"}, {"a": "a1", "b": "b0"}, 0),
    "over an edit": (
        [edit("a", 1, L), edit("a", 2, A)],
        {"a1": "retired", "a2": "live"},
        {"a": "a2", "b": "b0"},
        1,
    ),
    "over an edit that rests": (
        [edit("a", 1, P), edit("a", 2, A)],
        {"a1": "retired", "a2": "live"},
        {"a": "a2", "b": "b0"},
        None,
    ),
    "over the pack's text that rests": (
        [edit("a", 0, P), edit("a", 1, A)],
        {"a0": "retired", "a1": "live"},
        {"a": "a1", "b": "b0"},
        None,
    ),
    "the newest of two": (
        [edit("a", 1, A), edit("a", 2, A)],
        {"a1": "retired", "a2": "live"},
        {"a": "a2", "b": "b0"},
        0,
    ),
    "beside a draft": ([edit("a", 1, A), edit("a", 2, C)], {"a1": "live"}, {"a": "a1", "b": "b0"}, 0),
    "after an end": ([edit("a", 1, R), edit("a", 2, A)], {"a2": "live"}, {"a": "a2", "b": "b0"}, None),
}


@pytest.mark.parametrize("case", PUBLICATIONS)
def test_publishing(case: str) -> None:
    edits, becomes, words, replaces = PUBLICATIONS[case]
    before = standing(*edits, latest=3)
    plan = plan_publication(before, BOB, {})
    assert states(plan) == becomes
    assert composed(plan) == drawn(carried_out(before, plan)) == words
    (brought,) = carried_out(before, plan).brought_by(4)
    assert (brought.state, brought.replaces, brought.why) == (L, replaces, BOB.why)


def test_what_is_replaced_says_by_which_edit() -> None:
    plan = plan_publication(standing(edit("a", 1, L), edit("a", 2, A)), BOB, {})
    assert [(e.action, e.number, e.before, e.after, str(e.why)) for e in plan.entries] == [
        ("publish", 2, "approved", "live", "for the weekend"),
        ("retire", 1, "live", "retired", "edit 2 took its place"),
    ]
    assert {(e.at, e.who) for e in plan.entries} == {(NOON, "bob")}


def blocked(found: str) -> LintFinding:
    said = Localized({"zh-CN": "x", "en": "x"})
    return LintFinding("rule", Severity.BLOCK, "headline", 0, 1, found, said, said)


def test_every_text_that_a_rule_blocks_is_named_before_anything_is_done() -> None:
    before = standing(edit("a", 1, A), edit("b", 1, A), edit("n", 1, A))
    with pytest.raises(InvalidInput) as caught:
        plan_publication(before, BOB, {"a": [blocked("best")], "n": [blocked("first")]})
    assert [f.where for f in caught.value.findings] == ["a headline:0-1", "n headline:0-1"]


def test_nothing_approved_is_no_publication() -> None:
    with pytest.raises(InvalidInput, match="nothing is approved"):
        plan_publication(standing(edit("a", 1, C)), BOB, {})


ACTIONS = {
    # what stands; what is done to it; what becomes of it; what is drawn
    "pause": ([edit("a", 1, L)], ("a", 1, Action.PAUSE), {"a1": "paused"}, {"b": "b0"}),
    "resume": ([edit("a", 1, P)], ("a", 1, Action.RESUME), {"a1": "live"}, {"a": "a1", "b": "b0"}),
    "retire": ([edit("a", 1, P)], ("a", 1, Action.RETIRE), {"a1": "retired"}, {"b": "b0"}),
    "pause the pack's text": ([], ("a", 0, Action.PAUSE), {"a0": "paused"}, {"b": "b0"}),
    "resume the pack's text": ([edit("a", 0, P)], ("a", 0, Action.RESUME), {"a0": "live"}, {"a": "a0", "b": "b0"}),
}


@pytest.mark.parametrize("case", ACTIONS)
def test_what_is_done_at_once(case: str) -> None:
    edits, (name, number, action), becomes, words = ACTIONS[case]
    before = standing(*edits, latest=3)
    found = before.find(name, number)
    assert found is not None
    plan = plan_action(before, found, action, BOB)
    assert states(plan) == becomes
    assert composed(plan) == drawn(carried_out(before, plan)) == words
    assert carried_out(before, plan).brought_by(4) == (), "nothing of it is undone as a publication"


def test_the_packs_text_is_kept_when_something_is_first_done_with_it() -> None:
    before = standing()
    own = before.find("a", 0)
    assert own is not None
    plan = plan_action(before, own, Action.PAUSE, BOB)
    assert (plan.changes, [one.number for one in plan.added]) == ((), [0])
    assert [(e.who, e.action, e.before, e.after, e.why) for e in plan.entries] == [
        ("pack", "write", "", "live", Why(code=WhyCode.AS_THE_PACK_HAS_IT)),
        ("bob", "pause", "live", "paused", BOB.why),
    ]


def test_what_rests_needs_a_reason() -> None:
    with pytest.raises(InvalidInput, match="reason"):
        plan_action(standing(edit("a", 1, L)), edit("a", 1, L), Action.PAUSE, replace(BOB, why=Why("")))


UNDONE = {
    # what publication 3 has brought, and what else stands; what becomes of it; what is drawn at once
    "a new text": ([edit("n", 1, L, published_in=3)], {"n1": "paused"}, {"a": "a0", "b": "b0"}),
    "over the pack's text": (
        [edit("a", 1, L, published_in=3, replaces=0)],
        {"a1": "retired", "a2": "live"},
        {"a": "a0", "b": "b0"},
    ),
    "over an edit": (
        [edit("a", 1, R, published_in=2, replaces=0), edit("a", 2, L, published_in=3, replaces=1)],
        {"a2": "retired", "a3": "live"},
        {"a": "a1", "b": "b0"},
    ),
    "over one that rested": (
        [edit("a", 1, R, published_in=2, replaces=0), edit("a", 2, L, published_in=3)],
        {"a2": "paused"},
        {"b": "b0"},
    ),
    "somebody has begun another": (
        [edit("a", 1, L, published_in=3, replaces=0), edit("a", 2, D)],
        {"a1": "retired", "a3": "live"},
        {"a": "a0", "b": "b0"},
    ),
    "the pack does not have it any more": (
        [edit("n", 1, L, published_in=3, replaces=0)],
        {"n1": "paused"},
        {"a": "a0", "b": "b0"},
    ),
}


@pytest.mark.parametrize("case", UNDONE)
def test_undoing(case: str) -> None:
    edits, becomes, words = UNDONE[case]
    before = standing(*edits, latest=3)
    plan = plan_undo(before, 3, BOB, {})
    assert states(plan) == becomes
    assert composed(plan) == drawn(carried_out(before, plan)) == words
    assert plan.act.why == Why(code=WhyCode.PUBLICATION_UNDONE, number=3)


def test_former_words_come_back_as_they_were_with_who_wrote_them() -> None:
    former = replace(edit("a", 1, R), origin=replace(ANN, model="m", prompt="p"))
    plan = plan_undo(standing(former, edit("a", 2, L, published_in=3, replaces=1), latest=3), 3, BOB, {})
    (again,) = plan.added
    assert (again.variant, again.number) == (former.variant, 3)
    assert again.origin == Origin("bob", NOON, "m", "p")
    assert [(e.action, e.before, e.after) for e in plan.entries] == [
        ("write", "", "checked"),
        ("approve", "checked", "approved"),
        ("publish", "approved", "live"),
        ("retire", "live", "retired"),
    ]
    assert again.published_in is None, "so it cannot be undone in its turn"


def test_what_waits_is_left_alone_by_an_undo_and_by_a_publication_that_leaves_it_out() -> None:
    waiting = edit("b", 1, A)
    plan = plan_undo(standing(edit("n", 1, L, published_in=3), waiting, latest=3), 3, BOB, {})
    assert states(plan) == {"n1": "paused"}
    before = standing(edit("a", 1, A), waiting)
    plan = plan_publication(before, BOB, {}, only={("a", 1)})
    assert states(plan) == {"a1": "live"}
    assert drawn(carried_out(before, plan)) == {"a": "a1", "b": "b0"}


def test_what_is_chosen_and_waits_no_more_is_named() -> None:
    before = standing(edit("a", 1, D), edit("b", 1, A))
    with pytest.raises(Outdated) as caught:
        plan_publication(before, BOB, {}, only={("a", 1), ("b", 1), ("n", 7)})
    assert caught.value.parts == (("a", "draft"), ("n", "gone"))


STALE = {
    "another was published": ([edit("n", 1, L, published_in=2), edit("a", 1, P, published_in=2)], 2),
    "one of its texts is not live": ([edit("n", 1, L, published_in=3), edit("a", 1, P, published_in=3)], 3),
    "it never was": ([], 9),
}


@pytest.mark.parametrize("case", STALE)
def test_undo_that_comes_too_late_names_every_text(case: str) -> None:
    edits, number = STALE[case]
    with pytest.raises(Outdated) as caught:
        plan_undo(standing(*edits, latest=3), number, BOB, {})
    assert caught.value.parts == tuple((e.variant.id, e.state.value) for e in sorted(edits, key=lambda e: e.variant.id))


def test_former_words_that_a_rule_blocks_are_not_approved() -> None:
    before = standing(edit("a", 1, L, published_in=3, replaces=0), edit("n", 1, L, published_in=3), latest=3)
    with pytest.raises(InvalidInput, match="a headline"):
        plan_undo(before, 3, BOB, {"a": [blocked("best")]})


# Anything that people may do, each as a name and what it is done to.
DEEDS = st.lists(st.tuples(st.sampled_from(["write", "approve", "publish", "undo", *Action]), st.sampled_from("abn")))


def after_deeds(deeds: Sequence[tuple[str, str]]) -> Standing:
    """How texts stand after these; what is not possible is left out."""
    now = standing()
    for deed, name in deeds:
        try:
            now = done(now, deed, name)
        except (InvalidInput, Outdated):
            continue
    return now


def done(now: Standing, deed: str, name: str) -> Standing:
    history = now.history(name)
    newest = history[0] if history else None
    if deed == "write" or newest is None:
        return now.after(added=[edit(name, now.newest(name) + 1, C)])
    if deed == "approve" and newest.state is C:
        kept = [e for e in now.edits if e is not newest]
        return replace(now, edits=(*kept, replace(newest, state=A)))
    if deed == "publish":
        return carried_out(now, plan_publication(now, BOB, {}))
    if deed == "undo":
        return carried_out(now, plan_undo(now, now.latest, BOB, {}))
    if deed in (Action.PAUSE, Action.RESUME, Action.RETIRE):
        published = next((e for e in history if e.state in PUBLISHED), newest)
        return carried_out(now, plan_action(now, published, Action(deed), BOB))
    return now


@settings(max_examples=150, deadline=None)
@given(DEEDS, st.sets(st.sampled_from("abn"), min_size=1))
def test_publishing_undoing_and_publishing_again_gives_the_words_of_before(
    deeds: list[tuple[str, str]], written: set[str]
) -> None:
    before = after_deeds(deeds)
    before = before.after(added=[edit(name, before.newest(name) + 1, A) for name in sorted(written)])
    published = carried_out(before, plan_publication(before, BOB, {}))
    undone = carried_out(published, plan_undo(published, published.latest, BOB, {}))
    again = carried_out(undone, plan_publication(undone, BOB, {})) if undone.due() else undone
    assert drawn(again) == drawn(before)


@settings(max_examples=150, deadline=None)
@given(DEEDS)
def test_posters_are_drawn_with_what_the_publication_says(deeds: list[tuple[str, str]]) -> None:
    now = after_deeds([*deeds, ("write", "n"), ("approve", "n")])
    if now.due():
        plan = plan_publication(now, BOB, {})
        assert composed(plan) == drawn(carried_out(now, plan))
    for name in "abn":
        assert sum(edit.state is L for edit in now.history(name)) <= 1
