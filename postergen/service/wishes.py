"""Tell what people wish for in their own words, what it is read as, and what they said that it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from postergen.ranking.wishes import Reading
from postergen.service.library import Library


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish that several people have in the same words: small letters, no stop at the end.

    Args:
        posters: how many it stands on.
        said: what people said that it means, options or `NONE_OF_THESE`, and how many posters each; most often nothing.
    """

    wish: str
    locale: str
    posters: int
    said: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """A wish, and what the reader makes of it now."""

    wished: Wished
    reading: Reading


class WishCounts(Protocol):
    """Counts wishes. `Unavailable` if that is not possible."""

    def wished(self, campaign: str, least: int) -> Iterator[Wished]:
        """The wishes that so many people have in the same words, the most frequent first."""


class WishService:
    """What a copywriter learns from wishes; no poster, name, place or time is in it."""

    def __init__(self, *, library: Library, counts: WishCounts) -> None:
        self._library, self._counts = library, counts

    def heard(self, campaign: str, least: int) -> Iterator[Heard]:
        """The wishes that so many people have in the same words, the most frequent first.

        Raises:
            NotFound: there is no such campaign.
            Unavailable: the database does not answer.
        """
        reader = self._library.ranker(campaign).reader
        wishes = self._counts.wished(campaign, least)
        return (Heard(wished, reader.read(wished.wish, wished.locale)) for wished in wishes)
