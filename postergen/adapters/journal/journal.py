"""Keep what happened in a local file before anybody is answered: a journal for each process, a folder for a machine.

A journal is an SQLite file in WAL mode, written with ``synchronous=FULL``: what `Journal.append` acknowledged survives
``kill -9`` and a pulled plug. SQLite and not a flat file, because the other processes of the machine can look into it
by index while it is written (read-after-write on one machine), and because a torn write is its problem and not ours.

A journal belongs to whoever holds the lock on its ``.lock`` file. The kernel lets go of it when the process dies,
however it dies; from then on any process may adopt the journal.
"""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO

from postergen.adapters.journal.event_codec import encode_event
from postergen.domain.events import Event, PosterIssued
from postergen.errors import Unavailable

log = logging.getLogger(__name__)

PART = "the journal"
WIPE_EVERY = 5.0  # seconds
DAMAGED = ".damaged"  # what a journal is called that cannot be read

_TABLE = """
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, so that a mark stays true after a deletion
    subject TEXT NOT NULL,
    key TEXT,
    payload TEXT NOT NULL,
    written_at REAL NOT NULL
);
-- a poster or scan that was made a moment ago is looked for
CREATE INDEX IF NOT EXISTS ix_event_subject ON event (subject);
-- a repeated idempotency key finds its poster before it is folded
CREATE INDEX IF NOT EXISTS ix_event_key ON event (key) WHERE key IS NOT NULL;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a journal, still as it was written."""

    seq: int
    payload: str


@dataclass(slots=True)
class _Ticket:
    """The events of one call, waiting to be committed together with those of others."""

    rows: Sequence[tuple[str, str | None, str, float]]
    done: bool = False
    error: Exception | None = None


class Damaged(Unavailable):
    """The file is no journal (any more): trying again will not help."""


class NoRoom(Unavailable):
    """More events wait for the database than may; fewer at once may still go in."""


class Closed(Unavailable):
    """The journal was let go of a moment ago: there is another."""


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as exc:
        # a full disk or a lock is an OperationalError; the bare class tells a malformed file
        raise (Damaged if type(exc) is sqlite3.DatabaseError else Unavailable)(PART, str(exc)) from exc


