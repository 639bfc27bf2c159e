"""Check an envelope that somebody wants to hide, before anything is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from postergen.domain.findings import Kind
from postergen.domain.hiding import LONGEST_CLUE, LONGEST_WORDS, Clue, FoundBy, Hunt
from postergen.domain.places import Place
from postergen.domain.typed import clean, piles_marks, unprintable
from postergen.errors import Finding

LONGEST_ANSWER = 60  # characters; several answers stand between slashes
_BETWEEN = regex.compile(r"\s*[/／]\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be hidden, as it was typed; ``clue`` and ``found_by`` are words of `Clue` and `FoundBy`.

    ``says`` is the clue itself, and may be empty beside a photo; ``words`` are for whoever finds it.
    """

    clue: str
    found_by: str
    units: int
    finders: int
    locale: str
    says: str = ""
    words: str = ""
    answer: str = ""
    place: Place | None = None
    photo: bytes | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in _BETWEEN.split(self.answer) if one))


def cleaned(draft: Draft) -> Draft:
    """With what was typed on one line and without what nobody sees."""
    return replace(draft, says=clean(draft.says), words=clean(draft.words), answer=clean(draft.answer))


def flaws(draft: Draft, rules: Hunt) -> Iterator[Finding]:
    """All that keeps it from being hidden in this game."""
    limits = rules.limits
    for where, word, known in (("clue", draft.clue, rules.clues), ("found_by", draft.found_by, rules.found_by)):
        if word not in {one.value for one in known}:
            yield Finding(where, f"{word[:40]!r} is unknown", f"known: {', '.join(known)}", Kind.HIDE_KIND)
    if draft.clue == Clue.PHOTO and draft.photo is None:
        yield Finding("photo", "is missing", "send a picture", Kind.HIDE_PHOTO)
    if draft.clue != Clue.PHOTO and draft.photo is not None:
        yield Finding("photo", f"belongs to no clue of the kind {draft.clue[:40]!r}", "leave it out", Kind.HIDE_KIND)
    if draft.clue != Clue.PHOTO and not draft.says:
        yield Finding("says", "is empty", "write a clue", Kind.HIDE_CLUE)
    if draft.found_by == FoundBy.ANSWER and not any(any(c.isalnum() for c in one) for one in draft.answers):
        yield Finding("answer", "has no letter and no digit", "write the answer", Kind.HIDE_ANSWER)
    if draft.found_by == FoundBy.LOCATION and not (draft.place and draft.place.is_on_earth):
        yield Finding("place", "is no place on Earth", "latitude and longitude in degrees", Kind.HIDE_PLACE)
    if not 1 <= draft.finders <= limits.finders:
        values = (("most", limits.finders),)
        yield Finding("finders", f"{draft.finders} is not 1 to {limits.finders}", "", Kind.HIDE_FINDERS, values)
    if draft.units and not max(1, draft.finders) <= draft.units <= limits.units:
        remedy = f"0, or from one for each finder to {limits.units}"
        yield Finding("units", f"{draft.units} cannot be split", remedy, Kind.HIDE_UNITS, (("most", limits.units),))
    if not draft.units and not draft.words:
        yield Finding("words", "are missing where there are no units", "write some", Kind.HIDE_WORDS)
    yield from _typed(draft)


def _typed(draft: Draft) -> Iterator[Finding]:
    texts = (("says", draft.says, LONGEST_CLUE), ("words", draft.words, LONGEST_WORDS))
    for where, text, most in (*texts, ("answer", draft.answer, LONGEST_ANSWER)):
        length = len(regex.findall(r"\X", text))
        if length > most or len(text) > 4 * most:
            yield Finding(where, f"has {length} characters", f"at most {most}", Kind.LONG, (("most", most),))
        if unprintable(text):
            yield Finding(where, "contains characters that cannot be printed", "remove them", Kind.UNPRINTABLE)
        if piles_marks(text):
            yield Finding(where, "piles more marks on one letter than its script writes", "use fewer", Kind.MARKS)
