"""Look at the folders that are written to, without writing to them, and at the disks below them."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from postergen.adapters.sql.database_file import file_of
from postergen.doctor.decisions.disk import Disk, Folder
from postergen.doctor.values import Plan
from postergen.loading import cache_dir, erasure_log, journal_dir

_MOUNTS = Path("/proc/self/mounts")
_ESCAPE = re.compile(r"\\([0-7]{3})")  # how a blank is written there


def gather_folders(plan: Plan) -> list[Folder]:
    settings = plan.settings
    file = file_of(settings.database_url)
    found = [
        ("the journals", journal_dir(settings), True, True, "POSTERGEN_JOURNAL_DIR"),
        ("the erasure log", erasure_log(settings).path.parent, True, True, "POSTERGEN_ERASURE_LOG"),
        ("derived files", cache_dir(settings), False, False, "POSTERGEN_CACHE_DIR"),
        ("temporary files", Path(tempfile.gettempdir()), True, False, "TMPDIR"),
    ]
    if file is not None:
        found.insert(0, ("the database", file.parent, True, True, "POSTERGEN_DATABASE_URL"))
    folders = [_folder(*one) for one in found]
    if file is not None and file.exists() and not os.access(file, os.W_OK):
        folders.append(_folder("the file of the database", file, True, True, "POSTERGEN_DATABASE_URL"))
    return folders


def _folder(what: str, path: Path, must: bool, lasts: bool, setting: str) -> Folder:
    there = path.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    return Folder(what, str(path), _problem(there, path), must, lasts, setting, disk_of(there))


def _problem(there: Path, path: Path) -> str:
    """Why nothing can be written to the path, of which this much is there."""
    if there.is_file() and there != path.absolute():
        return f"{there} is a file and no folder"
    if there.is_file() and os.access(there, os.W_OK):
        return "it is a file and no folder"
    if os.statvfs(there).f_flag & os.ST_RDONLY:
        return "its disk is mounted for reading only"
    if not os.access(there, os.W_OK | (os.X_OK if there.is_dir() else 0)):
        return "it belongs to somebody else" if there == path.absolute() else f"{there} belongs to somebody else"
    return ""


def disk_of(path: Path, mounts: Path = _MOUNTS) -> Disk | None:
    """The disk that this path lies on."""
    state = os.statvfs(path)
    mount, kind = _mount_of(path.resolve(), mounts)
    free, size = state.f_bavail * state.f_frsize, state.f_blocks * state.f_frsize
    return Disk(mount, kind, free, size, state.f_favail, state.f_files) if size else None


def _mount_of(path: Path, mounts: Path) -> tuple[str, str]:
    """Where the file system of a path is mounted, and its kind; of systems that list no mounts only the former."""
    if not mounts.is_file():
        while not path.is_mount():
            path = path.parent
        return str(path), ""
    found = Path("/"), ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, named, kind, *_ = line.split(" ")
        mount = Path(_ESCAPE.sub(lambda match: chr(int(match[1], 8)), named))
        if path.is_relative_to(mount) and len(mount.parts) >= len(found[0].parts):
            found = mount, kind  # a later one lies over an earlier one
    return str(found[0]), found[1]
