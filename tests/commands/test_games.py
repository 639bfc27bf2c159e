"""An operator looks after a game from the command line, and whoever has its record can play it again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postergen.bootstrap import build_product
from postergen.cli import main
from postergen.config import Settings
from postergen.domain.collecting import Way
from postergen.errors import Refused
from postergen.machine import user_name
from postergen.service.checking_in import Wanted
from postergen.service.game_claims import Claim
from postergen.service.hiding import Proof
from tests.small_pack.conftest import NAME
from tests.small_pack.test_game_pages import DIARY, GAME, HIDE, OVER, arcade_in

Run = dict[str, str]
SHED = "envelopes:\n  - {id: shed, clue: {zh-CN: 门后, en: Behind the door}, found_by: code, units: 9, finders: 3}\n"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """That of a pack with four games, of which one is over, one was played by two, and two by one."""
    folder = tmp_path_factory.mktemp("games")
    told = arcade_in(folder)
    hunt = folder / "packs" / NAME / f"games/{HIDE}.yaml"
    hunt.write_text(hunt.read_text("utf-8").replace("envelopes:\n", SHED), "utf-8")
    product = build_product(Settings.from_mapping(told))
    product.games.close_due()
    for _ in range(2):
        holder = product.holders.of_token(NAME, product.holders.new(NAME)) or 0
        product.collecting.deal(holder, NAME, GAME, Claim(Way.CHECK_IN), "today")
        product.collecting.deal(holder, NAME, GAME, Claim(Way.QUESTION, "sky", "blue"), "sky")
    moon = next(one for one in product.hide_views.of(NAME, HIDE, None).lying if one.name == "moon")
    product.hiding.find(holder, NAME, HIDE, moon.id, Proof("moon"), "moon")
    product.checking_in.check_in(holder, NAME, DIARY, Wanted("walk-home", "en"), "leaf")
    product.close()
    return told


def run(environment: Run, *arguments: str | Path, leaves: int = 0) -> Result:
    result = CliRunner().invoke(main, ["games", *map(str, arguments)], env=environment)
    assert result.exit_code == leaves, result.output
    return result


def test_it_says_how_games_stand(environment: Run) -> None:
    told = {one["game"]: one for one in json.loads(run(environment, "--json").stdout)}
    assert (told[GAME]["state"], told[GAME]["players"], told[GAME]["dealt"]) == ("open", 2, 4)
    assert told[OVER]["state"] == "closed"
    assert {name: one["kind"] for name, one in told.items()} == {
        GAME: "collect",
        OVER: "collect",
        HIDE: "hide",
        DIARY: "check-in",
    }


def test_it_counts_what_there_is_in_a_game_of_its_kind(environment: Run) -> None:
    lines = dict(line.partition(":")[::2] for line in run(environment).stdout.splitlines())
    assert "open" in lines[GAME]
    assert lines[GAME].endswith("; 2 players, 4 cards dealt, 0 sets laid down")
    assert lines[HIDE].endswith("; 1 player, 2 envelopes hidden, 1 part found")  # one of them by the game
    assert lines[DIARY].endswith("; 1 player, 1 day kept")


def test_a_record_is_verified_from_the_database_and_from_a_file(environment: Run, tmp_path: Path) -> None:
    assert "4 lines follow from the seed" in run(environment, "verify", GAME).stdout
    record = tmp_path / "record.jsonl"
    run(environment, "record", GAME, record)
    assert "4 lines follow from the seed" in run(environment, "verify", record).stdout
    head, *lines = record.read_text("utf-8").splitlines()
    first = json.loads(lines[0])
    first["card"] = "walk" if first["card"] != "walk" else "late"
    record.write_text("\n".join([head, json.dumps(first), *lines[1:]]), "utf-8")
    refused = run(environment, "verify", record, leaves=1)
    assert "line 1: deals" in refused.stderr
    assert "line 1: is not what was written then" in refused.stderr


@pytest.mark.parametrize(
    ("text", "where"), [("", ":1"), ("{}", ":1"), ("nothing", ":1"), ('{"seed": "zz"}', ":1")], ids=repr
)
def test_what_is_no_record_is_told(text: str, where: str, environment: Run, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(text, "utf-8")
    assert (
        f"x.jsonl{where}: is not the head of a record"
        in run(environment, "verify", tmp_path / "x.jsonl", leaves=2).stderr
    )


def test_a_line_that_is_none_is_told(environment: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    run(environment, "record", GAME, record)
    record.write_text(record.read_text("utf-8") + "more\n", "utf-8")
    assert "record.jsonl:6: is no line of a record" in run(environment, "verify", record, leaves=2).stderr


def test_a_game_rests_and_goes_on(environment: Run) -> None:
    run(environment, "pause", GAME, "--by", "ann", "--why", "codes are being printed")
    assert f"{GAME}: paused" in run(environment).stdout
    run(environment, "resume", GAME)
    assert f"{GAME}: open" in run(environment).stdout
    product = build_product(Settings.from_mapping(environment))
    resumed, paused = product.editorial.audit(NAME, GAME)[:2]
    product.close()
    assert (paused.action, paused.who, paused.why.text) == ("pause-game", "ann", "codes are being printed")
    assert (resumed.action, resumed.who) == ("resume-game", user_name())


def test_a_spot_has_an_address_that_nobody_makes_up(environment: Run) -> None:
    spot, address = run(environment, "spots", GAME).stdout.strip().split("\t")
    assert spot == "bridge"
    assert address.startswith(f"https://two.example.com/c/{NAME}/games/{GAME}/at/bridge/")


def test_an_envelope_of_the_game_that_is_found_by_a_code_has_one(environment: Run) -> None:
    name, address = run(environment, "spots", HIDE).stdout.strip().split("\t")
    assert name == "shed"
    assert re.fullmatch(f"https://two.example.com/c/{NAME}/games/{HIDE}/envelopes/\\w+/here/\\w+", address)
    assert f"{DIARY} has no code" in run(environment, "spots", DIARY).stderr


def test_a_game_is_closed_when_its_time_is_over(environment: Run) -> None:
    assert "its seed is" in run(environment, "close", OVER).stdout
    assert "going-on" in run(environment, "close", GAME, leaves=2).stderr
    product = build_product(Settings.from_mapping(environment))
    with pytest.raises(Refused):
        product.collecting.deal(product.holders.of_subject(NAME, "me"), NAME, OVER, Claim(Way.CHECK_IN), "k")
    product.close()
