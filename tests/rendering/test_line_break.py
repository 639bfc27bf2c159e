"""Where lines may break, by CLREQ and UAX #14, and where they should."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.rendering.characters import graphemes, is_ideographic
from postergen.rendering.line_break import (
    INSIDE_PHRASE,
    INSIDE_WORD,
    Opportunity,
    Widths,
    break_lines,
    emergency_opportunities,
    opportunities,
)

from .typeset_rules import NEVER_ENDS, NEVER_STARTS, line_edge_objections

ALPHABET = "我你他的饭吃今天北京，。！？：；、“”‘’（）《》…—· aeiou XYZ0123%$.,!?()-/'\"é🍜👍"
NOTHING = (0.0,)
mixed_text = st.text(ALPHABET, max_size=40) | st.text(max_size=25)


def broken(text: str, measure: float, *, max_lines: int = 99, glossary: frozenset[str] = frozenset()) -> list[str]:
    """Lines of a text whose ideographs are 1 wide and whose other graphemes are a half."""
    letters = graphemes(text)
    found = break_lines(len(letters), opportunities(text, glossary), widths(letters), measure, max_lines=max_lines)
    assert found is not None
    return ["".join(letters[a:b]).strip() for a, b in found[0]]


def widths(letters: list[str]) -> Widths:
    sums = [width(letters[:i]) for i in range(len(letters) + 1)]
    return Widths(sums, sums, NOTHING * len(sums), NOTHING * len(sums))


def width(letters: list[str]) -> float:
    return sum(1.0 if is_ideographic(letter) or letter in NEVER_STARTS + NEVER_ENDS else 0.5 for letter in letters)


def may_break(text: str, before: str) -> bool:
    """Whether a line may end just before this part of the text."""
    at = len(graphemes(text[: text.index(before)]))
    return any(o.after == at for o in opportunities(text))


@pytest.mark.parametrize("mark", list(NEVER_STARTS))
def test_closing_marks_and_stops_never_start_a_line(mark: str) -> None:
    assert not may_break(f"今天{mark}我们吃面", mark)
    assert not may_break(f"今天 {mark}我们吃面", mark)


@pytest.mark.parametrize("mark", list(NEVER_ENDS))
def test_opening_marks_never_end_a_line(mark: str) -> None:
    text = f"今天{mark}我们吃面"
    assert not may_break(text, "我们")
    assert may_break(text, mark)


def test_a_closing_quote_never_starts_a_line() -> None:
    lines = broken("我爸说：“那你早点睡。”她忽然说", 9)
    assert line_edge_objections(tuple(lines)) == []
    assert "".join(lines) == "我爸说：“那你早点睡。”她忽然说"


@pytest.mark.parametrize("pair", ["——", "……"])
def test_a_dash_and_an_ellipsis_of_two_characters_stay_whole(pair: str) -> None:
    at = {o.after for o in opportunities(f"好{pair}的")}
    assert 2 not in at


@pytest.mark.parametrize("text", ["12个", "3月", "100%", "8路", "5℃"])
def test_a_number_stays_with_what_it_counts(text: str) -> None:
    assert opportunities(text) == ()


@pytest.mark.parametrize("word", ["noodles", "don’t", "e-mail"[:1] + "mail", "3.14", "10:30", "COVID"])
def test_western_words_and_numbers_are_not_cut(word: str) -> None:
    assert opportunities(word) == ()


def test_a_line_may_break_between_chinese_and_western_words() -> None:
    assert may_break("我在wuhan吃面", "wuhan")
    assert may_break("我在wuhan吃面", "吃面")


def test_a_line_never_starts_with_a_space() -> None:
    assert not may_break("hello world", " world")
    assert may_break("hello world", "world")


def test_an_emoji_family_is_one_letter() -> None:
    assert [o.after for o in opportunities("👨‍👩‍👧‍👦👨‍👩‍👧‍👦")] == [1]


def test_a_line_feed_always_breaks() -> None:
    assert broken("面\n好", 10) == ["面", "好"]
    assert broken("a\n\nb", 10) == ["a", "", "b"]


def test_phrases_are_kept_together_where_there_is_a_choice() -> None:
    assert broken("今天晚上我们一起去吃热干面", 7) in (
        ["今天晚上我们", "一起去吃热干面"],
        ["今天晚上", "我们一起去吃", "热干面"],
    )


def test_a_word_of_the_glossary_is_not_cut() -> None:
    text = "一碗热热的螺蛳粉配油条"
    for measure in (5, 6, 7, 8):
        lines = broken(text, measure, glossary=frozenset({"螺蛳粉"}))
        assert any("螺蛳粉" in line for line in lines), lines


def test_lines_are_balanced_rather_than_filled() -> None:
    lines = broken("我想回家看看爸妈吃顿饭", 10)
    assert len(lines) == 2
    assert min(len(line) for line in lines) >= 4


def test_no_more_lines_than_allowed() -> None:
    letters = graphemes("我" * 20)
    assert break_lines(20, opportunities("我" * 20), widths(letters), 5, max_lines=3) is None
    assert len(broken("我" * 20, 5, max_lines=4)) == 4


ONE_EACH = Widths(range(10), range(10), NOTHING * 10, NOTHING * 10)


def test_a_word_wider_than_the_measure_does_not_fit() -> None:
    assert break_lines(9, (), ONE_EACH, 5, max_lines=9) is None
    assert break_lines(9, (Opportunity(2, 0.0),), ONE_EACH, 5, max_lines=9) is None


def test_an_emergency_still_respects_the_prohibitions() -> None:
    found = {o.after for o in emergency_opportunities("abc（d）。e")}
    assert {1, 2, 3} <= found
    assert not {4, 6, 5 + 1} & found


@given(mixed_text, st.integers(2, 12))
@settings(max_examples=120, deadline=None)
def test_breaking_loses_no_character_and_keeps_within_the_measure(text: str, measure: int) -> None:
    letters = graphemes(text)
    for breaks in (opportunities(text), emergency_opportunities(text)):
        found = break_lines(len(letters), breaks, widths(letters), measure, max_lines=99)
        if found is None:
            continue
        assert "".join("".join(letters[a:b]) for a, b in found[0]) == text
        assert all(width(letters[a:b]) <= measure + 1e-6 for a, b in found[0])


@given(mixed_text)
@settings(max_examples=120, deadline=None)
def test_no_opportunity_breaks_a_prohibition(text: str) -> None:
    letters = graphemes(text)
    for found in (opportunities(text), emergency_opportunities(text)):
        for one in found:
            before, after = letters[one.after - 1], letters[one.after]
            if one.must or before == "\n":
                continue
            assert after[0] not in NEVER_STARTS, (before, after)
            assert "".join(letters[: one.after]).rstrip(" ")[-1:] not in tuple(NEVER_ENDS), (before, after)


@given(mixed_text)
@settings(max_examples=100, deadline=None)
def test_opportunities_lie_inside_the_text_in_order(text: str) -> None:
    places = [o.after for o in opportunities(text)]
    assert places == sorted(set(places))
    assert all(0 < place < len(graphemes(text)) for place in places)
    assert set(places) <= {o.after for o in emergency_opportunities(text)}


@pytest.mark.parametrize(
    ("text", "inside"),
    [("手掰酸了也不催后厨", "手掰酸"), ("手掰酸了也不催后厨", "手掰酸了也"), ("我们都在等", "我们都")],
)
def test_light_words_stay_with_what_they_belong_to(text: str, inside: str) -> None:
    prices = {text[: o.after]: o.price for o in opportunities(text)}
    assert prices[inside] >= INSIDE_PHRASE


@pytest.mark.parametrize(
    ("text", "alone"),
    [("折成小方块，揣在牛仔裤小兜里", 7), ("胳膊底下夹着馕，肋骨也热", 6)],
)
def test_no_character_is_parted_from_its_clause_alone(text: str, alone: int) -> None:
    (parting,) = [o for o in opportunities(text) if o.after == alone]
    assert parting.price >= INSIDE_WORD
    after_marks = [o for o in opportunities(text) if text[o.after - 1] in "，。"]
    assert after_marks
    assert all(o.price == 0 for o in after_marks)


@pytest.mark.parametrize("measure", [6, 7, 8])
def test_any_other_break_is_better_than_a_character_alone(measure: int) -> None:
    assert "剩，就好" not in broken("月底有钱剩，就好", measure)


def test_a_clause_of_one_character_may_begin_a_line() -> None:
    assert Opportunity(4, 0.0) in opportunities("一回头，咚，帽子滚远了")


def test_a_short_text_breaks_where_its_clause_ends() -> None:
    text = "Don’t rush me, I’m tearing bread"
    begins = [i + len(text[i:]) - len(text[i:].lstrip()) for i in range(len(text) + 1)]
    ends = [len(text[:i].rstrip()) for i in range(len(text) + 1)]
    nothing = NOTHING * len(begins)
    widths = Widths(begins, ends, nothing, nothing)
    lines, _ = break_lines(len(text), opportunities(text), widths, 20, max_lines=3) or ([], 0)
    assert [text[a:b].strip() for a, b in lines] == ["Don’t rush me,", "I’m tearing bread"]


def test_an_author_says_where_a_line_ends_and_where_not() -> None:
    text = "那股油条味又回来了"
    marked = frozenset({"油|条味~又", "汤|圆"})
    assert broken(text, 6, glossary=marked) == ["那股油", "条味又回来了"]
    assert {o.after for o in opportunities(text, marked)} == {o.after for o in opportunities(text)} - {5}
    assert {o.after for o in opportunities("ab，cd", frozenset({"a|b|，c|d"}))} == {1, 3, 4}
