"""Turn the editor's form into a text."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from postergen.domain.briefs import MAX_WISH_WIDTH, BriefRequest, width_of
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import MAX_PICKS
from postergen.domain.lengths import TEXT_LIMITS
from postergen.domain.line_marks import checked_breaks
from postergen.domain.localized import LOCALES
from postergen.domain.numbers import whole_number
from postergen.domain.variant import (
    ANY_WISH,
    FITS,
    Author,
    CopyVariant,
    Fits,
    Hook,
    Tone,
    checked_source,
    with_marks_apart,
)
from postergen.errors import Finding, InvalidInput
from postergen.rendering.template import PosterTemplate, TextElement
from postergen.service.orders import Order
from postergen.service.specimens import ORDINARY_PICKS, USUAL_NICKNAME, ordinary, ordinary_options

PARTS = ("headline", "body", "call_to_action")
MOST_TYPED = 1_000  # characters of a part; several times what any look can set
MOST_GLOSS = 400
MOST_NAME = 40
AROUND = ("with_name", "with_count", "with_option", "with_wish")  # fields of the poster that a text is looked at on

Word = TypeVar("Word", bound=StrEnum)


def typed_text(name: str, form: MultiDict[str, str], locale: str, author: Author = Author.PERSON) -> CopyVariant:
    """The text as it was typed, so that spans of findings are those of the field; cut where nobody types any more.

    Raises:
        InvalidInput: a hook, tone or locale that does not exist.
    """
    given = form.get("locale", locale)
    if given not in LOCALES:
        raise InvalidInput([Finding("locale", f"{given[:40]!r} is unknown", ", ".join(LOCALES))])
    return CopyVariant(
        id=name,
        locale=given,
        hook=_word(Hook, form, "hook"),
        tone=_word(Tone, form, "tone"),
        fits=Fits(**{kind: tuple(dict.fromkeys(form.getlist(kind))) for kind in FITS}),
        headline=_typed(form, "headline"),
        body=_typed(form, "body"),
        call_to_action=_typed(form, "call_to_action"),
        gloss=_typed(form, "gloss")[:MOST_GLOSS],
        author=author,
        source=_typed(form, "source"),
        breaks=_typed(form, "breaks"),
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What else stands on the poster that a text is looked at on: a name, and so many small lives, these first; one of
    them may be a wish in somebody's own words.
    """

    nickname: str
    options: tuple[str, ...]
    count: int
    wish: str


def around(values: MultiDict[str, str], campaign: Campaign, locale: str) -> Around:
    """As the form has it; an ordinary name and number where it says nothing. What is too wide is no wish."""
    known = campaign.catalogue.option_by_id
    typed = values.get("with_wish", "").strip()
    wish = typed if width_of(typed) <= MAX_WISH_WIDTH[locale] else ""
    chosen = tuple(dict.fromkeys(name for name in values.getlist("with_option") if name in known))
    chosen = chosen[: MAX_PICKS - bool(wish)]
    least = len(chosen) + bool(wish)
    asked = whole_number(values.get("with_count", ""))
    count = min(max(asked or max(ORDINARY_PICKS, least), least, 1), MAX_PICKS)
    return Around(values.get("with_name", USUAL_NICKNAME[locale])[:MOST_NAME], chosen, count, wish)


def order_around(campaign: Campaign, text: CopyVariant, look: str, format_name: str) -> Order:
    """The poster that a text is looked at on, still to be checked."""
    found, usual = around(request.values, campaign, text.locale), ordinary(campaign, text, look, format_name)
    fitting = ordinary_options(campaign, MAX_PICKS, text.fits)
    asked = BriefRequest(
        options=tuple(dict.fromkeys([*found.options, *fitting]))[: found.count - bool(found.wish)],
        locale=text.locale,
        template=look,
        format=format_name,
        nickname=found.nickname,
        place=usual.place,
        occasion=usual.occasion,
        wish=found.wish,
    )
    return Order(campaign.id, asked)


def finished(text: CopyVariant) -> CopyVariant:
    """The text as it is kept: composed, without control characters, and without spaces at its ends.

    Raises:
        InvalidInput: a source that cannot be one, marks of lines that the text does not have.
    """
    composed = replace(
        text,
        headline=_clean(text.headline),
        body=_clean(text.body),
        call_to_action=_clean(text.call_to_action),
        gloss=_clean(text.gloss),
        source=_source(text.source),
        breaks=_clean(text.breaks),
    )
    kept = with_marks_apart(composed)
    try:
        checked_breaks(kept.breaks, [words for _, words in kept.texts()])
    except ValueError as exc:
        raise InvalidInput([Finding("breaks", str(exc), "such as 那股|油条~味")]) from exc
    return kept


def fresh_text(campaign: Campaign, asked: MultiDict[str, str], locale: str) -> CopyVariant:
    """An empty page for everything that is asked for: each ``option``, and ``wishes=any`` for any wish in own words."""
    known = campaign.catalogue.option_by_id
    options = tuple(dict.fromkeys(name for name in asked.getlist("option") if name in known))
    fits = Fits(options=options, wishes=(ANY_WISH,) if asked.get("wishes") == ANY_WISH else ())
    chosen = asked.get("locale", "")
    return CopyVariant("", chosen if chosen in LOCALES else locale, Hook.THEME, Tone.WARM, fits, "", "", "")


def new_name(text: CopyVariant) -> str:
    """A name that nobody has, and that tells what the text is about."""
    about = next((found[0] for kind in FITS if (found := getattr(text.fits, kind))), "text").replace("/", "-")
    return f"{about[:56]}.{text.locale[:2].lower()}-{secrets.token_hex(4)}"


def parts_shown(look: PosterTemplate, format_name: str) -> dict[str, str]:
    """For each element of a look that shows a part of the copy: which one."""
    return {
        element.id: part
        for element in look.formats[format_name].elements
        if isinstance(element, TextElement)
        for part in PARTS
        if any(f"{{{{ {part}" in span.text for span in element.spans)
    }


def limits(locale: str) -> dict[str, int]:
    return {part: TEXT_LIMITS[part][locale] for part in PARTS}


def _word(kind: type[Word], form: Mapping[str, str], field: str) -> Word:
    given = form.get(field, "")
    if not given:
        return next(iter(kind))
    try:
        return kind(given)
    except ValueError as exc:
        raise InvalidInput([Finding(field, f"{given[:40]!r} is unknown", ", ".join(kind))]) from exc


def _typed(form: Mapping[str, str], field: str) -> str:
    """A form sends the end of a line as two characters; the field has one."""
    return form.get(field, "").replace("\r\n", "\n")[:MOST_TYPED]


def _source(typed: str) -> str:
    try:
        return checked_source(_clean(typed))
    except ValueError as exc:
        raise InvalidInput(
            [Finding("source", str(exc), "an address such as https://example.com/page, or a citation")]
        ) from exc


def _clean(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).strip()
    return "".join(c for c in composed if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
