"""Codes survive being typed, and a wrong character never leads to another person's poster."""

from __future__ import annotations

import random
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.codes import ALPHABET, CODE_LENGTH, is_specimen, new_code, repair_code, specimen, varied_specimen

codes = st.builds(
    lambda prefix, seed: new_code(prefix, random.Random(seed).randrange),
    st.text(ALPHABET, min_size=2, max_size=2),
    st.integers(0, 2**64),
)


def test_a_code_begins_with_its_campaign_and_has_fifteen_alphanumeric_characters() -> None:
    code = new_code("BT", secrets.randbelow)
    assert code.startswith("BT")
    assert len(code) == CODE_LENGTH == 15
    assert set(code) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_the_alphabet_leaves_out_what_people_misread() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_the_check_character_is_that_of_iso_7064() -> None:
    # ISO/IEC 7064 hybrid systems: the whole string, check character included, must leave a remainder of 1
    code = new_code("BT", random.Random(3).randrange)
    product = 32
    for character in code[:-1]:
        total = (product + ALPHABET.index(character)) % 32 or 32
        product = total * 2 % 33
    assert (product + ALPHABET.index(code[-1])) % 32 == 1


@given(codes)
@settings(max_examples=100, deadline=None)
def test_a_code_reads_back_as_itself(code: str) -> None:
    assert repair_code(code) == code


@given(codes, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_case_dashes_spaces_and_look_alikes_are_repaired(code: str, rnd: random.Random) -> None:
    confused = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(rnd.choice(confused.get(c, c + c.lower())) + rnd.choice(("", "", "-", " ")) for c in code)
    assert repair_code(f"  {typed}\n") == code


@given(codes, st.integers(0, CODE_LENGTH - 1), st.sampled_from(ALPHABET))
@settings(max_examples=150, deadline=None)
def test_any_single_wrong_character_is_caught(code: str, at: int, wrong: str) -> None:
    changed = code[:at] + wrong + code[at + 1 :]
    assert repair_code(changed) == (code if wrong == code[at] else None)


def test_every_single_wrong_character_of_one_code_is_caught() -> None:
    code = new_code("BT", random.Random(11).randrange)
    changed = [code[:i] + c + code[i + 1 :] for i in range(CODE_LENGTH) for c in ALPHABET if c != code[i]]
    assert [c for c in changed if repair_code(c)] == []


def test_nearly_every_swap_of_neighbours_is_caught() -> None:
    rnd = random.Random(5)
    swaps = missed = 0
    for _ in range(300):
        code = new_code("BT", rnd.randrange)
        for i in range(CODE_LENGTH - 1):
            swapped = code[:i] + code[i + 1] + code[i] + code[i + 2 :]
            swaps += swapped != code
            missed += swapped != code and repair_code(swapped) is not None
    assert missed / swaps < 0.01


@pytest.mark.parametrize("typed", ["", " ", "BT", "BT" + "0" * 12, "BT" + "0" * 14, "U" * 15, "好" * 15, "\0" * 15])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    assert repair_code(typed) is None


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_the_answer_is_a_code_or_nothing(typed: str) -> None:
    found = repair_code(typed)
    assert found is None or (len(found) == CODE_LENGTH and set(found) <= set(ALPHABET))


def test_twenty_thousand_codes_are_all_different() -> None:
    rnd = random.Random(1)
    assert len({new_code("BT", rnd.randrange) for _ in range(20_000)}) == 20_000


def test_the_code_of_a_specimen_is_nobodys_in_any_campaign() -> None:
    rnd = random.Random(3)
    for prefix in (first + second for first in ALPHABET for second in ALPHABET):
        for code in (specimen(prefix), varied_specimen(prefix, rnd.randrange)):
            assert code.startswith(prefix)
            assert len(code) == CODE_LENGTH
            assert repair_code(code) is None


@given(codes, st.sampled_from(["{}/", "{}.", "{}。", "（{}）", "『{}』\n", "{}，", "\u200b{}\ufeff", " {};"]))
@settings(max_examples=60, deadline=None)
def test_what_stood_around_a_code_in_a_sentence_does_not_matter(code: str, sentence: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)  # as a Chinese keyboard writes it
    assert repair_code(sentence.format(code)) == repair_code(sentence.format(wide)) == code


def test_a_specimen_is_known_however_it_is_typed() -> None:
    assert is_specimen(specimen("BT").lower() + ".", "BT")
    assert not is_specimen(specimen("BT"), "TW")


def test_a_megabyte_is_not_looked_at() -> None:
    assert repair_code("\u0301\u0327" * 500_000) is None
