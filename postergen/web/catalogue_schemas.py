"""The shapes of a catalogue: what a person may pick from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from postergen.web.schemas import Locale, Shape


class ThemeOut(Shape):
    id: str
    name: str
    question: str
    pictogram: str


class PlaceOut(Shape):
    id: str
    province: str
    city: str


class OptionOut(Shape):
    id: str
    theme: str
    text: str
    pictogram: str
    keywords: list[str]
    aliases: Annotated[list[str], Field(description="how people say it: for a search")]
    place: str | None
    need: Literal["rigid", "soft"]
    frequency: Literal["high", "low"]
    seasons: list[str]
    occasions: list[str]


class NamedOut(Shape):
    id: str
    name: str


class FieldOut(Shape):
    """Something a look wants to know: a whole number of at most ``most``, or a text of so many characters."""

    name: str
    kind: Literal["number", "text"]
    label: str
    most: int


class TemplateOut(Shape):
    id: str
    version: str
    name: str
    idea: str
    formats: list[str]
    fields: list[FieldOut]


class StickerOut(Shape):
    """A reply picture: a line that a figure says; ``files`` are its addresses by extension."""

    id: str
    text: str
    meaning: str
    emoji: str
    figure: str
    movement: str
    tone: str
    options: list[str]
    themes: list[str]
    files: dict[str, str]


class StickersOut(Shape):
    campaign: str
    version: str
    locale: Locale
    name: str
    about: str
    stickers: list[StickerOut]


class CatalogueOut(Shape):
    campaign: str
    version: str
    locale: Locale
    title: str
    themes: list[ThemeOut]
    places: list[PlaceOut]
    occasions: list[NamedOut]
    templates: list[TemplateOut]
    options: list[OptionOut]
