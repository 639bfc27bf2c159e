"""What people pick from in the studio: entries with the words by which they are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.variant import ANY_WISH


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
                    f"{option.pictogram} {option.text.in_locale(locale)}",
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
    return [("", [Entry(t.id, f"{t.pictogram} {t.name.in_locale(locale)}") for t in campaign.catalogue.themes])]


def occasion_choices(campaign: Campaign, locale: str) -> Groups:
    return [("", [Entry(o.id, o.name.in_locale(locale)) for o in campaign.occasions])]


def wish_choices(text: str) -> Groups:
    return [("", [Entry(ANY_WISH, text)])]
