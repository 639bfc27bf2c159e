"""Keep events in a thread that appends for many, while those who brought them go on: answers leave after the commit.

Whoever waits for an answer may send it before, once: then it was a slow disk, and the event is still kept or told lost.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from postergen.adapters.journal.journal import NoRoom
from postergen.domain.events import Event

log = logging.getLogger(__name__)

MOST = 1024  # answers that wait for the disk; who comes then appends in the own thread, as if there were no other


@dataclass(frozen=True, slots=True)
class Unkept:
    """Events that are not on the disk yet, and who is told when they will never be."""

    events: Sequence[Event]
    on_loss: Callable[[Exception], object]


# What the answer that this thread works on has to wait for; None where nobody holds answers back.
unkept: ContextVar[list[Unkept] | None] = ContextVar("unkept", default=None)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An answer, what it waits for, and since when."""

    unkept: Sequence[Unkept]
    answer: Callable[[], object]
    since: float


@dataclass
class JournalWriter:
    """Appends what came meanwhile at once, then answers all who brought it.

    Threads that wait for a commit each take the interpreter once more when it is over: with one that answers for all,
    a crowd costs one change of threads and not hundreds.
    """

    append: Callable[[Sequence[Event]], None]
    on_commit: Callable[[float], object] = lambda seconds: None  # is told how long the first of those answered waited
    most: int = MOST
    _waiting: SimpleQueue[_Waiting] = field(default_factory=SimpleQueue)
    _thread: Thread | None = None
    _start_lock: Lock = field(default_factory=Lock)

    def keep(self, unkept: Sequence[Unkept], answer: Callable[[], object]) -> None:
        """Keep these events, or tell that they are lost; then answer. Neither may have happened when this returns."""
        waiting = _Waiting(unkept, answer, time.monotonic())
        if self._waiting.qsize() < self.most and self._is_writing():
            self._waiting.put(waiting)
        else:
            self._finish([waiting])

    def _is_writing(self) -> bool:
        """Whether there is a thread that writes: one is started when there is none, or when it died."""
        if self._thread is not None and self._thread.is_alive():
            return True
        with self._start_lock:
            if self._thread is None or not self._thread.is_alive():
                thread = Thread(target=self._run, name="journal", daemon=True)
                try:
                    thread.start()
                except RuntimeError as exc:  # the machine gives no more threads now
                    log.warning("the journal is written without a thread of its own: %s", exc)
                    return False
                self._thread = thread
            return True

    def _run(self) -> None:
        while True:
            self._finish(self._next())

    def _next(self) -> list[_Waiting]:
        batch = [self._waiting.get()]
        while len(batch) < self.most:
            try:
                batch.append(self._waiting.get_nowait())
            except Empty:
                break
        return batch

    def _finish(self, batch: Sequence[_Waiting]) -> None:
        try:
            if self._keep([one for waiting in batch for one in waiting.unkept]):
                self.on_commit(time.monotonic() - batch[0].since)
        except Exception:
            log.exception("whoever was to hear of events did not")
        for waiting in batch:
            try:
                waiting.answer()
            except Exception:
                log.exception("an answer could not be given")

    def _keep(self, brought: Sequence[Unkept]) -> bool:
        """Whether any of these is on the disk now; whoever brought one that is lost was told."""
        try:
            self.append([event for one in brought for event in one.events])
        except (NoRoom, ValueError) as exc:  # some may still go in; one that cannot be written must not fail the others
            if len(brought) > 1:
                middle = len(brought) // 2
                kept = [self._keep(some) for some in (brought[:middle], brought[middle:])]
                return any(kept)
            brought[0].on_loss(exc)
        except Exception as exc:
            for one in brought:
                one.on_loss(exc)
        else:
            return True
        return False
