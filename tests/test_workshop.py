"""A designer with an empty folder: what is started there works, and what is wrong with it is told."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from postergen.adapters.content.font_files import load_font_book
from postergen.adapters.content.template_files import parse_template, read_template_folder
from postergen.cli import main
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.errors import InvalidContent, InvalidInput
from postergen.workshop import lacks, look_folders, start_look
from tests.products import pack_on_one_look

pytestmark = pytest.mark.long

FONTS = frozenset({"sans", "serif", "hand", "display"})


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty one, far from the product, and somebody in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_look_is_started_in_any_folder_and_its_first_line_leads_to_the_schema(folder: Path) -> None:
    done = run("templates", "new", "./my-look")
    assert done.exit_code == 0, done.stderr
    assert "postergen templates preview ./my-look --watch" in done.stdout
    text = (folder / "my-look/template.yaml").read_text(encoding="utf-8")
    found = re.search(r"^# yaml-language-server: \$schema=(\S+)$", text, re.M)
    assert found
    schema = json.loads((folder / "my-look" / found[1]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(yaml.safe_load(text))))


@pytest.mark.slow
def test_what_is_wrong_is_told_with_the_language_and_the_case(folder: Path) -> None:
    run("templates", "new", "./my-look")
    sound = run("templates", "check", "./my-look")
    assert sound.exit_code == 0, sound.stderr
    assert "  has no print: there is nothing to print\n" in sound.stdout
    assert "  story never shows occasion (on a holiday it looks as on any day)\n" in sound.stdout
    template = folder / "my-look/template.yaml"
    broken = template.read_text(encoding="utf-8").replace("box: [96, 510, 888, 150]", "box: [96, 510, 888, 60]")
    template.write_text(broken, encoding="utf-8")
    told = run("templates", "check", "./my-look").stderr
    assert re.search(r"my-look/story/body: is cut with an ellipsis, in (zh-CN|en) [a-z ]+", told), told
    assert told.count("story/body: is cut") == 1


# Ten ways to break the starter: what is replaced, and what is told.
BREAKS: dict[str, tuple[Callable[[str], str], str]] = {
    "a font that is not there": (lambda t: t.replace("font: serif", "font: comic"), "there is no font 'comic' (fonts:"),
    "a colour without a name": (lambda t: t.replace("color: accent", "color: crimson"), "there is no colour 'crimson'"),
    "a style without a name": (
        lambda t: t.replace("style: body", "style: boddy"),
        "there is no style 'boddy' (styles:",
    ),
    "artwork that is not there": (lambda t: t.replace("background.svg", "sky.svg"), "there is no file sky.svg"),
    "a key with a slip": (lambda t: t.replace("valign: bottom", "valgin: bottom"), "valgin"),
    "a value that is none": (
        lambda t: t.replace("align: center", "align: centre"),
        "did you mean center? Known are start, center, end",
    ),
    "a size of another format": (
        lambda t: t.replace("height: 1920\n", "height: 1900\n"),
        "is not a known format (known:",
    ),
    "no code": (lambda t: re.sub(r" *- \{kind: qr.*\n", "", t), "needs exactly one qr element"),
    "a box of three numbers": (lambda t: t.replace("[96, 510, 888, 150]", "[96, 510, 888]"), "box"),
    "no YAML": (lambda t: t.replace("palette:", "palette: ["), "is not YAML"),
}


@pytest.mark.parametrize("way", BREAKS)
def test_what_breaks_a_look_is_told_with_its_line(folder: Path, settings: Settings, way: str) -> None:
    made = start_look(settings, "./mine")
    template, (spoil, told) = made / "template.yaml", BREAKS[way]
    before = template.read_text(encoding="utf-8")
    assert spoil(before) != before
    template.write_text(spoil(before), encoding="utf-8")
    with pytest.raises(InvalidContent) as refused:
        parse_template("mine", read_template_folder(made), FONTS)
    assert any(told in str(finding) for finding in refused.value.findings), refused.value.findings
    assert all(re.search(r"^mine/template\.yaml:\d+", finding.where) for finding in refused.value.findings)


def test_a_folder_without_looks_says_how_to_start_one(settings: Settings, folder: Path) -> None:
    empty = replace(settings, templates_dir=folder)
    assert "start one: postergen templates new NAME" in str(look_folders(empty, [])[1][0])
    assert "holds no template.yaml" in str(look_folders(empty, ["./nothing"])[1][0])
    assert "of a folder elsewhere: ./mine" in str(look_folders(empty, ["mine"])[1][0])


@pytest.mark.parametrize("name", ["./My Look", "./a/", "../b/C"])
def test_a_path_needs_a_plain_name_at_its_end(settings: Settings, folder: Path, name: str) -> None:
    if name == "./a/":
        (folder / "a").mkdir()
    with pytest.raises(InvalidInput):
        start_look(settings, name)


def test_what_a_look_does_without_is_said(campaign: Campaign) -> None:
    fonts = load_font_book(CONTENT / "assets/fonts").families
    look = parse_template("receipt", read_template_folder(CONTENT / "templates/posters/receipt"), fonts)
    said = list(lacks(replace(look, formats={"card": look.formats["card"]}), campaign))
    assert said[0] == "has no story: the campaign's page makes this one, and so does whoever names no format"
    assert any(line.startswith("is the look of ") for line in said)


FIELDS = """
fields:
  card: {kind: text, most: 40, label: {zh-CN: 卡, en: Card}}
  name: {kind: text, most: 40, label: {zh-CN: 卡名, en: Its name}}
  number: {kind: number, most: 12, label: {zh-CN: 第几张, en: Which one}}
  of: {kind: number, most: 12, label: {zh-CN: 一套几张, en: Of how many}}
"""


def test_a_game_is_checked_with_its_pack_against_the_law_the_rules_and_its_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, looks = pack_on_one_look(folder) / "better-life", folder / "looks"
    shutil.copytree(CONTENT / "templates/posters/receipt", looks / "receipt")
    monkeypatch.setenv("POSTERGEN_TEMPLATES_DIR", str(looks))
    examples = (CONTENT / "docs/collecting.md").read_text(encoding="utf-8").split("```yaml\n")[1:]
    example = next(one.partition("```")[0] for one in examples if "look: lantern" in one)
    game = example.replace("look: lantern", "look: receipt")
    (pack / "games").mkdir(exist_ok=True)
    file = pack / "games/three-lives.yaml"
    file.write_text(game.replace("pool: 100000", "pool: 9000000").replace("  most: 2000\n", ""), encoding="utf-8")
    told = run("catalogue", "check", str(pack))
    assert told.exit_code == 2
    for said in ("games/three-lives.yaml:6: the look 'receipt' does not ask for card", "90,000 yuan"):
        assert said in told.stderr
    file.write_text(game, encoding="utf-8")
    template = looks / "receipt/template.yaml"
    template.write_text(template.read_text(encoding="utf-8") + FIELDS, encoding="utf-8")
    done = run("catalogue", "check", str(pack))
    assert done.exit_code == 0, done.stderr
    assert "1 game" in done.stdout
