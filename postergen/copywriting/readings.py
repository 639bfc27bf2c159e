"""Read a text as people do who get at what is meant: look-alikes as what they look like, parted words as one, by ear.

A reading is a text with the place of each of its characters in the plain one: whatever is found in it stands there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import ahocorasick
import regex

from postergen.domain.plain_letters import spelled_by_flags

Span = tuple[int, int]

_SIGNS = r"·・•\-_*|~^+./\\"
_QUOTES = r"\x27\"“”’‘『』「」【】《》()\[\]{}<>"
# What is set between two hanzi to hide a word, or only for its looks. A line that ends, or a sentence, parts words.
_BETWEEN = regex.compile(
    r"(?<=\p{Han})"
    rf"(?:[ \t]{{1,3}}|[ \t]?[{_SIGNS}{_QUOTES}=#@&%…—\p{{So}}\p{{Sk}}\p{{Sm}}]{{1,3}}[ \t]?)"
    r"(?=\p{Han})"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2212"
_ALL_CHINESE = regex.compile(r"\p{Han}{2,}")
_MARKS = regex.compile(r"[\p{Mn}\p{Me}]")
_PARTED = regex.compile(rf"(?<![a-z0-9])[a-z]+(?:[{_SIGNS}=#]{{1,2}}[a-z]+)+(?![a-z0-9])", regex.IGNORECASE)
_SPACED = regex.compile(r"(?<![a-z0-9])[a-z](?: {1,2}[a-z]){3,}(?![a-z0-9])", regex.IGNORECASE)
_LATIN = regex.compile("[a-z]")
_ODD = regex.compile(rf"[0-9@$!|{_SIGNS}=#]|(?<= )[a-z] ", regex.IGNORECASE)
PARTED = 4  # letters of a word that is read as one: S.B. and J. R. R. are initials
# Words of letters with digits or signs for some of them; two letters at least are its own.
_MIXED = regex.compile(
    r"(?<![a-z0-9@$])(?=[0-9@$!|]*[a-z][0-9@$!|]*[a-z])(?=[a-z]*[013457@$!|])[a-z0-9@$!|]*[a-z]", regex.IGNORECASE
)
_AS_LETTERS = str.maketrans("013457@$!|", "oieastasil")
_NUMBER = regex.compile(r"(?<![a-z0-9])(?=[oOlI]*[0-9])[0-9oOlI]{3,}(?![a-z0-9])")
_AS_DIGITS = str.maketrans("oOlI", "0011")
HEARD = 4  # characters of a term that is found by its sound alone; what sounds like shorter ones is mostly innocent


class Reading(NamedTuple):
    """A text, and for each of its characters the place in the text that was read."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Where this part of it stands in the text that was read."""
        return self.places[start], self.places[end - 1] + 1

    def without(self, gaps: Iterable[int]) -> Reading:
        """The same without the characters at these places of its own."""
        left_out = set(gaps)
        kept = [place for place in range(len(self.text)) if place not in left_out]
        return Reading("".join(self.text[at] for at in kept), [self.places[at] for at in kept]) if left_out else self


