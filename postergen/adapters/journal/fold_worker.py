"""Carry events from the journals of this machine into the database, in the background, whatever dies meanwhile."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import Protocol

from postergen.adapters.journal.event_codec import decode_event
from postergen.adapters.journal.journal import PART as JOURNAL
from postergen.adapters.journal.journal import Damaged, Entry, Journal
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.journal.set_aside import REJECTED, write_rejected
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.journal_marks import BETWEEN_SLICES
from postergen.domain.events import Event
from postergen.errors import PostergenError, Unavailable

log = logging.getLogger(__name__)

BATCH = 2000  # events in one transaction: with 1,000 each costs a quarter more, and SQLite is held for half a second
GATHER = 0.02  # seconds in which more events may come, so that busy servers fold many at once
PAUSE = 0.2  # seconds between two looks, when nobody wakes us
PAUSE_BESIDE = 0.5  # the same where one process folds and others append: many events at once cost less each
LONGEST_PAUSE = 5.0  # seconds between two tries while the database is away
TIDY_FIRST, TIDY_EVERY = 600.0, 6 * 3600.0  # seconds after the start, and from then on
LEARN_FIRST, LEARN_EVERY = 60.0, 300.0  # the same between two looks whether a policy is due
ADOPT_EVERY = 2.0  # seconds between two looks for journals of dead processes, and for uncounted posters
CATCH_UP = 0.5  # seconds in which those are counted, before events are folded again
RESTS, LONGEST_REST = 4.0, 1.0  # a folding process rests so many times as long as it folded, up to so many seconds
ABANDONED = 20.0  # seconds without a step of the process that folds, after which a server folds its own journal


class Source(Protocol):
    """A journal whose entries are folded."""

    @property
    def name(self) -> str: ...

    @property
    def path(self) -> Path: ...


class FoldWatch(Protocol):
    """Is told how folding goes."""

    def folded(self, events: int) -> None: ...

    def failed(self, reason: str) -> None:
        """``database`` or ``journal``: it does not answer; ``event``, ``damaged``: set aside; ``unexpected``."""


class Unwatched:
    """For whoever does not count."""

    def folded(self, events: int) -> None:
        pass

    def failed(self, reason: str) -> None:
        pass


@dataclass(frozen=True, slots=True)
class _Followed:
    """The journal of a living process; it removes the entries itself."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem


