"""The better lives a person may pick from, grouped by theme and by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from postergen.domain.localized import Localized

MIN_OPTIONS, MAX_OPTIONS = 2, 1000
MIN_PICKS, MAX_PICKS = 1, 6


class Need(StrEnum):
    """Whether people cannot do without it (rigid) or would love to have it (soft)."""

    RIGID = "rigid"
    SOFT = "soft"


class Frequency(StrEnum):
    """How often the wish can come true."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of options that a person filters by; one that is ``retired`` is offered no more, nor its options."""

    id: str
    name: Localized
    question: Localized
    pictogram: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A city; ``id`` is ``province/city``."""

    id: str
    province: Localized
    city: Localized

    @property
    def province_id(self) -> str:
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Option:
    """One better life: a small act within reach. ``aliases`` are how people say it, by locale; they stand nowhere.
    One that is ``retired`` is offered to nobody, and still known: to posters, links and numbers of before.
    """

    id: str
    theme: str
    text: Localized
    pictogram: str
    keywords: dict[str, tuple[str, ...]]
    place: str | None
    need: Need
    frequency: Frequency
    seasons: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retired: bool = False

    def said_as(self, locale: str) -> tuple[str, ...]:
        """All that names this option in a locale: its text, its keywords, how people say it."""
        return (self.text.in_locale(locale), *self.keywords[locale], *self.aliases.get(locale, ()))


OptionsByTheme = tuple[tuple[Theme, tuple[Option, ...]], ...]


@dataclass(frozen=True)
class Catalogue:
    """All options of a campaign with their themes and places."""

    options: tuple[Option, ...]
    themes: tuple[Theme, ...]
    places: tuple[Place, ...] = field(default=())

    @cached_property
    def option_by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}

    @cached_property
    def theme_by_id(self) -> dict[str, Theme]:
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def place_by_id(self) -> dict[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def offered(self) -> tuple[Option, ...]:
        """Those that people may still pick: neither they nor their theme is retired."""
        retired = {theme.id for theme in self.themes if theme.retired}
        return tuple(option for option in self.options if not option.retired and option.theme not in retired)

    def options_of(self, ids: Iterable[str]) -> tuple[Option, ...]:
        """The options with these ids, in the order asked for; `KeyError` for an unknown one."""
        return tuple(self.option_by_id[option_id] for option_id in ids)

    def options_by_theme(self) -> OptionsByTheme:
        """Every theme that has options, in the themes' order, each with its options."""
        return self._by_theme(self.options)

    def offered_by_theme(self) -> OptionsByTheme:
        """As above, of those that people may still pick."""
        return self._by_theme(self.offered)

    def _by_theme(self, options: Iterable[Option]) -> OptionsByTheme:
        found: dict[str, list[Option]] = {}
        for option in options:
            found.setdefault(option.theme, []).append(option)
        return tuple((theme, tuple(found[theme.id])) for theme in self.themes if theme.id in found)

    def provinces_of_options(self) -> Mapping[str, Localized]:
        """The provinces that offered options belong to, by their ids in order."""
        places = (self.place_by_id[option.place] for option in self.offered if option.place)
        provinces = {place.province_id: place.province for place in places}
        return {province: provinces[province] for province in sorted(provinces)}
