"""Talk about a text, and call others by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from postergen.domain.comments import MOST_SAID, Comment, CommentStore, called_in
from postergen.domain.ports import Clock
from postergen.errors import Finding, InvalidInput

MOST_SHOWN = 50


class CommentService:
    """One for each process; safe to share between threads."""

    def __init__(self, *, store: CommentStore, people: Callable[[], Sequence[str]], clock: Clock) -> None:
        """``people`` are the names of all who may sign in."""
        self._store, self._people, self._clock = store, people, clock

    def say(self, campaign: str, variant: str, number: int, who: str, said: str) -> Comment:
        """Keep it for everybody of the studio; ``@name`` calls somebody.

        Raises:
            InvalidInput: it is empty or too long.
        """
        plain = "\n".join(line.rstrip() for line in said.strip().splitlines())
        if not plain or len(plain) > MOST_SAID:
            problem = f"has {len(plain)} characters, at most {MOST_SAID}" if plain else "is empty"
            raise InvalidInput([Finding("said", problem, "write a line or two")])
        called = tuple(name for name in called_in(plain, self._people()) if name != who)
        comment = Comment(campaign, variant, number, who, self._clock(), plain, called)
        self._store.add(comment)
        return comment

    def of_text(self, campaign: str, variant: str) -> Sequence[Comment]:
        """Of every edit, the oldest first."""
        return self._store.of_text(campaign, variant)

    def read(self, name: str, campaign: str, variant: str) -> None:
        """Somebody has read what was said of a text."""
        self._store.mark_read(name, campaign, variant, self._clock())

    def unread(self, name: str) -> int:
        """How many call this person and were not read by them."""
        return self._store.count_unread(name)

    def calling(self, name: str) -> tuple[Sequence[Comment], Sequence[Comment]]:
        """What calls this person: not read yet, and the latest of all."""
        unread = self._store.calling(name, MOST_SHOWN, unread=True)
        known = {one.id for one in unread}
        return unread, [one for one in self._store.calling(name, MOST_SHOWN, unread=False) if one.id not in known]
