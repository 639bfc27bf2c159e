"""A model's texts become drafts with ids of their own, tidy, and marked as a model's."""

from __future__ import annotations

from postergen.copywriting.generate import DraftText, as_variants, repair_request
from postergen.copywriting.prompt import Assignment
from postergen.domain.variant import Author, Hook, Tone

ASSIGNMENT = Assignment("noodles", "en", Tone.WRY, 2)
TEXTS = [DraftText(f" Line {n}\n", "body", "scan", Hook.INTEREST, "gloss") for n in range(2)]


def test_ids_go_on_behind_those_that_are_taken() -> None:
    made = as_variants(TEXTS, ASSIGNMENT, ["noodles.en-m1", "noodles.en-m3"], "variants-1")
    assert [text.id for text in made] == ["noodles.en-m2", "noodles.en-m4"]
    assert as_variants([], ASSIGNMENT, [], "variants-1") == []


def test_a_draft_says_what_was_asked_for_and_who_wrote_it() -> None:
    first, _ = as_variants(TEXTS, ASSIGNMENT, [], "variants-1")
    assert (first.headline, first.locale, first.tone, first.hook) == ("Line 0", "en", Tone.WRY, Hook.INTEREST)
    assert (first.fits.options, first.author) == (("noodles",), Author.MODEL)


def test_what_was_wrong_is_told_once_and_not_endlessly() -> None:
    said = repair_request([f"problem {n}" for n in range(40)]).text
    assert "problem 9" in said
    assert "problem 10" not in said
