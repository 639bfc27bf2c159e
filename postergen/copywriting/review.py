"""Decide what may be done with an edit: which state follows, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from postergen.copywriting.compliance import LintFinding, Severity
from postergen.domain.editorial import TRANSITIONS, UNSAID, Action, State, Why
from postergen.domain.findings import Kind
from postergen.domain.localized import LOCALES
from postergen.errors import Finding, InvalidInput

# Whoever does one of these has to say why.
NEEDS_A_REASON = frozenset({Action.REJECT, Action.PAUSE, Action.RETIRE})
# Nothing gets past these while a rule blocks it.
GATES = frozenset({Action.CHECK, Action.APPROVE, Action.PUBLISH})


def decide(state: State, action: Action, findings: Sequence[LintFinding] = (), why: Why = UNSAID) -> State:
    """The state that follows.

    Args:
        findings: what the rules and the looks say of the text now.

    Raises:
        InvalidInput: the action is not possible in this state, something blocks it, or a reason is missing.
    """
    problems = []
    after = TRANSITIONS.get((state, action))
    if after is None:
        possible = ", ".join(a.value for (s, a) in TRANSITIONS if s is state) or "nothing"
        problems.append(
            Finding("action", f"{action.value} is not possible while it is {state.value}", possible, Kind.NOT_POSSIBLE)
        )
    if action in GATES:
        problems += [as_finding(f) for f in findings if f.severity is Severity.BLOCK]
    noted = [f for f in findings if f.severity is Severity.REVIEW]
    if not why and (action in NEEDS_A_REASON or (action is Action.APPROVE and noted)):
        because = "a rule remarks on the text" if noted else f"to {action.value} needs one"
        kind = Kind.REASON_FOR_REMARKS if noted else Kind.REASON_MISSING
        problems.append(Finding("why", "a reason is missing", because, kind))
    if problems or after is None:
        raise InvalidInput(problems)
    return after


def possible_actions(state: State) -> tuple[Action, ...]:
    """What may be done in this state."""
    return tuple(action for (before, action) in TRANSITIONS if before is state)


def one_of_each(found: Iterable[LintFinding]) -> list[LintFinding]:
    """One finding for all that a rule finds in a field; it names each, and lies where the first lies."""
    by_rule: dict[tuple[str, str], LintFinding] = {}
    for one in found:
        first = by_rule.setdefault((one.field, one.rule), one)
        if one.found not in first.found:
            by_rule[one.field, one.rule] = replace(first, found=f"{first.found}, {one.found}")
    return list(by_rule.values())


def as_finding(found: LintFinding) -> Finding:
    """A lint finding as an error that names the place, the problem and the way to mend it; its rule is its kind."""
    where = f"{found.field}:{found.start}-{found.end}"
    problem = f"{found.found!r}: {found.problem.in_locale('en')} [{found.rule}]"
    said = tuple((locale, _sentence(found, locale)) for locale in LOCALES)
    values = (("found", found.found),)
    return Finding(where, problem, found.remedy.in_locale("en"), found.rule, values, said)


def _sentence(found: LintFinding, locale: str) -> str:
    """What is wrong, and how it is said instead, to whoever wrote it."""
    apart = " " if locale == "en" else ""
    return apart.join((found.problem.in_locale(locale), found.remedy.in_locale(locale)))
