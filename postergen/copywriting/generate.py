"""Turn a model's answer into drafts, and say what to ask when it cannot be read. Nothing in it is trusted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import regex

from postergen.copywriting.prompt import Assignment, Message
from postergen.domain.variant import Author, CopyVariant, Fits, Hook


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """What a model said, what it took, and why it may be worth nothing.

    ``refusal`` is the model's own no; ``finished`` is False when the answer was cut off.
    """

    text: str
    tokens_in: int
    tokens_out: int
    refusal: str = ""
    finished: bool = True
    retries: int = 0  # answers before this one that failed, and may have been charged


class ChatModel(Protocol):
    """A language model behind an API. `Unavailable` when it does not answer in time."""

    @property
    def name(self) -> str: ...

    @property
    def most_tries(self) -> int:
        """How often a call is sent at the most, one after the other."""

    def complete(self, messages: Sequence[Message], schema: Mapping[str, object], most_tokens: int) -> ChatAnswer:
        """Answer with JSON that fits the schema, as far as the server can promise that."""


@dataclass(frozen=True, slots=True)
class DraftText:
    """One text of an answer, its shape already checked."""

    headline: str
    body: str
    call_to_action: str
    hook: Hook
    gloss: str


# Models that think aloud do it between these; some servers leave out the first.
_THOUGHT = regex.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", regex.DOTALL | regex.IGNORECASE)
_END_OF_THOUGHT = regex.compile(r"</(?:think|thinking|reasoning)>", regex.IGNORECASE)


def without_thoughts(text: str) -> str:
    """What a model said after it had thought."""
    said = _THOUGHT.sub("", text)
    return _END_OF_THOUGHT.split(said)[-1].strip()


def is_all_thinking(answer: ChatAnswer) -> bool:
    """Whether its tokens are gone and nothing was said: models that show no thoughts send an empty text then."""
    return not answer.finished and not without_thoughts(answer.text)


def repair_request(problems: Sequence[str]) -> Message:
    """The one turn in which a model may mend an answer that could not be read."""
    listed = "\n".join(f"- {problem}" for problem in problems[:10])
    return Message(
        "user", f"That was not valid:\n{listed}\nSend the whole JSON object again, mended, and nothing else."
    )


def as_variants(
    texts: Sequence[DraftText], assignment: Assignment, taken: Sequence[str], prompt: str
) -> list[CopyVariant]:
    """Drafts with ids of their own, marked as written by a model.

    Args:
        taken: ids that exist already.
    """
    locale = {"zh-CN": "zh", "en": "en"}[assignment.locale]
    number, found = 1, []
    for text in texts:
        while f"{assignment.option}.{locale}-m{number}" in taken:
            number += 1
        found.append(
            CopyVariant(
                id=f"{assignment.option}.{locale}-m{number}",
                locale=assignment.locale,
                hook=text.hook,
                tone=assignment.tone,
                fits=Fits(options=(assignment.option,)),
                headline=tidy(text.headline),
                body=tidy(text.body),
                call_to_action=tidy(text.call_to_action),
                gloss=tidy(text.gloss),
                author=Author.MODEL,
            )
        )
        number += 1
    return found


def tidied(variant: CopyVariant) -> CopyVariant:
    """The same text, tidy, whoever wrote it."""
    return replace(
        variant,
        headline=tidy(variant.headline),
        body=tidy(variant.body),
        call_to_action=tidy(variant.call_to_action),
        gloss=tidy(variant.gloss),
    )


def tidy(text: str) -> str:
    """A text without what no copywriter types: line breaks, control and invisible characters, outer quotes."""
    plain = regex.sub(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|(?![\u200c\u200d])\p{Cf}", " ", unicodedata.normalize("NFC", text))
    return regex.sub(r"\s+", " ", plain).strip()


def most_input_tokens(messages: Sequence[Message]) -> int:
    """An upper bound: no vocabulary has a token for less than a byte; a few more for the roles."""
    return sum(len(message.text.encode()) + 8 for message in messages)
