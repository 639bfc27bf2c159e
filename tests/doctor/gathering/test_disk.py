"""Which disk a path lies on, as Linux lists its mounts."""

from __future__ import annotations

from pathlib import Path

from postergen.doctor.gathering.disk import disk_of


def test_the_last_of_the_longest_mounts_is_it(tmp_path: Path) -> None:
    (tmp_path / "a b/c").mkdir(parents=True)
    mounts = tmp_path / "mounts"
    named = str(tmp_path / "a b").replace(" ", r"\040")
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nhost:/x {named} nfs4 rw 0 0\nnone {named}c tmpfs rw 0 0\n")
    below, beside = disk_of(tmp_path / "a b/c", mounts), disk_of(tmp_path, mounts)
    assert below is not None
    assert beside is not None
    assert (below.mount, below.kind) == (str(tmp_path / "a b"), "nfs4")
    assert (beside.mount, beside.kind) == ("/", "ext4")
    assert below.free <= below.size


def test_a_system_that_lists_none_still_has_disks(tmp_path: Path) -> None:
    disk = disk_of(tmp_path, tmp_path / "none")
    assert disk is not None
    assert (Path(disk.mount).is_mount(), disk.kind) == (True, "")
