"""What people pick from in the studio: entries with the words by which they are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Option, Theme
from postergen.domain.editorial import State
from postergen.domain.localized import LOCALES
from postergen.domain.occasions import Occasion
from postergen.domain.variant import ANY_WISH
from postergen.web.pages import words
from postergen.web.studio.frame import FRAME


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to tick. ``words`` are searched beside its text."""

    id: str
    text: str
    words: str = ""


Groups = Sequence[tuple[str, Sequence[Entry]]]  # by title; an empty one for a single group


def option_choices(campaign: Campaign, locale: str) -> Groups:
    """All better lives by theme, found in either language."""
    return [
        (
            theme.name.in_locale(locale),
            [
                Entry(
                    option.id,
                    _marked(f"{option.pictogram} {option.text.in_locale(locale)}", option),
                    " ".join(words for locale in LOCALES for words in option.said_as(locale)),
                )
                for option in options
            ],
        )
        for theme, options in campaign.catalogue.options_by_theme()
    ]


def place_choices(campaign: Campaign, locale: str) -> Groups:
    entries = [
        Entry(p.id, p.city.in_locale(locale), " ".join([*p.city.texts.values(), *p.province.texts.values()]))
        for p in campaign.catalogue.places
    ]
    return [("", entries)]


def theme_choices(campaign: Campaign, locale: str) -> Groups:
    return [
        ("", [Entry(t.id, _marked(f"{t.pictogram} {t.name.in_locale(locale)}", t)) for t in campaign.catalogue.themes])
    ]


def occasion_choices(campaign: Campaign, locale: str) -> Groups:
    return [("", [Entry(o.id, _marked(o.name.in_locale(locale), o)) for o in campaign.occasions])]


def _marked(text: str, of: Option | Theme | Occasion) -> str:
    return f"{text} ({words(FRAME)[f'state_{State.RETIRED}']})" if of.retired else text


def wish_choices(text: str) -> Groups:
    return [("", [Entry(ANY_WISH, text)])]
