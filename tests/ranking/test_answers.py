"""Lines answer what their authors say they answer, those that people take come more often, and every chance is known."""

from __future__ import annotations

from collections import Counter

import pytest

from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.ranking.answers import OFFERED, AnswerPolicy, Taken, answer_odds, answer_ranker, draw_answers
from postergen.ranking.draws import Odds
from postergen.ranking.ranker import Ranker


@pytest.fixture(scope="module")
def ranker(campaign: Campaign) -> Ranker:
    found = answer_ranker(campaign)
    assert found is not None
    return found


def odds(ranker: Ranker, line: str, locale: str = "zh-CN", policy: AnswerPolicy | None = None, wish: str = "") -> Odds:
    options = (line,) if line else ()
    found = answer_odds(ranker, Brief("better-life", options, locale, "", wish=wish), policy or AnswerPolicy({}))
    assert found is not None
    return found


def chances(found: Odds) -> dict[str, float]:
    return {one.variant.id: p for one, p in zip(found.ranked.variants, found.drawn, strict=True)}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_line_has_three_answers_in_either_language_and_never_itself(
    campaign: Campaign, ranker: Ranker, locale: str
) -> None:
    assert campaign.stickers
    for line in campaign.stickers.all:
        found = odds(ranker, line.id, locale)
        _, shown = draw_answers(found, Brief("better-life", (line.id,), locale, ""), "0" * 16)
        assert len(set(shown)) == OFFERED
        assert line.id not in chances(found)
        assert {one.variant.locale for one in found.ranked.variants} == {locale}


def test_what_authors_name_comes_before_what_is_about_the_same(ranker: Ranker) -> None:
    found = chances(odds(ranker, "zh-noodles-clump"))
    best = {"zh-before-tea-cools", "zh-eat-first", "zh-cat-on-lap"}
    assert set(sorted(found, key=lambda one: -found[one])[:3]) == best
    assert sum(found[one] for one in best) > 0.6
    assert sum(found.values()) == pytest.approx(1)
    assert min(found.values()) >= 0.02, "each is tried now and then"


def test_what_people_take_comes_more_often_and_says_so_in_the_name_of_the_policy(ranker: Ranker) -> None:
    taken = AnswerPolicy({"zh-eat-first": Taken(300, 200), "zh-cat-on-lap": Taken(300, 20)})
    before, after = odds(ranker, "zh-noodles-clump"), odds(ranker, "zh-noodles-clump", policy=taken)
    assert chances(after)["zh-eat-first"] > chances(before)["zh-eat-first"]
    assert chances(after)["zh-cat-on-lap"] < chances(before)["zh-cat-on-lap"]
    assert after.policy != before.policy
    assert before.version.startswith("answers-1-")
    assert AnswerPolicy(dict(taken.taken)).version == taken.version


def test_the_first_is_drawn_as_often_as_its_probability_says(ranker: Ranker) -> None:
    found, brief = odds(ranker, "zh-noodles-clump"), Brief("better-life", ("zh-noodles-clump",), "zh-CN", "")
    drawn = [draw_answers(found, brief, f"{n:016x}")[0] for n in range(3000)]
    often = Counter(one.variant for one in drawn)
    for one in drawn:
        assert one.propensity == chances(found)[one.variant]
    for line, chance in chances(found).items():
        assert abs(often[line] / 3000 - chance) < 0.03
    assert draw_answers(found, brief, "7" * 16) == draw_answers(found, brief, "7" * 16)


def test_words_of_ones_own_are_read_as_lines(ranker: Ranker) -> None:
    assert chances(odds(ranker, "", wish="面坨了")).keys() & {"zh-before-tea-cools", "zh-eat-first"}
    unknown = chances(odds(ranker, "", wish="量子纠缠"))
    assert len(unknown) >= OFFERED, "what nobody wrote an answer for gets lines that answer anything"
