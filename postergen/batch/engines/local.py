"""Let several processes work through tasks, and know at any time which of them has which.

A process that dies takes nothing with it but its task: that is tried once more, in another process, and named when it
dies again. Processes end with their parent, however that ends: they read the end of their pipe.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar, cast

from postergen.errors import PostergenError, Unavailable

log = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds in which a process may finish its task and close what it has open
TRIES = 2  # of a task whose process died
DEATHS_AT_START = 3  # after so many in a row there is no point in another

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Died(Generic[Task]):
    """A task that no process lived through; ``how`` is the last one's end, such as "signal 9"."""

    task: Task
    how: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a process cannot do anything: which part is missing, and how."""

    part: str
    why: str

    @classmethod
    def of(cls, exc: PostergenError) -> Refused:
        return cls(exc.part, exc.reason) if isinstance(exc, Unavailable) else cls("batch", str(exc))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A process has made what does the tasks."""


class _Process(Generic[Task, Result]):
    def __init__(self, start: Callable[[], Callable[[Task], Result]]) -> None:
        context = get_context("spawn")  # a fork would share database connections and threads' locks
        ours, theirs = context.Pipe()
        self.pipe: Connection = ours
        self.process = context.Process(target=_work, args=(theirs, start), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.is_ready = False

    def give(self, task: Task) -> None:
        self.task = task
        try:
            self.pipe.send(task)
        except OSError:  # it is dead; the next look at its pipe says so
            log.debug("process %s took no task", self.process.pid)

    def end(self, patience: float = PATIENCE) -> str:
        """Let it end by itself for some seconds, kill it, and say how it ended."""
        self.pipe.close()
        self.process.join(patience)
        code = self.process.exitcode
        self.process.kill()
        self.process.join()
        return f"signal {-code}" if code is not None and code < 0 else f"exit {code}"


def work_through(
    tasks: Iterator[Task], start: Callable[[], Callable[[Task], Result]], processes: int
) -> Iterator[Result | Died[Task]]:
    """What comes of every task, in any order; no more than one is taken before a process is free for it.

    Args:
        start: called once in each process; makes what does the tasks. Both are sent, so they can be pickled.

    Raises:
        Unavailable: processes die before they can do anything, or ``start`` refuses.
    """
    next_ones: list[Task] = []  # those to be tried again, or the next one
    tried: dict[int, int] = {}
    deaths = 0
    crew: list[_Process[Task, Result]] = []
    try:
        while True:
            for one in crew:
                next_ones = next_ones or list(islice(tasks, 1))
                if next_ones and one.is_ready and one.task is None:
                    one.give(next_ones.pop())
            next_ones = next_ones or list(islice(tasks, 1))
            if not next_ones and all(one.task is None for one in crew):
                return
            crew += [_Process(start) for _ in range(processes - len(crew))]
            by_pipe = {one.pipe: one for one in crew}
            for pipe in wait(list(by_pipe)):
                one = by_pipe[cast(Connection, pipe)]
                task = one.task
                try:
                    answer: Any = one.pipe.recv()
                except (EOFError, OSError):
                    crew.remove(one)
                    how = one.end()
                    log.warning("process %s died (%s) %s", one.process.pid, how, f"with {task}" if task else "at once")
                    if task is None:
                        deaths += not one.is_ready
                        if deaths >= DEATHS_AT_START * processes:
                            raise Unavailable("batch", f"its processes die at the start ({how})") from None
                        continue
                    tried[id(task)] = tried.get(id(task), 0) + 1
                    if tried[id(task)] < TRIES:
                        next_ones.append(task)
                    else:
                        del tried[id(task)]  # another task may get its id
                        yield Died(task, how)
                    continue
                if isinstance(answer, Refused):
                    raise Unavailable(answer.part, answer.why)
                deaths = 0
                if isinstance(answer, _Ready):
                    one.is_ready = True
                    continue
                one.task = None
                tried.pop(id(task), None)
                yield answer
    finally:
        for one in crew:
            one.pipe.close()  # all at once: each ends with its task
        last = time.monotonic() + PATIENCE
        for one in crew:
            one.end(max(0.0, last - time.monotonic()))


def _work(pipe: Connection, start: Callable[[], Callable[[Any], Any]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C goes to all; the parent ends us
    try:
        do = start()
        pipe.send(_Ready())
        while True:
            pipe.send(do(pipe.recv()))
    except PostergenError as exc:
        pipe.send(Refused.of(exc))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
