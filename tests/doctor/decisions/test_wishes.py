"""Whether the model that reads wishes and the index of a pack fit each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.doctor.decisions.wishes import Indexes, Model, PackIndex, judge_indexes, judge_model

MODEL = Model("small", True, True, "wishes", True, seconds=1.25)
PACK = PackIndex("life", "small", 30, 30)


@pytest.mark.parametrize(
    ("change", "verdict", "said"),
    [
        ({}, "ok", "small loads in 1.2 s"),
        ({"is_wanted": False}, "skipped", "POSTERGEN_EMBED_WISHES=no"),
        ({"is_installed": False}, "note", "pip install 'postergen[wishes]'"),
        ({"is_installed": False, "is_default": False}, "warning", "pip install 'postergen[wishes]'"),
        ({"failure": "no such file"}, "error", "does not load: no such file"),
    ],
)
def test_the_model(change: dict[str, object], verdict: str, said: str) -> None:
    (remark,) = judge_model(replace(MODEL, **change))  # type: ignore[arg-type]
    assert remark.verdict == verdict
    assert said in f"{remark.found} {remark.mend}"


@pytest.mark.parametrize(
    ("pack", "verdict", "said"),
    [
        ({}, "ok", "knows all its 30 texts"),
        ({"known": 28}, "note", "2 of 30 texts of life are newer"),
        ({"is_learned": False}, "note", "not learned to tell its options apart"),
        ({"model": "large"}, "warning", "POSTERGEN_SEMANTIC_MODEL=large"),
        ({"model": ""}, "note", "ranked by shared words"),
        ({"failure": "another release made it"}, "error", "--fresh"),
    ],
)
def test_the_index(pack: dict[str, object], verdict: str, said: str) -> None:
    (remark,) = judge_indexes(Indexes(MODEL, "blend", (replace(PACK, **pack),)))  # type: ignore[arg-type]
    assert remark.verdict == verdict
    assert said in f"{remark.found} {remark.mend}"


def test_an_index_that_nobody_asks_for_need_not_be_there_or_fit() -> None:
    assert judge_indexes(Indexes(MODEL, "lexical", (replace(PACK, model=""),)))[0].verdict == "ok"
    off = replace(MODEL, is_wanted=False)
    assert judge_indexes(Indexes(off, "blend", (replace(PACK, model="large"),)))[0].verdict == "ok"
