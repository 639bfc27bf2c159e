"""Decide where everything stands; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterable

from postergen.rendering.content import PosterContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.part import in_order
from postergen.rendering.parts import groups_of
from postergen.rendering.placed import Layout, Placed, PlacedPicture
from postergen.rendering.template import PosterTemplate


def lay_out(
    template: PosterTemplate,
    format_name: str,
    content: PosterContent,
    fonts: FontBook,
    glossary: frozenset[str] = frozenset(),
) -> Layout:
    """Place every element of one format of a look.

    Args:
        glossary: words that a line break should not cut.

    Raises:
        InvalidContent: the template uses an unknown variable, has no slots for so many options, or its QR box
            is too small for the code.
    """
    groups = groups_of(template, format_name, content, fonts, glossary)
    items = tuple(item for part in in_order(group.parts for group in groups) for item in part.items())
    return Layout(template.formats[format_name], items, avatar_left_out=is_avatar_left_out(content, items))


def is_avatar_left_out(content: PosterContent, items: Iterable[Placed]) -> bool:
    """The person gave a picture, and this look has no place for it."""
    return content.avatar is not None and not any(
        isinstance(item, PlacedPicture) and item.source == "avatar" for item in items
    )
