"""Find what the law, or a platform, does not want to see in a text. Rules are data, each with its source.

Terms are found all at once with an automaton (Aho and Corasick 1975), after compatibility normalisation (NFKC), in
simplified characters and without invisible ones, in every reading of the text (`readings`), so that full-width letters,
國家級, zero-width spaces, 最·佳, a Cyrillic а and f.u.c.k hide nothing. Long Chinese terms are found by ear, too.
"""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import ahocorasick
import regex

from postergen.copywriting.readings import HEARD, Ear, Letters, Reading, Span, can_be_heard, readings
from postergen.domain.localized import Localized

Audience = Literal["copy", "user"]
Uses = list[tuple[int, bool]]  # the number of each rule that has a word, and whether as a harmless one

log = logging.getLogger(__name__)

# Seconds of processor time, of all threads together, for one pattern in one text; a sound one takes microseconds.
PATIENCE, PROBED = 1.0, 0.1
SHORT = 20  # letters, with which no pattern that was loaded takes long; looking at the clock takes four times as long
LINE = 200  # letters, with which no pattern takes long that repeats next to nothing
REPEATS, OPTIONAL = 2, 8  # of a pattern that takes at most the third power of the letters, some hundred times
KEPT = 8192  # short texts of which it is known what is wrong with them
_REPEATED_GROUP = regex.compile(r"\)(?:[*+]|\{)|\(\?(?:R|&|P>|[+-]?\d)")  # or one that is called again
_OPTIONAL = regex.compile(r"(?<!(?<!\\)\()\?")
_REPEAT = regex.compile(r"[*+]|\{(?!\d+\})")  # {3} is no more work with each letter
PROBE = 60  # letters; a pattern that doubles its work with each is out of time after half of them


class Severity(StrEnum):
    """What a finding means: it stops the text, a person has to look at it, or it is only noted."""

    BLOCK = "block"
    REVIEW = "review"
    PASS = "pass"


