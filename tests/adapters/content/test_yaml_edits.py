"""A form changes what was changed in it: comments, order and the shape of all the rest stay, and it reads back as meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from postergen.adapters.content.yaml_edits import new_document, with_item, with_new_item
from postergen.config import CONTENT

FILE = """\
# what people eat

- id: noodles  # the first one
  theme: food
  text: {zh-CN: "一碗面", en: "Noodles"}
  # how people say it
  aliases:
    zh-CN: ["想吃面",
      "来碗面"]  # and more
    en: [noodles]
  seasons: []
  need: rigid  # who could do without?

- id: fish
  theme: food
  text:
    zh-CN: 一条鱼
    en: >
      A fish
      from the river
  need: soft
# the end
"""
NOODLES, FISH = yaml.safe_load(FILE)

CHANGES: dict[str, tuple[int, Mapping[str, Any], str, str]] = {
    "nothing": (0, NOODLES, "", ""),
    "a word": (0, NOODLES | {"need": "soft"}, "need: rigid  # who", "need: soft  # who"),
    "a text in one language": (
        0, NOODLES | {"text": NOODLES["text"] | {"en": "A “bowl”: #1"}}, 'en: "Noodles"', 'en: "A “bowl”: #1"'
    ),
    "a plain text": (1, FISH | {"text": FISH["text"] | {"zh-CN": "是"}}, "zh-CN: 一条鱼", 'zh-CN: "是"'),
    "a text of several lines": (
        1, FISH | {"text": FISH["text"] | {"en": "Carp"}}, "en: >\n      A fish\n      from the river", 'en: "Carp"'
    ),
    "one list of two": (
        0, NOODLES | {"aliases": NOODLES["aliases"] | {"en": ["soup"]}}, "    en: [noodles]", '    en: ["soup"]'
    ),
    "an empty list": (0, NOODLES | {"seasons": ["winter"]}, "seasons: []", "seasons: [winter]"),
    "something more": (0, NOODLES | {"retired": True}, "without?\n", "without?\n  retired: true\n"),
    "something less": (
        0, {k: v for k, v in NOODLES.items() if k != "seasons"}, "  seasons: []\n", ""
    ),
    "the last of the file": (1, FISH | {"place": "hubei/wuhan"}, "need: soft\n", "need: soft\n  place: hubei/wuhan\n"),
    "words that YAML would take for others": (1, FISH | {"need": "no"}, "need: soft", 'need: "no"'),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_is_changed_is_written_otherwise(change: str) -> None:
    at, values, before, after = CHANGES[change]
    assert with_item(FILE, (at,), values) == (FILE.replace(before, after, 1) if before else FILE)


def test_a_list_that_outgrows_its_line_is_set_over_several() -> None:
    long = [f"想在江边吃一碗第{i}家的热干面" for i in range(12)]
    changed = with_item(FILE, (0,), NOODLES | {"aliases": NOODLES["aliases"] | {"zh-CN": long}})
    assert yaml.safe_load(changed)[0]["aliases"]["zh-CN"] == long
    assert max(map(len, changed.splitlines())) <= 118
    assert "# how people say it" in changed


def test_items_in_one_line_and_settings_are_changed_as_well() -> None:
    flow = "cities:\n  - {id: wuhan, name: {zh-CN: 武汉, en: Wuhan}}\n"
    changed = with_item(flow, ("cities", 0), {"id": "wuhan", "name": {"zh-CN": "江城", "en": "Wuhan"}, "retired": True})
    assert changed == 'cities:\n  - {id: wuhan, name: {zh-CN: "江城", en: Wuhan}, retired: true}\n'
    settings = 'id: small\n# where to\nlanding_url: ""\n'
    values = {"id": "small", "landing_url": "https://a.example/x?y=1", "utm": ["utm_source"]}
    said = 'id: small\n# where to\nlanding_url: "https://a.example/x?y=1"\nutm: [utm_source]\n'
    assert with_item(settings, (), values) == said


GAME = """\
name: {zh-CN: 两碗, en: Two bowls}
# what there is to find
cards:
  - id: hot  # sesame
    name: {zh-CN: 热干面, en: Hot dry}
    odds: 50 %
  # from the north-west
  - id: beef
    odds: 0.3
  - id: tea
    odds: 20 %
