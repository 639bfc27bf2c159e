"""Where data may lie, and how much room they need."""

from __future__ import annotations

import pytest

from postergen.doctor.decisions.disk import GB, MB, Disk, Folder, judge_disks, judge_folders

ROOMY = Disk("/", "ext4", 100 * GB, 200 * GB, 10_000_000, 20_000_000)


def folder(disk: Disk | None = ROOMY, problem: str = "", *, must: bool = True) -> Folder:
    return Folder("the journals", "/data/journal", problem, must, must, "POSTERGEN_JOURNAL_DIR", disk)


@pytest.mark.parametrize(
    ("one", "verdict", "mend"),
    [
        (folder(), "ok", ""),
        (folder(None), "ok", ""),
        (folder(problem="its disk is mounted for reading only"), "error", "POSTERGEN_JOURNAL_DIR"),
        (folder(problem="its disk is mounted for reading only", must=False), "warning", "POSTERGEN_JOURNAL_DIR"),
        (folder(Disk("/data", "nfs4", 9 * GB, 9 * GB, 0, 0)), "error", "local disk"),
        (folder(Disk("/data", "nfs4", 9 * GB, 9 * GB, 0, 0), must=False), "ok", ""),
        (folder(Disk("/data", "tmpfs", 9 * GB, 9 * GB, 0, 0)), "warning", "on a disk"),
        (folder(Disk("/", "overlay", 9 * GB, 9 * GB, 0, 0)), "note", "Mount a volume"),
    ],
)
def test_folders(one: Folder, verdict: str, mend: str) -> None:
    (remark,) = judge_folders([one])
    assert remark.verdict == verdict
    assert mend in remark.mend


@pytest.mark.parametrize(
    ("disk", "verdict", "found"),
    [
        (ROOMY, "ok", "/: 100.0 GB of 200.0 GB free"),
        (Disk("/", "ext4", 100 * MB, 200 * GB, 10_000_000, 20_000_000), "error", "100 MB of"),
        (Disk("/", "ext4", 1 * GB, 10 * GB, 10_000_000, 20_000_000), "warning", "1.0 GB of"),
        (Disk("/", "ext4", 40 * GB, 1000 * GB, 10_000_000, 20_000_000), "warning", "40.0 GB of"),
        (Disk("/", "ext4", 100 * GB, 200 * GB, 12, 20_000_000), "error", "12 files can still be made"),
        (Disk("/", "ext4", 100 * GB, 200 * GB, 90_000, 20_000_000), "warning", "90,000 files"),
        (Disk("/", "btrfs", 100 * GB, 200 * GB, 0, 0), "ok", "free"),
    ],
)
def test_disks(disk: Disk, verdict: str, found: str) -> None:
    (remark,) = judge_disks([folder(disk), folder(disk)])
    assert remark.verdict == verdict
    assert found in remark.found
    assert bool(remark.mend) == (verdict != "ok")
