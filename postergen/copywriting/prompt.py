"""Put together what a model is asked: the wish, the voice, the limits, and what is already there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Option
from postergen.domain.editorial import Edit
from postergen.domain.lengths import TEXT_LIMITS
from postergen.domain.variant import CopyVariant, Hook, Tone

LANGUAGE = {"zh-CN": "Simplified Chinese", "en": "English"}
TONE_MEANING = {
    Tone.WARM: "close and kind, as to somebody at the same table",
    Tone.PLAIN: "bare facts, no adjective that is not needed",
    Tone.PLAYFUL: "light, a small game with the reader",
    Tone.NOSTALGIC: "something remembered by one of the senses",
    Tone.WRY: "dry humour at one's own expense",
    Tone.LYRICAL: "one image, quiet rhythm, no big words",
}
EXAMPLES, TAKEN, REJECTED = 5, 12, 6  # how many texts of each kind a prompt carries

ANSWER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["variants"],
    "properties": {
        "variants": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["headline", "body", "call_to_action", "hook", "gloss"],
                "properties": {
                    "headline": {"type": "string"},
                    "body": {"type": "string"},
                    "call_to_action": {"type": "string"},
                    "hook": {"type": "string", "enum": [hook.value for hook in Hook]},
                    "gloss": {"type": "string"},
                },
            },
        }
    },
}

_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class PromptFiles:
    """The Jinja2 sources of the prompts; their version is part of everything that was made with them."""

    system: str
    variants: str

    @property
    def version(self) -> str:
        digest = hashlib.sha256("\0".join((self.system, self.variants)).encode()).hexdigest()
        return f"variants-{digest[:8]}"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Texts that are wanted: so many for one option, in one locale and tone; ``instruction`` is what else is wished for
    in words of one's own.
    """

    option: str
    locale: str
    tone: Tone
    count: int
    instruction: str = ""


def write_prompt(
    files: PromptFiles, campaign: Campaign, assignment: Assignment, rejected: Sequence[Edit]
) -> list[Message]:
    """What the model is sent. No word of a person is in it: names come as placeholders, when a poster is drawn."""
    option, locale = campaign.catalogue.option_by_id[assignment.option], assignment.locale
    place = campaign.catalogue.place_by_id[option.place].city.in_locale(locale) if option.place else ""
    system = _fill(
        files.system,
        voice=campaign.voice.in_locale(locale) if campaign.voice else "",
        language=LANGUAGE[locale],
        limits={name: limit[locale] for name, limit in TEXT_LIMITS.items()},
        tone=assignment.tone.value,
        tone_meaning=TONE_MEANING[assignment.tone],
        schema=json.dumps(ANSWER_SCHEMA),
    )
    asked = _fill(
        files.variants,
        count=assignment.count,
        instruction=assignment.instruction,
        wish=option.text.in_locale(locale),
        keywords=option.keywords[locale],
        theme=campaign.catalogue.theme_by_id[option.theme].name.in_locale(locale),
        place=place,
        taken=[v.headline for v in campaign.variants_in(locale) if option.id in v.fits.options][:TAKEN],
        examples=_examples(campaign, option, assignment),
        rejected=[{"headline": e.variant.headline, "why": str(e.why)} for e in rejected if e.variant.locale == locale][
            :REJECTED
        ],
    )
    return [Message("system", system), Message("user", asked)]


def _examples(campaign: Campaign, option: Option, assignment: Assignment) -> list[CopyVariant]:
    """Texts in the same tone for other wishes: first of the same theme, no two for one wish."""
    themes = {o.id: o.theme for o in campaign.catalogue.options}
    others: dict[str, CopyVariant] = {}
    for variant in campaign.variants_in(assignment.locale):
        about = variant.fits.options[:1]
        if about and about[0] != option.id and variant.tone is assignment.tone:
            others.setdefault(about[0], variant)
    near_first = sorted(others, key=lambda name: (themes[name] != option.theme, name))
    return [others[name] for name in near_first[:EXAMPLES]]


def _fill(source: str, **values: object) -> str:
    return _ENVIRONMENT.from_string(source).render(values).strip()
