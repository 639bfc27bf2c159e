"""One slip of the keyboard is one finding, in the file and line where it was made."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from postergen.adapters.content.pack_files import parse_pack
from postergen.errors import InvalidContent

FILES = {
    "campaign.yaml": """\
id: small
title: {zh-CN: 小, en: Small}
invitation: {zh-CN: 选, en: Pick}
code_prefix: "SM"
templates: [ticket]
""",
    "themes.yaml": """\
- id: food
  name: {zh-CN: 吃, en: Food}
  question: {zh-CN: 吃什么, en: What}
  pictogram: "🍜"

- id: rest
  name: {zh-CN: 歇, en: Rest}
  question: {zh-CN: 怎么歇, en: How}
  pictogram: "😴"
""",
    "places.yaml": """\
provinces:
  - id: hubei
    name: {zh-CN: 湖北, en: Hubei}
    cities:
      - {id: wuhan, name: {zh-CN: 武汉, en: Wuhan}}
      - {id: yichang, name: {zh-CN: 宜昌, en: Yichang}}
""",
    "occasions.yaml": """\
- id: birthday
  name: {zh-CN: 生日, en: Birthday}
  by: birthday

- id: graduation
  name: {zh-CN: 毕业, en: Graduation}
  dates: {first: [6, 10], last: [7, 15]}
""",
    "options/food.yaml": """\
- id: hot-noodles
  theme: food
  place: hubei/wuhan
  text: {zh-CN: "一碗面", en: "A bowl of noodles"}
  pictogram: "🍜"
  keywords: {zh-CN: ["面", "粉"], en: ["noodles"]}
  need: rigid
  frequency: high
  occasions: [birthday]

# what is eaten at the river
- id: river-fish
  theme: food
  place: hubei/yichang
  text: {zh-CN: "一条鱼", en: "A fish from the river"}
  pictogram: "🐟"
  keywords:
    zh-CN: ["鱼"]
    en: ["fish"]
  aliases:
    zh-CN: ["想吃鱼",
      "江边的鱼"]
    en: ["fish supper"]
  need: soft
  frequency: low
""",
    "options/rest.yaml": """\
- id: long-sleep
  theme: rest
  text: {zh-CN: "多睡会儿", en: "More sleep"}
  pictogram: "😴"
  keywords: {zh-CN: ["睡"], en: ["sleep"]}
  need: soft
  frequency: low
""",
    "variants/all.yaml": "".join(
        f"""\
- id: {option}.{locale[:2]}-{n}
  locale: {locale}
  hook: theme
  tone: warm
  fits: {{options: [{option}]}}
  headline: "{said} {n}"
  body: "{said}"
  call_to_action: "{said}"
"""
        for option in ("hot-noodles", "river-fish", "long-sleep")
        for locale, said in (("zh-CN", "好"), ("en", "Good"))
        for n in (1, 2)
    ),
    "offers.yaml": """\
- id: noodle-shop
  kind: link
  fits: {options: [hot-noodles], themes: [food], occasions: [birthday], places: [hubei/wuhan]}
  need: rigid
  frequency: high
  title: {zh-CN: "找一家", en: "Find one"}
  text: {zh-CN: "就在附近", en: "Round the corner"}
  url: {zh-CN: "https://a.example/面", en: "https://a.example/noodles"}
