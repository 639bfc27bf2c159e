"""How people say what a rule is against without saying it: each is found, and what only looks like it is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from postergen.adapters.content.compliance_files import read_rulebook
from postergen.config import CONTENT
from postergen.copywriting.compliance import Rule, Severity
from postergen.loading import load_letters

RULEBOOK = read_rulebook([CONTENT / "assets/compliance"], letters=load_letters())
RULES = {rule.id: rule for rule in RULEBOOK.rules}
VARIANTS: dict[str, dict[str, list[str]]] = {
    rule: rows
    for path in sorted(Path(__file__).with_name("variants").glob("*.yaml"))
    for rule, rows in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}


def rows(kind: str) -> list[object]:
    return [pytest.param(RULES[one], text, id=f"{one}: {text}") for one, of in VARIANTS.items() for text in of[kind]]


def found(rule: Rule, text: str) -> dict[str, Severity]:
    lints = (RULEBOOK.lint(text, audience, locale) for audience in rule.applies_to for locale in rule.locales)
    return {one.rule: one.severity for lint in lints for one in lint}


@pytest.mark.parametrize(("rule", "text"), rows("caught"))
def test_a_way_round_a_rule_is_found(rule: Rule, text: str) -> None:
    assert rule.id in found(rule, text)


@pytest.mark.parametrize(("rule", "text"), rows("innocent"))
def test_what_only_looks_like_it_is_left_alone(rule: Rule, text: str) -> None:
    assert {one for one, severity in found(rule, text).items() if severity is not Severity.PASS} == set()


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_every_rule_is_shown_twenty_ways_round_it_and_ten_near_misses(rule: Rule) -> None:
    shown = VARIANTS.get(rule.id, {"caught": [], "innocent": []})
    assert len({*shown["caught"], *rule.must_fail}) >= 20
    assert len({*shown["innocent"], *rule.must_pass}) >= 10
