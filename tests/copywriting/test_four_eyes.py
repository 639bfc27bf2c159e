"""No text goes live by one person alone, and stopping waits for nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from postergen.copywriting.four_eyes import FourEyes, Reason, first_written
from postergen.copywriting.publication import plan_action, plan_publication, plan_undo
from postergen.domain.editorial import Act, Action, Edit, Origin, State, Why, WhyCode
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.errors import InvalidInput
from tests.copywriting.test_publication import NOON, A, C, L, P, carried_out, standing, states, text

RULE = FourEyes(("ann", "bob", "cat"))
KEY = "key the shop"


def by(who: str, name: str, number: int, state: State, words: str = "", **more: int) -> Edit:
    origin = Origin(who, NOON - timedelta(hours=1))
    return Edit("c", text(name, words or f"{name}{number}"), number, state, origin, **more)  # type: ignore[arg-type]


def act(who: str) -> Act:
    return Act(who, NOON, Why("now"))


def test_a_person_publishes_what_others_wrote_and_their_own_waits() -> None:
    now = standing(by("ann", "n", 1, A), by("bob", "m", 1, A))
    assert states(plan_publication(now, act("ann"), {}, RULE)) == {"m1": "live"}
    assert states(plan_publication(now, act("bob"), {}, RULE)) == {"n1": "live"}
    assert states(plan_publication(now, act("cat"), {}, RULE)) == {"m1": "live", "n1": "live"}


def test_two_people_bring_everything_live_between_them() -> None:
    now = standing(by("ann", "n", 1, A), by("bob", "m", 1, A))
    after = carried_out(now, plan_publication(now, act("ann"), {}, RULE))
    assert carried_out(after, plan_publication(after, act("bob"), {}, RULE)).due() == ()


def test_where_all_of_it_waits_every_text_is_named_and_who_may() -> None:
    now = standing(by("ann", "n", 1, A), by("ann", "m", 2, A))
    with pytest.raises(InvalidInput) as caught:
        plan_publication(now, act("ann"), {}, RULE)
    assert [(f.where, f.remedy) for f in caught.value.findings] == [
        ("m 2", "may be done by bob, cat"),
        ("n 1", "may be done by bob, cat"),
    ]


def test_who_is_alone_is_told_that_nobody_else_is_there() -> None:
    with pytest.raises(InvalidInput, match="nobody else has an account for it"):
        plan_publication(standing(by("ann", "n", 1, A)), act("ann"), {}, FourEyes(("ann",)))


def test_who_wrote_does_not_approve() -> None:
    one = by("ann", "n", 1, C)
    found = RULE.against_approval(standing(one), one, "ann")
    assert found is not None
    assert (found.reason, found.may) == (Reason.WROTE, ("bob", "cat"))
    assert RULE.against_approval(standing(one), one, "bob") is None


def test_a_program_writes_and_neither_approves_nor_publishes() -> None:
    one = by("ann", "n", 1, C)
    found = RULE.against_approval(standing(one), one, KEY)
    assert found is not None
    assert found.reason is Reason.PROGRAM
    with pytest.raises(InvalidInput, match="a program neither approves nor publishes"):
        plan_publication(standing(replace(one, state=A)), act(KEY), {}, RULE)


def test_what_a_program_wrote_is_approved_and_published_by_two() -> None:
    now = standing(by(KEY, "n", 1, A))
    rule = FourEyes(("ann", "bob"), {("n", 1): "ann"})
    with pytest.raises(InvalidInput, match=r"approved what a program wrote.*may be done by bob"):
        plan_publication(now, act("ann"), {}, rule)
    assert states(plan_publication(now, act("bob"), {}, rule)) == {"n1": "live"}


def test_the_same_words_again_have_the_same_writer() -> None:
    first, again = by("ann", "n", 1, State.REJECTED, "words"), by("bob", "n", 2, A, "words")
    now = standing(first, again)
    assert first_written(now, again) == first
    with pytest.raises(InvalidInput):
        plan_publication(now, act("ann"), {}, RULE)
    assert states(plan_publication(now, act("bob"), {}, RULE)) == {"n2": "live"}


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: replace(text, fits=Fits(options=("dumplings",))),
        lambda text: replace(text, hook=Hook.PRODUCT),
        lambda text: replace(text, tone=Tone.WRY),
        lambda text: replace(text, gloss="something else"),
        lambda text: replace(text, source="https://example.com/"),
        lambda text: replace(text, breaks="a|b"),
    ],
)
def test_the_same_words_for_something_else_are_another_text(changed: Callable[[CopyVariant], CopyVariant]) -> None:
    now = standing(replace(by("ann", "a", 1, A, "a0"), variant=changed(text("a", "a0"))))
    with pytest.raises(InvalidInput, match="may be done by bob, cat"):
        plan_publication(now, act("ann"), {}, RULE)
    assert states(plan_publication(now, act("bob"), {}, RULE)) == {"a1": "live"}


def test_a_program_brings_nothing_back_either() -> None:
    drawn_before = standing(by("ann", "a", 1, A, "a0"))
    with pytest.raises(InvalidInput, match="a program neither approves nor publishes"):
        plan_publication(drawn_before, act(KEY), {}, RULE)
    rests = standing(by("ann", "n", 1, P, published_in=1), latest=1)
    with pytest.raises(InvalidInput, match=r"resumes.*may be done by ann, bob, cat"):
        plan_action(rests, rests.edits[0], Action.RESUME, act(KEY), RULE)
    live = standing(by("ann", "n", 1, L, published_in=1), latest=1)
    assert states(plan_action(live, live.edits[0], Action.PAUSE, act(KEY), RULE)) == {"n1": "paused"}


def retired(one: Edit, why: Why) -> Edit:
    return replace(one, state=State.RETIRED, why=why)


def test_what_somebody_retired_comes_back_by_two() -> None:
    legal = Why("never again", WhyCode.LEGAL)
    packs = retired(by("pack", "a", 0, L, "a0"), legal)
    now = standing(packs, by("bob", "a", 1, A, "a0"), latest=1)
    rule = FourEyes(("ann", "bob"), {("a", 1): "ann"})
    with pytest.raises(InvalidInput, match=r"approved that a retired text comes back.*may be done by bob"):
        plan_publication(now, act("ann"), {}, rule)
    assert states(plan_publication(now, act("bob"), {}, rule)) == {"a1": "live"}
    written = retired(by("ann", "n", 1, L, "words", published_in=1), legal)
    again = standing(written, by("ann", "n", 2, A, "words"), latest=2)
    with pytest.raises(InvalidInput, match="whoever wrote"):
        plan_publication(again, act("ann"), {}, RULE)
    replaced = retired(written, Why(code=WhyCode.REPLACED, number=3))
    once_more = standing(replaced, by("ann", "n", 4, A, "words"), latest=2)
    assert states(plan_publication(once_more, act("ann"), {}, RULE)) == {"n4": "live"}


@pytest.mark.parametrize("approvers", [{}, {("n", 1): KEY}])
def test_what_no_person_approved_nobody_publishes_alone(approvers: dict[tuple[str, int], str]) -> None:
    now = standing(by(KEY, "n", 1, A))
    with pytest.raises(InvalidInput, match="take the approval back"):
        plan_publication(now, act("ann"), {}, FourEyes(("ann", "bob"), approvers))


def test_words_that_were_replaced_before_anybody_saw_them_were_never_live() -> None:
    now = standing(by("ann", "n", 1, State.RETIRED, "words"), by("ann", "n", 2, A, "words"))
    with pytest.raises(InvalidInput):
        plan_publication(now, act("ann"), {}, RULE)


def test_one_person_stops_undoes_and_brings_back_what_was_live_before() -> None:
    now = standing(
        by("ann", "n", 1, State.RETIRED, "old", published_in=1),
        by("ann", "n", 2, L, "new", published_in=2, replaces=1),
        latest=2,
    )
    paused = plan_action(now, now.edits[1], Action.PAUSE, act("ann"))
    assert states(paused) == {"n2": "paused"}
    back = plan_undo(now, 2, act("ann"), {})
    assert [one.headline for one in back.live] == ["old"]
    rests = standing(by("ann", "n", 1, P, published_in=1), latest=1)
    assert states(plan_action(rests, rests.edits[0], Action.RESUME, act("ann"))) == {"n1": "live"}


def test_without_the_rule_one_person_is_enough() -> None:
    assert states(plan_publication(standing(by("ann", "n", 1, A)), act("ann"), {})) == {"n1": "live"}
