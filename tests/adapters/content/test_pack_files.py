"""A pack with mistakes names every one of them by file and line; the shipped pack keeps its promises."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.adapters.content.yaml_lines import read_document
from postergen.domain.campaign import Campaign
from postergen.domain.lengths import TEXT_LIMITS
from postergen.domain.policies import Kind, Terms
from postergen.errors import Finding, InvalidContent

CAMPAIGN = """\
id: small
title: {zh-CN: 小, en: Small}
invitation: {zh-CN: 选, en: Pick}
code_prefix: "SM"
templates: [ticket]
"""
THEMES = """\
- id: food
  name: {zh-CN: 吃, en: Food}
  question: {zh-CN: 吃什么, en: What}
  pictogram: "🍜"
"""
PLACES = """\
provinces:
  - id: hubei
    name: {zh-CN: 湖北, en: Hubei}
    cities:
      - {id: wuhan, name: {zh-CN: 武汉, en: Wuhan}}
"""
OCCASIONS = """\
- id: birthday
  name: {zh-CN: 生日, en: Birthday}
"""
OPTIONS = """\
- id: noodles
  theme: food
  text: {zh-CN: 一碗面, en: A bowl of noodles}
  pictogram: "🍜"
  keywords: {zh-CN: [面], en: [noodles]}
  place: hubei/wuhan
  need: rigid
  frequency: high
- id: sleep
  theme: food
  text: {zh-CN: 多睡会儿, en: More sleep}
  pictogram: "😴"
  keywords: {}
  need: soft
  frequency: low
  occasions: [birthday]
  aliases: {zh-CN: [赖床], en: [lie in]}
"""
VARIANTS = """\
- id: noodles.zh-1
  locale: zh-CN
  hook: theme
  tone: warm
  fits: {options: [noodles]}
  headline: 面
  body: 好
  call_to_action: 扫
- id: noodles.en-1
  locale: en
  hook: product
  tone: wry
  fits: {themes: [food]}
  headline: Noodles
  body: Good
  call_to_action: Scan
