"""Tell whoever made a poster what came of it: nobody else may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from postergen.errors import Forbidden
from postergen.service.posters import PosterService


@dataclass(frozen=True, slots=True)
class Friends:
    """What came of a poster since it was made: how often people scanned it, and how many made their own after that."""

    visits: int
    made: int
    since: datetime


class FriendCounts(Protocol):
    """Counts what was folded. `Unavailable` if that is not possible."""

    def visits(self, code: str) -> int:
        """How often people scanned this poster; its maker, programs and repeats do not count."""

    def made(self, code: str) -> int:
        """How many posters were made after a scan of this one."""


class FriendService:
    """What the maker of a poster may ask."""

    def __init__(self, *, posters: PosterService, counts: FriendCounts) -> None:
        self._posters, self._counts = posters, counts

    def of(self, code: str, token: str | None) -> Friends:
        """What came of this poster.

        Args:
            token: what the maker was given when it was made.

        Raises:
            NotFound: no such poster.
            Forbidden: the token is missing, or not that of this poster.
            Unavailable: the database does not answer.
        """
        poster = self._posters.get(code)
        if token is None:
            raise Forbidden("only whoever made this poster may ask")
        self._posters.check_erase_token(poster.code, token)
        return Friends(self._counts.visits(poster.code), self._counts.made(poster.code), poster.created_at)