look: plain
"""
CARDS = yaml.safe_load(GAME)["cards"]
TEA = "  - id: tea\n    odds: 20 %\n"


@pytest.mark.parametrize(
    ("cards", "before", "after"),
    [
        ([CARDS[0] | {"odds": "40 %"}, *CARDS[1:]], "50 %", '"40 %"'),
        ([*CARDS[:2], CARDS[2] | {"id": "cup"}], "id: tea", "id: cup"),
        ([*CARDS, {"id": "egg", "odds": "1 %"}], TEA, TEA + '  - id: egg\n    odds: "1 %"\n'),
        ([*CARDS[:2], {"id": "egg"}], TEA, "  - id: egg\n"),
        (CARDS[:2], TEA, ""),
        ([CARDS[0], CARDS[2]], "  - id: beef\n    odds: 0.3\n", ""),
        ([CARDS[0], CARDS[2], {"id": "egg"}, {"id": "cup"}], "", None),
        ([CARDS[2], CARDS[0]], "", None),
        ([], "", None),
    ],
)
def test_items_below_each_other_change_one_by_one(cards: list[Any], before: str, after: str | None) -> None:
    changed = with_item(GAME, (), yaml.safe_load(GAME) | {"cards": cards})
    assert yaml.safe_load(changed) == yaml.safe_load(GAME) | {"cards": cards}
    assert "# what there is to find" in changed
    if after is not None:
        assert changed == GAME.replace(before, after, 1)


def test_a_new_file_has_its_items_below_each_other() -> None:
    values = {"name": {"en": "Two"}, "cards": [{"id": "hot", "odds": "50 %"}, {"id": "tea", "odds": "1/2"}], "ways": []}
    said = 'name: {en: "Two"}\ncards:\n  - id: hot\n    odds: "50 %"\n  - id: tea\n    odds: "1/2"\nways: []\n'
    assert new_document(values) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- id: new\n  need: soft\n"),
        ("# none yet\n", "# none yet\n\n- id: new\n  need: soft\n"),
        ("[]\n", "- id: new\n  need: soft\n"),
        ("- id: a\n- id: b\n", "- id: a\n- id: b\n- id: new\n  need: soft\n"),
        ("- id: a\n\n- id: b\n# end\n", "- id: a\n\n- id: b\n\n- id: new\n  need: soft\n# end\n"),
        ("  - id: a\n", "  - id: a\n\n  - id: new\n    need: soft\n"),
        ("- id: a", "- id: a\n\n- id: new\n  need: soft\n"),
    ],
)  # fmt: skip
def test_an_item_more_stands_at_the_end_as_the_others_do(before: str, after: str) -> None:
    assert with_new_item(before, {"id": "new", "need": "soft"}) == after


SHIPPED = sorted((CONTENT / "assets/campaigns/better-life").glob("**/*.yaml"))


@pytest.mark.parametrize(
    "path",
    [one for one in SHIPPED if one.stem in ("food", "offers", "occasions", "themes")],
    ids=lambda path: path.stem,
)
def test_every_item_that_ships_can_be_changed_in_each_of_its_parts(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    items = yaml.load(source, Loader=yaml.CSafeLoader)
    for at, item in enumerate(items[:3]):
        for name, value in item.items():
            other = (
                f"{value} “a” \\ # b: c"
                if isinstance(value, str)
                else ["x", "是"]
                if isinstance(value, list)
                else {"en": "x"}
            )
            changed = with_item(source, (at,), item | {name: other})
            assert yaml.load(changed, Loader=yaml.CSafeLoader) == [*items[:at], item | {name: other}, *items[at + 1 :]]
            assert changed.startswith(source[: source.index(f"- id: {item['id']}")])
