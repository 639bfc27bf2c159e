"""Write files so that a reader sees the whole of one or nothing."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_BEGUN = re.compile(r"\.(.+)\.\d+")  # the name, and the process
LITTER = ".unfinished"  # what the folders are called in which files are made


def write_atomically(path: Path, data: bytes | BinaryIO) -> None:
    """Put this into a file of this name, whenever the process dies; what is read from a file never stands in memory."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if isinstance(data, bytes):
            temporary.write_bytes(data)
        else:
            with temporary.open("wb") as file:
                shutil.copyfileobj(data, file, 1 << 20)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def clear_begun(paths: Iterable[Path]) -> None:
    """Remove what a process that was killed had begun to write of these files, while nobody writes any of them."""
    wanted: dict[Path, set[str]] = {}
    for path in paths:
        wanted.setdefault(path.parent, set()).add(path.name)
    for folder, names in wanted.items():
        with suppress(OSError), os.scandir(folder) as entries:
            begun = [entry.path for entry in entries if (of := _BEGUN.fullmatch(entry.name)) and of[1] in names]
        for litter in begun:
            Path(litter).unlink(missing_ok=True)


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A new folder in that of this path, which nobody else can look into; gone when this is left.

    What is made there can be put in place with `put_in_place`. Whoever is killed leaves the folder; the next one who
    makes such a folder there takes it away.
    """
    _sweep(beside.parent)
    folder, holding = _new_folder(beside)
    try:
        yield folder
    except OSError as exc:
        exc.filename = exc.filename or str(beside.parent)  # a full disk says not which
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(holding)


def _new_folder(beside: Path) -> tuple[Path, int]:
    """A folder, and the open file by which its lock is held."""
    while True:
        folder = beside.with_name(f".{beside.name}.{secrets.token_hex(4)}{LITTER}")
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):  # somebody swept it away before it was locked
            holding = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(holding, fcntl.LOCK_SH)
            if folder.exists():
                return folder, holding
            os.close(holding)


def _sweep(folder: Path) -> None:
    """Take away what dead processes left: the kernel let go of their locks."""
    for litter in folder.glob(f".*{LITTER}"):
        try:
            holding = os.open(litter, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:  # it was taken away a moment ago, or is somebody else's
            continue
        try:
            fcntl.flock(holding, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(litter, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(holding)


def put_in_place(made: Path, path: Path) -> None:
    """Give a finished file its name on the same disk, in the place of what was there; it is kept when this returns."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
