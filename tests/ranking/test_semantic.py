"""Two indexes of one model are one; of another model the first stays what it was."""

from __future__ import annotations

import numpy as np

from postergen.ranking.semantic import SemanticIndex, merged


def index(model: str, *rows: str) -> SemanticIndex:
    return SemanticIndex(model, "any", {row: i for i, row in enumerate(rows)}, np.eye(len(rows), 3, dtype=np.float32))


def test_what_is_new_comes_behind_what_is_known() -> None:
    both = merged(index("m", "a", "b"), index("m", "b", "c", "d"))
    assert both.rows == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert both.vectors[2].tolist() == [0, 1, 0]


def test_an_index_of_another_model_is_of_no_use() -> None:
    first = index("m", "a")
    assert merged(first, index("n", "b")) is first


def test_without_a_first_one_there_is_the_second() -> None:
    second = index("m", "a")
    assert merged(None, second) is second