@dataclass(frozen=True, slots=True)
class Rule:
    """What must not be said, where that is written, and how to say it instead.

    ``allow`` are words inside which a term is harmless, such as 最近 for 最. ``pages`` are the languages of the pages
    where it is asked, when not on all: what is typed there is read by those who read that language. The examples belong
    to the rule: each has texts that it must find something in, and near misses in which no rule may.
    """

    id: str
    severity: Severity
    locales: tuple[str, ...]
    applies_to: tuple[Audience, ...]
    source: str
    problem: Localized
    remedy: Localized
    terms: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    must_fail: tuple[str, ...] = field(default=(), compare=False)
    must_pass: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A rule that a text breaks, and where: ``text[start:end]`` of this field."""

    rule: str
    severity: Severity
    field: str
    start: int
    end: int
    found: str
    problem: Localized
    remedy: Localized
    source: str = ""


class Pattern(NamedTuple):
    """A pattern of a rule, and the longest text in which it is looked for without looking at the clock."""

    rule: int
    compiled: regex.Pattern[str]
    is_quick_up_to: int


class Asked(NamedTuple):
    """The numbers of the rules that are asked about a text, and their patterns."""

    rules: frozenset[int]
    patterns: Sequence[Pattern]


class Rulebook:
    """All rules, compiled when the first text is read. Safe to share between threads."""

    def __init__(self, rules: Sequence[Rule], letters: Letters | None = None) -> None:
        self.rules = tuple(rules)
        self._letters = letters or Letters()
        # what is typed is looked at with each preview, and once more when the poster is made
        self._known = lru_cache(maxsize=KEPT)(self._look_at)

    @cached_property
    def _asked(self) -> dict[tuple[Audience, str | None, str | None], Asked]:
        """The rules for each audience, locale and page; for None those of all."""
        return {}

    @cached_property
    def _patterns(self) -> list[list[Pattern]]:
        return [
            [
                Pattern(number, regex.compile(one, regex.IGNORECASE), LINE if repeats_little(one) else SHORT)
                for one in rule.patterns
            ]
            for number, rule in enumerate(self.rules)
        ]

    @cached_property
    def _words(self) -> dict[str, Uses]:
        """All terms, and the words in which they are harmless, each with the rules that say so."""
        words: dict[str, Uses] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            for term in rule.terms:
                words[self._word(term)].append((number, False))
            for harmless in rule.allow:
                words[self._word(harmless)].append((number, True))
        words.pop("", None)
        return words

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton | None:
        return _automaton(self._words)

    @cached_property
    def _ear(self) -> Ear:
        return Ear(filter(can_be_heard, self._words), self._letters)

    @cached_property
    def _sounds(self) -> ahocorasick.Automaton | None:
        """As `_automaton`, by ear."""
        sounds: dict[str, Uses] = defaultdict(list)
        for word in filter(can_be_heard, self._words):
            sounds[self._ear.heard(Reading(word, range(len(word))))[0].text] += self._words[word]
        return _automaton(sounds)

    @cached_property
    def version(self) -> str:
        """Ten hex digits that change with any rule, and with what is read as what."""
        return hashlib.sha256(repr((self.rules, self._letters.tables)).encode()).hexdigest()[:10]

    def lint(
        self, text: str, audience: Audience, locale: str | None = None, where: str = "text", *, page: str | None = None
    ) -> list[LintFinding]:
        """What is wrong with a text, the gravest first; words of one rule that overlap are one finding.

        Args:
            locale: rules of this locale only; of all when None, for what people type whatever the page's language.
            page: the language of the page on which it is read; None when that is not known.
        """
        if not text:
            return []
        look = self._known if len(text) <= SHORT else self._look_at
        return list(look(text, audience, locale, where, page))

    def _look_at(
        self, text: str, audience: Audience, locale: str | None, where: str, page: str | None
    ) -> Sequence[LintFinding]:
        plain, origin = _plain(text)
        asked = self._asked.get((audience, locale, page)) or self._ask(audience, locale, page)
        found = [
            self._finding(self.rules[number], span, text, origin, where)
            for number, span in _joined(set(self._spans(self._letters.simplified(plain), asked)))
        ]
        return tuple(sorted(found, key=lambda f: (list(Severity).index(f.severity), f.start)))

    def _ask(self, audience: Audience, locale: str | None, page: str | None) -> Asked:
        numbers = [
            number
            for number, rule in enumerate(self.rules)
            if audience in rule.applies_to
            and (locale is None or locale in rule.locales)
            and (page is None or not rule.pages or page in rule.pages)
        ]
        patterns = [pattern for number in numbers for pattern in self._patterns[number]]
        return self._asked.setdefault((audience, locale, page), Asked(frozenset(numbers), patterns))

    def _word(self, term: str) -> str:
        return _lowered(self._letters.simplified(_plain(term)[0]))

    def _spans(self, plain: str, asked: Asked) -> Iterator[tuple[int, Span]]:
        """The number of each rule that is asked, with what it found in any reading of the plain text."""
        ways = readings(plain, self._letters)
        for read in ways:
            found = self._in_text(read.text, asked.rules, self._automaton, asked.patterns)
            yield from ((number, read.span(*span)) for number, span in found)
        if not plain.isascii():
            yield from self._by_ear(ways[-1], asked)

    def _by_ear(self, read: Reading, asked: Asked) -> Iterator[tuple[int, Span]]:
        """Long terms by their sound, and any whose sound is written in letters here and there."""
        heard, written = self._ear.heard(read)
        for number, (start, end) in self._in_text(heard.text, asked.rules, self._sounds):
            low, high = heard.span(start, end)
            if end - start >= HEARD or any(low <= place < high for place in written):
                yield number, (low, high)

    def _in_text(
        self,
        text: str,
        asked: frozenset[int],
        automaton: ahocorasick.Automaton | None,
        patterns: Sequence[Pattern] = (),
    ) -> Iterator[tuple[int, Span]]:
        harmless: dict[int, list[Span]] = defaultdict(list)
        found: list[tuple[int, Span]] = []
        for last, (length, uses) in automaton.iter(_lowered(text)) if automaton else ():
            span = (last + 1 - length, last + 1)
            for number, is_harmless in uses:
                if is_harmless:
                    harmless[number].append(span)
                elif number in asked and _is_whole_word(text, span):
                    found.append((number, span))
        letters = len(text)
        for number, pattern, is_quick_up_to in patterns:
            if letters > is_quick_up_to or pattern.search(text) is not None:
                found += [(number, span) for span in _matches(pattern, text)]
        for number, (start, end) in found:
            if not any(low <= start and end <= high for low, high in harmless[number]):
                yield number, (start, end)

    @staticmethod
    def _finding(rule: Rule, span: Span, text: str, origin: Sequence[int], where: str) -> LintFinding:
        start, end = origin[span[0]], origin[span[1] - 1] + 1
        return LintFinding(
            rule.id, rule.severity, where, start, end, text[start:end], rule.problem, rule.remedy, rule.source
        )


def _automaton(words: Mapping[str, Uses]) -> ahocorasick.Automaton | None:
    """Finds all these words at once; None where there are none."""
    if not words:
        return None
    automaton = ahocorasick.Automaton()
    for word, uses in words.items():
        automaton.add_word(word, (len(word), uses))
    automaton.make_automaton()
    return automaton


def _joined(spans: Iterable[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """In order of rule and place, those of one rule that overlap as one."""
    joined: list[tuple[int, Span]] = []
    for number, (start, end) in sorted(spans):
        last, (low, high) = joined[-1] if joined else (-1, (0, 0))
        if last == number and start < high:
            joined[-1] = (number, (low, max(high, end)))
        else:
            joined.append((number, (start, end)))
    return joined


def _matches(pattern: regex.Pattern[str], plain: str) -> list[Span]:
    """Where a pattern matches: everywhere, when it does not know in time. A text that nobody could look at is none that
    may pass.
    """
    try:
        return [match.span() for match in pattern.finditer(plain, timeout=PATIENCE) if match.group()]
    except TimeoutError:
        log.warning(
            "a pattern took more than %s s for a text of %s characters: %s", PATIENCE, len(plain), pattern.pattern
        )
        return [(0, len(plain))] if plain else []


def repeats_little(pattern: str) -> bool:
    """Whether a pattern repeats no group, and single characters in few places, and leaves little open: it cannot double
    its work with a letter.

    Some that are so are not known as such: what is escaped, or stands in brackets, counts, too.
    """
    repeats, optional = _REPEAT.findall(pattern), _OPTIONAL.findall(pattern)
    return _REPEATED_GROUP.search(pattern) is None and len(repeats) <= REPEATS and len(optional) <= OPTIONAL


def too_slow(pattern: str, examples: Sequence[str]) -> bool:
    """Whether this pattern takes too long for texts of the same letters as these, each one repeated."""
    compiled = regex.compile(pattern, regex.IGNORECASE)
    repeated = (*sorted(set("".join(examples))), *examples)
    try:
        for text in (one * max(1, PROBE // len(one)) for one in repeated):
            compiled.search(text, timeout=PROBED)
    except TimeoutError:
        return True
    return False


def worst(findings: Sequence[LintFinding]) -> Severity:
    """The gravest severity among these; `Severity.PASS` when there is none."""
    return min((f.severity for f in findings), key=list(Severity).index, default=Severity.PASS)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as it is searched, and for each of its characters the place in the original."""
    letters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        plain = _plain_character(character)
        letters.append(plain)
        origin += [place] * len(plain)
    return "".join(letters), origin


@lru_cache(maxsize=16_384)
def _plain_character(character: str) -> str:
    """In its compatibility form (NFKC); nothing for what is invisible."""
    return "" if unicodedata.category(character) == "Cf" else unicodedata.normalize("NFKC", character)


def _lowered(plain: str) -> str:
    """In lower case with blanks for hyphens, and as long as before."""
    low = plain.lower()
    if len(low) != len(plain):
        low = "".join(one if len(one := character.lower()) == 1 else character for character in plain)
    return low.replace("-", " ")


def _is_whole_word(text: str, span: Span) -> bool:
    """Latin words end where they end: "best" is not in "bestow". Chinese has no such ends."""
    start, end = span
    cut_before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    cut_after = end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    return not cut_before and not cut_after


def _is_latin(character: str) -> bool:
    return character.isalnum() and character < "\u0250"
