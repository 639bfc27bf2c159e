"""Every kind of warning has a sentence for the person whose poster it is about, in every language."""

from __future__ import annotations

import json
from typing import get_args
from urllib.parse import unquote

import pytest

from postergen.adapters.content.word_files import read_words
from postergen.config import CONTENT
from postergen.domain.words import Language
from postergen.rendering.placed import Warning
from postergen.web.notes import SAID, in_header, notes_of
from postergen.web.schemas import WarningOut

KINDS = get_args(WarningOut.__annotations__["kind"]) or get_args(WarningOut.model_fields["kind"].annotation)
LANGUAGES = read_words(CONTENT / "templates/web/words").values()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)
def test_every_kind_of_warning_is_said(language: Language) -> None:
    assert KINDS
    assert set(KINDS) == set(SAID)
    for kind in KINDS:
        (said,) = notes_of([Warning("name", kind, "detail", "頔")], language.pages["poster"])
        assert said
        assert "{" not in said


def test_two_texts_with_the_same_fault_are_one_sentence_and_survive_a_header() -> None:
    words = next(iter(LANGUAGES)).pages["poster"]
    twice = notes_of([Warning(text, "missing-glyph", "", "頔") for text in ("name", "sign")], words)
    assert len(twice) == 1
    assert in_header(twice).isascii()
    assert json.loads(unquote(in_header(twice))) == list(twice)
