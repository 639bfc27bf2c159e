"""A year in figures: pages that each say one, in a sentence of the band that it falls into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from postergen.domain.catalogue import Theme
from postergen.domain.findings import Kind
from postergen.domain.localized import Localized
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidInput

MOST_FIGURE = 999_999_999
NIGHT, NOON, LAST_HOUR = 0, 12, 23
FORMAT = "story"  # in which pages are made
ASKED = "figure"  # the field of a look that shows the figure of a page
LONGEST_NUMBER = len(f"{MOST_FIGURE:,}")

Value = int | str  # a number, an hour of the day, or the id of a theme
Figures = Mapping[str, Value | None]  # by name; None where there is nothing to say, such as the hour of no poster


class FigureKind(StrEnum):
    NUMBER = "number"
    THEME = "theme"
    HOUR = "hour"  # of the campaign's clocks, from 0 to 23


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that a year is told by; ``most`` is the largest number that it may be."""

    name: str
    kind: FigureKind
    most: int = MOST_FIGURE


# Those that we know of a person by their own posters.
OWN = {
    "posters": Figure("posters", FigureKind.NUMBER),
    "friends": Figure("friends", FigureKind.NUMBER),  # scans of other people
    "generations": Figure("generations", FigureKind.NUMBER),  # how far down there are posters made after theirs
    "theme": Figure("theme", FigureKind.THEME),  # the one that they wished for most often
    "hour": Figure("hour", FigureKind.HOUR, LAST_HOUR),  # the earliest in which they made one
}


@dataclass(frozen=True)
class Band:
    """Values that are spoken of alike: numbers from ``least`` to where the next band begins, these themes, or, where it
    ``is_missing``, none at all. With neither it is for whatever is left. ``texts`` are by locale.
    """

    id: str
    texts: Mapping[str, tuple[CopyVariant, ...]]
    least: int | None = None
    themes: tuple[str, ...] = ()
    is_missing: bool = False


@dataclass(frozen=True)
class Page:
    """One figure on one sheet of the look; without a ``figure`` it says the same to everybody."""

    id: str
    sheet: str
    figure: Figure | None
    bands: tuple[Band, ...]

    def band_of(self, value: Value | None) -> Band | None:
        """The band of this value; None where nothing is said of it, and the page is left out."""
        if self.figure is None:
            return self.bands[0]
        if value is None:
            return next((band for band in self.bands if band.is_missing), None)
        if isinstance(value, int):
            fitting = [band for band in self.bands if band.least is not None and band.least <= value]
            return max(fitting, key=lambda band: band.least or 0, default=None)
        others = (band for band in self.bands if not (band.themes or band.is_missing))
        return next((band for band in self.bands if value in band.themes), None) or next(others, None)


class Opening(StrEnum):
    EARLY = "early"
    OPEN = "open"
    OVER = "over"


class Leaf(NamedTuple):
    """A page as somebody has it: with the band of their figure."""

    page: Page
    band: Band
    value: Value | None


@dataclass(frozen=True)
class LookBack:
    """The pages of a year from its ``first`` to its ``last`` day; to be had from ``opens`` until ``closes``."""

    id: str
    name: Localized
    about: Localized
    first: date
    last: date
    opens: datetime
    closes: datetime | None
    timezone: str
    look: str
    options: tuple[str, ...]
    pages: tuple[Page, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What it is told by, each once."""
        return tuple(dict.fromkeys(page.figure for page in self.pages if page.figure))

    @property
    def is_of_posters(self) -> bool:
        """Whether a browser's own posters say all of its figures."""
        return all(figure.name in OWN for figure in self.figures)

    def opening(self, now: datetime) -> Opening:
        if now < self.opens:
            return Opening.EARLY
        return Opening.OVER if self.closes and now >= self.closes else Opening.OPEN

    def period(self) -> tuple[datetime, datetime]:
        """From the first moment of its year to the first after it."""
        zone = ZoneInfo(self.timezone)
        end = datetime.combine(self.last + timedelta(days=1), time(), zone)
        return datetime.combine(self.first, time(), zone), end

    def leaves(self, figures: Figures) -> list[Leaf]:
        """The pages that these figures give, in their order."""
        values = [(page, figures.get(page.figure.name) if page.figure else None) for page in self.pages]
        bands = [(page, page.band_of(value), value) for page, value in values]
        return [Leaf(page, band, value) for page, band, value in bands if band is not None]

    def texts(self) -> Iterator[tuple[Page, Band, CopyVariant]]:
        for page in self.pages:
            for band in page.bands:
                for variants in band.texts.values():
                    yield from ((page, band, variant) for variant in variants)

    def site(self, page: Page, band: Band) -> str:
        """What tells the posters of one band apart from all others."""
        return f"{self.id}/{page.id}/{band.id}"

    def band_at(self, site: str) -> tuple[Page, Band] | None:
        found = ((page, band) for page in self.pages for band in page.bands)
        return next(((page, band) for page, band in found if self.site(page, band) == site), None)


def check_figures(look_back: LookBack, given: Mapping[str, object], themes: Mapping[str, Theme]) -> Figures:
    """The figures that a program gives: all that the look back is told by, and no others.

    Raises:
        InvalidInput: with every finding; ``where`` is ``figures/name``.
    """
    asked = {figure.name: figure for figure in look_back.figures}
    findings = [
        Finding(
            f"figures/{name[:40]}", "is no figure of this look back", f"it is told by {', '.join(asked)}", Kind.FIGURE
        )
        for name in given
        if name not in asked
    ]
    for name, figure in asked.items():
        if name not in given:
            findings.append(Finding(f"figures/{name}", "is missing", _wanted(figure, themes), Kind.FIGURE))
        elif not _is_right(given[name], figure, look_back.pages, themes):
            problem = f"{str(given[name])[:40]!r} is {_WRONG[figure.kind]}"
            findings.append(Finding(f"figures/{name}", problem, _wanted(figure, themes), Kind.FIGURE))
    if findings:
        raise InvalidInput(findings)
    return {name: given[name] for name in asked}  # type: ignore[misc]


_WRONG = {
    FigureKind.NUMBER: "no whole number that it may be",
    FigureKind.HOUR: "no hour of the day",
    FigureKind.THEME: "no theme of the campaign",
}


def _wanted(figure: Figure, themes: Mapping[str, Theme]) -> str:
    if figure.kind is FigureKind.THEME:
        return f"one of {', '.join(themes)}"
    return f"a whole number from 0 to {figure.most}"


def _is_right(value: object, figure: Figure, pages: Sequence[Page], themes: Mapping[str, Theme]) -> bool:
    if value is None:
        return all(page.band_of(None) is not None for page in pages if page.figure == figure)
    if figure.kind is FigureKind.THEME:
        return isinstance(value, str) and value in themes
    return type(value) is int and 0 <= value <= figure.most


def written(figure: Figure, value: Value | None, locale: str, themes: Mapping[str, Theme]) -> str:
    """A figure as it is printed; empty where there is none."""
    if value is None:
        return ""
    if figure.kind is FigureKind.THEME:
        return themes[str(value)].name.in_locale(locale)
    if figure.kind is FigureKind.NUMBER:
        return f"{value:,}"
    return _hour(int(value), locale)


def _hour(hour: int, locale: str) -> str:
    if locale == "zh-CN":
        return f"{hour}点"
    if hour in (NIGHT, NOON):
        return "noon" if hour else "midnight"
    return f"{(hour - 1) % 12 + 1} {'a.m.' if hour < NOON else 'p.m.'}"
