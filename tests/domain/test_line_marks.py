"""Authors say where a line may and must not end, beside the text."""

from __future__ import annotations

import pytest

from postergen.domain.line_marks import apart, checked_breaks, passages, unmarked

TEXTS = ("书包里那股油条味", "刚出锅的", "去买")


def test_a_passage_without_its_marks_stands_in_a_text() -> None:
    assert unmarked("那股|油条~味") == "那股油条味"
    assert passages("那股|油条\n\n 刚~出锅 \n") == {"那股|油条", "刚~出锅"}
    assert checked_breaks("那股|油条\n刚~出锅", TEXTS) == "那股|油条\n刚~出锅"
    assert checked_breaks("", TEXTS) == ""


@pytest.mark.parametrize(
    ("breaks", "told"), [("那股|面条\n刚出锅", "'刚出锅', '那股|面条': copy"), ("书|" * 300, "has 600")]
)
def test_every_passage_that_cannot_be_is_told_at_once(breaks: str, told: str) -> None:
    with pytest.raises(ValueError, match="write") as problem:
        checked_breaks(breaks, TEXTS)
    assert told in str(problem.value)


def test_invisible_marks_are_taken_out_of_a_text_and_kept() -> None:
    assert apart("那股\u200b油条\u2060味") == ("那股油条味", "那股|油条~味")
    assert apart("一\n二\u2060三") == ("一\n二三", "二~三")
    assert apart("那股油条味") == ("那股油条味",)
