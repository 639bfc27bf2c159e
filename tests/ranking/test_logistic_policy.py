"""Texts that have something in common are drawn by what they know together."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from postergen.domain.policies import Kind, Met, Policy, Terms
from postergen.domain.poster import Brief
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.errors import Unavailable
from postergen.ranking.logistic_policy import (
    LogisticRule,
    decode_regression,
    encode_regression,
    regression_of,
    with_regression,
)
from postergen.ranking.prior import POOLED
from postergen.ranking.ranker import RankedList, RankedVariant
from postergen.ranking.regression import Common, Effect, Regression, Seen, fit_regression, traits_of

BRIEF = Brief("small", (), "en", "ticket")
EMPTY = Policy("small", Kind.LOGISTIC, Terms(Kind.LOGISTIC), (), {}, datetime(2026, 6, 1, tzinfo=UTC))


def text(name: str, hook: Hook, tone: Tone = Tone.WARM) -> CopyVariant:
    return CopyVariant(name, "en", hook, tone, Fits(), name, "", "")


def listed(*texts: CopyVariant, score: float = 0.5) -> RankedList:
    return RankedList(tuple(RankedVariant(one, score, ()) for one in texts), "", "state")


def met(one: CopyVariant, exposed: float, rewarded: float) -> Met:
    return Met(one.id, one.revision, one.locale, ("u",), exposed, rewarded, 0.5)


# half of the texts begin with the thing, and bring twice as many
OLD = [text(f"t{i:02}", (Hook.THEME, Hook.PRODUCT)[i % 2]) for i in range(40)]
MET = [met(one, 200, 16 if one.hook is Hook.PRODUCT else 8) for one in OLD]
POLICY = with_regression(EMPTY, MET, traits_of(OLD))


def shares(policy: Policy, found: RankedList) -> np.ndarray:
    return LogisticRule(policy)(found, BRIEF)


def test_a_text_that_nobody_has_seen_gains_by_what_it_shares() -> None:
    theme, product = shares(POLICY, listed(text("new", Hook.THEME), text("newer", Hook.PRODUCT)))
    assert product > 0.9
    assert theme + product == pytest.approx(1)


def test_what_texts_have_of_their_own_counts_where_it_was_seen() -> None:
    good = text("good", Hook.THEME)
    made = with_regression(EMPTY, [*MET, met(good, 2000, 300)], traits_of([*OLD, good]))
    assert shares(made, listed(good, OLD[1]))[0] > 0.9
    assert shares(POLICY, listed(good, OLD[1]))[0] < 0.2


def test_an_edited_text_begins_where_others_of_its_kind_are() -> None:
    good = text("good", Hook.THEME)
    made = with_regression(EMPTY, [*MET, met(good, 2000, 300)], traits_of([*OLD, good]))
    edited = replace(good, headline="another")
    assert shares(made, listed(edited, OLD[1])).tolist() != shares(made, listed(good, OLD[1])).tolist()
    assert shares(made, listed(edited, text("new", Hook.THEME))) == pytest.approx([0.5, 0.5])


def test_whoever_changes_only_the_hook_of_a_text_keeps_what_it_has_had() -> None:
    good = text("good", Hook.THEME)
    made = with_regression(EMPTY, [*MET, met(good, 20_000, 3000)], traits_of([*OLD, good]))
    changed = replace(good, hook=Hook.PRODUCT)
    assert changed.revision == good.revision
    assert shares(made, listed(changed, OLD[1]))[0] > 0.9


def test_one_text_alone_is_drawn() -> None:
    assert shares(POLICY, listed(OLD[0])).tolist() == [1.0]
    assert shares(with_regression(EMPTY, [], {}), listed(OLD[0])).tolist() == [1.0]


def test_without_anything_seen_all_are_alike_but_for_their_relevance() -> None:
    nothing = with_regression(EMPTY, [], {})
    assert shares(nothing, listed(*OLD[:4])) == pytest.approx([0.25] * 4, abs=1e-9)
    one, other = (RankedVariant(text, score, ()) for text, score in zip(OLD[:2], (0.9, 0.3), strict=True))
    assert shares(nothing, RankedList((one, other), "", "state"))[0] > 0.5


def test_another_locale_is_served_by_what_all_have_in_common() -> None:
    theme, product = (replace(text(f"zh{hook}", hook), locale="zh-CN") for hook in (Hook.THEME, Hook.PRODUCT))
    found = LogisticRule(POLICY)(listed(theme, product), replace(BRIEF, locale="zh-CN"))
    assert found[1] > 0.9


def test_what_is_kept_is_what_was_fitted_to_the_last_bit() -> None:
    found = fit_regression(MET, traits_of(OLD), Terms())
    assert decode_regression(encode_regression(found)) == found
    assert encode_regression(decode_regression(POLICY.scores)) == POLICY.scores
    assert with_regression(EMPTY, MET[::-1], traits_of(OLD)).version == POLICY.version


def test_the_bits_of_a_kept_policy_are_those_of_every_machine() -> None:
    """What was kept is all that counts; the digest was made once."""

    def effect(i: int) -> Effect:
        return Effect(((i * 7) % 11 - 5) / 20, tuple(((i * j) % 7 - 3) / 40 for j in (1, 2, 3)))

    hooks = {hook.value: effect(i) for i, hook in enumerate(Hook)}
    tones = {tone.value: effect(i + 3) for i, tone in enumerate(Tone)}
    common = Common(Effect(-3.0, (0.01, 0.0, 0.02)), hooks, tones, effect(9), 0.07, 0.55, 0.13)
    texts = [text(f"t{i}", list(Hook)[i % 3], list(Tone)[i % 6]) for i in range(12)]
    seen = {
        (one.id, one.revision): Seen(
            (i % 5 - 2) / 9, (1 + i % 3) / 70, (i % 4) / 5, one.hook.value, one.tone.value, 0.1
        )
        for i, one in enumerate(texts[:9])
    }
    kept = replace(EMPTY, scores=encode_regression(Regression({POOLED: common}, seen)))
    found = tuple(RankedVariant(one, (60 + 11 * i) / 256, ()) for i, one in enumerate(texts))
    digest = hashlib.sha256(shares(kept, RankedList(found, "", "state")).tobytes())
    assert digest.hexdigest()[:16] == "d91d674ba3247f81"


@pytest.mark.parametrize(
    "scores", [b"", b"nonsense", b"{}", b'{"format": 9}', b"[]", POLICY.scores.replace(b'"own"', b'"owned"')]
)
def test_what_this_release_cannot_read_is_said(scores: bytes) -> None:
    with pytest.raises(Unavailable, match="this release cannot read it"):
        regression_of(replace(POLICY, scores=scores))
