"""Whether what has to be kept can be, and whether there is room for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.doctor.values import Remark, error, note, ok, warning

GB, MB = 1_000_000_000, 1_000_000
FULL, SCARCE = 200 * MB, 2 * GB  # bytes that are free
SCARCE_SHARE = 0.05  # of the bytes or inodes of a disk
NO_INODES = 1_000
# Kinds of file systems whose files lie on another machine, as Linux names them.
NETWORK = frozenset(
    {
        *(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "smbfs",
            "9p",
            "ceph",
            "lustre",
            "afs",
            "gfs2",
            "ocfs2",
            "beegfs",
            "glusterfs",
        ),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.juicefs"),
    }
)
IN_MEMORY = frozenset({"tmpfs", "ramfs"})


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system: where it is mounted, its kind (empty where nobody says), and what is free on it. Some kinds count
    no inodes and have 0 of 0.
    """

    mount: str
    kind: str
    free: int
    size: int
    free_inodes: int
    inodes: int


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is written to. ``problem`` says why it cannot be; ``must`` is False where the product only gets
    slower without, ``lasts`` where what is in it may be gone tomorrow.
    """

    what: str
    path: str
    problem: str
    must: bool
    lasts: bool
    setting: str
    disk: Disk | None


def judge_folders(folders: Sequence[Folder]) -> Sequence[Remark]:
    return [_folder(folder) for folder in folders]


def _folder(folder: Folder) -> Remark:
    where = f"{folder.what} ({folder.path})"
    kind = folder.disk.kind if folder.disk else ""
    if folder.problem:
        mend = f"Give the user that runs postergen the right to write there, or name another place by {folder.setting}."
        return (error if folder.must else warning)(f"{where}: cannot be written, {folder.problem}", mend)
    if kind in NETWORK and folder.lasts:
        # https://www.sqlite.org/wal.html: all processes using a database must be on the same host
        found = f"{where}: on another machine ({kind}), where neither locks nor what is written last are safe"
        return error(found, f"Name a folder on a local disk by {folder.setting}.")
    if kind in IN_MEMORY and folder.lasts:
        found = f"{where}: in memory ({kind}), and gone when the machine starts again"
        return warning(found, f"Name a folder on a disk by {folder.setting}.")
    if kind == "overlay" and folder.lasts:
        found = f"{where}: in the container, and gone with it"
        return note(found, f"Mount a volume there (docker run -v postergen:/data), or name one by {folder.setting}.")
    return ok(where)


def judge_disks(folders: Sequence[Folder]) -> Sequence[Remark]:
    """Each disk once, whatever lies on it."""
    disks = {folder.disk.mount: folder.disk for folder in folders if folder.disk is not None}
    return [_disk(disk) for disk in disks.values()] or [error("no disk tells what is free", _LOOK)]


_LOOK = "Find out why by df -h and df -i."
_ROOM = "Make room, or move the data to a larger disk; postergen db prune deletes what is older than it may be."
_INODES = "Delete small files that nobody needs: du --inodes -x shows where they are."


def _disk(disk: Disk) -> Remark:
    said = f"{disk.mount}: {_bytes(disk.free)} of {_bytes(disk.size)} free"
    if disk.free < FULL:
        return error(said, _ROOM)
    if disk.inodes and disk.free_inodes < NO_INODES:
        return error(f"{disk.mount}: {disk.free_inodes} files can still be made (inodes)", _INODES)
    if disk.free < SCARCE or disk.free < SCARCE_SHARE * disk.size:
        return warning(said, _ROOM)
    if disk.free_inodes < SCARCE_SHARE * disk.inodes:
        return warning(f"{disk.mount}: {disk.free_inodes:,} files can still be made (inodes)", _INODES)
    return ok(said)


def _bytes(count: int) -> str:
    return f"{count / GB:.1f} GB" if count >= GB else f"{count / MB:.0f} MB"
