"""The journal's disk is full, or its room used up: posters are refused, codes lead on, and nothing kept is lost."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.clients import Answer, Client, Process, servers
from tests.faults.proxy import proxied
from tests.faults.stored import fold_the_rest, stored
from tests.faults.test_database_away import is_ready
from tests.servers import wait_until
from tests.stores import KINDS, empty_database

pytestmark = [pytest.mark.slow, pytest.mark.long]

DISK = "4m"
MOST = 3000  # requests until the small disk must be full


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of its own, mounted there; None where that is not allowed."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Callable[[], None]:
    """Take all the room that is left; returns what frees it again."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler.unlink


def limit_files(process: Process, journal_dir: Path) -> Callable[[], None]:
    """As `fill`, where no disk may be mounted: no file of the process may grow any more."""
    largest = max(path.stat().st_size for path in journal_dir.glob("*.journal*"))
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    return lambda: resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before) and None


def until_refused(ask: Callable[[int], Answer], right: int) -> list[Answer]:
    """Ask until the answer is another one, which comes last."""
    answers: list[Answer] = []
    while len(answers) < MOST and (not answers or answers[-1].status == right):
        answers.append(ask(len(answers)))
    assert answers[-1].status != right, "the disk never got full"
    return answers


def assert_refused_for_now(answer: Answer) -> None:
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    assert b"journal" in answer.body


def check_full_disk(client: Client, take_room: Callable[[], Callable[[], None]], *, knows_disk: bool) -> set[str]:
    """Posters are refused and codes lead on until there is room again; returns the codes that were handed out.

    A limit on the size of files is none that a process could see before it writes a large one.
    """
    known = client.make("first").code
    assert client.ask("GET", "/readyz").status == 200
    free = take_room()
    made = until_refused(lambda n: client.make(f"n{n}"), 201)
    assert_refused_for_now(made[-1])
    for _ in range(20):
        led = client.scan(known)
        assert led.status == 302
        assert "click=" in led.headers["location"]
    assert client.make("still").status == 503
    if knows_disk:
        assert_refused_for_now(client.ask("GET", "/readyz"))
    free()
    wait_until(lambda: client.ask("GET", "/readyz").status == 200, "the server is ready again")
    again = client.make("again")
    assert again.status == 201
    return {known, again.code, *(answer.code for answer in made[:-1])}


@pytest.mark.parametrize("means", ["disk", "limit"])
def test_posters_are_refused_on_a_full_disk_and_codes_lead_on(means: str, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk, empty_database("sqlite", tmp_path) as url:
        if means == "disk" and disk is None:
            pytest.skip("may not mount a small disk here; the same is tested with a limit on the size of files")
        journal_dir = (disk if means == "disk" and disk else tmp_path) / "journal"
        with servers(url, tmp_path, journal_dir) as started:
            process = started.start(folding=False)  # or room would come back while we look
            with process.client() as client:
                take = (lambda: fill(disk)) if means == "disk" and disk else lambda: limit_files(process, journal_dir)
                codes = check_full_disk(client, take, knows_disk=means == "disk")
                click = client.scan(min(codes)).click
            started.stop(process)
        fold_the_rest(url, journal_dir)
        with stored(url) as found:
            assert found.codes() == codes
            assert click in found.clicks()
            found.check_counters()


@pytest.mark.postgres
def test_a_journal_that_filled_its_disk_empties_itself_when_the_database_is_back(tmp_path: Path) -> None:
    """Deleting from a journal needs room too, and here there is none but what the journal takes itself."""
    with (
        small_disk(tmp_path / "disk") as disk,
        empty_database("postgresql", tmp_path) as url,
        proxied(url) as (proxy, through),
    ):
        if disk is None:
            pytest.skip("may not mount a small disk here")
        with servers(through, tmp_path, disk / "journal") as started:
            process = started.start()
            with process.client() as client:
                known = client.make("first").code
                proxy.cut()
                made = until_refused(lambda n: client.make(f"n{n}"), 201)
                assert_refused_for_now(made[-1])
                assert client.scan(known).status == 302
                proxy.restore()
                wait_until(lambda: is_ready(process).status == 200, "the server has its database back")
                wait_until(lambda: client.make("again").status == 201, "posters are made again")
                click = client.scan(known).click
            started.stop(process)
            assert started.journals() == []
        with stored(url) as found:
            assert found.codes() >= {known, *(answer.code for answer in made[:-1])}
            assert click in found.clicks()
            found.check_counters()
            assert found.marks() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_when_the_room_is_used_up_posters_stop_first_and_scans_go_on(kind: str, tmp_path: Path) -> None:
    room = 20
    with empty_database(kind, tmp_path) as url, servers(url, tmp_path, journal_room=room) as started:
        process = started.start(folding=False)
        with process.client() as client:
            made = until_refused(lambda n: client.make(f"n{n}"), 201)
            codes = {answer.code for answer in made[:-1]}
            assert len(codes) == room
            assert_refused_for_now(made[-1])
            led = [client.scan(min(codes)) for _ in range(room + 5)]
            assert {answer.status for answer in led} == {302}
            assert client.make("still").status == 503
        started.kill(process)
        after = started.start()
        wait_until(lambda: started.journals() == [], "no journal is left")
        with after.client() as client:
            assert client.make("again").status == 201
        started.stop(after)
        with stored(url) as found:
            assert found.codes() > codes
            assert found.clicks().keys() == {answer.click for answer in led[:room]}  # beyond that there was no room
            found.check_counters()