@dataclass
class Journal:
    """The journal of one process. Safe to share between its threads."""

    path: Path
    lock_file: IO[bytes]
    connection: sqlite3.Connection
    waiting: int = 0  # events that no database has yet
    folded: int = 0  # the number of the last event that is known to be in the database
    wiped_at: float = float("-inf")
    is_stuck: bool = False  # folded events could not be removed: the disk is full
    _is_closed: bool = False
    _has_leftovers: bool = False  # removed events still stand in the write-ahead log
    _queue: list[_Ticket] = field(default_factory=list)
    _queue_lock: Lock = field(default_factory=Lock)
    _commit_lock: Lock = field(default_factory=Lock)

    @property
    def name(self) -> str:
        return self.path.stem

    def append(self, events: Sequence[Event]) -> None:
        """Keep these events, all or none; they are on the disk when this returns.

        Threads that come at the same moment share one commit: the first in line writes for all that wait.

        Raises:
            Unavailable: the disk is full or broken.
            Closed: the journal was let go of.
            ValueError: an event that cannot be written, for instance with half a surrogate pair in its text.
        """
        now = time.time()
        ticket = _Ticket([(e.subject, _key(e), _payload(e), now) for e in events])
        with self._queue_lock:
            self._queue.append(ticket)
        with self._commit_lock:
            if not ticket.done:
                with self._queue_lock:
                    batch, self._queue = self._queue, []
                self._commit(batch)
        if ticket.error is not None:
            raise ticket.error

    def _commit(self, batch: Sequence[_Ticket]) -> None:
        error: Exception | None = None
        try:
            self._check_open()
            with translated(), self.connection:
                statement = "INSERT INTO event (subject, key, payload, written_at) VALUES (?, ?, ?, ?)"
                rows = [row for ticket in batch for row in ticket.rows]
                self.connection.executemany(statement, rows)
            self.waiting += len(rows)
        except Exception as exc:  # whatever it is, nobody in the batch may believe that it was kept
            error = exc
        for ticket in batch:
            ticket.done, ticket.error = True, error

    def _check_open(self) -> None:
        if self._is_closed:
            raise Closed(PART, f"{self.path} was closed")

    def read(self, limit: int) -> list[Entry]:
        """The oldest events that are not folded, in the order in which they were appended.

        Raises:
            Damaged: the file is malformed; what stands before the damage was read by earlier calls.
        """
        statement = "SELECT seq, payload FROM event WHERE seq > ? ORDER BY seq LIMIT ?"
        entries: list[Entry] = []
        with self._commit_lock:
            self._check_open()
            try:
                with translated():
                    for row in self.connection.execute(statement, (self.folded, limit)):
                        entries.append(Entry(*row))
            except Damaged:
                if not entries:
                    raise
        return entries

    def forget(self, up_to: int) -> None:
        """Remove the events up to this one: they are in the database, and are not read again.

        Raises:
            Unavailable: they cannot be removed now, for even that needs room on the disk.
        """
        with self._commit_lock:
            self.folded, self.is_stuck = max(self.folded, up_to), True
            self._check_open()
            with translated(), self.connection:
                self.waiting -= self.connection.execute("DELETE FROM event WHERE seq <= ?", (self.folded,)).rowcount
            self.is_stuck, self._has_leftovers = False, True

    def wipe(self) -> None:
        """Empty the write-ahead log, where removed events stay readable; now and then, for it writes to the disk."""
        if not self._has_leftovers or time.monotonic() - self.wiped_at < WIPE_EVERY:
            return
        with self._commit_lock:
            if self._is_closed:
                return
            self.wiped_at = time.monotonic()
            with suppress(sqlite3.Error):  # no room, or somebody reads: another time
                busy, *_ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._has_leftovers = bool(busy)

    def backlog(self) -> tuple[int, float]:
        """How many events wait for the database, and for how many seconds the oldest of them has."""
        with translated(), self._commit_lock:
            return backlog_of(self.connection)

    def close(self) -> bool:
        """Let go of the journal; one whose events are all folded is removed. Returns whether it was."""
        with self._commit_lock:
            if self._is_closed:
                return False
            is_done = self._is_done()
            self._let_go(remove_files if is_done else None)
        return is_done

    def discard(self) -> bool:
        """As `close`, but only if all events are folded."""
        with self._commit_lock:
            if self._is_closed or not self._is_done():
                return False
            self._let_go(remove_files)
        return True

    def set_aside(self) -> Path:
        """Let go of a damaged journal and keep its file for a person to look at; returns where."""
        with self._commit_lock:
            self._let_go(rename_damaged)
        return self.path.with_suffix(DAMAGED)

    def _is_done(self) -> bool:
        try:
            with translated():
                (last,) = self.connection.execute("SELECT max(seq) FROM event").fetchone()
        except Unavailable:
            return False
        return last is None or last <= self.folded

    def _let_go(self, dispose: Callable[[Path], None] | None) -> None:
        self._is_closed = True
        self.connection.close()
        if dispose is not None:
            dispose(self.path)
        self.lock_file.close()  # last: until then nobody else looks at the file


def _payload(event: Event) -> str:
    """The event as it is written; what cannot be written must not fail those that are committed with it."""
    text = encode_event(event)
    text.encode()
    return text


def _key(event: Event) -> str | None:
    return event.idempotency_key if isinstance(event, PosterIssued) else None


def backlog_of(connection: sqlite3.Connection) -> tuple[int, float]:
    """Events are only ever removed from the front, so the numbers of the first and last tell how many there are."""
    first, last = connection.execute("SELECT min(seq), max(seq) FROM event").fetchone()
    if first is None:
        return 0, 0.0
    (written_at,) = connection.execute("SELECT written_at FROM event WHERE seq = ?", (first,)).fetchone()
    return last - first + 1, max(0.0, time.time() - written_at)


def open_journal(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, timeout=10)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")  # what is folded leaves no names behind
        connection.executescript(_TABLE)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def look_into(path: Path) -> sqlite3.Connection:
    """A connection for reading. It may write all the same: what a process died over has to be rolled back first."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=1)
    connection.execute("PRAGMA query_only=1")
    return connection


def has_no_events(path: Path, error: sqlite3.Error) -> bool:
    """Whether the file cannot be read because it was removed a moment ago, its events being in the database, or because
    it is not quite made. Any other error may hide events.
    """
    return "no such table" in str(error) or not path.is_file()


def take_lock(path: Path) -> IO[bytes] | None:
    """The locked file, or None when somebody holds it."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def remove_files(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.with_suffix(".lock").unlink(missing_ok=True)


def rename_damaged(path: Path) -> None:
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(path.with_name(path.stem + DAMAGED + suffix))
    remove_files(path)
