"""Write a variant as plain values and read it back, for the database, YAML and CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from postergen.domain.variant import FITS, Author, CopyVariant, Fits, Hook, Tone

TEXTS = ("headline", "body", "call_to_action", "gloss", "source", "breaks")


def variant_to_values(variant: CopyVariant) -> dict[str, Any]:
    """As it stands in a pack's file: what is empty, or as usual, is left out."""
    fits = {name: list(getattr(variant.fits, name)) for name in FITS if getattr(variant.fits, name)}
    values: dict[str, Any] = {
        "id": variant.id,
        "locale": variant.locale,
        "hook": variant.hook.value,
        "tone": variant.tone.value,
        "fits": fits,
        **{name: getattr(variant, name) for name in TEXTS if getattr(variant, name)},
    }
    if variant.author is not Author.PERSON:
        values["author"] = variant.author.value
    return values


def variant_from_values(values: Mapping[str, Any]) -> CopyVariant:
    """What `variant_to_values` wrote; nothing is checked."""
    fits = values.get("fits", {})
    return CopyVariant(
        id=values["id"],
        locale=values["locale"],
        hook=Hook(values["hook"]),
        tone=Tone(values["tone"]),
        fits=Fits(**{name: tuple(fits.get(name, ())) for name in FITS}),
        headline=values["headline"],
        body=values["body"],
        call_to_action=values["call_to_action"],
        gloss=values.get("gloss", ""),
        author=Author(values.get("author", Author.PERSON)),
        source=values.get("source", ""),
        breaks=values.get("breaks", ""),
    )


def variant_to_json(variant: CopyVariant) -> str:
    return json.dumps(variant_to_values(variant), ensure_ascii=False)


def variant_from_json(text: str) -> CopyVariant:
    return variant_from_values(json.loads(text))
