"""The index that the shipped pack carries, and what happens to one that is damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from postergen.adapters.content.index_builder import unlearned_sayings
from postergen.adapters.content.judgment_files import read_judgments
from postergen.adapters.content.semantic_files import INDEX, read_index, write_index
from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.errors import InvalidContent, InvalidInput
from postergen.ranking.background import PAIRINGS, Background, Scale
from postergen.ranking.option_classifier import OptionClassifier
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.relevance import Relevance
from postergen.ranking.semantic import SemanticIndex, in_byte_steps
from postergen.service.evaluation import BY_TEXT, OPTIONS, compare_backends

PACK = CONTENT / "assets/campaigns/better-life"
JUDGMENTS = CONTENT / "benchmarks/judgments/better-life.jsonl"


def test_the_shipped_index_knows_every_text_of_the_pack(campaign: Campaign) -> None:
    index = read_index(PACK)
    assert index is not None
    relevance = Relevance(campaign, "blend", index)
    assert relevance.stale() == 0
    assert unlearned_sayings(campaign, index) == []
    assert relevance.backend == "blend"


@pytest.mark.parametrize("learns", [False, True])
def test_an_index_comes_back_from_its_file_as_it_was(tmp_path: Path, learns: bool) -> None:
    vectors = np.eye(3, 8, dtype=np.float32)
    scales = {(p, locale): Scale(0.1, 0.25 + i / 8) for i, p in enumerate(PAIRINGS) for locale in LOCALES}
    classifier = (
        OptionClassifier(("sea", "exam"), np.arange(27, dtype=np.float16).reshape(3, 9), "f00") if learns else None
    )
    index = SemanticIndex(
        "model", "en", {"a" * 16: 0, "b" * 16: 1, "c" * 16: 2}, in_byte_steps(vectors), Background(scales), classifier
    )
    data = write_index(index)
    (tmp_path / INDEX).write_bytes(data)
    back = read_index(tmp_path)
    assert back is not None
    assert (back.model, back.reads, back.digest) == ("model", "en", index.digest)
    assert all(np.array_equal(back.vectors([back.rows[d]])[0], vectors[index.rows[d]]) for d in index.rows)
    assert back.background == index.background
    assert (back.classifier is not None) == learns
    if back.classifier and index.classifier:
        assert (back.classifier.options, back.classifier.learned_from) == (("sea", "exam"), "f00")
        assert np.array_equal(back.classifier.weights, index.classifier.weights)
    assert write_index(back) == data


def test_an_index_of_an_earlier_release_is_named_with_the_way_to_mend_it(tmp_path: Path) -> None:
    with np.load(PACK / INDEX) as arrays:
        former = {name: arrays[name] for name in ("digests", "vectors", "model", "reads")}
    np.savez(tmp_path / INDEX, **former)
    with pytest.raises(InvalidContent, match=r"another release.*postergen index build"):
        read_index(tmp_path)


def test_an_index_of_a_release_that_learned_nothing_is_read_without_it(tmp_path: Path, campaign: Campaign) -> None:
    with np.load(PACK / INDEX) as arrays:
        former = {name: arrays[name] for name in ("digests", "vectors", "model", "reads", "scales")}
    np.savez(tmp_path / INDEX, **former, format=np.array(2), allow_pickle=False)
    index = read_index(tmp_path)
    assert index is not None
    assert index.classifier is None
    assert len(unlearned_sayings(campaign, index)) > 14_000


def test_weights_that_do_not_fit_the_rest_are_named_with_the_way_to_mend_it(tmp_path: Path) -> None:
    with np.load(PACK / INDEX) as arrays:
        damaged = {**arrays, "weights": arrays["weights"][:-1]}
    np.savez(tmp_path / INDEX, **damaged, allow_pickle=False)
    with pytest.raises(InvalidContent, match=r"tells options apart.*postergen index build"):
        read_index(tmp_path)


def test_a_pack_without_an_index_has_none(tmp_path: Path) -> None:
    assert read_index(tmp_path) is None


@pytest.mark.parametrize("damage", [b"", b"not a zip", (PACK / INDEX).read_bytes()[:5000]])
def test_a_damaged_index_is_named_with_the_way_to_mend_it(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / INDEX).write_bytes(damage)
    with pytest.raises(InvalidContent, match="postergen index build"):
        read_index(tmp_path)


def test_meaning_ranks_better_than_words_and_both_best_of_all(campaign: Campaign) -> None:
    judgments = read_judgments(JUDGMENTS, campaign)
    report = compare_backends(campaign, judgments, read_index(PACK), None, Pinyin({}))
    assert report.briefs >= 150
    for locale in ("zh-CN", "en"):
        rows = {r.backend: r for r in report.rows if (r.asked, r.texts, r.locale) == (OPTIONS, BY_TEXT, locale)}
        assert rows["semantic"].over_lexical.low > 0
        best = max(rows["semantic"].evaluation.ndcg.value, rows["lexical"].evaluation.ndcg.value)
        assert rows["blend"].evaluation.ndcg.value >= best


def test_a_mark_is_no_part_of_a_judgment(tmp_path: Path, campaign: Campaign) -> None:
    path = tmp_path / "judged.jsonl"
    lines = JUDGMENTS.read_bytes().splitlines(keepends=True)[:2]
    path.write_bytes(b"\xef\xbb\xbf" + b"".join(lines))
    assert len(read_judgments(path, campaign)) == 2
    path.write_bytes(b"".join(lines).decode().encode("utf-16"))
    with pytest.raises(InvalidInput, match="UTF-8"):
        read_judgments(path, campaign)


def test_what_is_said_of_an_option_is_said_of_its_copy(tmp_path: Path, campaign: Campaign) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(
        '{"id": "1", "locale": "en", "wish": "a swim", "answers": {"breathe-out-under-water": [3]},'
        ' "grades": {"breathe-out-under-water.en-1": [0, 1]}}\n{"id": "2", "locale": "en", "wish": "gold"}\n'
    )
    one, none = read_judgments(path, campaign)
    graded = {v.id for v in campaign.variants if v.locale == "en" and "breathe-out-under-water" in v.fits.options}
    assert set(one.grades) == graded
    assert one.grade("breathe-out-under-water.en-2") == 3
    assert one.grade("breathe-out-under-water.en-1") == 0.5
    assert not none.has_answer


@pytest.mark.parametrize(("name", "least"), [("wishes", 100), ("outside-wishes", 160)])
def test_half_of_the_judged_wishes_is_set_aside(campaign: Campaign, name: str, least: int) -> None:
    judged = read_judgments(JUDGMENTS.with_name(f"{name}.jsonl"), campaign)
    for locale in LOCALES:
        mine = [one for one in judged if one.brief.locale == locale]
        assert len(mine) >= least
        assert 0.4 < sum(one.half == "aside" for one in mine) / len(mine) < 0.6


def test_judgments_that_name_what_is_not_there_are_all_named(tmp_path: Path, campaign: Campaign) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(
        '{"id": "1", "locale": "en", "options": ["nothing"], "grades": {"nobody.en-1": [3]}, "answers": {"no": [1]}}\n'
        '{"id": "2", "locale": "xx", "grades": {}}\nnot json\n'
    )
    with pytest.raises(InvalidInput) as caught:
        read_judgments(path, campaign)
    assert {finding.where for finding in caught.value.findings} == {f"{path}:{n}" for n in (1, 2, 3)}
    assert len(caught.value.findings) >= 5
