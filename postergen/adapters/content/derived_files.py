"""Keep what is derived from content, and takes seconds to derive, in a folder that may be deleted at any time.

A file is named by the digest of all that it depends on, and begins with the digest of what follows: a file that was
cut short or changed is as good as none. Only what nobody else could have written is read.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import regex

log = logging.getLogger(__name__)

ROOM, FILES = 64 * 1024 * 1024, 256  # bytes and number that the files of one kind may take; the oldest go first
LITTER_AGE = 3600  # seconds after which a file that was never finished is removed
_HEAD = hashlib.sha256().digest_size
_UNFINISHED = ".tmp"
_PACKAGE = Path(__file__).parents[2]
_READS_CONTENT = ("domain", "games", "ranking", "rendering", "copywriting", "adapters/content")


class DerivedFiles:
    """Files by kind and key. A folder that cannot be written, or a full disk, costs time and nothing else."""

    def __init__(self, folder: Path, *, only_reads: bool = False) -> None:
        self._folder = folder
        self._writable = not only_reads

    def get(self, kind: str, key: str) -> bytes | None:
        """What was put there; None when there is none, or it is not what was put there."""
        try:
            with open(self._folder / kind / key, "rb", opener=_open_regular) as file:
                data = file.read()
        except OSError:
            return None
        whole = hashlib.sha256(data[_HEAD:]).digest() == data[:_HEAD]
        return data[_HEAD:] if whole else None

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep this for the next start."""
        if not self._writable:
            return
        folder = self._folder / kind
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _make_room(folder, len(data))
            _write(folder / key, hashlib.sha256(data).digest() + data)
        except OSError as exc:
            self._writable = False
            log.warning("derived files are not kept, and the next start will take longer: %s", exc)


def kept_bytes(derived: DerivedFiles, kind: str, parts: Sequence[str], make: Callable[[], bytes]) -> bytes:
    """What was made of these parts before; else it is made now, and kept."""
    key = key_of(*parts)
    found = derived.get(kind, key)
    if found is None:
        found = make()
        derived.put(kind, key, found)
    return found


def key_of(*parts: str | bytes) -> str:
    """The digest of these parts, and of the program that reads them."""
    digest = hashlib.sha256(_program())
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(b"%d\0" % len(data) + data)
    return digest.hexdigest()


def files_key(files: Mapping[str, bytes], *parts: str) -> str:
    """As `key_of`, of files by name and these parts."""
    return key_of(*(part for name in sorted(files) for part in (name, files[name])), "", *parts)


@lru_cache(maxsize=1)
def _program() -> bytes:
    """The digest of all code that reads content, and of what it stands on."""
    digest = hashlib.sha256(sys.version.encode())
    digest.update(code_digest(*_READS_CONTENT))
    digest.update(f"{np.__version__} {regex.__version__}".encode())
    return digest.digest()


def code_digest(*rooms: str) -> bytes:
    """The digest of the code in these rooms: what other code has derived may be something else."""
    digest = hashlib.sha256()
    for room in rooms:
        for path in sorted((_PACKAGE / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()


def _open_regular(path: str, flags: int) -> int:
    """Open a file that belongs to us or root and that nobody else may write; `OSError` for any other."""
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    status = os.fstat(descriptor)
    ours = status.st_uid in (os.geteuid(), 0) and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if ours and stat.S_ISREG(status.st_mode):
        return descriptor
    os.close(descriptor)
    raise PermissionError(f"{path} is not a file of our own")


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, whoever else writes or reads it."""
    with NamedTemporaryFile(dir=path.parent, suffix=_UNFINISHED, delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(data)
            file.close()
            unfinished.replace(path)
        except OSError:
            with suppress(OSError):
                unfinished.unlink()
            raise


def _make_room(folder: Path, size: int) -> None:
    """Remove the oldest files, so that so many bytes more find room, and what was never finished."""
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            status = path.lstat()
            found.append((status.st_mtime, status.st_size, path))
    newest = max((modified for modified, _, _ in found), default=0.0)
    for number, (modified, length, path) in enumerate(sorted(found, reverse=True), start=2):
        size += length
        litter = path.suffix == _UNFINISHED and modified < newest - LITTER_AGE
        if size > ROOM or number > FILES or litter:
            path.unlink(missing_ok=True)
