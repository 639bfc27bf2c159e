"""Commands that only read work where the folder of the database cannot be written, and leave it to the byte as it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

import pytest

from postergen.config import CONTENT
from tests.products import CACHE
from tests.shut import held, shut

from .conftest import LOOK, Workshop
from .test_commands import PASSWORD, commands

pytestmark = pytest.mark.long

# What each command that only reads is asked for, and a word of its answer. OUT is a folder that can be written.
READING = {
    "rank": (["--option", "walk-home", "--locale", "en"], "The evening is mine"),
    "rank evaluate": (["OUT/judged.jsonl"], "lexical"),
    "options": (["--locale", "en"], "walk-home"),
    "catalogue check": ([], "2 options"),
    "templates check": ([LOOK], "0 findings"),
    "templates preview": ([LOOK, "-o", "OUT/preview"], "index.html"),
    "templates schema": ([], "formats"),
    "stickers check": ([], "4 stickers, 3 figures with 9 movements, 0 findings"),
    "stickers build": (
        ["--messenger", "whatsapp", "--still", "--count", "3", "-o", "OUT/stickers"],
        "3 stickers of",
    ),
    "stickers schema": ([], "movements"),
    "lint": ([], "10 texts"),
    "review": (["--state", "rejected"], ""),
    "review history": (["walk-home.zh-1"], ""),
    "export": (["OUT/copy.csv"], "6 variants"),
    "coupons": ([], ""),
    "stats": ([], "The evening is mine"),
    "stats check": ([], "equal a recount"),
    "stats lines": (["--option", "early-night", "--locale", "en"], "too young"),
    "stats lift": ([], "cannot be said"),
    "wishes": ([], "said to mean"),
    "games": ([], ""),
    "games verify": (["none"], "no game"),
    "games record": (["none", "OUT/none.jsonl"], "no game"),
    "policy show": ([], "relevance alone draws"),
    "policy evaluate": (["--candidate", "uniform"], "this log cannot answer"),
    "simulate": (["--posters", "200", "--days", "2", "--seeds", "1", "--kind", "fixed", "--kind", "uniform"], "fixed"),
    "db erased": ([], ""),
    "backup": (["OUT/one.backup"], "is written"),
    "doctor": ([], "cannot be written"),
    "key list": ([], "reader"),
    "user list": ([], "ann"),
    "sign": (["--option", "walk-home"], "https://"),
}
REFUSED = {
    "games verify": 2,
    "games record": 2,
    "policy evaluate": 1,
    "doctor": 3,
}  # one poster says nothing; nobody could serve there
WRITING = {
    *(
        "render",
        "batch",
        "look-back",
        "demo",
        "serve",
        "loadtest",
        "generate",
        "import",
        "index build",
        "templates new",
        "templates cast",
    ),
    *("review approve", "review reject", "review pause", "review resume", "review retire", "review publish"),
    *(
        "coupons load",
        "stats rebuild",
        "db upgrade",
        "db prune",
        "db vacuum",
        "db erase-again",
        "restore",
        "key create",
        "key revoke",
    ),
    *("user create", "user change", "user reset-second-factor"),
    *("games spots", "games pause", "games resume", "games close"),
    *("policy update", "policy pin", "policy unpin", "policy rollback"),
}
# Runs each of the commands that it is given, and says how it went.
WALK = """
import json, sys
from click.testing import CliRunner
from postergen.cli import main
runs = {name: CliRunner().invoke(main, [*name.split(), *arguments]) for name, arguments in json.load(sys.stdin).items()}
print(json.dumps({name: [run.exit_code, run.output] for name, run in runs.items()}))
"""


@dataclass(frozen=True)
class Walked:
    """How each command went: its exit code, and what it said."""

    runs: dict[str, tuple[int, str]]
    before: dict[str, bytes]
    after: dict[str, bytes]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Every command that only reads, one after the other, in a folder with some of everything."""
    workshop, out = Workshop(tmp_path_factory.mktemp("shut") / "data"), tmp_path_factory.mktemp("out")
    shutil.copytree(CONTENT / "templates/starter", workshop.folder / "looks" / LOOK)
    run(workshop, "render", "--option", "walk-home", "--locale", "en", "-o", str(workshop.folder / "one.jpg"))
    run(workshop, "key", "create", "reader", "--scope", "stats")
    run(workshop, "user", "create", "ann", "--password-stdin", typed=PASSWORD)
    assert not (workshop.folder / "small.db-wal").exists()
    line = {"id": "walk", "locale": "zh-CN", "options": ["walk-home"], "grades": {"walk-home.zh-1": [3]}}
    (out / "judged.jsonl").write_text(json.dumps(line))
    asked = {name: [one.replace("OUT", str(out)) for one in arguments] for name, (arguments, _) in READING.items()}
    before = held(workshop.folder)
    with shut(workshop.folder) as bound:
        said = started(workshop, *bound, sys.executable, "-c", WALK, typed=json.dumps(asked))
    return Walked(json.loads(said), before, held(workshop.folder))


def run(workshop: Workshop, *arguments: str, typed: str = "") -> None:
    """Run a command in a process of its own: then nothing of the database stays open."""
    started(workshop, sys.executable, "-m", "postergen", *arguments, typed=typed)


def started(workshop: Workshop, *command: str, typed: str) -> str:
    environment = {**os.environ, **workshop.environment, CACHE: str(workshop.folder / "cache")}
    return subprocess.run(command, env=environment, input=typed, stdout=subprocess.PIPE, text=True, check=True).stdout


def test_every_command_reads_or_writes() -> None:
    assert set(commands()) == READING.keys() | WRITING, "say above whether a command only reads"
    assert not READING.keys() & WRITING


@pytest.mark.parametrize("command", READING)
def test_it_reads_where_nothing_can_be_written(command: str, walked: Walked) -> None:
    code, said = walked.runs[command]
    assert code == REFUSED.get(command, 0), said
    assert READING[command][1] in said


def test_nothing_was_written(walked: Walked) -> None:
    assert walked.after == walked.before
