"""Keep finished pieces of pictures on the disk, for all processes of a machine and for the next start (LMDB)."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread
from time import sleep

import lmdb

import postergen.rendering

MOST_BYTES = 1 << 30  # of the file; it grows as it is needed
WAITING_BYTES = 16 << 20  # not yet written; what comes beyond that is let go of
PAUSE = 0.5  # seconds between two writes
_PAGE = 4096
_log = logging.getLogger(__name__)


def open_tiles(cache: Path, process: int) -> DiskTiles | None:
    """The tiles in a folder of derived files; None, with a line in the log, where nothing can be kept.

    Args:
        process: that asks; a fork opens its own.
    """
    return _open(cache.absolute(), process)


def close_tiles() -> None:
    """Write what waits, and let go of all tiles that are open: a fork can open them then."""
    for tiles in _open_here:
        tiles.close()
    _open_here.clear()
    _open.cache_clear()


_open_here: list[DiskTiles] = []


@lru_cache(maxsize=16)  # LMDB wants a file to be opened once in a process
def _open(cache: Path, _process: int) -> DiskTiles | None:
    folder = cache / f"tiles-{_drawn_by()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for other in cache.glob("tiles-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)  # whoever still reads it keeps what is open
        tiles = DiskTiles(folder)
    except (OSError, lmdb.Error) as exc:
        _log.warning("%s: drawn tiles last in memory alone: %s", folder, exc)
        return None
    _open_here.append(tiles)
    return tiles


@lru_cache(maxsize=1)
def _drawn_by() -> str:
    """A digest of the code that draws: other code may draw other tiles."""
    digest = hashlib.blake2b(digest_size=8)
    for file in sorted(Path(postergen.rendering.__file__ or "").parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


class DiskTiles:
    """A `TileStore` in a folder. What is put in is written a little later, by a thread; a full store is emptied.

    Safe to share between threads and processes; in one process a folder is opened once, and a fork has none of it.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        """Raises `OSError` or `lmdb.Error` where no store can be."""
        self._folder = folder
        try:
            self._db = _opened(folder, most_bytes)
        except lmdb.Error:  # made by something else, or broken: it is safe to delete
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
            self._db = _opened(folder, most_bytes)
        self._process = os.getpid()
        self._waiting: dict[bytes, bytes] = {}
        self._waiting_bytes = 0
        self._lock = Lock()
        self._writer: Thread | None = None

    def get(self, key: bytes) -> bytes | None:
        if self._process != os.getpid():
            return None
        try:
            with self._db.begin() as transaction:
                found: bytes | None = transaction.get(key)
                return found
        except lmdb.Error:
            return None

    def put(self, key: bytes, data: bytes) -> None:
        if self._process != os.getpid():
            return
        with self._lock:
            if self._waiting_bytes + len(data) > WAITING_BYTES:
                return
            self._waiting[key] = data
            self._waiting_bytes += len(data)
            if self._writer is None:
                self._writer = Thread(target=self._write_soon, name="tiles", daemon=True)
                self._writer.start()

    def flush(self) -> None:
        """Write what waits now."""
        with self._lock:
            waiting, self._waiting, self._waiting_bytes = self._waiting, {}, 0
        if not waiting:
            return
        try:
            self._write(waiting)
        except lmdb.MapFullError:
            _log.warning("%s is full, and is emptied", self._folder)
            self._empty()
        except (OSError, lmdb.Error) as exc:
            _log.warning("%s: tiles were not kept: %s", self._folder, exc)

    def close(self) -> None:
        """Write what waits; from then on nothing is found or kept."""
        self.flush()
        self._db.close()

    def _write_soon(self) -> None:
        while True:
            sleep(PAUSE)
            self.flush()
            with self._lock:
                if not self._waiting:
                    self._writer = None
                    return

    def _write(self, waiting: dict[bytes, bytes]) -> None:
        with self._db.begin(write=True) as transaction:
            for key, data in waiting.items():
                transaction.put(key, data, overwrite=False)

    def _empty(self) -> None:
        try:
            with self._db.begin(write=True) as transaction:
                transaction.drop(self._db.open_db(txn=transaction), delete=False)
        except (OSError, lmdb.Error) as exc:
            _log.warning("%s: was not emptied: %s", self._folder, exc)


def _opened(folder: Path, most_bytes: int) -> lmdb.Environment:
    file = folder / "data.mdb"
    size = file.stat().st_size if file.exists() else None
    db = lmdb.open(str(folder), map_size=most_bytes, metasync=False, readahead=False, max_readers=1024)
    # a file that was cut short would end the process that reads beyond its end
    if size is not None and size < db.info()["last_pgno"] * _PAGE:
        db.close()
        raise lmdb.CorruptedError("the file is shorter than it says")
    db.reader_check()  # what killed processes still seem to read
    return db
