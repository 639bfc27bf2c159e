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
class _Refused:
    why: str


class _Process(Generic[Task, Result]):
    def __init__(self, start: Callable[[], Callable[[Task], Result]]) -> None:
        context = get_context("spawn")  # a fork would share database connections and threads' locks
        ours, theirs = context.Pipe()
        self.pipe: Connection = ours
        self.process = context.Process(target=_work, args=(theirs, start), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.finished = 0

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
    """What comes of every task, in any order; a task is taken only when a process is free for it.

    Args:
        start: called once in each process; makes what does the tasks. Both are sent, so they can be pickled.

    Raises:
        Unavailable: processes die before they can do anything, or ``start`` refuses.
    """
    again: list[Task] = []
    tried: dict[int, int] = {}
    deaths = 0
    crew: list[_Process[Task, Result]] = []
    try:
        while True:
            idle = [one for one in crew if one.task is None]
            while len(idle) + sum(one.task is not None for one in crew) < processes:
                idle.append(_Process(start))
                crew.append(idle[-1])
            for one in idle:
                task = again.pop() if again else next(tasks, None)
                if task is None:
                    break
                one.give(task)
            busy = {one.pipe: one for one in crew if one.task is not None}
            if not busy:
                return
            for pipe in wait(list(busy)):
                one = busy[cast(Connection, pipe)]
                task = cast(Task, one.task)
                try:
                    answer: Any = one.pipe.recv()
                except (EOFError, OSError):
                    crew.remove(one)
                    how = one.end()
                    deaths = 0 if one.finished else deaths + 1
                    tried[id(task)] = tried.get(id(task), 0) + 1
                    log.warning("process %s died (%s) with %s", one.process.pid, how, task)
                    if deaths >= DEATHS_AT_START * processes:
                        raise Unavailable("batch", f"its processes die at the start ({how})") from None
                    if tried[id(task)] >= TRIES:
                        del tried[id(task)]
                        yield Died(task, how)
                    else:
                        again.append(task)
                    continue
                one.task = None
                one.finished += 1
                deaths = 0
                tried.pop(id(task), None)  # another task may get its id
                if isinstance(answer, _Refused):
                    raise Unavailable("batch", answer.why)
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
        while True:
            pipe.send(do(pipe.recv()))
    except PostergenError as exc:
        pipe.send(_Refused(str(exc)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
