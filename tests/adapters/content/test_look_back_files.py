"""The file of a look back is read as it is written; every mistake in it is one finding at its line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from postergen.adapters.content.look_back_files import without_sheets
from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.config import CONTENT
from postergen.domain.localized import LOCALES
from postergen.domain.look_backs import LookBack
from postergen.domain.variant import FIGURE
from postergen.errors import InvalidContent
from postergen.rendering.template import PosterTemplate
from tests.adapters.content.test_pack_files_typos import FILES as PACK

TEXTS = "{zh-CN: [{headline: 一句, body: 半句}], en: [{headline: A line, body: And a half}]}"
YEAR = f"""\
name: {{zh-CN: 这一年, en: The year}}
about: {{zh-CN: 五页, en: Five pages}}
from: 2026-01-01
to: 2026-12-31
opens: 2026-12-01 08:00
closes: 2027-01-31 24:00
look: almanac
options: [hot-noodles]
call_to_action: {{zh-CN: 扫一扫, en: Scan it}}
figures:
  cups: {{most: 400}}
pages:
  - id: cover
    sheet: cover
    bands: [{{id: all, texts: {TEXTS}}}]
  - id: friends
    sheet: door
    figure: friends
    percentiles: {{50: 3, 90: 12}}
    bands:
      - {{id: none, from: 0, texts: {TEXTS}}}
      - {{id: one, from: 1, texts: {TEXTS}}}
      - id: few
        from: 2
        texts:
          zh-CN: [{{headline: "{{figure}}个人", body: 坐得下, tone: wry}}]
          en: [{{headline: "{{figure}} friends", body: Room for all}}]
      - {{id: many, from: 90 %, texts: {TEXTS}}}
  - id: taste
    sheet: drawer
    figure: theme
    bands:
      - {{id: food, is: [food], texts: {TEXTS}}}
      - {{id: other, texts: {TEXTS}}}
  - id: cups
    sheet: tally
    figure: cups
    bands: [{{id: any, from: 0, texts: {TEXTS}}}]
  - id: hour
    sheet: window
    figure: hour
    bands:
      - {{id: any, from: 0, texts: {TEXTS}}}
      - {{id: unknown, missing: true, texts: {TEXTS}}}