class Letters:
    """Which characters stand for which.

    Args:
        simplified: writes a text in simplified characters, each as one.
        spelled: the syllable of each character of a text.
        alike: for a character the Latin letter that it looks like.
        words: for what is written in place of a word, or of a character, what is meant.
    """

    def __init__(
        self,
        simplified: Callable[[str], str] = str,
        spelled: Callable[[str], Sequence[str]] = list,
        alike: Mapping[str, str] | None = None,
        words: Mapping[str, str] | None = None,
    ) -> None:
        self.simplified, self.spelled = simplified, spelled
        self._alike = str.maketrans({**_without_marks(), **dict.fromkeys(_DASHES, "-"), **(alike or {})})
        self._words = dict(words or {})

    @property
    def tables(self) -> tuple[Mapping[int, str | int | None], Mapping[str, str]]:
        """Which character is read as which, and which word."""
        return self._alike, self._words

    def meant(self, plain: Reading) -> Reading:
        """With the letters and words that are meant, and without marks on letters."""
        if plain.text.isascii():
            return plain
        seen = Reading(spelled_by_flags(plain.text).translate(self._alike), plain.places)
        return self._worded(seen if seen.text.isalpha() else seen.without(_at(_MARKS.finditer(seen.text))))

    @cached_property
    def _written(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for written, meant in self._words.items():
            automaton.add_word(written, (len(written), meant))
        automaton.make_automaton()
        return automaton

    def _worded(self, seen: Reading) -> Reading:
        found = [(last + 1 - length, last + 1, word) for last, (length, word) in self._found(seen.text)]
        if not found:
            return seen
        text, places, done = "", list[int](), 0
        for start, end, word in sorted(found, key=lambda one: (one[0], -one[1])):
            if start >= done and _stands_alone(seen.text, start, end):
                text += seen.text[done:start] + word
                spread = [start + min(n * (end - start) // len(word), end - start - 1) for n in range(len(word) - 1)]
                places += [*seen.places[done:start], *(seen.places[at] for at in (*spread, end - 1))]
                done = end
        return Reading(text + seen.text[done:], [*places, *seen.places[done:]]) if done else seen

    def _found(self, text: str) -> Iterator[tuple[int, tuple[int, str]]]:
        return self._written.iter(text.lower()) if self._words and len(text.lower()) == len(text) else iter(())


def readings(plain: str, letters: Letters) -> list[Reading]:
    """The ways to read a plain text that differ, the text itself first and the barest last."""
    found = [Reading(plain, range(len(plain)))]
    for bared in (lambda one: _closed(letters.meant(one)), _as_one):
        bare = bared(found[-1])
        if bare.text != found[-1].text:
            found.append(bare)
    return found


class Ear:
    """Hears terms: each character as one that stands for its syllable, so that what sounds the same is the same.

    Args:
        terms: those that are listened for, in simplified characters.
    """

    def __init__(self, terms: Iterable[str], letters: Letters) -> None:
        self._spelled = letters.spelled
        said = {syllable for term in terms for syllable in letters.spelled(term)}
        self._symbols = {syllable: chr(0xE000 + number) for number, syllable in enumerate(sorted(said))}
        latin = sorted((one for one in said if one.isascii() and one.isalpha()), key=len, reverse=True)
        run = rf"({'|'.join(latin)})+" if latin else "(?!)()"
        self._latin = regex.compile(rf"(?:(?<=\p{{Han}}){run}(?![a-z]))|(?<![a-z]){run}(?=\p{{Han}})")

    def heard(self, read: Reading) -> tuple[Reading, set[int]]:
        """How it sounds where it sounds like a term, and the places of syllables in letters beside Chinese."""
        symbols = [self._symbols.get(said, one) for said, one in zip(self._spelled(read.text), read.text, strict=True)]
        gaps: list[int] = []
        written: set[int] = set()
        for match in self._latin.finditer(read.text) if _LATIN.search(read.text) else ():
            for start, end in (*match.spans(1), *match.spans(2)):
                symbols[start] = self._symbols[read.text[start:end]]
                gaps += range(start + 1, end)
                written.add(read.places[start])
        return Reading("".join(symbols), read.places).without(gaps), written


def can_be_heard(term: str) -> bool:
    """Whether it is all Chinese, and more than a character."""
    return _ALL_CHINESE.fullmatch(term) is not None


def _closed(read: Reading) -> Reading:
    """Without what stands between two hanzi."""
    if read.text.isascii() or read.text.isalpha():
        return read
    return read.without(_at(_BETWEEN.finditer(read.text)))


def _as_one(read: Reading) -> Reading:
    """Words whose letters were set apart as one, and digits among letters as the letters that they look like."""
    if _ODD.search(read.text) is None:
        return read
    gaps: list[int] = []
    for pattern in (_PARTED, _SPACED):
        for match in pattern.finditer(read.text):
            apart = [at for at in range(*match.span()) if not read.text[at].isalpha()]
            gaps += apart if match.end() - match.start() - len(apart) >= PARTED else []
    whole = read.without(gaps)
    text = _NUMBER.sub(lambda match: match.group().translate(_AS_DIGITS), whole.text)
    return Reading(_MIXED.sub(lambda match: match.group().translate(_AS_LETTERS), text), whole.places)


def _at(matches: Iterable[regex.Match[str]]) -> Iterator[int]:
    return (place for match in matches for place in range(*match.span()))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Letters and digits are no part of a longer run, and a word without a hanzi has one beside it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if any(
        one.isascii() and one.isalnum() and two.isascii() and two.isalnum()
        for one, two in ((before, text[start]), (text[end - 1], after))
    ):
        return False
    return not text[start:end].isascii() or "\u4e00" <= before <= "\u9fff" or "\u4e00" <= after <= "\u9fff"


def _without_marks() -> dict[str, str]:
    """Latin letters with marks, and those without."""
    letters = (chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    return {one: base for one in letters if (base := unicodedata.normalize("NFD", one)[0]).isascii() and base.isalpha()}
