from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from postergen.domain.policies import Arm, Slice, Terms
from postergen.tracking.delay import fit_delays
from postergen.tracking.exposure import Observed, delays_of, exposures, meetings, standardised

TERMS = Terms()
USUAL = fit_delays([], TERMS.window_hours)
MATURE = 200.0


def seen(
    variant: str, posters: int, rewarded: int, *, age: float = MATURE, stratum: str = "u", delay: float = 1.0
) -> list[Observed]:
    plain = Observed(variant, "r1", "en", stratum, Slice.DRAWN, age, None, posters - rewarded, 0.5)
    return [plain, replace(plain, delay=delay, posters=rewarded)]


def arm(arms: tuple[Arm, ...], variant: str, revision: str = "r1") -> Arm:
    return next(found for found in arms if (found.variant, found.revision) == (variant, revision))


def chance_of_the_first(one: Arm, other: Arm, draws: int = 200_000) -> float:
    rng = np.random.default_rng(1)
    first, second = (rng.beta(1 + a.rewarded, 1 + a.exposed - a.rewarded, draws) for a in (one, other))
    return float((first > second).mean())


def test_a_young_text_is_not_taken_for_a_worse_one() -> None:
    """Both bring 20 of 100, and the young one's posters are two hours old: 13 of 300 have succeeded by now."""
    rng = np.random.default_rng(4)
    delays = np.minimum(rng.exponential(9.0, 187), 71)
    old = [seen("old", 1, 1, delay=float(delay))[1] for delay in delays] + seen("old", 1000 - 187, 0)
    young = seen("young", 300, 13, age=2.0)
    found = exposures(old + young, delays_of(old + young, TERMS), TERMS)
    assert chance_of_the_first(Arm("old", "", "en", 1000, 187, 0), Arm("young", "", "en", 300, 13, 0)) > 0.999
    assert chance_of_the_first(arm(found, "old"), arm(found, "young")) < 0.95
    assert arm(found, "young").rewarded / arm(found, "young").exposed == pytest.approx(0.2, abs=0.06)


def test_posters_made_this_moment_weigh_nothing() -> None:
    found = exposures(seen("a", 500, 50) + seen("a", 10_000, 0, age=0.0), USUAL, TERMS)
    assert arm(found, "a").exposed == pytest.approx(500)


def test_two_texts_of_the_same_words_are_alike_whoever_they_met() -> None:
    """Named posters are scanned in 10 %, others in 3 %; one text has met 80 % named ones, the other 20 %."""
    rows = [
        *seen("a", 800, 24, stratum="u"),
        *seen("a", 200, 20, stratum="n"),
        *seen("b", 200, 6, stratum="u"),
        *seen("b", 800, 80, stratum="n"),
    ]
    found = exposures(rows, USUAL, TERMS)
    rates = [arm(found, name).rewarded / arm(found, name).exposed for name in "ab"]
    assert rates[1] / rates[0] == pytest.approx(1, abs=0.12)  # 86 / 44 as it was counted
    assert sum(arm(found, name).exposed for name in "ab") == pytest.approx(2000)


def test_what_is_better_among_the_same_people_stays_better() -> None:
    rows = [
        seen(v, 1000, k, stratum=s) for v, s, k in (("a", "u", 30), ("a", "n", 100), ("b", "u", 60), ("b", "n", 200))
    ]
    found = exposures([row for pair in rows for row in pair], USUAL, TERMS)
    assert arm(found, "b").rewarded / arm(found, "b").exposed == pytest.approx(0.13)
    assert arm(found, "a").exposed == pytest.approx(2000)


def test_little_is_left_to_tell_texts_apart_whose_people_differ() -> None:
    even = standardised(np.array([[500.0, 500], [500, 500]]), np.array([[15.0, 50], [15, 50]]))
    apart = standardised(np.array([[1000.0, 1], [1, 1000]]), np.array([[30.0, 0], [0, 100]]))
    assert even.left.tolist() == [1, 1]
    assert (apart.left < 0.06).all()


