"""A real server is put under load from the command line, and what is made there is marked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postergen.cli import main
from postergen.loadtest.mix import STEPS
from postergen.loadtest.profiles import PROFILES, Target
from tests.loadtest.campaign_server import campaign_server
from tests.products import small_pack
from tests.servers import free_port, serve, wait_until

BRIEFLY = ("--profile", "smoke", "--rate", "20", "--seconds", "3", "--warm", "1")


@dataclass(frozen=True)
class Stage:
    """A server that asks for keys and keeps its limits, its database, and a file with a key."""

    url: str
    database: Path
    key_file: Path

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database)) as database:
            return list(database.execute(statement))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("stage")
    environment = {"POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/server.db"}
    made = CliRunner().invoke(main, ["key", "create", "loadtest", "--scope", "render", "--json"], env=environment)
    (folder / "key").write_text(json.loads(made.stdout)["key"] + "\n")
    limits, packs = "posters=1/hour,previews=1/hour", str(small_pack(folder))
    with serve(folder, 1, API_KEYS_REQUIRED="yes", RATE_LIMITS=limits, CAMPAIGNS_DIR=packs) as url:
        yield Stage(url, folder / "server.db", folder / "key")


def loadtest(*arguments: str | Path, leaves: int = 0) -> Result:
    done = CliRunner().invoke(main, ["loadtest", *(str(one) for one in arguments)])
    assert done.exit_code == leaves, done.output
    return done


def test_a_server_bears_a_small_load_and_what_was_made_is_marked(stage: Stage, tmp_path: Path) -> None:
    """A key has no limits. How fast it was is not looked at: the machine is busy with other tests."""
    done = CliRunner().invoke(
        main,
        ["loadtest", stage.url, *BRIEFLY, "--key-file", str(stage.key_file), "--json", "--out", f"{tmp_path}/r.json"],
    )
    assert done.exit_code in (0, 1, 3), done.output
    assert "of the channel and site loadtest, and count there" in done.stderr
    found = json.loads(done.stdout)
    (one,) = found["stages"]
    assert json.loads((tmp_path / "r.json").read_text()) == found
    assert one["steps"].keys() == {*STEPS, "all"}
    assert one["steps"]["all"]["count"] == sum(one["steps"][name]["count"] for name in STEPS) == 60
    assert set(one["steps"]["all"]["errors"]) <= {"503", "timeout"}, "a busy server errs in no other way"
    wait_until(lambda: stage.rows("select 1 from poster where parent is not null") != [], "children are folded")
    assert set(stage.rows("select channel, site from poster")) == {("loadtest", "loadtest")}
    assert set(stage.rows("select scan_class from scan")) == {("bot",)}


def test_without_the_key_that_it_asks_for_nothing_is_sent(stage: Stage) -> None:
    said = loadtest(stage.url, *BRIEFLY, leaves=2).stderr
    assert "POST /api/v1/posters: answers 401 (the server asks for a key of the scope `render`" in said


def test_a_campaign_that_it_does_not_have_is_named(stage: Stage) -> None:
    assert "no campaign 'nowhere'" in loadtest(stage.url, "--campaign", "nowhere", leaves=2).stderr


def test_nobody_there_is_a_part_that_is_unavailable() -> None:
    said = loadtest(f"http://127.0.0.1:{free_port()}", leaves=3).stderr
    assert "error: the server is unavailable: refused" in said


@pytest.mark.parametrize("address", ["life.example.com", "http://127.0.0.1:1/c/better-life", "http://127.0.0.1:1?a=b"])
def test_an_address_is_a_host(address: str) -> None:
    assert loadtest(address, leaves=2).stderr.startswith("error: URL: should ")


def test_a_report_that_cannot_be_written_is_said_before_the_load(tmp_path: Path) -> None:
    assert "there is no folder" in loadtest("http://127.0.0.1:1", "--out", tmp_path / "none/r.txt", leaves=2).stderr


def test_how_it_leaves_says_the_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    easy = (Target("p95", 10.0), Target("errors", 0.01))  # a busy machine is late by less than a second
    monkeypatch.setitem(PROFILES, "smoke", replace(PROFILES["smoke"], targets=easy))  # type: ignore[arg-type]
    short = ("--profile", "smoke", "--rate", "60", "--warm", "0")
    with campaign_server() as server:
        passed = loadtest(server.url, *short, "--seconds", "1", "--out", tmp_path / "report.txt")
        refused = loadtest(server.url, *short, "--seconds", "0.5", leaves=3)
    with campaign_server(lambda step: 500 if step == "page" else 0) as server:
        failed = loadtest(server.url, *short, "--seconds", "1", leaves=1)
    assert passed.stdout.endswith("\npassed\n")
    assert (tmp_path / "report.txt").read_text() == passed.stdout
    assert "no verdict: p95 takes 60 requests, and 30 were counted; give it more --seconds" in refused.stdout
    assert " x 500 (page)" in failed.stdout


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("dance=1", "there is no step 'dance' (there are page, rank,"),
        ("page=-1", "page=-1 is negative"),
        ("page", "'page' says no share (write it as scan=5)"),
        ("page=nan", "'page=nan' says no share"),
    ],
)
def test_a_share_that_cannot_be_is_named(share: str, said: str) -> None:
    assert said in loadtest("http://127.0.0.1:1", "--share", share, leaves=2).stderr


def test_what_comes_how_often_is_the_operators_choice(tmp_path: Path) -> None:
    only = [f"--share={name}=0" for name in STEPS if name not in ("scan", "page")]
    with campaign_server() as server:
        ramp = ("--profile", "evening", "--rate", "40", "--seconds", "0.5", "--warm", "0", "--seed", "2")
        said = loadtest(server.url, *ramp, *only, "--out", tmp_path / "report.json", leaves=3)
    (stage,) = json.loads((tmp_path / "report.json").read_text())["stages"]
    assert stage["steps"].keys() == {"scan", "page", "all"}
    assert "  reached   count" in said.stderr, "a ramp takes minutes, and tells of each rate when it is over"
    assert said.stderr.rstrip().endswith("refused")
