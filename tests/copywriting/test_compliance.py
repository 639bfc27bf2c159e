"""Every rule finds what it must, and nothing in what it must not; the shipped library keeps the law."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.adapters.content.compliance_files import read_rulebook
from postergen.config import CONTENT
from postergen.copywriting.compliance import (
    LINE,
    Audience,
    LintFinding,
    Rule,
    Rulebook,
    Severity,
    repeats_little,
    worst,
)
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES, Localized
from postergen.errors import InvalidContent
from postergen.loading import load_letters

RULEBOOK = read_rulebook([CONTENT / "assets/compliance"], letters=load_letters())
STOPPING = (Severity.BLOCK, Severity.REVIEW)


def stopping(text: str, audience: Audience, locale: str) -> list[LintFinding]:
    return [found for found in RULEBOOK.lint(text, audience, locale) if found.severity in STOPPING]


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_a_rule_finds_what_it_must_and_nothing_in_a_near_miss(rule: Rule) -> None:
    assert len(rule.must_fail) >= 3
    assert len(rule.must_pass) >= 3
    assert rule.source
    for audience in rule.applies_to:
        for text in rule.must_fail:
            found = {f.rule for locale in rule.locales for f in RULEBOOK.lint(text, audience, locale)}
            assert rule.id in found, (rule.id, text)
        for text in rule.must_pass:
            assert [f.rule for locale in rule.locales for f in stopping(text, audience, locale)] == [], text


def test_the_shipped_library_keeps_every_rule(campaign: Campaign) -> None:
    texts = [(v.id, v.locale, text) for v in campaign.variants for _, text in v.texts()]
    texts += [(o.id, loc, t.in_locale(loc)) for o in campaign.offers for loc in LOCALES for t in (o.title, o.text)]
    assert len(texts) > 3_600
    assert [(name, text, f.rule) for name, loc, text in texts for f in stopping(text, "copy", loc)] == []


def test_the_span_is_that_of_the_original_text() -> None:
    text = "这是Ｂｅｓｔ，全\u200b网最\u200b低价"
    (found,) = [f for f in RULEBOOK.lint(text, "copy", "zh-CN") if f.severity is Severity.BLOCK][:1]
    assert text[found.start : found.end] == found.found
    assert "全" in found.found


@pytest.mark.parametrize(
    "text", ["最佳早餐", "最·佳早餐", "最 佳早餐", "最-佳早餐", "最\u200b佳早餐", "國家級早餐", "国 家 级早餐"]
)
def test_a_word_is_found_however_it_is_parted_or_written(text: str) -> None:
    (found,) = [f for f in RULEBOOK.lint(text, "copy", "zh-CN") if f.rule == "zh.absolute.supreme"]
    assert found.found == text[found.start : found.end] == text.removesuffix("早餐")


@pytest.mark.parametrize("text", ["他最\n佳节那天", "他说了最。佳节到了", "她最，佳人"])
def test_the_end_of_a_line_or_a_sentence_parts_words(text: str) -> None:
    assert stopping(text, "copy", "zh-CN") == []


def book(**rule: object) -> Rulebook:
    both = Localized(dict.fromkeys(LOCALES, "x"))
    values = {"id": "r", "severity": Severity.BLOCK, "locales": LOCALES, "applies_to": ("copy",), "source": "s"}
    return Rulebook([Rule(**{**values, "problem": both, "remedy": both, **rule})])  # type: ignore[arg-type]


def test_a_term_inside_a_harmless_word_does_not_count_and_beside_it_does() -> None:
    rules = book(terms=("最",), allow=("最近",))
    assert rules.lint("最近好吗", "copy") == []
    assert [f.start for f in rules.lint("最近最好", "copy")] == [2]


def test_a_latin_term_is_a_whole_word_and_a_chinese_one_is_not() -> None:
    rules = book(terms=("best", "最佳"))
    assert rules.lint("bestow it", "copy") == []
    assert [f.found for f in rules.lint("the BEST, 最佳的", "copy")] == ["BEST", "最佳"]
    assert [f.found for f in rules.lint("是best吗", "copy")] == ["best"]


def test_rules_for_copy_do_not_bind_what_people_type() -> None:
    assert stopping("想吃全世界最好吃的面", "user", "zh-CN") == []
    assert stopping("加我微信 abc12345", "user", "zh-CN")


@pytest.mark.parametrize(
    ("text", "found"), [("全国最好的体检", ["全国最好的体检"]), ("最便宜，最新鲜", ["最便宜", "最新鲜"])]
)
def test_words_of_one_rule_that_overlap_are_one_finding(text: str, found: list[str]) -> None:
    assert [f.found for f in RULEBOOK.lint(text, "copy", "zh-CN") if f.severity in STOPPING] == found


@pytest.mark.parametrize(
    "rule", ["user.contact", "user.abuse", "zh.share.reward", "zh.share.scan-reward", "zh.share.gate"]
)
def test_the_rules_that_people_try_to_get_round_are_shown_twenty_ways(rule: str) -> None:
    (shown,) = [one.must_fail for one in RULEBOOK.rules if one.id == rule]
    assert len(set(shown)) >= 20


def test_the_gravest_finding_comes_first() -> None:
    found = RULEBOOK.lint("最好吃的国家级热干面", "copy", "zh-CN")
    assert worst(found) is Severity.BLOCK is found[0].severity
    assert worst([]) is Severity.PASS


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_whatever_the_text_the_spans_lie_in_it(text: str) -> None:
    for found in RULEBOOK.lint(text, "copy"):
        assert 0 <= found.start < found.end <= len(text)
        assert found.found == text[found.start : found.end]


def test_an_operators_own_list_blocks(tmp_path: Path) -> None:
    path = tmp_path / "ours.txt"
    path.write_text("竞品甲\n# a remark\nAcme  # a competitor\n", encoding="utf-8")
    rules = read_rulebook([CONTENT / "assets/compliance", path])
    assert [f.rule for f in rules.lint("比竞品甲和ACME都好", "copy", "en")] == ["own.ours", "own.ours"]
    assert rules.version != RULEBOOK.version


@pytest.mark.parametrize("ending", ["yml", "YAML"])
def test_rules_are_found_however_their_ending_is_written(tmp_path: Path, ending: str) -> None:
    shipped = sorted((CONTENT / "assets/compliance").glob("*.yaml"))[0]
    (tmp_path / f"own.{ending}").write_bytes(shipped.read_bytes())
    assert read_rulebook([tmp_path]).rules == read_rulebook([shipped]).rules


@pytest.mark.parametrize(("name", "source"), [("ours.csv", b"Acme"), ("ours.txt", "竞品甲\n".encode("gb18030"))])
def test_a_list_that_cannot_be_read_for_certain_is_refused(tmp_path: Path, name: str, source: bytes) -> None:
    (tmp_path / name).write_bytes(source)
    with pytest.raises(InvalidContent, match=name):
        read_rulebook([tmp_path / name])


@pytest.mark.parametrize("pattern", ["(a|aa)+!", "(a|aa){9,}!", "(a|a(?1)|aa(?1))!"])
def test_a_pattern_without_end_stops_nobody_and_lets_nothing_pass(
    pattern: str, caplog: pytest.LogCaptureFixture
) -> None:
    rules = book(patterns=(pattern,))
    before = time.process_time()
    assert [(f.start, f.end) for f in rules.lint("a" * 80, "copy")] == [(0, 80)]
    assert time.process_time() - before < 2
    assert pattern in caplog.text
    caplog.clear()
    assert rules.lint("b" * 80, "copy") == []


@pytest.mark.parametrize(
    "evil",  # those of OWASP's page on ReDoS, and of Cox, Regular Expression Matching Can Be Simple And Fast (2007)
    [
        "^(a+)+$",
        "^([a-zA-Z]+)*$",
        "^(a|aa)+$",
        "^(a|a?)+$",
        "(.*a){11}",
        "(x+x+)+y",
        "(a|a(?1)|aa(?1))!",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        ".*.*=.*",
        "a?" * 30 + "a" * 30,
    ],
)
def test_patterns_that_take_for_ever_are_never_looked_for_without_a_clock(evil: str) -> None:
    assert not repeats_little(evil)


@pytest.mark.parametrize("pattern", [r"\s+$", r"\d+\w+$", "a*b?a*x", r"colou?rs?\b", "[0-9]{3}"])
def test_patterns_that_repeat_little_take_no_time(pattern: str) -> None:
    assert repeats_little(pattern)
    before = time.process_time()
    for text in ("a" * LINE, " " * (LINE - 1) + "x", "1" * LINE):
        regex.search(pattern, text)
    assert time.process_time() - before < 2


def test_a_pattern_without_end_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "slow.yaml").write_text(
        "- id: a\n  severity: block\n  locales: [en]\n  applies_to: [user]\n  source: s\n"
        "  problem: {zh-CN: x, en: x}\n  remedy: {zh-CN: x, en: x}\n  patterns: ['(a|aa)+!']\n"
        "  must_fail: [aab!]\n  must_pass: [y]\n"
    )
    with pytest.raises(InvalidContent, match=r"slow.yaml:1: .*takes too long"):
        read_rulebook([tmp_path])


def test_every_mistake_in_a_rule_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(
        "- id: a\n  severity: fatal\n- id: b\n  severity: block\n  locales: [en]\n  applies_to: [copy]\n  source: s\n"
        "  problem: {zh-CN: x, en: x}\n  remedy: {zh-CN: x, en: x}\n  patterns: ['(']\n  must_fail: [x]\n  must_pass: [y]\n"
    )
    with pytest.raises(InvalidContent) as caught:
        read_rulebook([tmp_path])
    places = {finding.where.partition(":")[0] for finding in caught.value.findings}
    assert places == {"bad.yaml"}
    assert any("regular expression" in str(finding) for finding in caught.value.findings)
    assert any("severity" in str(finding) for finding in caught.value.findings)


@pytest.mark.parametrize("name", ["SB", "TMD", "TMD!"])
def test_initials_are_an_insult_to_those_who_read_chinese_only(name: str) -> None:
    assert [f.rule for f in RULEBOOK.lint(name, "user", page="zh-CN")] == ["user.initials"]
    assert RULEBOOK.lint(name, "user", page="en") == []
    assert [f.rule for f in RULEBOOK.lint(f"{name[:3]}老板", "user", page="en")] == ["user.abuse"]
