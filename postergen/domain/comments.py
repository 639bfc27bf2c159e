"""What people of the studio say to each other about a text, and whom they call by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_SAID = 1_000  # characters

# A name begins where no word and no address goes on: ann@example.com calls nobody. Names are of Latin letters; whoever
# writes others after an @ calls nobody, and believes to.
_CALLED = re.compile(r"(?<![A-Za-z0-9._@-])@([A-Za-z0-9][A-Za-z0-9._-]{0,39}|[^\W\d_A-Za-z]{1,12})")


@dataclass(frozen=True, slots=True)
class Comment:
    """``number`` is of the edit that it was said of; ``called`` are the names of those who are to read it."""

    campaign: str
    variant: str
    number: int
    who: str
    at: datetime
    said: str
    called: tuple[str, ...] = ()
    id: int = 0


def called_in(said: str, names: Collection[str]) -> tuple[str, ...]:
    """Which of these names a text calls, in its order; a full stop after one is not part of it."""
    return tuple(dict.fromkeys(name for name in _names(said, names) if name in names))


def strangers_in(said: str, names: Collection[str]) -> tuple[str, ...]:
    """Whom a text calls that is none of these, in its order."""
    return tuple(dict.fromkeys(name for name in _names(said, names) if name not in names))


def _names(said: str, names: Collection[str]) -> Iterator[str]:
    for name in map(str.lower, _CALLED.findall(said)):
        yield name if name in names else name.rstrip(".-_")


class CommentStore(Protocol):
    """Keeps comments. `Unavailable` when the store does not answer."""

    def add(self, one: Comment, /) -> None: ...

    def of_text(self, campaign: str, variant: str) -> Sequence[Comment]:
        """Of every edit, the oldest first."""

    def calling(self, name: str, most: int, *, unread: bool) -> Sequence[Comment]:
        """Those that call somebody, the newest first; with ``unread`` those alone that they have not read."""

    def count_unread(self, name: str) -> int: ...

    def mark_read(self, name: str, campaign: str, variant: str, at: datetime) -> None:
        """Somebody has read what was said of a text."""