"""
FILES = {
    "campaign.yaml": CAMPAIGN,
    "themes.yaml": THEMES,
    "places.yaml": PLACES,
    "occasions.yaml": OCCASIONS,
    "options/all.yaml": OPTIONS,
    "variants/all.yaml": VARIANTS,
}


def pack(changes: dict[str, str | bytes | None]) -> dict[str, bytes]:
    files = {name: text for name, text in (FILES | changes).items() if text is not None}
    return {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}


def findings_of(changes: dict[str, str | bytes | None]) -> tuple[Finding, ...]:
    with pytest.raises(InvalidContent) as caught:
        parse_pack(pack(changes))
    return caught.value.findings


def test_a_small_pack_without_mistakes_is_a_campaign() -> None:
    campaign = parse_pack(pack({}))
    assert campaign.id == "small"
    assert [o.id for o in campaign.catalogue.options] == ["noodles", "sleep"]
    assert campaign.catalogue.option_by_id["noodles"].place == "hubei/wuhan"
    assert campaign.catalogue.option_by_id["sleep"].said_as("en") == ("More sleep", "lie in")
    assert [v.locale for v in campaign.variants] == ["zh-CN", "en"]
    assert campaign.timezone == "Asia/Shanghai"


def test_marks_of_lines_stand_beside_the_texts_and_in_the_glossary() -> None:
    plain = parse_pack(pack({}))
    said = parse_pack(pack({"variants/all.yaml": VARIANTS + "  breaks: Sc|an\n"}))
    assert said.variants[1].breaks == "Sc|an"
    assert said.glossary["en"] == {"Sc|an"} > plain.glossary["en"]
    invisible = parse_pack(pack({"variants/all.yaml": VARIANTS.replace("Scan\n", '"Sc\\u2060an"\n')}))
    assert (invisible.variants[1].call_to_action, invisible.variants[1].breaks) == ("Scan", "Sc~an")
    assert plain.variants[1].revision == said.variants[1].revision == invisible.variants[1].revision


def test_a_source_changes_the_pack_and_leaves_the_revision_as_it_was() -> None:
    said = parse_pack(pack({"variants/all.yaml": VARIANTS + '  source: "https://zh.wikipedia.org/wiki/热干面"\n'}))
    was = parse_pack(pack({}))
    assert said.variants[1].source == "https://zh.wikipedia.org/wiki/热干面"
    assert said.variants[1].revision == was.variants[1].revision
    assert said.version != was.version


# what is replaced in which file, where the finding points, and a word that it says
MISTAKES: dict[str, tuple[str, str, str, str, str]] = {
    "a missing field": ("options/all.yaml", "  need: rigid\n", "", "options/all.yaml:1", "need"),
    "an unknown field": ("options/all.yaml", "need: rigid", "needs: rigid", "options/all.yaml:7", "needs"),
    "an unknown value": ("options/all.yaml", "need: rigid", "need: urgent", "options/all.yaml:7", "urgent"),
    "an id with capitals": ("options/all.yaml", "id: sleep", "id: Sleep", "options/all.yaml:9", "Sleep"),
    "a missing language": ("options/all.yaml", ", en: More sleep", "", "options/all.yaml:11", "text.en"),
    "an option too long in Chinese": ("options/all.yaml", "多睡会儿", "多" * 15, "options/all.yaml:11", "at most 14"),
    "an option too long in English": ("options/all.yaml", "More sleep", "z" * 43, "options/all.yaml:11", "at most 42"),
    "an alias too long": ("options/all.yaml", "赖床", "床" * 25, "options/all.yaml:17", "at most 24"),
    "an alias twice": ("options/all.yaml", "[lie in]", "[nap, Nap]", "options/all.yaml:17", "'Nap' twice"),
    "an unknown theme": ("options/all.yaml", "theme: food\n  text: {zh-CN: 多", "theme: fud\n  text: {zh-CN: 多",
                         "options/all.yaml:10", "theme 'fud'"),
    "an unknown place": ("options/all.yaml", "hubei/wuhan", "hubei/wuhu", "options/all.yaml:6", "place 'hubei/wuhu'"),
    "an unknown occasion": ("options/all.yaml", "[birthday]", "[easter]", "options/all.yaml:16", "occasion 'easter'"),
    "an option twice": ("options/all.yaml", "id: sleep", "id: noodles", "options/all.yaml:9", "options/all.yaml:1"),
    "a variant twice": ("variants/all.yaml", "noodles.en-1", "noodles.zh-1", "variants/all.yaml:9", "ids are unique"),
    "a source that is no address": ("variants/all.yaml", "Scan\n", "Scan\n  source: https://\n",
                                    "variants/all.yaml:17", "source: should look like https://life"),
    "a theme twice": ("themes.yaml", THEMES, THEMES + THEMES, "themes.yaml:5", "themes.yaml:1"),
    "an occasion twice": ("occasions.yaml", OCCASIONS, OCCASIONS * 2, "occasions.yaml:3", "occasions.yaml:1"),
    "a city twice": ("places.yaml", "wuhan, name: {zh-CN: 武汉, en: Wuhan}}\n",
                     "wuhan, name: {zh-CN: 武汉, en: Wuhan}}\n      - {id: wuhan, name: {zh-CN: 汉, en: W}}\n",
                     "places.yaml", "hubei/wuhan"),
    "a key twice": ("variants/all.yaml", "tone: warm", "tone: warm\n  tone: wry", "variants/all.yaml:5", "twice"),
    "a headline too long": ("variants/all.yaml", "headline: 面", "headline: " + "面" * 25, "variants/all.yaml:6", "24"),
    "a body too long": ("variants/all.yaml", "body: Good", "body: " + "g" * 151, "variants/all.yaml:15", "150"),
    "a call too long": ("variants/all.yaml", "action: 扫", "action: " + "扫" * 15, "variants/all.yaml:8", "14"),
    "an empty headline": ("variants/all.yaml", "headline: 面", 'headline: ""', "variants/all.yaml:6", "headline"),
    "a variant for an unknown option": ("variants/all.yaml", "[noodles]", "[nodles]", "variants/all.yaml:5", "nodles"),
    "a variant that fits nothing": ("variants/all.yaml", "{themes: [food]}", "{}", "variants/all.yaml:9", "fits nothing"),
    "no variant in a language": ("variants/all.yaml", "locale: en", "locale: zh-CN", "variants/", "en"),
    "a code prefix people misread": ("campaign.yaml", '"SM"', '"OI"', "campaign.yaml:4", "I O"),
    "a code prefix of three": ("campaign.yaml", '"SM"', '"SMS"', "campaign.yaml:4", "code_prefix"),
    "an unknown time zone": ("campaign.yaml", "templates:", "timezone: Mars/Base\ntemplates:", "campaign.yaml:5", "IANA"),
    "an unknown way to learn": ("campaign.yaml", "templates:", "learning: {kind: guess}\ntemplates:", "campaign.yaml:5", "beta"),
    "too large a hold-out": ("campaign.yaml", "templates:", "learning: {holdout: 2}\ntemplates:", "campaign.yaml:5", "0.5"),
    "a landing page that is no address": ("campaign.yaml", "templates:", "landing_url: javascript:alert(1)\ntemplates:",
                                          "campaign.yaml:5", "landing_url"),
    "no template": ("campaign.yaml", "[ticket]", "[]", "campaign.yaml:5", "templates"),
    "a file that should be a list": ("themes.yaml", THEMES, "food: {}\n", "themes.yaml:1", "list"),
    "an empty file": ("themes.yaml", THEMES, "", "themes.yaml:1", "list"),
    "too few options": ("options/all.yaml", OPTIONS[OPTIONS.index("- id: sleep") :], "", "options/", "1 options"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_reported_where_it_stands(mistake: str) -> None:
    file, old, new, where, word = MISTAKES[mistake]
    assert FILES[file].count(old) == 1
    findings = findings_of({file: FILES[file].replace(old, new)})
    found = [f for f in findings if f.where == where or (":" not in where and f.where.startswith(where))]
    assert any(word in str(f) for f in found), [str(f) for f in findings]


@pytest.mark.parametrize("name", ["campaign.yaml", "themes.yaml", "places.yaml", "occasions.yaml"])
def test_a_missing_file_is_named(name: str) -> None:
    assert (name, "is missing from the pack") in {(f.where, f.problem) for f in findings_of({name: None})}


def test_mistakes_in_several_files_are_all_reported_at_once() -> None:
    findings = findings_of(
        {
            "campaign.yaml": CAMPAIGN.replace('"SM"', '"OO"'),
            "options/all.yaml": OPTIONS.replace("need: rigid", "need: urgent").replace("low", "never"),
            "variants/all.yaml": VARIANTS.replace("warm", "angry").replace("[food]", "[fud]"),
            "options/broken.yaml": "- id: [\n",
        }
    )
    places = {f.where for f in findings}
    assert {
        "campaign.yaml:4",
        "options/all.yaml:7",
        "options/all.yaml:15",
        "variants/all.yaml:4",
        "variants/all.yaml:13",
    } <= places
    assert any(where.startswith("options/broken.yaml:") for where in places)


BROKEN = {
    "an open bracket": b"a: [",
    "two documents": b"a: b\n---\nc: d\n",
    "a tab for indentation": b"a:\n\t- b\n",
    "not UTF-8": b"\xff\xfe",
    "a control character": b"a: \x00",
    "an unknown tag": b"a: !secret b",
    "a Python object": b"a: !!python/object:os.system b",
    "an impossible date": b"a: 2020-13-45",
    "a merge key": b"<<: {a: 1}",
    "an anchor that holds itself": b"a: &x [*x]",
    "a list for a key": b"? [a, b]\n: c",
    "a hundred thousand brackets": b"[" * 100_000,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_not_plain_yaml_is_a_finding_and_no_crash(kind: str) -> None:
    findings: list[Finding] = []
    read_document("themes.yaml", BROKEN[kind], findings)
    assert findings
    assert all(f.where.startswith("themes.yaml") for f in findings)


def test_what_stands_for_something_else_is_refused_with_its_line() -> None:
    bomb = "x: 1\na: &a [1, 1]\n" + "".join(f"a{n}: &a{n} [{'*a, ' * 9}]\n" for n in range(60))
    for source, said in ((bomb, "x.yaml:2: has the anchor &a "), ("x: 1\ny: *b\n", "x.yaml:2: has the alias *b ")):
        findings: list[Finding] = []
        assert read_document("x.yaml", source.encode(), findings) is None
        assert [str(finding).startswith(said) for finding in findings] == [True]


def test_a_finding_of_yaml_points_at_its_line() -> None:
    findings: list[Finding] = []
    read_document("x.yaml", b"a: 1\nb: !secret c\n", findings)
    assert [f.where for f in findings] == ["x.yaml:2"]


def test_the_version_is_the_digest_of_every_file() -> None:
    version = parse_pack(pack({})).version
    assert re.fullmatch(r"[0-9a-f]{12}", version)
    assert parse_pack(pack({})).version == version
    assert parse_pack(pack({"themes.yaml": THEMES + "# a remark\n"})).version != version


def test_a_folder_without_campaign_yaml_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(InvalidContent, match=r"campaign\.yaml"):
        read_pack_folder(tmp_path)


def test_only_the_files_of_a_pack_are_read(tmp_path: Path) -> None:
    (tmp_path / "options").mkdir()
    for name in ("campaign.yaml", "options/a.yaml", "options/a.yaml.bak", "notes.txt"):
        (tmp_path / name).write_text("x")
    assert sorted(read_pack_folder(tmp_path)) == ["campaign.yaml", "options/a.yaml"]


class TestShippedPack:
    """What the README promises of the pack that comes with the product."""

    def test_it_has_a_hundred_and_five_options_in_at_least_ten_themes(self, campaign: Campaign) -> None:
        assert len(campaign.catalogue.options) == 105
        assert len(campaign.catalogue.options_by_theme()) >= 10

    def test_places_cover_the_country_and_wuhan(self, campaign: Campaign) -> None:
        placed = [o for o in campaign.catalogue.options if o.place]
        provinces = {campaign.catalogue.place_by_id[o.place].province_id for o in placed if o.place}
        assert len(placed) >= 40
        assert len(provinces) >= 20
        assert Counter(o.place for o in placed)["hubei/wuhan"] >= 6

    @pytest.mark.parametrize("locale", ["zh-CN", "en"])
    def test_every_option_has_copy_of_its_own_in_both_languages(self, campaign: Campaign, locale: str) -> None:
        own = Counter(name for v in campaign.variants_in(locale) for name in v.fits.options)
        assert set(own) == set(campaign.catalogue.option_by_id)

    @pytest.mark.parametrize("locale", ["zh-CN", "en"])
    def test_there_are_thirty_general_variants_in_each_language(self, campaign: Campaign, locale: str) -> None:
        assert sum(not v.fits.options for v in campaign.variants_in(locale)) >= 30

    def test_no_two_variants_say_the_same(self, campaign: Campaign) -> None:
        headlines = Counter((v.locale, v.headline) for v in campaign.variants)
        assert [h for h, count in headlines.items() if count > 1] == []
        texts = Counter(
            (locale, o.text.in_locale(locale)) for o in campaign.catalogue.options for locale in TEXT_LIMITS["option"]
        )
        assert [t for t, count in texts.items() if count > 1] == []

    def test_texts_keep_within_their_limits(self, campaign: Campaign) -> None:
        for variant in campaign.variants:
            for kind in ("headline", "body", "call_to_action"):
                assert 0 < len(getattr(variant, kind).strip()) <= TEXT_LIMITS[kind][variant.locale]
        for option in campaign.catalogue.options:
            for locale, limit in TEXT_LIMITS["option"].items():
                assert 0 < len(option.text.in_locale(locale).strip()) <= limit

    def test_chinese_copy_is_chinese_and_english_copy_is_not(self, campaign: Campaign) -> None:
        han = re.compile("[\u4e00-\u9fff]")
        for variant in campaign.variants:
            words = variant.headline + variant.body + variant.call_to_action
            assert bool(han.search(words)) == (variant.locale == "zh-CN"), variant.id

    def test_no_variant_promises_a_reward_for_sharing(self, campaign: Campaign) -> None:
        bait = re.compile("转发.{0,4}(送|领|抽)|集赞|分享.{0,4}(送|领|抽|红包)|win a prize|share to win", re.IGNORECASE)
        found = [v.id for v in campaign.variants if bait.search(v.headline + v.body + v.call_to_action)]
        assert found == []


@pytest.mark.parametrize("kind", Kind)
def test_a_pack_says_how_it_learns(kind: Kind) -> None:
    told = CAMPAIGN.replace("templates:", f"learning: {{kind: {kind}, holdout: 0.1}}\ntemplates:")
    campaign = parse_pack(pack({"campaign.yaml": told}))
    assert campaign.learning == Terms(kind=kind, holdout=0.1)
    assert parse_pack(pack({})).learning == Terms()