def test_an_edit_begins_anew_and_what_people_chose_is_no_draw() -> None:
    edited = [replace(row, revision="r2") for row in seen("a", 10, 1)]
    chosen = [replace(row, slice=Slice.CHOSEN) for row in seen("a", 1000, 900)]
    found = exposures(seen("a", 500, 50) + edited + chosen, USUAL, TERMS)
    assert arm(found, "a", "r1") == Arm("a", "r1", "en", 500, 50, 0.5)
    assert arm(found, "a", "r2") == Arm("a", "r2", "en", 10, 1, 0.5)


def test_yesterday_counts_as_the_terms_say() -> None:
    found = exposures(seen("a", 100, 10, age=240.0), USUAL, Terms(discount=0.9))
    assert arm(found, "a").exposed == pytest.approx(100 * 0.9**10)
    assert arm(found, "a").rewarded == pytest.approx(10 * 0.9**10)


def test_success_after_the_window_is_none() -> None:
    found = exposures(seen("a", 100, 10, delay=73.0), USUAL, TERMS)
    assert arm(found, "a") == Arm("a", "r1", "en", 100, 0, 0.5)


def test_a_text_whose_scores_were_not_kept_is_as_relevant_as_the_others() -> None:
    unknown = [replace(row, variant="b", relevance=None) for row in seen("a", 10, 1)]
    found = exposures(seen("a", 90, 9) + unknown, USUAL, TERMS)
    assert arm(found, "b").relevance == 0.5
    assert exposures(unknown, USUAL, TERMS)[0].relevance == 0.0


@pytest.mark.parametrize("rows", [[], seen("a", 100, 0), seen("a", 1, 1), seen("a", 50, 50, age=-24.0)])
def test_nothing_one_text_no_success_and_a_clock_that_jumped_are_counts_like_others(rows: list[Observed]) -> None:
    for found in exposures(rows, delays_of(rows, TERMS), TERMS):
        assert found.exposed >= found.rewarded >= 0


def test_languages_are_not_compared() -> None:
    chinese = [replace(row, variant="c", locale="zh-CN", stratum="n") for row in seen("c", 100, 50)]
    found = exposures(seen("a", 100, 5) + chinese, USUAL, TERMS)
    assert [(a.locale, a.exposed) for a in found] == [("en", 100), ("zh-CN", 100)]


def test_meetings_are_kept_apart_by_people_and_weigh_as_exposures_do() -> None:
    """Half of the posters are of this moment, some were chosen, and some succeeded too late."""
    rows = []
    for stratum, channel in (("n", "wechat"), ("n", "sms"), ("u", "wechat")):
        of_kind = seen("a", 100, 10, stratum=stratum) + seen("a", 50, 0, age=0.0, stratum=stratum)
        of_kind += seen("a", 7, 7, stratum=stratum, delay=TERMS.window_hours + 1)
        rows += [replace(row, asked=(channel,)) for row in of_kind]
    rows += [replace(row, slice=Slice.CHOSEN) for row in rows]
    found = meetings(rows, USUAL, TERMS)
    assert {row.people: (row.exposed, row.rewarded) for row in found} == {
        ("n", "wechat"): (107, 10),
        ("n", "sms"): (107, 10),
        ("u", "wechat"): (107, 10),
    }
    plain = [replace(row, stratum="u", asked=()) for row in rows]
    (one,), (alike,) = meetings(plain, USUAL, TERMS), exposures(plain, USUAL, TERMS)
    assert (one.exposed, one.rewarded, one.relevance) == (alike.exposed, alike.rewarded, alike.relevance)


def test_meetings_of_older_days_count_as_the_discount_says() -> None:
    (found,) = meetings(seen("a", 100, 10, age=240.0), USUAL, Terms(discount=0.9))
    assert (found.exposed, found.rewarded) == pytest.approx((100 * 0.9**10, 10 * 0.9**10))
    assert meetings([], USUAL, TERMS) == []