""".replace("/面", "/mian"),
}


class Typo(NamedTuple):
    """What is typed for what in which file; the line that the finding names, and a part of what it says."""

    file: str
    old: str
    new: str
    line: int
    said: str


FOOD, REST, TEXTS, OFFERS = "options/food.yaml", "options/rest.yaml", "variants/all.yaml", "offers.yaml"
TYPOS = {
    # signs
    "no space after a colon": Typo(FOOD, "need: rigid", "need:rigid", 7, "write a blank after the colon"),
    "none after the colon of a first key": Typo(FOOD, "- id: river", "- id:river", 12, "write a blank after the colon"),
    "none before a text in quotes": Typo(TEXTS, 'body: "Good"', 'body:"Good"', 23, "write a blank after the colon"),
    "a full-width colon": Typo(FOOD, "need: rigid", "need：rigid", 7, "write : for ："),
    "a full-width comma": Typo(FOOD, '"一碗面", en', '"一碗面"， en', 4, "write , for ，"),
    "a full-width bracket": Typo(FOOD, 'noodles"}', 'noodles"｝', 4, "write } for ｝"),
    "an enumeration comma": Typo(FOOD, '["面", "粉"]', '["面"、"粉"]', 6, "write , for 、"),
    "a quotation mark that is not closed": Typo(FOOD, 'noodles"}', "noodles}", 4, 'a " is not closed'),
    "one in a list that is not closed": Typo(FOOD, '["想吃鱼",', '["想吃鱼,', 21, 'a " is not closed'),
    "one in a sentence that is not closed": Typo(TEXTS, 'body: "Good"\n', 'body: "Good\n', 23, 'a " is not closed'),
    "a bracket that is not closed": Typo(FOOD, "[birthday]", "[birthday", 9, "is not YAML"),
    "a brace that is not closed": Typo(FOOD, 'noodles"}', 'noodles"', 4, "is not YAML"),
    "a brace too many": Typo(FOOD, 'noodles"}', 'noodles"}}', 4, "is not YAML"),
    "no comma in a list": Typo(FOOD, '["面", "粉"]', '["面" "粉"]', 6, "is not YAML"),
    "no comma at the end of a line of a list": Typo(FOOD, '"想吃鱼",', '"想吃鱼"', 21, "is not YAML"),
    "a colon within a text without quotes": Typo(FOOD, "need: rigid", "need: rigid: very", 7, "is not YAML"),
    "an asterisk": Typo(FOOD, "need: rigid", "need: *rigid", 7, "alias *rigid"),
    # indentation and dashes
    "a tab": Typo(FOOD, "  need: rigid", "\tneed: rigid", 7, "is not YAML"),
    "a space too many": Typo(FOOD, "  need: rigid", "   need: rigid", 7, "is not YAML"),
    "a space too few": Typo(FOOD, "  need: rigid", " need: rigid", 7, "is not YAML"),
    "a part that is not indented": Typo(FOOD, '    zh-CN: ["鱼"]', '  zh-CN: ["鱼"]', 18, "is not YAML"),
    "parts that are not indented": Typo(FOOD, '    zh-CN: ["鱼"]\n    en', '  zh-CN: ["鱼"]\n  en', 17, "keywords: is empty"),
    "no dash before an item": Typo(FOOD, "- id: river", "  id: river", 12, "an item begins with a dash"),
    "a dash without a space": Typo(FOOD, "- id: river", "-id: river", 12, "is not YAML"),
    "a dash too many": Typo(FOOD, "  pictogram: \"🍜\"", "- pictogram: \"🍜\"", 5, "belongs to the item before"),
    "no list": Typo("themes.yaml", "- id: food\n", "id: food\n", 1, "is not YAML"),
    # keys
    "a key misspelt": Typo(FOOD, "need: rigid", "nede: rigid", 7, "write need"),
    "a key with a capital": Typo(FOOD, "pictogram: \"🍜\"", "Pictogram: \"🍜\"", 5, "write pictogram"),
    "a language misspelt": Typo(FOOD, '{zh-CN: "一碗面"', '{zh_CN: "一碗面"', 4, "write zh-CN"),
    "a key of an id misspelt": Typo(FOOD, "- id: river", "- ids: river", 12, "write id"),
    "a key that may be left out misspelt": Typo(FOOD, "aliases:", "alias:", 20, "alias"),
    "a key twice": Typo(FOOD, "need: soft", "need: soft\n  need: rigid", 25, "twice"),
    "a key without a value": Typo(FOOD, "need: rigid", "need:", 7, "need"),
    "no language": Typo(FOOD, ', en: "A bowl of noodles"', "", 4, "text.en"),
    # values
    "a word that there is not": Typo(FOOD, "need: rigid", "need: rigd", 7, "'rigd'"),
    "a text too long": Typo(FOOD, "A bowl", "A bowl " * 9, 4, "at most 42"),
    "a month that there is not": Typo("occasions.yaml", "[6, 10]", "[16, 10]", 7, "12"),
    "an address that is none": Typo(OFFERS, "https://a.example/mian", "htps://a.example/mian", 8, "https://shop"),
    "a language of a text misspelt": Typo(TEXTS, "zh-1\n  locale: zh-CN", "zh-1\n  locale: zh-cn", 2, "zh-cn"),
    "a place that is one word": Typo(FOOD, "hubei/wuhan", "hubei", 3, "hubei"),
    # names
    "an option named wrongly": Typo(OFFERS, "[hot-noodles]", "[hot-nodles]", 3, "is it 'hot-noodles'?"),
    "an option called wrongly": Typo(FOOD, "id: river-fish", "id: river-fihs", 12, "4 name 'river-fish'"),
    "an option with a capital": Typo(FOOD, "id: river-fish", "id: River-fish", 12, "id"),
    "an option called as another": Typo(FOOD, "id: river-fish", "id: hot-noodles", 12, "stands already"),
    "a theme called wrongly": Typo("themes.yaml", "id: food", "id: foood", 1, "3 name 'food'"),
    "a theme named wrongly": Typo(REST, "theme: rest", "theme: rset", 2, "is it 'rest'?"),
    "an occasion called wrongly": Typo("occasions.yaml", "id: birthday", "id: brithday", 1, "2 name 'birthday'"),
    "a city called wrongly": Typo("places.yaml", "id: wuhan", "id: wuhna", 5, "2 name 'hubei/wuhan'"),
    "a city named wrongly": Typo(FOOD, "hubei/yichang", "hubei/yichnag", 14, "is it 'hubei/yichang'?"),
    "the prefix of codes misread": Typo("campaign.yaml", '"SM"', '"SO"', 4, "O"),
}  # fmt: skip


def told(changes: dict[str, str]) -> list[str]:
    try:
        parse_pack({name: text.encode() for name, text in (FILES | changes).items()})
    except InvalidContent as exc:
        return [str(finding) for finding in exc.findings]
    return []


def test_the_pack_is_right_before_anything_is_mistyped() -> None:
    assert told({}) == []


@pytest.mark.parametrize("slip", TYPOS)
def test_one_slip_is_one_finding_where_it_was_made(slip: str) -> None:
    typo = TYPOS[slip]
    assert typo.old in FILES[typo.file]
    found = told({typo.file: FILES[typo.file].replace(typo.old, typo.new, 1)})
    assert len(found) == 1, found
    assert found[0].startswith(f"{typo.file}:{typo.line}: "), found
    assert typo.said in found[0]


def test_two_slips_are_two_findings() -> None:
    found = told(
        {
            FOOD: FILES[FOOD].replace("need: rigid", "nede: rigid"),
            REST: FILES[REST].replace("theme: rest", "theme: rset"),
        }
    )
    assert [one.partition(": ")[0] for one in found] == [f"{FOOD}:7", f"{REST}:2"]


def test_an_option_that_is_taken_away_is_told_once_by_whoever_named_it_first() -> None:
    found = told({REST: FILES[REST].replace("long-sleep", "early-walk"), OFFERS: "[]"})
    assert found == [
        "variants/all.yaml:69: long-sleep.zh-1 names the option 'long-sleep', which the pack does not have, "
        "and so do 3 more"
    ]
