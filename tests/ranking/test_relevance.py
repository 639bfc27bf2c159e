"""What a text is worth to a wish: what the author said, the words they share, and what they mean."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Option
from postergen.domain.variant import CopyVariant, Fits
from postergen.ranking.background_pairs import measure_background
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import TEXT_CEILING, Relevance
from postergen.ranking.semantic import Reads, Role, SemanticIndex, Vectors, digest_of, in_byte_steps, texts_of
from postergen.ranking.tags import TAG_WEIGHTS

from .small_campaigns import brief_for, option, small_campaign, variant

NOODLES = option("noodles", "热干面", place="hubei/wuhan", occasions=("birthday",))


class WordEmbedder:
    """Understands a few words, whatever the language: each has a direction of its own, the rest have another."""

    name = "words"
    MEANINGS = (("check-up", "doctor", "体检", "医生"), ("noodle", "bowl", "面"), ("sleep", "nap", "睡"))

    def __init__(self, reads: Reads = "en") -> None:
        self.reads = reads

    def embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        found = np.array([[*(any(w in t.lower() for w in m) for m in self.MEANINGS), 0.01] for t in texts], dtype=float)
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def index_of(campaign: Campaign, embedder: WordEmbedder) -> SemanticIndex:
    texts = sorted(set(texts_of(campaign, embedder.reads)))
    vectors = np.vstack([embedder.embed(role, said[:1]) for role, said in texts])
    rows = {digest_of(role, *said): row for row, (role, said) in enumerate(texts)}

    def find(role: Role, *said: str) -> Vectors:
        return vectors[rows[digest_of(role, *said)]]

    background = measure_background(campaign, embedder.reads, find)
    return SemanticIndex(embedder.name, embedder.reads, rows, in_byte_steps(vectors), background)


def relevance_to(one: Option, variants: list[CopyVariant], **more: object) -> list[float]:
    campaign = small_campaign([one, option("other", "ö")], variants)
    return [float(x) for x in Relevance(campaign, **more).matrix[0]]  # type: ignore[arg-type]


def test_a_variant_that_shares_words_beats_one_that_shares_none() -> None:
    noodles = variant("a", "凌晨五点的热干面", Fits(), "zh-CN")
    others = [variant(f"b{i}", text, Fits(), "zh-CN") for i, text in enumerate(("给妈妈的伞", "多睡一小时", "看海"))]
    row = relevance_to(NOODLES, [noodles, *others])
    assert row[0] > 0
    assert row[1:] == [0, 0, 0]


def test_an_author_who_names_the_option_outweighs_shared_words() -> None:
    named = variant("named", "something else entirely", Fits(options=("noodles",)))
    echo = variant("echo", "热干面", Fits())
    filler = [variant(f"f{i}", f"filler {i}", Fits()) for i in range(5)]
    row = relevance_to(NOODLES, [named, echo, *filler])
    assert row[0] > row[1] > row[2]


def test_english_words_match_whatever_their_case_and_ending() -> None:
    sleep = option("sleep", "An hour more SLEEP")
    texts = ["Sleeping until noon", "Buying an umbrella", "A bowl of soup"]
    row = relevance_to(sleep, [variant(str(i), t, Fits()) for i, t in enumerate(texts)])
    assert row[0] > row[1]
    assert row[0] > row[2]


def test_text_without_letters_is_relevant_to_nothing() -> None:
    assert relevance_to(option("x", "……！？"), [variant("v", "，。！", Fits()), variant("w", "", Fits())]) == [0, 0]


@pytest.mark.slow
def test_the_shipped_copy_written_for_an_option_is_the_most_relevant_to_it(campaign: Campaign) -> None:
    for one, row in zip(campaign.catalogue.options, Relevance(campaign).matrix, strict=True):
        for locale in ("zh-CN", "en"):
            scores = {v: s for v, s in zip(campaign.variants, row, strict=True) if v.locale == locale}
            best = max(scores, key=lambda v: scores[v])
            assert one.id in best.fits.options, (one.id, locale, best.id)
        assert all(0 <= score <= 1 for score in row)


CHECK_UP = option("check-up", "Take Mum to her check-up")
REPORT = replace(
    variant("report", "The report. This time you hold it.", Fits()), gloss="You go to the doctor with Mum."
)
BOWL = variant("bowl", "A bowl at dawn", Fits())
MODEL = WordEmbedder()


def test_meaning_finds_what_shares_no_word() -> None:
    campaign = small_campaign([CHECK_UP, NOODLES], [REPORT, BOWL])
    assert Relevance(campaign, "lexical").matrix[0].tolist() == [0, 0]
    row = Relevance(campaign, "semantic", index_of(campaign, MODEL)).matrix[0]
    assert row[0] == pytest.approx(TEXT_CEILING)
    assert row[1] < 0.01


def test_an_english_model_reads_chinese_copy_through_its_gloss() -> None:
    report = replace(variant("zh", "这回报告单你来拿", Fits(), "zh-CN"), gloss="You go to the doctor with Mum.")
    campaign = small_campaign([CHECK_UP, NOODLES], [report, variant("other", "看海", Fits(), "zh-CN")])
    row = Relevance(campaign, "semantic", index_of(campaign, MODEL)).matrix[0]
    assert row[0] > 0.5 > 0.01 > row[1]


def test_a_multilingual_model_reads_the_text_itself_where_there_is_no_gloss() -> None:
    check = replace(CHECK_UP, text=CHECK_UP.text.__class__({"zh-CN": "陪妈妈体检", "en": "Mum's check-up"}))
    said = variant("zh", "医生说一切都好", Fits(), "zh-CN")
    campaign = small_campaign([check, NOODLES], [said])
    reader = WordEmbedder("any")
    assert Relevance(campaign, "semantic", index_of(campaign, reader)).matrix[0][0] > 0


def test_authors_tags_count_whatever_the_backend() -> None:
    tagged = variant("tagged", "unrelated", Fits(options=("check-up",)))
    campaign = small_campaign([CHECK_UP, NOODLES], [tagged])
    for backend in ("lexical", "semantic", "blend"):
        assert Relevance(campaign, backend, index_of(campaign, MODEL)).matrix[0][0] >= np.float32(TAG_WEIGHTS["option"])  # type: ignore[arg-type]
    assert Relevance(campaign, tagged=False).matrix[0][0] == 0


def test_a_variant_newer_than_the_index_is_compared_by_its_words_and_says_so() -> None:
    before = small_campaign([CHECK_UP, NOODLES], [REPORT, BOWL])
    index = index_of(before, MODEL)
    edited = replace(REPORT, gloss="You take Mum to her check-up and hold the report.")
    campaign = small_campaign([CHECK_UP, NOODLES], [edited, BOWL])
    relevance = Relevance(campaign, "blend", index)
    assert relevance.stale() == 1
    ranked = Ranker(campaign, relevance).rank(brief_for("check-up"), 2).variants
    assert {r.variant.id: r.backend for r in ranked} == {"report": "lexical", "bowl": "blend"}


def test_without_an_index_the_answer_says_lexical() -> None:
    assert Relevance(small_campaign([CHECK_UP, NOODLES], [BOWL]), "blend").backend == "lexical"


def test_the_state_changes_with_all_that_the_scores_depend_on() -> None:
    campaign = small_campaign([CHECK_UP, NOODLES], [REPORT, BOWL])
    index = index_of(campaign, MODEL)
    fewer = replace(index, rows=dict(list(index.rows.items())[1:]))
    relevances = [
        Relevance(campaign),
        *(Relevance(campaign, b, i) for b in ("semantic", "blend") for i in (index, fewer)),
    ]  # type: ignore[arg-type]
    states = {Ranker(campaign, relevance).state for relevance in relevances}
    assert len(states) == 5
    assert Ranker(campaign, Relevance(campaign, "blend", index)).state in states


# the state of the shipped pack's ranker, which is a digest of all scores, and the reading of a wish
STATE = """
from postergen.adapters.content.semantic_files import read_index
from postergen.config import CONTENT
from postergen.loading import check_pack
from postergen.ranking.background_pairs import measure_background
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import Relevance
pack = CONTENT / "assets/campaigns/better-life"
campaign = check_pack(pack)
ranker = Ranker(campaign, Relevance(campaign, "blend", read_index(pack)))
print(ranker.state, ranker.reader.read("get mum to see a doctor", "en"))
"""


@pytest.mark.slow
def test_another_processor_gives_the_same_scores_to_the_last_bit() -> None:
    from numpy._core._multiarray_umath import __cpu_dispatch__ as features

    told = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", STATE],
            env={**os.environ, **processor},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for processor in ({}, {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": " ".join(features)})
    }
    assert len(told) == 1
