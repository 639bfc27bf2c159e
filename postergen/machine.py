"""What the machine that we run on has and says: processors, the encoding of its texts, who we are."""

from __future__ import annotations

import locale
import math
import os
import pwd
import sys
from pathlib import Path
from typing import Any, NamedTuple

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # malloc.h
_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # cgroup v2: microseconds of the processor in each period, and the period


def processors(quota: Path = _QUOTA) -> int:
    """How many of the machine's processors this process may use: those it is bound to, and not more than its quota."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        most, period = quota.read_text(encoding="ascii").split()
        return max(1, min(bound, math.ceil(int(most) / int(period))))
    except (OSError, ValueError):  # there is no quota, or "max"
        return bound


class Room(NamedTuple):
    """Of the disk under a folder, in bytes."""

    free: int  # for whoever is not root
    size: int


def room_of(folder: Path) -> Room:
    """The room on the disk of this folder, or of the one that it will be made in. `OSError` when it cannot be known."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    found = os.statvfs(there)
    return Room(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)


def give_back_memory() -> bool:
    """Have the C library give large blocks back to the system when they are freed, those of a finished poster too.

    Returns:
        Whether it could be told.

    By itself glibc keeps blocks of up to 32 MB in its heaps once one of that size was freed (mallopt(3), "dynamic mmap
    threshold"): a sheet of paper that was drawn once stays for good. And it makes up to eight heaps for each processor,
    where our threads, of which one runs at a time, need no more than two. Forks do as their parent.
    """
    mallopt = _of_c_library("mallopt")
    asked = ((_MMAP_THRESHOLD, 1 << 18), (_TRIM_THRESHOLD, 8 << 20), (_ARENA_MAX, 2))
    return mallopt is not None and all(mallopt(*one) for one in asked)


def trim_memory() -> bool:
    """Give back to the system what is free inside the heaps of the C library, which gives back only their ends by
    itself (malloc_trim(3)). Takes milliseconds, in which other threads run.

    Returns:
        Whether there was anything.
    """
    malloc_trim = _of_c_library("malloc_trim")
    return malloc_trim is not None and bool(malloc_trim(0))


def _of_c_library(name: str) -> Any:
    """A function of glibc; None elsewhere."""
    import ctypes  # only here: no other command needs it

    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def user_name() -> str:
    """The name of the person who runs this, as the system knows it, whatever variables say; a number where it knows
    none, as in many containers.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def read_and_write_utf8() -> None:
    """Begin this program again in Python's UTF-8 mode (PEP 540) where the locale has another encoding.

    Our files are UTF-8 whatever a locale says, and some libraries open theirs without saying so. A terminal still gets
    its own encoding, and escapes for what that lacks.
    """
    its_own = locale.getencoding()
    if its_own.lower().replace("-", "") != "utf8":
        from postergen.config import hand_down  # only here: help needs no settings

        if not sys.flags.utf8_mode and hand_down("PYTHONUTF8", "1"):
            os.execv(sys.executable, sys.orig_argv)
        for stream in (sys.stdout, sys.stderr):
            if stream.isatty():
                stream.reconfigure(encoding=its_own)  # type: ignore[union-attr]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
