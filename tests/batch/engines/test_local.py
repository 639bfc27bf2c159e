"""Tasks whose process dies are tried again, then named; the others do not notice."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from postergen.batch.engines.local import Died, work_through
from postergen.errors import NotFound, Unavailable


def _square(task: str) -> int:
    if task == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if task.startswith("once:"):
        mark = Path(task.removeprefix("once:"))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return -1
    return int(task) ** 2


def squares() -> Callable[[str], int]:
    return _square


def never() -> Callable[[str], int]:
    os._exit(7)


def begins_at_the_third(marks: str) -> Callable[[str], int]:
    with Path(marks).open("a+") as file:
        file.write("x")
        file.seek(0)
        if len(file.read()) < 3:
            os._exit(9)
    return _square


def refuses() -> Callable[[str], int]:
    raise NotFound("campaign", "moon")


def test_a_task_that_kills_is_named_and_the_others_are_done(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tasks = ["1", "deadly", "2", f"once:{tmp_path}/mark", "3", "4"]
    made = list(work_through(iter(tasks), squares, 2))
    assert [one for one in made if isinstance(one, Died)] == [Died("deadly", "signal 9")]
    assert sorted(one for one in made if isinstance(one, int)) == [-1, 1, 4, 9, 16]
    assert [record.getMessage().partition("died")[2] for record in caplog.records].count(" (signal 9) with deadly") == 2
    caplog.clear()


def test_processes_that_cannot_start_end_the_work(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unavailable, match="exit 7"):
        list(work_through(iter("1234"), never, 1))
    caplog.clear()
    with pytest.raises(Unavailable, match="moon"):
        list(work_through(iter("1"), refuses, 1))


def test_what_dies_before_it_began_counts_against_no_task(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = list(work_through(iter("123"), partial(begins_at_the_third, str(tmp_path / "began")), 1))
    assert sorted(made) == [1, 4, 9]
    assert [record.getMessage().partition(") ")[2] for record in caplog.records] == ["at once", "at once"]
    caplog.clear()


def test_tasks_after_a_deadly_one_are_done(caplog: pytest.LogCaptureFixture) -> None:
    assert list(work_through(iter(["deadly", "1"]), squares, 1)) == [Died("deadly", "signal 9"), 1]
    caplog.clear()


def test_nothing_to_do_is_done_at_once() -> None:
    assert list(work_through(iter(()), squares, 2)) == []
