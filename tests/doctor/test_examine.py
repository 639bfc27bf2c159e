"""All checks are made at once, each within its time, and none keeps or ends the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

from postergen.config import Settings
from postergen.doctor.examine import examine
from postergen.doctor.values import Check, Plan, Remark, Verdict, note, ok, result_of, skipped, warning, worst
from postergen.errors import Finding, InvalidContent, InvalidSettings, Unavailable


def check(name: str, gather: Callable[[Plan], Any], patience: float = 5.0) -> Check:
    def judge(facts: Any) -> Sequence[Remark]:
        return [ok(f"{10 // facts}")]

    return Check(name, gather, judge, patience)


def raising(error: Exception) -> Callable[[Plan], Any]:
    def gather(plan: Plan) -> Any:
        raise error

    return gather


def test_one_that_hangs_fails_or_breaks_is_told_and_the_others_go_on() -> None:
    stuck = Event()
    checks = [
        check("hangs", lambda plan: stuck.wait(), 0.2),
        check("is away", raising(Unavailable("the shop", "closed"))),
        check(
            "is wrong", raising(InvalidContent([Finding("a.yaml:3", "is odd", "make it even"), Finding("b", "too")]))
        ),
        check("breaks", raising(KeyError("x"))),
        check("cannot decide", lambda plan: 0),
        check("is well", lambda plan: plan.port),
    ]
    began = time.monotonic()
    results = {one.name: one for one in examine(Settings, "127.0.0.1", 5, 1, checks)}
    stuck.set()
    assert time.monotonic() - began < 4
    assert [one.verdict for one in results.values()] == ["ok", *["error"] * 5, "ok"]
    assert results["hangs"].found == "did not answer within 0 seconds"
    assert results["is away"].found == "the shop is unavailable: closed"
    assert results["is wrong"].found == "a.yaml:3: is odd; b: too"
    assert results["is wrong"].mend == "To mend a.yaml:3: make it even. Correct b, or take it away."
    assert "KeyError" in results["breaks"].found
    assert "ZeroDivisionError" in results["cannot decide"].found
    assert results["is well"].found == "2"


def test_checks_of_the_same_facts_gather_them_once() -> None:
    asked: list[Plan] = []

    def gather(plan: Plan) -> int:
        asked.append(plan)
        return 1

    examine(Settings, "127.0.0.1", 5, 1, [check("one", gather), check("two", gather)])
    assert len(asked) == 1


def test_without_settings_nothing_else_is_looked_at() -> None:
    def settings() -> Settings:
        raise InvalidSettings([Finding("POSTERGEN_X", "is not a setting")])

    results = examine(settings, "127.0.0.1", 5, 1, [check("one", lambda plan: 1)])
    assert [(one.name, one.verdict) for one in results] == [("settings", "error"), ("one", "skipped")]


def test_a_result_has_the_worst_first_and_each_mend_once() -> None:
    result = result_of("x", [ok("a"), note("b", "Do."), warning("c", "Do."), skipped("d")])
    assert (result.verdict, result.found, result.mend) == (Verdict.WARNING, "c; b; a; d", "Do.")
    assert worst([result, result_of("y", [ok("a")])]) is Verdict.WARNING


def test_of_many_mistakes_the_first_are_told() -> None:
    many = InvalidContent([Finding(f"a.yaml:{line}", "is odd") for line in range(30)])
    (_, result) = examine(Settings, "127.0.0.1", 5, 1, [check("one", raising(many))])
    assert "a.yaml:4: is odd; and 25 more" in result.found
