"""Read what a model answered: JSON of the promised shape, or a list of what is wrong with it."""

from __future__ import annotations

import json
from typing import Annotated

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from postergen.copywriting.generate import DraftText, without_thoughts
from postergen.domain.variant import Hook

MOST_STARTS = 200  # brackets at which JSON is looked for; prose has a few
_START = regex.compile(r"[{\[]")
_DECODER = json.JSONDecoder(strict=False)  # line breaks inside of texts are forgiven

Said = Annotated[str, Field(max_length=400)]


class VariantAnswer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    headline: Said
    body: Said
    call_to_action: Said
    hook: Hook
    gloss: Said = ""


class AnswerFile(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    variants: Annotated[list[VariantAnswer], Field(min_length=1, max_length=50)]


def read_answer(text: str) -> tuple[list[DraftText], list[str]]:
    """The texts of an answer, or what is wrong with it. Thoughts, prose and fences around the JSON are forgiven, and a
    list without a name; of several the last that has the promised shape counts, for models try before they answer.
    """
    said = without_thoughts(text.removeprefix("\ufeff"))
    problems: list[str] = []
    for found in reversed(_found(said)):
        try:
            answer = AnswerFile.model_validate(found)
        except ValidationError as exc:
            errors = exc.errors(include_url=False, include_input=False)
            problems = problems or [f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in errors]
            continue
        return [DraftText(v.headline, v.body, v.call_to_action, v.hook, v.gloss) for v in answer.variants], []
    nothing = "answer: it is thinking alone" if text.strip() and not said else "answer: it has no JSON object"
    return [], problems or [nothing]


def _found(said: str) -> list[object]:
    """Every whole JSON object or list in a text, those inside of others left out."""
    found: list[object] = []
    at = 0
    for _ in range(MOST_STARTS):
        start = _START.search(said, at)
        if start is None:
            break
        try:
            value, at = _DECODER.raw_decode(said, start.start())
        except (ValueError, RecursionError):
            at = start.end()
            continue
        found.append(_named(value))
    return found


def _named(value: object) -> object:
    """A bare list, or one under another name, as if it had the promised one."""
    if isinstance(value, list):
        return {"variants": value}
    if isinstance(value, dict) and "variants" not in value:
        lists = [one for one in value.values() if isinstance(one, list)]
        return {"variants": lists[0]} if len(lists) == 1 else value
    return value
