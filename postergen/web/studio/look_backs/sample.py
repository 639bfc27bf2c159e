"""Read what somebody made up would have to look back on, or make it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.look_backs import Figure, FigureKind, LookBack, Value
from postergen.domain.numbers import whole_number
from postergen.web.pages import page_locale

MOST_TYPED = 400  # characters


@dataclass(frozen=True, slots=True)
class Asked:
    """Figures as they were typed, by name; those that are no numbers are told."""

    figures: Mapping[str, Value | None]
    locale: str
    nickname: str

    def query(self) -> dict[str, str]:
        """As an address says it."""
        typed = {name: "" if value is None else str(value) for name, value in self.figures.items()}
        return {**typed, "locale": self.locale, "nickname": self.nickname}


def asked_of(query: Mapping[str, str], one: LookBack, campaign: Campaign) -> Asked:
    """What was asked for; a figure of which nothing was said is one of the middle."""
    figures = {
        figure.name: _typed(query[figure.name], figure) if figure.name in query else _usual(figure, one, campaign)
        for figure in one.figures
    }
    locale = query.get("locale", "")
    nickname = query.get("nickname", "")[:MOST_TYPED]
    return Asked(figures, locale if locale in LOCALES else page_locale(), nickname)


def _typed(text: str, figure: Figure) -> Value | None:
    text = text.strip()[:MOST_TYPED]
    number = None if figure.kind is FigureKind.THEME else whole_number(text)
    return number if number is not None else text or None


def _usual(figure: Figure, one: LookBack, campaign: Campaign) -> Value | None:
    """The first of the middle band."""
    page = next(page for page in one.pages if page.figure == figure)
    if figure.kind is FigureKind.THEME:
        named = [theme for band in page.bands for theme in band.themes]
        return next(iter([*named, *(theme.id for theme in campaign.catalogue.themes)]), None)
    from_ = sorted(band.least for band in page.bands if band.least is not None)
    return from_[len(from_) // 2] if from_ else 0
