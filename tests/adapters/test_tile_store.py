"""Tiles on the disk outlive the process, are shared, never grow beyond their bound, and may be deleted or broken."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from postergen.adapters.tile_store import DiskTiles, open_tiles


def test_another_process_finds_what_was_put_in(tmp_path: Path) -> None:
    store = DiskTiles(tmp_path)
    store.put(b"key", b"tiles" * 1000)
    store.flush()
    ask = "import sys, pathlib; from postergen.adapters.tile_store import DiskTiles; " + (
        "found = DiskTiles(pathlib.Path(sys.argv[1])).get(b'key'); sys.exit(found != b'tiles' * 1000)"
    )
    assert subprocess.run([sys.executable, "-c", ask, str(tmp_path)], check=False).returncode == 0
    assert store.get(b"other") is None


def test_a_fork_reads_and_writes_for_itself(tmp_path: Path) -> None:
    store = DiskTiles(tmp_path)
    store.put(b"parent", b"1")
    store.flush()

    def child() -> None:
        store.put(b"child", store.get(b"parent") or b"")
        store.flush()

    forked = multiprocessing.get_context("fork").Process(target=child)
    forked.start()
    forked.join()
    assert forked.exitcode == 0
    assert (store.get(b"parent"), store.get(b"child")) == (b"1", b"1")


def test_it_is_written_without_being_asked(tmp_path: Path) -> None:
    store = DiskTiles(tmp_path)
    store.put(b"key", b"tiles")
    assert store._writer is not None
    store._writer.join(timeout=30)
    assert store.get(b"key") == b"tiles"


def test_a_full_store_is_emptied_and_goes_on(tmp_path: Path) -> None:
    store = DiskTiles(tmp_path, most_bytes=1 << 20)
    for number in range(40):
        store.put(b"%d" % number, os.urandom(50_000))
        store.flush()
    assert sum(file.stat().st_size for file in tmp_path.glob("tiles.db")) <= 1 << 20
    store.put(b"after", b"tiles")
    store.flush()
    assert store.get(b"after") == b"tiles"


@pytest.mark.parametrize("broken", [b"", b"no database" * 1000, None])
def test_a_broken_file_is_made_anew(tmp_path: Path, broken: bytes | None) -> None:
    write = "import sys, pathlib; from postergen.adapters.tile_store import DiskTiles; " + (
        "store = DiskTiles(pathlib.Path(sys.argv[1])); store.put(b'key', b'x' * 200_000); store.flush()"
    )
    subprocess.run([sys.executable, "-c", write, str(tmp_path)], check=True)
    file = tmp_path / "tiles.db"
    if broken is None:
        os.truncate(file, file.stat().st_size // 2)
    else:
        file.write_bytes(broken)
    store = DiskTiles(tmp_path)
    store.put(b"again", b"tiles")
    store.flush()
    assert store.get(b"again") == b"tiles"


def test_a_killed_writer_leaves_a_sound_store(tmp_path: Path) -> None:
    write = "import sys, pathlib; from postergen.adapters.tile_store import DiskTiles; " + (
        "store = DiskTiles(pathlib.Path(sys.argv[1]))\n"
        "for n in range(10**6):\n"
        "    store.put(b'%d' % (n % 500), b'%d' % (n % 500) * 999); store.flush(); print(n, flush=True)"
    )
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", write, str(tmp_path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
    store = DiskTiles(tmp_path)
    assert store.get(b"0") == b"0" * 999


def test_without_a_folder_there_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert open_tiles(tmp_path / "file") is None


def test_tiles_of_other_code_are_swept_away(tmp_path: Path) -> None:
    old = tmp_path / "tiles-0123456789abcdef"
    old.mkdir()
    (old / "tiles.db").write_bytes(b"old")
    assert open_tiles(tmp_path) is not None
    assert not old.exists()


def test_a_folder_that_is_named_from_here_is_kept_by_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `data/cache` is, where nobody says otherwise."""
    monkeypatch.chdir(tmp_path)
    first = open_tiles(Path("data/cache"))
    assert first is not None
    first.put(b"key", b"tiles")
    first.flush()
    again = open_tiles(Path("data/cache"))
    assert again is not None
    assert again.get(b"key") == b"tiles"


def test_a_folder_that_is_deleted_while_it_is_used_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As the start of another version does."""
    (tmp_path / "tiles").mkdir()
    store = DiskTiles(tmp_path / "tiles")
    shutil.rmtree(tmp_path / "tiles")
    for number in range(3):
        with ThreadPoolExecutor(1) as another:  # a thread that has opened nothing yet
            another.submit(store.put, b"%d" % number, b"tiles").result()
            another.submit(store.flush).result()
            assert another.submit(store.get, b"%d" % number).result() is None
    assert len(caplog.records) == 1