"""


def files_with(text: str, name: str = "look-backs/year.yaml") -> dict[str, bytes]:
    return {path: source.encode() for path, source in {**PACK, name: text}.items()}


def told(text: str, name: str = "look-backs/year.yaml") -> list[str]:
    try:
        parse_pack(files_with(text, name))
    except InvalidContent as exc:
        return [str(finding) for finding in exc.findings]
    return []


def year(text: str = YEAR) -> LookBack:
    return parse_pack(files_with(text)).look_back_by_id["year"]


def shipped() -> LookBack:
    return parse_pack(read_pack_folder(CONTENT / "assets/campaigns/better-life")).look_back_by_id["small-days"]


def test_a_look_back_is_as_its_file_says() -> None:
    one = year()
    assert (one.first, one.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (one.opens, one.closes) == (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 31, 16, tzinfo=UTC))
    assert [(page.id, page.sheet, page.figure.name if page.figure else "") for page in one.pages] == [
        ("cover", "cover", ""),
        ("friends", "door", "friends"),
        ("taste", "drawer", "theme"),
        ("cups", "tally", "cups"),
        ("hour", "window", "hour"),
    ]
    friends = one.pages[1]
    assert [(band.id, band.least) for band in friends.bands] == [("none", 0), ("one", 1), ("few", 2), ("many", 12)]
    (few,) = friends.bands[2].texts["en"]
    assert (few.id, few.headline, few.call_to_action) == ("year.friends.few.en-1", "{figure} friends", "Scan it")
    assert not one.is_of_posters, "cups are given"


def test_its_texts_stand_on_no_other_poster_and_its_file_is_part_of_the_version() -> None:
    plain = parse_pack({name: text.encode() for name, text in PACK.items()})
    with_one = parse_pack(files_with(YEAR))
    assert with_one.variants == plain.variants
    assert with_one.version != plain.version
    assert with_one.text_by_id["year.cover.all.zh-1"].headline == "一句"
    assert with_one.sheet_of_text["year.taste.food.en-1"] == "drawer"
    assert with_one.looks == ("ticket", "almanac")


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("to: 2026-12-31", "to: 2025-12-31", 4, "the year ends on 2025-12-31, before it begins on 2026-01-01"),
        ("to: 2026-12-31", "to: december", 4, "should be a day such as 2026-01-01"),
        ("closes: 2027-01-31 24:00", "closes: 2026-11-30 24:00", 6, "closes 2026-12-01 00:00, and opens"),
        ("opens: 2026-12-01 08:00", "opens: 2025-12-01 08:00", 5, "before its year begins"),
        ("figure: friends", "figure: freinds", 18, "there is no figure 'freinds' (is it 'friends'?)"),
        ("{id: none, from: 0,", "{id: none, from: 1,", 21, "the first band begins at 1, and the smallest figure is 0"),
        ("from: 2\n", "from: 1\n", 24, "begins at 1, and the band before it at 1 (from small to large)"),
        ("from: 90 %", "from: 95 %", 28, "percentiles does not say 95 %"),
        ("{50: 3, 90: 12}", "{50: 30, 90: 12}", 19, "the larger the number is"),
        ("      - {id: one, from: 1", "      - {id: one, from: none", 22, "should be a whole number from 0"),
        ("is: [food]", "is: [fodo]", 33, "'fodo'"),
        ("{id: other, texts", "{id: other, is: [rest], texts", 33, "0 bands are for the themes that no other names"),
        ('zh-CN: [{headline: "{figure}个人", body: 坐得下, tone: wry}]', "", 25, "zh-CN"),
        ('headline: "{figure} friends"', 'headline: "{number} friends"', 27, "{number} is no word that is filled in"),
        ("hot-noodles", "cold-noodles", 8, "'cold-noodles'"),
        ("id: cups\n    sheet", "id: taste\n    sheet", 35, "the id 'taste' stands already in item 3"),
        ("{most: 400}", "{most: 0}", 11, "at least 1"),
        ("body: Room for all", 'body: "Room for {figure} nickname {nickname}"', 27, "{nickname} is no word"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, problem: str) -> None:
    assert old in YEAR
    said = told(YEAR.replace(old, new, 1))
    assert any(one.startswith(f"look-backs/year.yaml:{line}: ") and problem in one for one in said), said


def test_a_sentence_with_a_figure_that_may_be_one_or_more_is_wrong_in_english() -> None:
    said = told(
        YEAR.replace("from: 2\n", "from: 1\n").replace("      - {id: one, from: 1", "      - {id: one, from: 0")
    )
    assert any("1 friend, 2 friends" in one for one in said), said


def test_all_mistakes_are_told_at_once() -> None:
    wrong = YEAR.replace("to: 2026-12-31", "to: 2025-12-31").replace("figure: friends", "figure: freinds")
    wrong = wrong.replace("{id: all, texts: " + TEXTS, "{id: all, texts: {zh-CN: []}", 1).replace("look: almanac\n", "")
    said = " ".join(told(wrong))
    for problem in ("before it begins", "freinds", "look", "en"):
        assert problem in said


def test_four_pages_are_too_few_and_a_name_is_not_any_name() -> None:
    four = YEAR[: YEAR.index("  - id: hour")]
    assert "has 5 to 7 pages, not 4" in " ".join(told(four))
    assert "is no id of a look back" in " ".join(told(YEAR, "look-backs/The Year.yaml"))


def test_a_look_that_cannot_show_it_is_named(templates: dict[str, PosterTemplate]) -> None:
    files = files_with(YEAR)
    one = [parse_pack(files).look_back_by_id["year"]]
    assert [str(f) for f in without_sheets(files, one, {}, ())] == [
        "look-backs/year.yaml:7: there is no look 'almanac' (there are: )"
    ]
    receipt = {"almanac": templates["receipt"]}
    (found,) = without_sheets(files, one, receipt, ())
    assert "has no long picture" in str(found)
    assert list(without_sheets(files, one, {"almanac": templates["almanac"]}, ())) == []
    other = files_with(YEAR.replace("sheet: door", "sheet: dor"))
    (found,) = without_sheets(other, [parse_pack(other).look_back_by_id["year"]], templates, ())
    assert str(found).startswith("look-backs/year.yaml:17: the look 'almanac' has no sheet 'dor'")


def test_the_shipped_one_says_each_figure_in_three_ways_in_both_languages() -> None:
    one = shipped()
    assert one.is_of_posters
    assert 5 <= len(one.pages) <= 7
    for page in one.pages:
        for band in page.bands:
            assert {locale: len(band.texts[locale]) >= 3 for locale in LOCALES} == dict.fromkeys(LOCALES, True), band.id


def test_the_shipped_one_is_right_about_one_and_about_none() -> None:
    for page, band, text in shipped().texts():
        if page.figure and band.least in (0, 1) and page.figure.name != "hour":
            assert FIGURE not in text.headline + text.body, text.id
