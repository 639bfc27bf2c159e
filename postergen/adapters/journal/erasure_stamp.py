"""Tell every process of this machine that a person was erased, so that nothing that was kept in memory outlives it."""

from __future__ import annotations

import os
import secrets
import weakref
from pathlib import Path
from threading import Lock

SIZE = 8  # bytes
_PENDING = 1  # a bit of the first: somebody was erased here of whom the database has not heard


class ErasureStamp:
    """A few bytes in a file that all processes of a machine see, changed with every erasure.

    Read, and not mapped into memory: whoever touches a mapped page for which a full disk has no room is killed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None
        self._lock = Lock()

    def read(self) -> bytes:
        """What stands there now. OSError when there can be no such file."""
        return os.pread(self._opened(), SIZE, 0)

    def change(self, *, is_pending: bool = False) -> None:
        """From now on every process reads something else. OSError when that is not possible.

        Args:
            is_pending: the database did not answer, and has the person still.
        """
        first, *rest = secrets.token_bytes(SIZE)
        os.pwrite(self._opened(), bytes([first & ~_PENDING | (_PENDING if is_pending else 0), *rest]), 0)

    def _opened(self) -> int:
        with self._lock:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
                weakref.finalize(self, os.close, self._file)
            return self._file


def is_pending(stamp: bytes) -> bool:
    """Whether an erasure of this machine may not be in the database yet: then the journals have to be asked."""
    return bool(stamp and stamp[0] & _PENDING)
