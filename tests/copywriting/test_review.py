"""What may be done with an edit follows from its state, and what stands in the way is said whole."""

from __future__ import annotations

import pytest

from postergen.copywriting.compliance import LintFinding, Severity
from postergen.copywriting.review import NEEDS_A_REASON, as_finding, decide, possible_actions
from postergen.domain.editorial import TRANSITIONS, Action, State, Why
from postergen.errors import InvalidInput
from tests.ranking.small_campaigns import both


def finding(severity: Severity) -> LintFinding:
    return LintFinding("rule", severity, "headline", 2, 4, "最佳", both("forbidden"), both("leave it out"))


def refused(*asked: object) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        decide(*asked)  # type: ignore[arg-type]
    return [found.where for found in caught.value.findings]


@pytest.mark.parametrize(("before", "action"), TRANSITIONS)
def test_each_step_leads_on_with_a_reason(before: State, action: Action) -> None:
    assert decide(before, action, why=Why("it reads well")) is TRANSITIONS[before, action]
    assert action in possible_actions(before)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_other_step_is_refused(state: State, action: Action) -> None:
    if (state, action) not in TRANSITIONS:
        assert "action" in refused(state, action, (), Why("because"))


@pytest.mark.parametrize("action", sorted(NEEDS_A_REASON))
def test_what_takes_a_text_away_needs_a_reason(action: Action) -> None:
    before = next(state for state, step in TRANSITIONS if step is action)
    assert refused(before, action) == ["why"]


def test_what_blocks_is_in_the_way_of_approving_and_of_nothing_else() -> None:
    assert refused(State.CHECKED, Action.APPROVE, [finding(Severity.BLOCK)]) == ["headline:2-4"]
    assert decide(State.CHECKED, Action.REJECT, [finding(Severity.BLOCK)], Why("no")) is State.REJECTED


def test_what_asks_for_a_look_is_approved_with_a_reason() -> None:
    assert refused(State.CHECKED, Action.APPROVE, [finding(Severity.REVIEW)]) == ["why"]
    assert decide(State.CHECKED, Action.APPROVE, [finding(Severity.REVIEW)], Why("it is meant")) is State.APPROVED


def test_a_finding_names_place_problem_and_remedy() -> None:
    said = as_finding(finding(Severity.BLOCK))
    assert (said.where, said.problem, said.remedy) == ("headline:2-4", "'最佳': forbidden [rule]", "leave it out")
