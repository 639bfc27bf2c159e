"""What texts that share a hook or a tone say of each other."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from postergen.domain.policies import Met, Terms
from postergen.domain.variant import Fits, Hook, Tone
from postergen.ranking import logistic_fit
from postergen.ranking.logistic_fit import contrasts
from postergen.ranking.prior import POOLED
from postergen.ranking.regression import Common, Traits, fit_regression, traits_of

from .small_campaigns import variant

TERMS = Terms()
SHARED = dict(zip(Hook, (-0.3, 0.0, 0.3), strict=True)) | dict(zip(Tone, (-0.4, -0.2, 0.0, 0.1, 0.2, 0.3), strict=True))


def expit(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def campaign(
    texts: int, posters: float, *, own: float = 0.2, shared: float = 1.0, slope: float = 0.0, locale: str = "en"
) -> tuple[list[Met], dict[tuple[str, str], Traits], list[float]]:
    """Posters of texts whose log odds are known."""
    draw = Random(3)
    met, traits, truth = [], {}, []
    for i in range(texts):
        trait = Traits(draw.choice(list(Hook)), draw.choice(list(Tone)))
        relevance = draw.uniform(0.2, 0.9)
        assert trait.hook
        assert trait.tone
        logit = -3 + shared * (SHARED[trait.hook] + SHARED[trait.tone]) + draw.gauss(0, own)
        logit += slope * (relevance - 0.55) / 0.2
        name = f"{locale}{i:03}"
        met.append(Met(name, "1", locale, ("u",), posters, round(posters * expit(logit)), relevance))
        traits[name, "1"] = trait
        truth.append(logit)
    return met, traits, truth


def common(met: list[Met], traits: dict[tuple[str, str], Traits]) -> Common:
    return fit_regression(met, traits, TERMS).common[POOLED]


def test_it_finds_what_hooks_and_tones_do_and_how_far_texts_differ_beside() -> None:
    found = common(*campaign(200, 2000)[:2])
    for kind, effects in ((Hook, found.hooks), (Tone, found.tones)):
        mean = np.mean([SHARED[one] for one in kind])
        for one in kind:
            assert effects[one.value].mean == pytest.approx(SHARED[one] - mean, abs=0.1)
    assert found.own**0.5 == pytest.approx(0.2, abs=0.05)
    without = common(*campaign(200, 2000, shared=0.0)[:2])
    assert max(abs(effect.mean) for effect in (*without.hooks.values(), *without.tones.values())) < 0.1


@pytest.mark.parametrize("slope", [-0.3, 0.0, 0.3])
def test_it_learns_what_relevance_says_and_if_it_misleads(slope: float) -> None:
    assert common(*campaign(200, 2000, slope=slope)[:2]).slope.mean == pytest.approx(slope, abs=0.08)


def test_a_text_of_which_little_was_seen_stays_close_to_others_like_it() -> None:
    met, traits, _ = campaign(60, 1000)
    lucky = Met("zz", "1", "en", ("u",), 20, 4, 0.5)  # 20 %, of 20 posters
    seen = fit_regression([*met, lucky], traits | {("zz", "1"): Traits(Hook.THEME, Tone.WARM)}, TERMS).seen
    assert 0 < seen["zz", "1"].mean < 0.3
    assert seen["zz", "1"].pull < 0.2 < 0.5 < seen["en000", "1"].pull
    assert seen["zz", "1"].variance > seen["en000", "1"].variance


def test_whose_posters_they_are_is_not_taken_for_the_words() -> None:
    """Named posters are scanned three times as often, and one text was drawn for them alone."""
    met = []
    for i in range(30):
        met += [Met(f"t{i:02}", "1", "en", ("n",), 500, 45, 0.5), Met(f"t{i:02}", "1", "en", ("u",), 500, 15, 0.5)]
    met.append(Met("named", "1", "en", ("n",), 1000, 90, 0.5))
    seen = fit_regression(met, {}, TERMS).seen
    assert seen["named", "1"].mean == pytest.approx(seen["t00", "1"].mean, abs=0.05)
    blurred = fit_regression([replace_people(row) for row in met], {}, TERMS).seen
    assert blurred["named", "1"].mean > seen["named", "1"].mean + 0.1


def replace_people(row: Met) -> Met:
    return row._replace(people=("",))


@pytest.mark.parametrize("share", [0.0, 1.0], ids=["no success", "nothing but success"])
@pytest.mark.parametrize("texts", [1, 2, 30])
def test_what_one_answer_would_explain_stays_finite(texts: int, share: float) -> None:
    met = [Met(f"t{i}", "1", "en", ("u",), 500.0, 500.0 * share, 0.5) for i in range(texts)]
    found = fit_regression(met, {(f"t{i}", "1"): Traits(Hook.THEME, Tone.WARM) for i in range(texts)}, TERMS)
    one = found.seen["t0", "1"]
    assert np.isfinite([one.mean, one.variance, one.pull, found.common[POOLED].level.mean]).all()
    assert one.variance > 0
    assert 0 <= one.pull <= 1


def test_a_hook_that_alone_succeeds_is_best_and_stays_finite() -> None:
    met = [Met(f"t{i}", "1", "en", ("u",), 300.0, 300.0 * (i % 2), 0.5) for i in range(10)]
    traits = {(f"t{i}", "1"): Traits((Hook.THEME, Hook.PRODUCT)[i % 2], Tone.WARM) for i in range(10)}
    hooks = fit_regression(met, traits, TERMS).common[POOLED].hooks
    assert hooks["product"].mean > hooks["theme"].mean
    assert np.isfinite([effect.mean for effect in hooks.values()]).all()


@pytest.mark.parametrize("met", [[], [Met("a", "1", "en", ("u",), 0.0, 0.0, 0.5)]], ids=["nobody", "posters just made"])
def test_without_data_it_believes_what_is_usual(met: list[Met]) -> None:
    found = fit_regression(met, {}, TERMS)
    assert found.seen == {}
    assert expit(found.common[POOLED].level.mean) == pytest.approx(0.05, abs=0.001)
    assert found.common[POOLED].own == pytest.approx(0.09, abs=0.01)


def test_a_locale_with_enough_posters_is_fitted_by_itself() -> None:
    english, traits, _ = campaign(40, 500)
    chinese = [
        row._replace(variant=f"zh{i}", locale="zh-CN", exposed=3.0, rewarded=0.0) for i, row in enumerate(english)
    ]
    found = fit_regression([*english, *chinese], traits, TERMS)
    assert set(found.common) == {POOLED, "en"}
    assert {text for text, _ in found.seen} == {row.variant for row in (*english, *chinese)}
    alone = fit_regression(english, traits, TERMS)
    assert found.common["en"] == alone.common[POOLED]
    assert found.seen["en000", "1"] == alone.seen["en000", "1"]


def test_the_order_of_rows_does_not_matter() -> None:
    met, traits, _ = campaign(20, 300)
    assert fit_regression(met, traits, TERMS) == fit_regression(met[::-1], traits, TERMS)


def test_rows_of_the_same_people_are_one_row_in_two() -> None:
    met, traits, _ = campaign(20, 300)
    halves = [row._replace(exposed=row.exposed / 2, rewarded=row.rewarded / 2) for row in met for _ in range(2)]
    whole, split = (fit_regression(rows, traits, TERMS) for rows in (met, halves))
    for text, one in whole.seen.items():
        assert [*split.seen[text][:3]] == pytest.approx([*one[:3]], abs=1e-7)


@pytest.mark.parametrize("posters", [50, 20_000])
def test_it_ends_where_nothing_moves_any_more(posters: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many steps, and more exact ones, change nothing that is drawn from; and some ten do."""
    met, traits, _ = campaign(30, posters)
    met = [half for row in met for half in (row, row._replace(people=("n",), rewarded=min(row.rewarded * 2, posters)))]
    steps, sums = [], logistic_fit._sums
    monkeypatch.setattr(logistic_fit, "_sums", lambda *given: steps.append(given) or sums(*given))
    found = fit_regression(met, traits, TERMS)
    assert len(steps) <= 12
    for name, value in {"CLOSE": 1e-11, "ROUNDS": 80, "TURNS": 300}.items():
        monkeypatch.setattr(logistic_fit, name, value)
    exact = fit_regression(met, traits, TERMS)
    for text, one in exact.seen.items():
        assert [*found.seen[text][:3]] == pytest.approx([*one[:3]], abs=1e-6)
    for name, effect in exact.common[POOLED].hooks.items():
        assert found.common[POOLED].hooks[name].loadings == pytest.approx(effect.loadings, abs=1e-6)
    assert found.common[POOLED].own == pytest.approx(exact.common[POOLED].own, abs=1e-6)


def test_a_text_that_nobody_has_any_more_learns_by_its_own() -> None:
    met, traits, _ = campaign(20, 2000)
    found = fit_regression(met, {text: trait for text, trait in traits.items() if text[0] != "en003"}, TERMS)
    assert (found.seen["en003", "1"].hook, found.seen["en003", "1"].tone) == ("", "")
    assert np.isfinite(found.seen["en003", "1"].mean)


def test_an_earlier_revision_has_the_hook_of_the_text() -> None:
    text = variant("a", "noodles", Fits())
    met = [Met("a", "before", "en", ("u",), 500, 20, 0.5), Met("a", text.revision, "en", ("u",), 500, 20, 0.5)]
    edited = replace(text, hook=Hook.INTEREST)
    seen = fit_regression(met, traits_of([edited]), TERMS).seen
    assert seen["a", "before"].hook == seen["a", text.revision].hook == "interest"


def test_contrasts_are_what_levels_differ_by() -> None:
    found = contrasts(6)
    assert np.abs(found.sum(axis=0)).max() < 1e-12
    assert found.T @ found == pytest.approx(np.eye(5))
