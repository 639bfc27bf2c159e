"""Find, open and adopt the journals of this machine, and look into those of other processes."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock

from postergen.adapters.journal.erasure_stamp import ErasureStamp
from postergen.adapters.journal.journal import (
    DAMAGED,
    PART,
    Closed,
    Damaged,
    Entry,
    Journal,
    NoRoom,
    backlog_of,
    has_no_events,
    look_into,
    open_journal,
    remove_files,
    rename_damaged,
    take_lock,
    translated,
)
from postergen.adapters.journal.set_aside import Lying, forget_old, set_aside_in
from postergen.domain.events import Event, PosterIssued
from postergen.errors import Unavailable

log = logging.getLogger(__name__)

LITTER_AGE = 60.0  # seconds: whoever makes a journal has it by then
_LITTER = ("lock", "journal-wal", "journal-shm", "journal-journal")
SCAN_RESERVE = 2  # so many times the room of posters: when the database is away for long, scans go on longest
PROBE = 65_536  # bytes that a disk with room takes
BUCKETS = 32  # key locks; two keys in one bucket only wait for each other


def family_of(database_url: str) -> str:
    """What the names of all journals begin with that go to this database."""
    return hashlib.sha256(database_url.encode()).hexdigest()[:8]


class JournalDirectory:
    """All journals of this machine that go to one database. The own one is opened when it is first needed."""

    def __init__(self, folder: Path, database_url: str, *, room: int) -> None:
        """``room`` is the number of events that may wait before new posters are refused."""
        self.folder, self.room = folder, room
        # journals of another database in the same folder are none of ours
        self._family = family_of(database_url)
        self.erasures = ErasureStamp(folder / f"{self._family}.erasures")
        self._own: Journal | None = None
        self._open_lock = Lock()

    def own(self) -> Journal:
        """The journal of this process; `Unavailable` when it cannot be written."""
        with self._open_lock:
            if self._own is None:
                self._own = self._create()
            return self._own

    def _create(self) -> Journal:
        with translated():
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{self._family}-{os.getpid()}-{secrets.token_hex(6)}.journal"
            lock_file = take_lock(path.with_suffix(".lock"))
            if lock_file is None:
                raise Unavailable(PART, f"{path} is locked")
            try:
                return Journal(path, lock_file, open_journal(path))
            except sqlite3.Error:
                lock_file.close()
                remove_files(path)
                raise

    def append(self, events: Sequence[Event]) -> None:
        """Keep these events in the own journal; `NoRoom` when there is none for all of them."""
        waiting = self.own().waiting
        room = self.room if any(isinstance(event, PosterIssued) for event in events) else self.room * SCAN_RESERVE
        if waiting + len(events) > room:
            raise self._no_room(waiting, room)
        while True:
            try:
                self.own().append(events)
                return
            except Closed:  # given up a moment ago: the next one is the own now
                continue

    def check_room(self) -> None:
        """`Unavailable` when no poster could be kept now: the disk is full, or too much waits for the database."""
        if (waiting := self._own.waiting if self._own else 0) >= self.room:
            raise self._no_room(waiting, self.room)
        with translated():
            self.folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.folder, buffering=0) as file:
                if file.write(bytes(PROBE)) < PROBE:
                    raise Unavailable(PART, f"the disk of {self.folder} is full")

    def _no_room(self, waiting: int, room: int) -> NoRoom:
        return NoRoom(PART, f"{waiting} events wait for the database, and there is room for {room}")

    def start_over(self) -> str | None:
        """Give up the own journal if all its events are folded, to free the disk that it fills; returns its name."""
        with self._open_lock:
            own = self._own
            if own is None or not own.discard():
                return None
            self._own = None
            return own.name

    def opened(self) -> Journal | None:
        """The own journal, if anything was ever appended."""
        return self._own

    def paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self._family}-*.journal"))

    def files_set_aside(self, ending: str) -> list[Path]:
        """The files that were set aside under names with this ending."""
        return sorted(self.folder.glob(f"{self._family}-*{ending}"))

    def place_for(self, name: str) -> Path:
        """Where a file lies here that has this name among the journals of another database."""
        return self.folder / f"{self._family}-{name.partition('-')[2]}"

    def orphans(self) -> Iterator[Journal]:
        """The journals of dead processes, locked for whoever iterates. Close each; an empty one is then removed.

        One that is damaged is set aside, one that cannot be opened is left for later: neither is in the way of others.
        """
        own = self._own.path if self._own else None
        for path in self.paths():
            journal = self._adopt(path) if path != own else None
            if journal is not None:
                yield journal
        self._sweep()

    def _sweep(self) -> None:
        """Remove what is left of journals whose processes died while they made or removed them."""
        long_ago = time.time() - LITTER_AGE
        for path in self.folder.glob(f"{self._family}-*.*"):
            stem, _, suffix = path.name.partition(".")
            if suffix in _LITTER and not (self.folder / f"{stem}.journal").exists():
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < long_ago:
                        path.unlink()

    def _adopt(self, path: Path) -> Journal | None:
        with translated():
            lock_file = take_lock(path.with_suffix(".lock"))
        if lock_file is None:
            return None
        if not path.is_file():  # adopted and removed while we waited for the lock
            path.with_suffix(".lock").unlink(missing_ok=True)
            lock_file.close()
            return None
        try:
            with translated():
                return Journal(path, lock_file, open_journal(path))
        except Damaged as exc:
            rename_damaged(path)
            log.error("%s is damaged and was renamed to %s: %s", path, path.with_suffix(DAMAGED), exc.reason)
        except Unavailable as exc:
            log.warning("%s cannot be adopted now: %s", path, exc.reason)
        lock_file.close()
        return None

    def find(self, subjects: Sequence[str]) -> list[str]:
        """The events about these subjects that no database has yet, from every journal of this machine."""
        return self._select("subject", subjects)

    def find_keys(self, keys: Sequence[str]) -> list[str]:
        """The posters issued under these idempotency keys that no database has yet."""
        return self._select("key", keys)

    def _select(self, column: str, values: Sequence[str]) -> list[str]:
        found: list[str] = []
        marks = ",".join("?" * len(values))
        for path in self.paths():
            try:
                with closing(look_into(path)) as connection:
                    statement = f"SELECT payload FROM event WHERE {column} IN ({marks}) ORDER BY seq"
                    found += [payload for (payload,) in connection.execute(statement, list(values))]
            except sqlite3.Error as exc:
                if has_no_events(path, exc):
                    continue
                raise Unavailable(PART, f"{path}: {exc}") from exc
        return found

    def entries(self, path: Path, after: int, limit: int) -> list[Entry]:
        """The oldest entries of a living process's journal after this one; none of one that was just removed."""
        try:
            with closing(look_into(path)) as connection:
                statement = "SELECT seq, payload FROM event WHERE seq > ? ORDER BY seq LIMIT ?"
                return [Entry(*row) for row in connection.execute(statement, (after, limit))]
        except sqlite3.Error as exc:
            if has_no_events(path, exc):
                return []
            raise Unavailable(PART, f"{path}: {exc}") from exc

    def backlog(self) -> tuple[int, float]:
        """How many events of this machine wait for the database, and the age of the oldest in seconds."""
        total, oldest = 0, 0.0
        for path in self.paths():
            try:
                with closing(look_into(path)) as connection:
                    count, age = backlog_of(connection)
            except sqlite3.Error:
                continue
            total, oldest = total + count, max(oldest, age)
        return total, oldest

    def set_aside(self) -> list[Lying]:
        """What waits here for a person to look at it."""
        return set_aside_in(self.folder, self._family)

    def forget_old(self) -> int:
        """Delete files that were set aside long ago; returns how many."""
        return forget_old(self.folder, self._family)

    @contextmanager
    def holding(self, keys: Sequence[str]) -> Iterator[None]:
        """Nobody else on this machine works on these idempotency keys meanwhile."""
        if not keys:
            yield
            return
        buckets = sorted({int(hashlib.sha256(key.encode()).hexdigest(), 16) % BUCKETS for key in keys})
        with translated():
            self.folder.mkdir(parents=True, exist_ok=True)
            files = [(self.folder / f"{self._family}-{bucket:02d}.keys").open("ab") for bucket in buckets]
        try:
            for file in files:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            for file in files:
                file.close()

    def close(self) -> str | None:
        """Let go of the own journal; returns its name if it was removed because all its events are folded."""
        with self._open_lock:
            own, self._own = self._own, None
            return own.name if own is not None and own.close() else None
