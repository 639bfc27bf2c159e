"""Tell every process of this machine that a person was erased, so that nothing that was kept in memory outlives it."""

from __future__ import annotations

import mmap
import secrets
from contextlib import closing
from pathlib import Path

SIZE = 8  # bytes


class ErasureStamp:
    """A few bytes in a file that all processes of a machine see, changed with every erasure."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shared: mmap.mmap | None = None

    def read(self) -> bytes:
        """What stands there now: costs no call of the operating system. OSError when there can be no such file."""
        if self._shared is None:
            self._shared = self._open()
        return self._shared[:SIZE]

    def change(self) -> None:
        """From now on every process reads something else. OSError when there can be no such file."""
        self.read()
        assert self._shared is not None
        self._shared[:SIZE] = secrets.token_bytes(SIZE)

    def _open(self) -> mmap.mmap:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._path.open("a+b")) as file:
            file.truncate(SIZE)
            return mmap.mmap(file.fileno(), SIZE)
