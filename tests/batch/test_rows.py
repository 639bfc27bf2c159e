"""A row is itself by its id or its content, and asks for what its cells say in whatever way people write it."""

from __future__ import annotations

import pytest

from postergen.batch.rows import as_row, digest_of, order_of, problems_of
from postergen.domain.tables import Row


@pytest.mark.parametrize("no", ["no", "N", "否", "off", "FALSE", "0", "不"])
def test_a_no_is_a_no_in_every_spelling(no: str) -> None:
    said = [order_of({"options": "a", "personalised": cell}, "c").request.personalised for cell in (no, "", "是")]
    assert said == [False, True, True]


def test_what_is_neither_yes_nor_no_is_asked_about() -> None:
    assert [what for what, _ in problems_of({"options": "a", "personalised": "perhaps"})] == [
        "personalised: 'perhaps' is neither yes nor no"
    ]
    assert [what for what, _ in problems_of({"id": " ", "options": "a"})] == ["has no id"]
    assert problems_of({"options": "a"}) == []


@pytest.mark.parametrize("apart", [";", ",", "，", "；", "、", "|", "\n", " ; "])
def test_options_stand_apart_as_people_write_them(apart: str) -> None:
    assert order_of({"options": f"a{apart}b"}, "c").request.options == ("a", "b")


def test_options_may_be_said_as_they_are_called() -> None:
    assert order_of({"options": "看海;b"}, "c", {"看海": "sea"}).request.options == ("sea", "b")


def test_options_may_be_called_by_words_with_commas() -> None:
    called = {"拌开，边走边吃": "noodles", "看海": "sea"}
    cells = {"options": "拌开，边走边吃;看海、b"}
    assert order_of(cells, "c", called).request.options == ("noodles", "sea", "b")


def test_ids_may_stand_apart_by_spaces_alone() -> None:
    called = {"see the sea": "sea", "sea": "sea", "nap": "nap"}
    for cell, options in {
        "sea nap": ("sea", "nap"),
        "see the sea": ("sea",),
        "see the sea; nap  sea": ("sea", "nap", "sea"),
        "sea unknown": ("sea unknown",),  # which is told as it is written
    }.items():
        assert order_of({"options": cell}, "c", called).request.options == options


def test_empty_cells_and_the_id_are_no_part_of_what_is_asked_for() -> None:
    assert digest_of({"options": "a", "wish": "", "id": "7"}) == digest_of({"options": "a"})
    assert digest_of({"options": "a"}) != digest_of({"options": "b"})
    assert as_row(Row(2, {"options": "a"}), 2, "d").id == "d:2"
    assert as_row(Row(2, {"options": "a", "id": " x "}), 2, "d").id == "id:x"
