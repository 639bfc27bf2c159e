"""A wish in a person's own words is read as options, and ranked through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from postergen.domain.campaign import Campaign
from postergen.domain.variant import ANY_WISH, Fits
from postergen.loading import load_pinyin
from postergen.ranking.candidates import Fallback
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import Relevance
from postergen.ranking.wishes import READER, Meaning, Scores, WishReader, as_said

from .small_campaigns import brief_for, option, small_campaign, variant

TYPED: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases/wishes.yaml").read_text("utf-8")
)
BLIND: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]] = yaml.safe_load(
    (Path(__file__).parents[2] / "benchmarks/judgments/blind-wishes.yaml").read_text("utf-8")
)
SEA = replace(
    option("sea", "看海"), aliases={"zh-CN": ("吹吹海风", "去海边"), "en": ("a day at the beach", "smell the salt")}
)
EXAM = replace(
    option("exam", "考试"), aliases={"zh-CN": ("考研上岸", "过线"), "en": ("pass the exam", "get my degree")}
)
NAP = replace(option("nap", "午睡"), aliases={"zh-CN": ("补觉", "眯一会"), "en": ("sleep in", "forty winks")})
NOODLES = replace(option("noodles", "热干面", place="hubei/wuhan"), theme="soup")
TEXTS = [
    variant("sea", "waves", Fits(options=("sea",))),
    variant("exam", "a red stamp", Fits(options=("exam",))),
    variant("nap", "the blanket", Fits(options=("nap",))),
    variant("theme", "a plate", Fits(themes=("soup",))),
    variant("place", "the river", Fits(places=("hubei/wuhan",))),
    variant("any", "I wrote it down", Fits(wishes=(ANY_WISH,))),
    variant("all", "today", Fits()),
]
CAMPAIGN = small_campaign([SEA, EXAM, NAP, NOODLES], TEXTS)


class Model:
    """Knows one thing: who wants quiet wants a nap. Reads English alone."""

    def option_likeness(self, wish: str, locale: str) -> Scores | None:
        return None if locale != "en" else np.array([0, 0, 3 * ("quiet" in wish), 0, 0], dtype=np.float32)

    def likelier_options(self, wish: str, locale: str) -> Scores | None:
        return None if locale != "en" else np.array([0, 0, 4 * ("quiet" in wish), 0, 0], dtype=np.float32)


class Torn:
    """Finds every wish like the sea, and nearly as like a nap."""

    def __init__(self, sea: float, nap: float) -> None:
        self._like = [sea, 0, nap, 0, 0]

    def option_likeness(self, wish: str, locale: str) -> Scores | None:
        return np.array(self._like, dtype=np.float32)

    def likelier_options(self, wish: str, locale: str) -> Scores | None:
        return None


def ranker(campaign: Campaign = CAMPAIGN, model: Meaning | None = None) -> Ranker:
    return Ranker(campaign, Relevance(campaign), reader=WishReader(campaign, Pinyin({}), model))


def test_it_is_read_as_the_option_that_people_say_so() -> None:
    reading = WishReader(CAMPAIGN, Pinyin({})).read("a day at the beach", "en")
    assert (reading.by, reading.is_sure, reading.options[0][0]) == ("lexical", True, "sea")
    assert sum(share for _, share in reading.options) == pytest.approx(1, abs=1e-3)


def test_copy_of_the_option_is_ranked_first_and_says_why() -> None:
    found = ranker().rank(brief_for(wish="pass that exam"), 3)
    assert found.variants[0].variant.id == "exam"
    assert [reason.subject for reason in found.variants[0].reasons] == ["wish"]
    assert found.reading is not None
    assert found.reading.options[0][0] == "exam"
    assert found.fallback is Fallback.NONE


def test_who_means_two_things_gets_copy_for_both() -> None:
    found = ranker().candidates(brief_for(wish="forty winks and the smell of salt"), 10)
    assert {one.variant.id for one in found.variants} == {"nap", "sea"}


def test_what_is_like_a_wish_that_nothing_answers_is_not_taken_for_another() -> None:
    said = replace(CAMPAIGN, none_of_these={"en": ("pass the driving test", "a beach house")})
    for wish in ("pass the driving test", "beach house"):
        before, after = (WishReader(one, Pinyin({})).read(wish, "en") for one in (CAMPAIGN, said))
        assert after.chance < before.chance
        assert not after.is_sure


def test_what_the_model_knows_is_added_where_it_reads_the_language() -> None:
    plain, helped = (WishReader(CAMPAIGN, Pinyin({}), model).read("quiet", "en") for model in (None, Model()))
    assert (plain.is_sure, plain.options) == (False, ())
    assert (helped.by, helped.options[0][0]) == ("embedded", "nap")
    assert WishReader(CAMPAIGN, Pinyin({}), Model()).read("看海", "zh-CN").by == "lexical"


def test_what_a_wish_may_mean_is_offered_first_and_drawn_less_where_it_is_less_likely() -> None:
    many = [variant(f"any-{n}", f"words {n}", Fits(wishes=(ANY_WISH,))) for n in range(8)]
    waves = [variant(f"sea-{n}", f"{n} waves", Fits(options=("sea",))) for n in range(3)]
    asked = brief_for(wish="something wet and quiet over there")
    said = small_campaign([SEA, EXAM, NAP, NOODLES], [*waves, *TEXTS[1:3], *many])
    for like, owners in (((0.3, 0.2), ["sea"]), ((3.6, 2.8), ["sea", "sea", "nap", "sea"])):
        unsure = ranker(said, Torn(*like))
        found = unsure.candidates(asked, 8)
        assert found.reading is not None
        assert (found.reading.is_sure, found.reading.is_likely, found.fallback) == (False, True, Fallback.WISH)
        assert len(owners) == max(1, round(8 * found.reading.chance))
        drawn = [one.variant.id.rpartition("-")[0] or one.variant.id for one in found.variants]
        assert drawn == owners + ["any"] * (8 - len(owners))
        assert all(0 < one.score < 0.25 for one in found.variants[: len(owners)])
        listed = unsure.rank(asked, 13).variants
        assert {one.variant.id for one in listed[:4]} == {"sea-0", "sea-1", "sea-2", "nap"}
        assert unsure.score(asked, unsure.campaign.variant_by_id["sea-0"]) == found.variants[0].score
        beside = unsure.candidates(replace(asked, options=("exam",)), 8)
        assert [one.variant.id for one in beside.variants] == ["exam"]


def test_a_draw_names_the_reader_that_it_rests_on() -> None:
    lexical, embedded = (ranker(model=model).candidates(brief_for(wish="quiet"), 3).state for model in (None, Model()))
    assert lexical.endswith(f"-lexical-{READER}")
    assert embedded.endswith(f"-embedded-{READER}")


def test_the_first_few_are_shared_out_among_what_a_wish_may_mean_unless_it_is_firm() -> None:
    waves = [variant(f"sea-{n}", f"{n} waves", Fits(options=("sea",))) for n in range(6)]
    said = small_campaign([SEA, EXAM, NAP, NOODLES], [*waves, *TEXTS[1:]])
    asked = brief_for(wish="something wet and quiet over there")
    torn, firm = (ranker(said, Torn(*like)).rank(asked, 6) for like in ((5.0, 4.1), (7.0, 4.0)))
    assert all(found.reading is not None and found.reading.is_sure for found in (torn, firm))
    assert [one.variant.id.split("-")[0] for one in torn.variants] == ["sea", "sea", "nap", "sea", "sea", "sea"]
    assert "nap" not in [one.variant.id for one in firm.variants[:5]]


@pytest.mark.parametrize("wish", ["win the lottery", "asdfgh", "……", "👍", "1", "\u202e"])
def test_what_is_like_nothing_gets_copy_for_any_wish(wish: str) -> None:
    for found in (ranker().rank(brief_for(wish=wish), 3), ranker().candidates(brief_for(wish=wish), 10)):
        assert [one.variant.id for one in found.variants] == ["any"]
        assert found.fallback is Fallback.WISH
        assert found.reading is not None
        assert not found.reading.is_sure


def test_a_place_that_it_names_speaks_for_it() -> None:
    found = ranker().rank(brief_for(wish="anything but wuhan traffic"), 1)
    assert (found.variants[0].variant.id, found.fallback) == ("place", Fallback.PLACE)


def test_an_option_of_another_place_is_not_what_was_meant() -> None:
    away = replace(option("dumplings", place="fujian/xiamen"), aliases={"en": ("a bowl of dumplings",)})
    reader = WishReader(small_campaign([away, NOODLES], TEXTS), Pinyin({}))
    assert reader.read("a bowl of dumplings", "en").is_sure
    assert not reader.read("a bowl of dumplings, wuhan", "en").is_sure


def test_without_copy_for_any_wish_the_campaign_speaks() -> None:
    plain = small_campaign([SEA, EXAM], [one for one in TEXTS if one.id in ("sea", "exam", "all")])
    found = ranker(plain).rank(brief_for(wish="win the lottery"), 3)
    assert ([one.variant.id for one in found.variants], found.fallback) == (["all"], Fallback.CAMPAIGN)


def test_what_the_person_says_it_means_is_what_it_means() -> None:
    asked = brief_for(wish="a day at the beach")
    found = ranker().rank(replace(asked, wish_means="exam"), 1)
    assert found.variants[0].variant.id == "exam"
    assert found.reading == as_said("exam")
    assert found.state.endswith("-person")
    none = ranker().rank(replace(asked, wish_means="none"), 1)
    assert (none.variants[0].variant.id, none.fallback) == ("any", Fallback.WISH)


def test_beside_options_a_wish_that_is_not_understood_says_nothing() -> None:
    found = ranker().rank(brief_for("nap", wish="win the lottery"), 2)
    assert found.variants[0].variant.id == "nap"
    assert found.fallback is Fallback.NONE


def test_copy_for_any_wish_never_speaks_for_an_option() -> None:
    assert all(one.variant.id != "any" for one in ranker().candidates(brief_for("nap"), 10).variants)


def test_a_wish_is_worth_no_more_than_an_option_that_was_picked() -> None:
    picked = ranker().rank(brief_for("sea"), 1).variants[0].score
    assert ranker().rank(brief_for(wish="a day at the beach"), 1).variants[0].score < picked


def test_the_same_wish_is_read_the_same_way_each_time() -> None:
    assert WishReader(CAMPAIGN, Pinyin({})).read("sleep in", "en") == WishReader(CAMPAIGN, Pinyin({})).read(
        "sleep in", "en"
    )


@pytest.mark.parametrize(
    ("locale", "kind", "share"),
    [
        ("en", "plain", 0.96),
        ("en", "far", 0.85),
        ("en", "farther", 0.66),
        ("zh-CN", "plain", 0.97),
        ("zh-CN", "far", 0.9),
        ("zh-CN", "farther", 0.69),
    ],
)
def test_the_option_that_answers_is_among_the_three_likeliest_by_words_alone(
    campaign: Campaign, locale: str, kind: str, share: float
) -> None:
    reader, ids = WishReader(campaign, load_pinyin()), [option.id for option in campaign.catalogue.options]
    answered = {wish: options for wish, options in TYPED[locale][kind].items() if options}
    missed = [
        wish
        for wish, options in answered.items()
        if not {ids[row] for row in reader.weigh(wish, locale).order[:3].tolist()} & set(options)
    ]
    assert len(missed) <= (1 - share) * len(answered), missed


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_what_no_option_answers_is_hardly_ever_taken_for_one(campaign: Campaign, locale: str) -> None:
    reader = WishReader(campaign, load_pinyin())
    blind = {**BLIND[locale]["tuning"], **BLIND[locale]["aside"]}
    for wishes, most in ((TYPED[locale]["plain"], 0.05), (blind, 0.1)):
        unanswered = [wish for wish, options in wishes.items() if not options]
        taken = [wish for wish in unanswered if reader.read(wish, locale).is_sure]
        assert len(taken) <= most * len(unanswered), taken


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_the_chance_that_is_told_of_blind_wishes_is_how_often_it_is_right(campaign: Campaign, locale: str) -> None:
    reader = WishReader(campaign, load_pinyin())
    answers = {wish: options for half in BLIND[locale].values() for wish, options in half.items()}
    readings = {wish: reader.read(wish, locale) for wish in answers}
    right = {wish for wish, found in readings.items() if found.options and found.options[0][0] in answers[wish]}
    assert sum(found.chance for found in readings.values()) == pytest.approx(len(right), rel=0.2)
    sure = {wish for wish, found in readings.items() if found.is_sure and answers[wish]}
    assert len(sure & right) >= 0.8 * len(sure)
    assert len(sure & right) >= 0.3 * sum(bool(options) for options in answers.values())
