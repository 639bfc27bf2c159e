"""Whoever writes a file reads what is wrong in words of ours, and never in those of a library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from postergen.adapters.content.collect_schema import CollectFile
from postergen.adapters.content.diary_schema import DiaryFile
from postergen.adapters.content.hide_schema import HideFile
from postergen.adapters.content.look_back_schema import LookBackFile
from postergen.adapters.content.pack_schema import CampaignFile, OccasionFile, OfferFile, OptionFile, ThemeFile
from postergen.adapters.content.shape_problems import problems_of
from postergen.adapters.content.shape_sentences import ENGLISH, KEYS, sentence_of
from postergen.adapters.content.template_files import TemplateFile
from postergen.loading import load_words

MODELS: tuple[type[BaseModel], ...] = (
    CampaignFile, ThemeFile, OptionFile, OccasionFile, OfferFile,
    CollectFile, DiaryFile, HideFile, LookBackFile, TemplateFile,
)  # fmt: skip
WRONG = (
    None,
    True,
    3,
    -3,
    10**12,
    0.5,
    float("nan"),
    "",
    "ridgid",
    "x" * 5000,
    [],
    ["?"],
    [1],
    {},
    {"?": 1},
    {1: 1},
    date(2026, 6, 1),
)
OF_A_LIBRARY = re.compile(
    r"Input|Field required|Extra inputs|String should|List should|Tuple should|valid (string|integer|number|dict)"
)


def slips(model: type[BaseModel]) -> Iterator[tuple[Any, ValidationError]]:
    """Each field with everything that it is not, and what pydantic says of it."""
    fields = [field.alias or name for name, field in model.model_fields.items()]
    tried: list[Any] = [{name: wrong} for name in fields for wrong in WRONG]
    tried += [
        {name: {inner: wrong}} for name in fields for inner in ("zh-CN", "en", "kind", "first") for wrong in WRONG
    ]
    tried += [{name: [{"kind": "ridgid", "id": wrong}]} for name in fields for wrong in WRONG]
    tried += [{name: {"story": {"width": wrong, "elements": [{"kind": wrong}]}}} for name in fields for wrong in WRONG]
    for data in (*tried, *WRONG):
        try:
            model.model_validate(data)
        except ValidationError as exc:
            yield data, exc


@pytest.mark.parametrize("model", MODELS)
def test_no_word_of_a_library_reaches_people(model: type[BaseModel]) -> None:
    kinds = set()
    for data, exc in slips(model):
        for problem in problems_of(exc, data, model):
            assert not OF_A_LIBRARY.search(f"{problem} {problem.remedy}"), problem.kind
            kinds.add(problem.kind)
    assert kinds & KEYS.keys()


def test_pages_say_each_sentence_in_both_languages() -> None:
    for language in load_words().values():
        assert {f"mistake_shape_{key}" for key in ENGLISH} <= set(language.pages["studio/files"])
    assert set(KEYS.values()) <= ENGLISH.keys()


@pytest.mark.parametrize(
    ("model", "data", "says", "remedy"),
    [
        (OptionFile, {"need": "ridgid"}, "need: 'ridgid' is not known here", "did you mean rigid? Known are rigid, soft"),
        (OptionFile, {"need": "none"}, "need: 'none' is not known here", "write rigid, soft"),
        (OptionFile, {"need": None}, "need: has no value", "write it after the colon, or remove the line"),
        (OptionFile, {"retierd": True}, "retierd: nothing has this name", "did you mean retired?"),
        (OptionFile, {"retired": "perhaps"}, "retired: 'perhaps' is neither yes nor no", "write true or false, without quotation marks"),
        (OptionFile, {"theme": 12}, "theme: 12 is no text", 'put it in quotation marks: "12"'),
        (OptionFile, {"theme": ["food"]}, "theme: should be one text", "write it after the colon, in quotation marks"),
        (OptionFile, {"theme": "Food!"}, "theme: 'Food!' is not written as names are", "small letters a-z, digits and hyphens, such as noodle-shop"),
        (CampaignFile, {"templates": []}, "templates: is empty", "write something"),
        (CampaignFile, {"learning": {"holdout": 3}}, "learning.holdout: 3 is too much", "at most 0.5"),
        (CampaignFile, {"learning": {"most": "many"}}, "learning.most: 'many' is no whole number", "write one such as 3, without quotation marks"),
        (CampaignFile, {"learning": {"holdut": 0.1}}, "learning.holdut: nothing has this name", "did you mean holdout?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_remedy(model: type[BaseModel], data: Any, says: str, remedy: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    assert (says, remedy) in {(str(one), one.remedy) for one in problems_of(caught.value, data, model)}


def test_what_is_said_by_ourselves_stays_as_it_is() -> None:
    assert sentence_of("value_error", {}, "x") is None
    assert sentence_of("too_long", {"problem": "has 90 letters"}, "x") is None
