"""Read what a model answered: JSON of the promised shape, or a list of what is wrong with it."""

from __future__ import annotations

from typing import Annotated

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from postergen.copywriting.generate import DraftText
from postergen.domain.variant import Hook

_FENCED = regex.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", regex.DOTALL)

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
    """The texts of an answer, or what is wrong with it; a fence of backticks around the JSON is forgiven."""
    fenced = _FENCED.match(text)
    try:
        answer = AnswerFile.model_validate_json(fenced[1] if fenced else text)
    except ValidationError as exc:
        problems = exc.errors(include_url=False, include_input=False)
        return [], [f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in problems]
    return [DraftText(v.headline, v.body, v.call_to_action, v.hook, v.gloss) for v in answer.variants], []
