"""An answer is right however it is typed."""

from __future__ import annotations

import pytest

from postergen.games.answers import is_right, plain


@pytest.mark.parametrize("typed", ["Mum", " mum! ", "ＭＵＭ", "m-u-m", "妈妈", "妈 妈。"])
def test_case_width_blanks_and_punctuation_do_not_matter(typed: str) -> None:
    assert is_right(typed, ["Mum", "妈妈"])


@pytest.mark.parametrize("typed", ["", "  ", "!?", "dad", "mumm", "x" * 10_000_000])
def test_what_is_not_the_answer_is_wrong(typed: str) -> None:
    assert not is_right(typed, ["Mum", "妈妈", "?"])


def test_accents_do_not_matter() -> None:
    assert plain("Café") == plain("cafe")
