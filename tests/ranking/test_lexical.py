"""Relevance without a model: shared words, and what the authors said."""

from __future__ import annotations

from postergen.domain.campaign import Campaign
from postergen.domain.variant import Fits
from postergen.ranking.lexical import TAG_WEIGHTS, LexicalRelevance, shared_tags, tag_score

from .small_campaigns import option, variant

NOODLES = option("noodles", "热干面", place="hubei/wuhan", occasions=("birthday",))


def test_a_variant_that_shares_words_beats_one_that_shares_none() -> None:
    noodles = variant("a", "凌晨五点的热干面", Fits(), "zh-CN")
    others = [variant(f"b{i}", text, Fits(), "zh-CN") for i, text in enumerate(("给妈妈的伞", "多睡一小时", "看海"))]
    (row,) = LexicalRelevance().relevance([NOODLES], [noodles, *others])
    assert row[0] > 0
    assert row[1:] == [0, 0, 0]


def test_an_author_who_names_the_option_outweighs_shared_words() -> None:
    named = variant("named", "something else entirely", Fits(options=("noodles",)))
    echo = variant("echo", "热干面", Fits())
    filler = [variant(f"f{i}", f"filler {i}", Fits()) for i in range(5)]
    (row,) = LexicalRelevance().relevance([NOODLES], [named, echo, *filler])
    assert row[0] > row[1] > row[2]


def test_english_words_match_whatever_their_case_and_ending() -> None:
    sleep = option("sleep", "An hour more SLEEP")
    texts = ["Sleeping until noon", "Buying an umbrella", "A bowl of soup"]
    (row,) = LexicalRelevance().relevance([sleep], [variant(str(i), t, Fits()) for i, t in enumerate(texts)])
    assert row[0] > row[1]
    assert row[0] > row[2]


def test_every_kind_of_tag_counts_and_the_strongest_is_taken() -> None:
    fits = {
        "option": Fits(options=("noodles",)),
        "place": Fits(places=("hubei/wuhan",)),
        "theme": Fits(themes=("food",)),
        "occasion": Fits(occasions=("birthday",)),
    }
    for kind, one in fits.items():
        found = variant("v", "x", one)
        assert shared_tags(NOODLES, found) == (kind,)
        assert tag_score(NOODLES, found) == TAG_WEIGHTS[kind]
    everything = variant("v", "x", Fits(("noodles",), ("food",), ("birthday",), ("hubei/wuhan",)))
    assert tag_score(NOODLES, everything) == max(TAG_WEIGHTS.values()) == TAG_WEIGHTS["option"]
    assert tag_score(NOODLES, variant("v", "x", Fits(themes=("health",)))) == 0


def test_a_placeless_option_shares_no_place() -> None:
    assert shared_tags(option("nowhere"), variant("v", "x", Fits(places=("hubei/wuhan",)))) == ()


def test_the_shipped_copy_written_for_an_option_is_the_most_relevant_to_it(campaign: Campaign) -> None:
    options = campaign.catalogue.options
    matrix = LexicalRelevance().relevance(options, campaign.variants)
    for one, row in zip(options, matrix, strict=True):
        for locale in ("zh-CN", "en"):
            scores = {v: s for v, s in zip(campaign.variants, row, strict=True) if v.locale == locale}
            best = max(scores, key=lambda v: scores[v])
            assert one.id in best.fits.options, (one.id, locale, best.id)
        assert all(0 <= score <= 1 for score in row)


def test_no_variants_make_empty_rows() -> None:
    assert LexicalRelevance().relevance([NOODLES], []) == [[]]


def test_text_without_letters_is_relevant_to_nothing() -> None:
    (row,) = LexicalRelevance().relevance(
        [option("x", "……！？")], [variant("v", "，。！", Fits()), variant("w", "", Fits())]
    )
    assert row == [0, 0]
