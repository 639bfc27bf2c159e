"""The shapes of copy, its findings and its drafts in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from postergen.domain.editorial import State
from postergen.domain.line_marks import MOST_BREAKS, checked_breaks
from postergen.domain.variant import FITS, CopyVariant, Fits, Hook, Tone, checked_source, with_marks_apart
from postergen.service.generation import MOST_DRAFTS
from postergen.web.schemas import Locale, Name, Shape, VariantOut

Text = Annotated[str, Field(max_length=400)]
Source = Annotated[
    str,
    Field(description="where the fact of a text stands: an address or a citation"),
    AfterValidator(checked_source),
]


class FitsShape(Shape):
    options: Annotated[list[Name], Field(max_length=200, default_factory=list)]
    themes: Annotated[list[Name], Field(max_length=100, default_factory=list)]
    occasions: Annotated[list[Name], Field(max_length=100, default_factory=list)]
    places: Annotated[list[Name], Field(max_length=200, default_factory=list)]
    wishes: Annotated[list[Name], Field(max_length=1, default_factory=list, description="`any`: it fits any wish")]


class VariantIn(Shape):
    """A text, as a pack has it. ``based_on`` is the number of the edit that was seen; 0 is the pack's own text."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,79}$")]
    locale: Locale
    hook: Hook
    tone: Tone
    fits: FitsShape
    headline: Text
    body: Text
    call_to_action: Text
    gloss: Text = ""
    source: Source = ""
    breaks: Annotated[
        str,
        Field(max_length=MOST_BREAKS, description="passages of the text, | where a line may end, ~ where it must not"),
    ] = ""
    based_on: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0

    @field_validator("breaks")
    @classmethod
    def _marks_the_texts(cls, breaks: str, info: ValidationInfo) -> str:
        texts = [info.data[name] for name in ("headline", "body", "call_to_action") if name in info.data]
        return checked_breaks(breaks, texts) if len(texts) == 3 else breaks  # a wrong text is told by itself

    def variant(self) -> CopyVariant:
        fits = Fits(*(tuple(getattr(self.fits, name)) for name in FITS))
        variant = CopyVariant(
            id=self.id,
            locale=self.locale,
            hook=self.hook,
            tone=self.tone,
            fits=fits,
            headline=self.headline,
            body=self.body,
            call_to_action=self.call_to_action,
            gloss=self.gloss,
            source=self.source,
            breaks=self.breaks,
        )
        return with_marks_apart(variant)


class EditsIn(Shape):
    campaign: Name | None = None
    variants: Annotated[list[VariantIn], Field(min_length=1, max_length=50)]


class ActIn(Shape):
    campaign: Name | None = None
    why: Annotated[str, Field(max_length=1000)] = ""


class DraftsIn(Shape):
    """Texts to ask a language model for."""

    campaign: Name | None = None
    option: Name
    locale: Locale
    tone: Tone = Tone.WARM
    count: Annotated[int, Field(ge=1, le=MOST_DRAFTS)] = 8
    fresh: Annotated[bool, Field(description="ask again, also when the same was answered before")] = False


class LintIn(Shape):
    text: Annotated[str, Field(max_length=2000)]
    locale: Locale
    audience: Annotated[Literal["copy", "user"], Field(description="`user` for what people type themselves")] = "copy"


class LocalizedOut(Shape):
    zh: str
    en: str


class LintFindingOut(Shape):
    """What a rule, or a look, has against a text: `text[start:end]` of this field."""

    rule: str
    severity: Literal["block", "review", "pass"]
    field: str
    start: int
    end: int
    found: str
    problem: LocalizedOut
    remedy: LocalizedOut
    source: str


class LintOut(Shape):
    rules: Annotated[str, Field(description="version of the rules")]
    findings: list[LintFindingOut]


class EditOut(Shape):
    variant: VariantOut
    number: int
    state: State
    fits: FitsShape
    gloss: str
    source: str
    breaks: str
    by: str
    at: datetime
    model: str
    prompt: str
    why: str


class EditsOut(Shape):
    edits: list[EditOut]


class ProposedOut(Shape):
    edit: EditOut
    findings: list[LintFindingOut]


class ProposedListOut(Shape):
    edits: list[ProposedOut]


class TurnedAwayOut(Shape):
    """A text of the model that was not kept."""

    variant: VariantOut
    findings: list[LintFindingOut]


class DraftsOut(Shape):
    model: str
    prompt: str
    cached: bool
    drafts: list[ProposedOut]
    turned_away: list[TurnedAwayOut]
    tokens_left: int
    cost_this_month: float


class PublicationOut(Shape):
    """``number`` is 0 when nothing was approved."""

    number: int