class FoldWorker:
    """Folds the own journal and those of dead processes: `start` in a thread, `fold_now` at once.

    Beside a process that folds for the whole machine (`fold_machine`), a server only removes what that has folded
    (`start_beside`): folding takes no time of those who answer.
    """

    def __init__(
        self,
        journals: JournalDirectory,
        fold: EventFold,
        tidy: Callable[[], object] = lambda: None,
        learn: Callable[[], object] = lambda: None,
    ) -> None:
        """``tidy`` deletes what is older than it may be; the thread calls it every few hours, and every few minutes
        ``learn``, which updates policies that are due.
        """
        self._journals, self._fold, self._tidy, self._learn = journals, fold, tidy, learn
        self.watch: FoldWatch = Unwatched()
        self._thread: Thread | None = None
        self._folding = Lock()  # a request may fold too, while the thread does
        self._wake = Condition()
        self._woken = self._stopping = False
        self._pause = PAUSE
        self._stepped_at = time.monotonic()  # when the process that folds was last seen to

    def fold_now(self) -> int:
        """Fold whatever this process may fold; returns the number of events.

        Raises:
            Unavailable: the database or a journal does not answer; nothing is lost.
        """
        return self._fold_own() + self._adopt()

    def fold_all(self) -> None:
        """As `fold_now`, and what the other processes of this machine have appended: for who has to know what is so."""
        self.fold_now()
        self._fold_others()

    def count_waiting(self) -> int:
        """Count every poster that an earlier release stored without counting it among referrals; returns how many."""
        total = 0
        while found := self._fold.catch_up():
            total += found
            time.sleep(BETWEEN_SLICES)
        return total

    def _catch_up(self) -> None:
        """Some of the same, and let others fold in between."""
        until = time.monotonic() + CATCH_UP
        while not self._stopping and time.monotonic() < until and self._fold.catch_up():
            pass

    def _fold_own(self) -> int:
        with self._folding:
            own = self._journals.opened()
            total = self._drain(own) if own else 0
            if own and own.is_stuck:
                self._start_over()
            elif own:
                own.wipe()
        self._fold.wipe()
        return total

    def _start_over(self) -> None:
        if name := self._journals.start_over():
            log.warning("started a new journal: nothing could be removed from %s, now folded", name)
            self._fold.forget_journal(name)

    def _remove_folded(self) -> None:
        """Remove from the own journal what the process that folds has folded; fold it if that does nothing."""
        own = self._journals.opened()
        if own is not None:
            own.wipe()
        if own is None or not own.waiting:
            self._stepped_at = time.monotonic()
            return
        mark = self._fold.mark(own.name)
        if mark > own.folded:
            self._stepped_at = time.monotonic()
            try:
                own.forget(mark)
            except Unavailable as exc:
                log.warning("folded events stay in %s: %s", own.name, exc.reason)
                self._start_over()
        elif time.monotonic() - self._stepped_at > ABANDONED:
            log.warning("nobody has folded %s for %.0f s: doing it here", own.name, ABANDONED)
            self._fold_own()

    def _fold_others(self) -> None:
        """Fold what living processes have appended; they remove it themselves."""
        for path in self._journals.paths():
            source = _Followed(path)
            mark = self._fold.mark(source.name)
            while entries := self._journals.entries(path, mark, BATCH):
                self._fold_entries(source, entries)
                mark = entries[-1].seq
        self._fold.wipe()

    def _adopt(self) -> int:
        """Fold the journals of processes that died, and remove them."""
        total = 0
        with self._folding:
            for journal in self._journals.orphans():
                with closing(journal):
                    total += self._adopt_one(journal)
        return total

    def _adopt_one(self, journal: Journal) -> int:
        try:
            found = self._drain(journal)
        except Damaged as exc:
            log.error("%s is damaged and lies in %s: %s", journal.name, journal.set_aside(), exc.reason)
            self.watch.failed("damaged")
            return 0
        if not journal.is_stuck:
            self._fold.forget_journal(journal.name)  # first, or dying in between would leave the mark for ever
            journal.close()
        elif journal.close():  # its events are still there: until they are gone, the mark is needed
            self._fold.forget_journal(journal.name)
        log.info("adopted %s with %d events", journal.name, found)
        return found

    def _drain(self, journal: Journal) -> int:
        total = 0
        while entries := journal.read(BATCH):
            self._fold_entries(journal, entries)
            try:
                journal.forget(entries[-1].seq)
            except Unavailable as exc:  # the mark in the database says that they are folded, so go on
                log.warning("folded events stay in %s: %s", journal.name, exc.reason)
            total += len(entries)
        return total

    def _fold_entries(self, journal: Source, entries: list[Entry]) -> None:
        """Fold a batch; when an event in it is broken, fold either half of it, and set aside what is broken alone."""
        try:
            self._fold.fold(journal.name, [(entry.seq, _decode(entry)) for entry in entries])
            self.watch.folded(len(entries))
        except ValueError as exc:
            if len(entries) == 1:
                self._set_aside(journal, entries[0], str(exc))
                return
            middle = len(entries) // 2
            for half in (entries[:middle], entries[middle:]):
                self._fold_entries(journal, half)

    def _set_aside(self, journal: Source, entry: Entry, reason: str) -> None:
        path = journal.path.with_suffix(REJECTED)
        try:
            said = write_rejected(path, entry.seq, entry.payload, reason)
        except OSError as exc:
            raise Unavailable(str(path), str(exc)) from exc
        self.watch.failed("event")
        log.error("event %d of %s cannot be folded and lies in %s: %s", entry.seq, journal.name, path, said)

    def start(self, every: float = PAUSE) -> None:
        """Fold in a thread of its own from now on.

        Args:
            every: seconds between two looks. With more than usual nobody wakes the thread: many events at once cost
                less each.
        """
        self._pause = every
        self._begin(lambda: self._run(self._fold_own))

    def start_beside(self) -> None:
        """Remove what another process folds, in a thread of its own from now on."""
        self._pause = PAUSE_BESIDE
        self._begin(lambda: self._run(self._remove_folded, has_chores=False))

    def fold_machine(self, is_over: Callable[[], bool]) -> None:
        """Fold the journals of all processes of this machine, here, until it is over."""

        def fold_others() -> None:
            self._stopping = is_over()
            began = time.monotonic()
            self._fold_others()
            # whoever has much to fold rests for longer
            self._pause = min(LONGEST_REST, max(PAUSE_BESIDE, RESTS * (time.monotonic() - began)))

        self._run(fold_others)

    def _begin(self, work: Callable[[], None]) -> None:
        if self._thread is None:
            self._thread = Thread(target=work, name="folder", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Something was appended: fold it soon, unless another process does."""
        if self._pause != PAUSE:
            return
        with self._wake:
            self._woken = True
            self._wake.notify()

    def close(self) -> None:
        """Fold what is left, if the database answers, and let go of the own journal."""
        if self._thread is not None:
            with self._wake:
                self._stopping = True
                self._wake.notify()
            self._thread.join(timeout=10)
            self._thread = None
        try:
            self.fold_now()
        except Unavailable as exc:
            log.warning("events stay in the journal until the next start: %s", exc)
        if name := self._journals.close():
            with suppress(Unavailable):  # a mark without a journal is only a row too many
                self._fold.forget_journal(name)

    def _run(self, work: Callable[[], object], *, has_chores: bool = True) -> None:
        pause, adopt_at = self._pause, 0.0
        tidy_at, learn_at = time.monotonic() + TIDY_FIRST, time.monotonic() + LEARN_FIRST
        while not self._stopping:
            try:
                work()
                if has_chores and time.monotonic() >= adopt_at:
                    self._adopt()
                    self._catch_up()
                    adopt_at = time.monotonic() + ADOPT_EVERY
                if has_chores and time.monotonic() >= tidy_at:
                    self._tidy()
                    tidy_at = time.monotonic() + TIDY_EVERY
                if has_chores and time.monotonic() >= learn_at:
                    learn_at = time.monotonic() + LEARN_EVERY
                    self._update_policies()
                pause = self._pause
            except Unavailable as exc:
                pause = min(pause * 2, LONGEST_PAUSE)
                self.watch.failed("journal" if exc.part == JOURNAL else "database")
                log.warning("cannot fold, trying again in %.1f s: %s", pause, exc)
            except Exception:
                pause = LONGEST_PAUSE
                self.watch.failed("unexpected")
                log.exception("folding failed; the events stay in the journal")
            self._rest(pause)

    def _update_policies(self) -> None:
        try:
            self._learn()
        except PostergenError as exc:  # nobody waits for it: events are folded all the same
            log.warning("policies stay as they are: %s", exc)

    def _rest(self, pause: float) -> None:
        """Wait until there is something to do. After a failure new events are no reason to try again early."""
        with self._wake:
            self._wake.wait_for(lambda: self._stopping or (self._woken and pause == self._pause), pause)
            woken, self._woken = self._woken, False
        if woken and pause == self._pause and not self._stopping:
            time.sleep(GATHER)


def _decode(entry: Entry) -> Event:
    """The event of this entry; `ValueError` for whatever a broken payload does to the decoder."""
    try:
        return decode_event(entry.payload)
    except (ArithmeticError, AttributeError, LookupError, TypeError) as exc:
        raise ValueError(f"no event: {exc!r}") from exc
