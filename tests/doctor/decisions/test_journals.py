"""When events wait for too long, or too many of them."""

from __future__ import annotations

from pathlib import PurePath as Path

import pytest

from postergen.adapters.journal.survey import JournalState, SetAside
from postergen.doctor.decisions.journals import Journals, judge_journals
from postergen.doctor.values import result_of

NOTHING = SetAside((), ())


def state(**more: object) -> JournalState:
    return JournalState(Path("/j/a-1-b.journal"), True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("states", "verdict", "found"),
    [
        ([], "ok", "nothing waits"),
        ([state(waiting=7, age=3.0)], "ok", "7 events wait for the database"),
        ([state(waiting=7, age=900.0)], "warning", "the oldest for 15 minutes"),
        (
            [state(waiting=7, age=9000.0), state(waiting=1)],
            "warning",
            "8 events wait for the database, the oldest for 2 h",
        ),
        ([state(waiting=600, age=3.0)], "warning", "600 events of one process wait, and there is room for 1,000"),
        ([state(waiting=1000, age=3.0)], "error", "1,000 events of one process"),
        ([state(problem="locked")], "note", "cannot be looked into now"),
    ],
)
def test_what_waits(states: list[JournalState], verdict: str, found: str) -> None:
    result = result_of("journals", judge_journals(Journals(tuple(states), NOTHING, 1000)))
    assert result.verdict == verdict
    assert found in result.found
    assert bool(result.mend) == (verdict != "ok")
