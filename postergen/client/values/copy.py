"""What the API takes and answers, of copy. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Required, TypedDict

from postergen.client.values.shared import (
    Variant,
)


class ActIn(TypedDict, total=False):
    campaign: str | None
    why: str


class DraftsIn(TypedDict, total=False):
    """Texts to ask a language model for."""

    campaign: str | None
    option: Required[str]
    locale: Required[Literal["zh-CN", "en"]]
    tone: Tone
    count: int
    # ask again, also when the same was answered before
    fresh: bool


@dataclass(frozen=True, slots=True)
class Drafts:
    model: str
    prompt: str
    cached: bool
    drafts: tuple[Proposed, ...]
    turned_away: tuple[TurnedAway, ...]
    tokens_left: int
    cost_this_month: float


@dataclass(frozen=True, slots=True)
class Edit:
    variant: Variant
    number: int
    state: State
    fits: Fits
    gloss: str
    source: str
    breaks: str
    by: str
    at: datetime
    model: str
    prompt: str
    why: str


class EditsIn(TypedDict, total=False):
    campaign: str | None
    variants: Required[Sequence[VariantIn]]


@dataclass(frozen=True, slots=True)
class Edits:
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Fits:
    options: tuple[str, ...]
    themes: tuple[str, ...]
    occasions: tuple[str, ...]
    places: tuple[str, ...]
    # `any`: it fits any wish
    wishes: tuple[str, ...]


Hook = Literal["theme", "product", "interest"]


@dataclass(frozen=True, slots=True)
class LintFinding:
    """What a rule, or a look, has against a text: `text[start:end]` of this field."""

    rule: str
    severity: Literal["block", "review", "pass"]
    field: str
    start: int
    end: int
    found: str
    problem: Localized
    remedy: Localized
    source: str


class LintIn(TypedDict, total=False):
    text: Required[str]
    locale: Required[Literal["zh-CN", "en"]]
    # `user` for what people type themselves
    audience: Literal["copy", "user"]


@dataclass(frozen=True, slots=True)
class Lint:
    # version of the rules
    rules: str
    findings: tuple[LintFinding, ...]


@dataclass(frozen=True, slots=True)
class Localized:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ProposedList:
    edits: tuple[Proposed, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    edit: Edit
    findings: tuple[LintFinding, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """``number`` is 0 when nothing was approved."""

    number: int


State = Literal["draft", "checked", "approved", "live", "paused", "retired", "rejected"]


Tone = Literal["warm", "playful", "plain", "nostalgic", "wry", "lyrical"]


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A text of the model that was not kept."""

    variant: Variant
    findings: tuple[LintFinding, ...]


class VariantIn(TypedDict, total=False):
    """A text, as a pack has it. ``based_on`` is the number of the edit that was seen; 0 is the pack's own text."""

    id: Required[str]
    locale: Required[Literal["zh-CN", "en"]]
    hook: Required[Hook]
    tone: Required[Tone]
    fits: Required[Fits]
    headline: Required[str]
    body: Required[str]
    call_to_action: Required[str]
    gloss: str
    # where the fact of a text stands: an address or a citation
    source: str
    # passages of the text, | where a line may end, ~ where it must not
    breaks: str
    based_on: int
