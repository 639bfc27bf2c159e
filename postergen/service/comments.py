"""Talk about a text, and call others by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from difflib import get_close_matches

from postergen.domain.comments import MOST_SAID, Comment, CommentStore, called_in, strangers_in
from postergen.domain.ports import Clock
from postergen.errors import Finding, InvalidInput

MOST_SHOWN = 50
MOST_NAMED = 12  # people that are offered to whoever calls somebody who is not there
LIKE = 0.6  # how alike two names are, that one may be the other misspelt


class CommentService:
    """One for each process; safe to share between threads."""

    def __init__(self, *, store: CommentStore, people: Callable[[], Sequence[str]], clock: Clock) -> None:
        """``people`` are the names of all who may sign in."""
        self._store, self._people, self._clock = store, people, clock

    def say(
        self, campaign: str, variant: str, number: int, who: str, said: str, *, as_words: Collection[str] = ()
    ) -> Comment:
        """Keep it for everybody of the studio; ``@name`` calls somebody.

        Args:
            as_words: what stands after an ``@`` and is meant to call nobody.

        Raises:
            InvalidInput: it is empty or too long, or calls somebody who is not there.
        """
        plain, people = "\n".join(line.rstrip() for line in said.strip().splitlines()), self._people()
        strangers = [name for name in strangers_in(plain, people) if name not in as_words]
        findings = [
            *_of_length(plain),
            *(_of_stranger(name, [one for one in people if one != who]) for name in strangers),
        ]
        if findings:
            raise InvalidInput(findings)
        called = tuple(name for name in called_in(plain, people) if name != who)
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


def _of_length(said: str) -> list[Finding]:
    if not said:
        return [Finding("said", "is empty", "write a line or two", "comment_empty")]
    if len(said) > MOST_SAID:
        values = (("count", len(said)), ("most", MOST_SAID))
        problem = f"has {len(said)} characters, at most {MOST_SAID}"
        return [Finding("said", problem, "write a line or two", "comment_long", values)]
    return []


def _of_stranger(name: str, others: Sequence[str]) -> Finding:
    near = get_close_matches(name, others, 1, LIKE)
    kind = "calls_near" if near else "calls_nobody" if others else "calls_alone"
    there = " ".join(f"@{one}" for one in (near or others[:MOST_NAMED])) + ("…" if len(others) > MOST_NAMED else "")
    remedy = f"did you mean {there}?" if near else f"there are {there}"
    return Finding("said", f"nobody is called {name}", remedy, kind, (("name", name), ("there", there)))
