"""Whoever looks for something with a word of their own finds the options that are about it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from postergen.adapters.content.semantic_files import read_index
from postergen.adapters.remote.embeddings import DEFAULT_MODEL, SentenceEmbedder
from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.loading import load_pinyin
from postergen.ranking.search import OptionSearch
from postergen.ranking.semantic import OptionMeanings
from postergen.rendering.words import dictionary_words

CASES: Mapping[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "cases/searches.yaml").read_text("utf-8"))
FIRST = 5
AS_FOUND = 0.95  # of the searches that nothing was tuned on
SHORT = 0.005  # seconds of a processor
HALVES = ("tuned", "blind")


@pytest.fixture(scope="module")
def search(campaign: Campaign) -> OptionSearch:
    search = OptionSearch(campaign, load_pinyin(), cut=dictionary_words)
    search.find("dog", "en")
    search.find("面", "zh-CN")
    return search


def missed(search: OptionSearch, wanted: Mapping[str, Sequence[str]], locale: str) -> dict[str, tuple[str, ...]]:
    found = {typed: search.find(typed, locale) for typed in wanted}
    return {typed: found[typed] for typed, options in wanted.items() if not set(options) <= set(found[typed][:FIRST])}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_what_people_look_for_is_among_the_first(search: OptionSearch, locale: str) -> None:
    assert missed(search, CASES["tuned"][locale], locale) == {}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_what_nobody_tuned_for_is_found_as_well(search: OptionSearch, locale: str) -> None:
    wanted = CASES["blind"][locale]
    wrong = missed(search, wanted, locale)
    assert len(wrong) <= len(wanted) * (1 - AS_FOUND) + 1, wrong


def test_there_are_enough_searches_of_each_kind() -> None:
    for locale in ("zh-CN", "en"):
        assert sum(len(CASES[half][locale]) for half in HALVES) >= 60
    assert sum(len(CASES[half]["nothing"]) for half in HALVES) >= 20


def test_what_is_not_there_is_not_found(search: OptionSearch) -> None:
    assert [typed for locale, typed in CASES["tuned"]["nothing"] if search.find(typed, locale)] == []
    assert len([typed for locale, typed in CASES["blind"]["nothing"] if search.find(typed, locale)]) <= 2


@pytest.mark.long
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_model_finds_what_is_meant_and_nothing_where_nothing_is(campaign: Campaign, locale: str) -> None:
    index = read_index(CONTENT / "assets/campaigns/better-life")
    assert index is not None
    meaning = OptionMeanings(index, campaign, SentenceEmbedder(DEFAULT_MODEL))
    search = OptionSearch(campaign, load_pinyin(), meaning, dictionary_words)
    meant = {typed: search.find(typed, locale) for typed in CASES["meant"]}
    assert all(set(wanted) <= set(meant[typed][:FIRST]) for typed, wanted in CASES["meant"].items()), meant
    nothing = [typed for half in HALVES for own, typed in CASES[half]["nothing"] if own == "en" or locale == own]
    found = {typed: options for typed in nothing if (options := search.find(typed, locale))}
    assert len(found) <= 3, found
    assert not {"xyzzy", "gf", "skydiving", "hg", "bitcoin", "zxcv"} & set(found)


def test_the_whole_of_a_theme_is_found_by_what_one_does_there(campaign: Campaign, search: OptionSearch) -> None:
    learning = {option.id for option in campaign.catalogue.offered if option.theme == "learning"}
    assert learning <= set(search.find("学习", "zh-CN"))


def test_a_character_is_a_word_and_no_part_of_another(search: OptionSearch) -> None:
    noodles = search.find("面", "zh-CN")
    assert noodles[:2] == ("lanzhou-beef-noodles", "wuhan-hot-dry-noodles")
    assert "wuhan-thank-volunteer" not in noodles[:FIRST], "当面谢一声; but 送面锦旗 is found last"
    assert search.find("当面", "zh-CN")[0] == "wuhan-thank-volunteer"
    assert "friends-harbin-bunkmate" not in noodles, "见面"


@pytest.mark.parametrize(("locale", "typed"), [("en", "热干面"), ("zh-CN", "hot dry noodles"), ("en", "rè gān miàn")])
def test_each_language_is_understood_in_the_other(search: OptionSearch, locale: str, typed: str) -> None:
    assert search.find(typed, locale)[0] == "wuhan-hot-dry-noodles"


@pytest.mark.parametrize("typed", ["", "   ", "的", "the", "🍜", "\0", "a" * 100_000, "面" * 100_000, "%_*", "'"])
def test_whatever_is_typed_is_answered(search: OptionSearch, typed: str) -> None:
    for locale in ("zh-CN", "en"):
        assert isinstance(search.find(typed, locale), tuple)


def test_a_search_costs_little(campaign: Campaign) -> None:
    fresh = OptionSearch(campaign, load_pinyin())
    fresh.find("dog", "en")
    fresh.find("面", "zh-CN")
    asked = [(typed, locale) for half in HALVES for locale in ("zh-CN", "en") for typed in CASES[half][locale]]
    began = time.process_time()
    for typed, locale in asked:
        fresh.find(typed, locale)
    assert (time.process_time() - began) / len(asked) < SHORT / 2
