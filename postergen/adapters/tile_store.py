"""Keep finished pieces of pictures on the disk, for all processes of a machine and for the next start (SQLite)."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread, local
from time import sleep

from postergen.adapters.content.derived_files import code_digest

MOST_BYTES = 4 << 30  # of the file, which grows as it is needed: a look takes 110 MB for each language and format
WAITING_BYTES = 16 << 20  # not yet written; what comes beyond that is let go of
PAUSE = 0.5  # seconds between two writes
PATIENCE = 5  # seconds that a writer waits for that of another process
_PAGE = 16384  # bytes: what is read in larger pages costs a third of what SQLite's usual ones take
_FILE = "tiles.db"
_log = logging.getLogger(__name__)


def open_tiles(cache: Path) -> DiskTiles | None:
    """The tiles in a folder of derived files; None, with a line in the log, where nothing can be kept."""
    cache = cache.absolute()
    folder = cache / f"tiles-{code_digest('rendering').hex()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for other in cache.glob("tiles-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)  # whoever still reads it keeps what is open
        return DiskTiles(folder)
    except (OSError, sqlite3.Error) as exc:
        _log.warning("%s: drawn tiles last in memory alone: %s", folder, exc)
        return None


@lru_cache(maxsize=128)
def _select(count: int) -> str:
    return f"SELECT key, data FROM tile WHERE key IN ({','.join('?' * count)})"


class DiskTiles:
    """A `TileStore` in a folder. What is put in is written a little later, by a thread; a full store is emptied.

    Safe to share between threads and processes.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        """Raises `OSError` or `sqlite3.Error` where no store can be."""
        self._folder, self._most = folder, most_bytes
        self._waiting: dict[bytes, bytes] = {}
        self._waiting_bytes = 0
        self._is_lost = False  # the folder was deleted, or can no longer be written
        self._lock = Lock()
        self._writer: Thread | None = None
        self._of_thread = local()
        try:
            self._make()
        except sqlite3.DatabaseError:  # made by something else, or broken: it is safe to delete
            self._of_thread = local()
            for file in folder.glob(f"{_FILE}*"):
                file.unlink(missing_ok=True)
            self._make()

    def get(self, key: bytes) -> bytes | None:
        return self.get_many((key,)).get(key)

    def get_many(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        waiting = self._waiting
        found = {key: waiting[key] for key in keys if key in waiting} if waiting else {}
        asked = [key for key in keys if key not in found] if found else keys
        if not asked:
            return found
        try:
            rows = self._db().execute(_select(len(asked)), asked).fetchall()
        except sqlite3.Error:
            return found
        return found | dict(rows) if found else dict(rows)

    def put(self, key: bytes, data: bytes) -> None:
        with self._lock:
            if self._is_lost or self._waiting_bytes + len(data) > WAITING_BYTES:
                return
            self._waiting[key] = data
            self._waiting_bytes += len(data)
            if self._writer is None or not self._writer.is_alive():  # it is not alive in a fork
                self._writer = Thread(target=self._write_soon, name="tiles", daemon=True)
                self._writer.start()

    def flush(self) -> None:
        """Write what waits now."""
        with self._lock:
            waiting, self._waiting, self._waiting_bytes = self._waiting, {}, 0
        if not waiting:
            return
        try:
            with self._db() as transaction:
                transaction.executemany("INSERT OR IGNORE INTO tile VALUES (?, ?)", waiting.items())
        except sqlite3.Error as exc:
            code = getattr(exc, "sqlite_errorcode", None)
            if code == sqlite3.SQLITE_FULL:
                self._empty()
            elif code != sqlite3.SQLITE_BUSY:  # that one passes
                self._is_lost = True
                _log.warning("%s: from now on drawn tiles last in memory alone: %s", self._folder, exc)

    def _write_soon(self) -> None:
        while True:
            sleep(PAUSE)
            self.flush()
            with self._lock:
                if not self._waiting:
                    self._writer = None
                    return

    def _empty(self) -> None:
        _log.warning("%s is full, or its disk is, and is emptied", self._folder)
        try:
            with self._db() as transaction:
                transaction.execute("DELETE FROM tile")
        except sqlite3.Error as exc:
            _log.warning("%s: was not emptied: %s", self._folder, exc)

    def _make(self) -> None:
        db = self._db()
        db.execute("PRAGMA journal_mode = WAL")  # readers and a writer do not wait for each other
        with db:
            db.execute("CREATE TABLE IF NOT EXISTS tile (key BLOB PRIMARY KEY, data BLOB NOT NULL)")
        self.get(b"")

    def _db(self) -> sqlite3.Connection:
        """The connection of this thread, and of this process: what was open before a fork is not used after it."""
        opened: tuple[int, sqlite3.Connection] | None = getattr(self._of_thread, "opened", None)
        if opened is None or opened[0] != os.getpid():
            db = sqlite3.connect(self._folder / _FILE, timeout=PATIENCE)
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA cache_size = -1000")  # kibibytes; the system keeps the pages for all processes
            db.execute(f"PRAGMA page_size = {_PAGE}")  # of a file that is made now
            db.execute(f"PRAGMA max_page_count = {self._most // _PAGE}")
            self._of_thread.before, self._of_thread.opened = opened, (os.getpid(), db)
            return db
        return opened[1]
