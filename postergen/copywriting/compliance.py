"""Find what the law, or a platform, does not want to see in a text. Rules are data, each with its source.

Terms are found all at once with an automaton (Aho and Corasick 1975), after compatibility normalisation (NFKC), in
simplified characters and without invisible ones, once as it stands and once without what is set between two hanzi, so
that full-width letters, 國家級, zero-width spaces and 最·佳 hide nothing.
"""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Literal

import ahocorasick
import regex

from postergen.domain.localized import Localized

Audience = Literal["copy", "user"]
Span = tuple[int, int]

log = logging.getLogger(__name__)

# Seconds of processor time, of all threads together, for one pattern in one text; a sound one takes microseconds.
PATIENCE, PROBED = 1.0, 0.1
SHORT = 12  # letters, with which no pattern takes long; looking at the clock takes ten times as long
# What is set between two hanzi to hide a word, or only for its looks. A line that ends, or a sentence, parts words.
_BETWEEN = regex.compile(r"(?<=\p{Han})(?:[ \t]{1,3}|[ \t]?[·・•\-_*|~^+./\\\x27][ \t]?)(?=\p{Han})")
PROBE = 60  # letters; a pattern that doubles its work with each is out of time after half of them


class Severity(StrEnum):
    """What a finding means: it stops the text, a person has to look at it, or it is only noted."""

    BLOCK = "block"
    REVIEW = "review"
    PASS = "pass"


@dataclass(frozen=True, slots=True)
class Rule:
    """What must not be said, where that is written, and how to say it instead.

    ``allow`` are words inside which a term is harmless, such as 最近 for 最. The examples belong to the rule: each has
    texts that it must find something in, and near misses in which no rule may.
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


class Rulebook:
    """All rules, compiled when the first text is read. Safe to share between threads."""

    def __init__(self, rules: Sequence[Rule], simplified: Callable[[str], str] = str) -> None:
        """``simplified`` writes a text in simplified characters, each as one."""
        self.rules = tuple(rules)
        self._simplified = simplified

    @cached_property
    def _patterns(self) -> list[list[regex.Pattern[str]]]:
        return [[regex.compile(p, regex.IGNORECASE) for p in rule.patterns] for rule in self.rules]

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton | None:
        """Finds all terms, and the words in which they are harmless; None where no rule has any."""
        words: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            for term in rule.terms:
                words[self._word(term)].append((number, False))
            for harmless in rule.allow:
                words[self._word(harmless)].append((number, True))
        words.pop("", None)
        if not words:
            return None
        automaton = ahocorasick.Automaton()
        for word, uses in words.items():
            automaton.add_word(word, (len(word), uses))
        automaton.make_automaton()
        return automaton

    @cached_property
    def version(self) -> str:
        """Ten hex digits that change with any rule."""
        return hashlib.sha256(repr(self.rules).encode()).hexdigest()[:10]

    def lint(self, text: str, audience: Audience, locale: str | None = None, where: str = "text") -> list[LintFinding]:
        """What is wrong with a text, the gravest first; words of one rule that overlap are one finding.

        Args:
            locale: rules of this locale only; of all when None, for what people type whatever the page's language.
        """
        if not text:
            return []
        plain, origin = _plain(text)
        plain = self._simplified(plain)
        asked = [audience in rule.applies_to and (locale is None or locale in rule.locales) for rule in self.rules]
        spans = set(self._spans(plain, asked))
        close, places = _closed(plain)
        if len(close) < len(plain):
            spans |= {(n, (places[start], places[end - 1] + 1)) for n, (start, end) in self._spans(close, asked)}
        found = [self._finding(self.rules[number], span, text, origin, where) for number, span in _joined(spans)]
        return sorted(found, key=lambda f: (list(Severity).index(f.severity), f.start))

    def _word(self, term: str) -> str:
        return _lowered(self._simplified(_plain(term)[0]))

    def _spans(self, plain: str, asked: Sequence[bool]) -> Iterator[tuple[int, Span]]:
        """The number of each rule that is asked, with what it found in the plain text."""
        harmless: dict[int, list[Span]] = defaultdict(list)
        terms: list[tuple[int, Span]] = []
        for last, (length, uses) in self._automaton.iter(_lowered(plain)) if self._automaton else ():
            span = (last + 1 - length, last + 1)
            for number, is_harmless in uses:
                if is_harmless:
                    harmless[number].append(span)
                elif asked[number] and _is_whole_word(plain, span):
                    terms.append((number, span))
        for number, patterns in enumerate(self._patterns):
            if asked[number]:
                terms += [(number, span) for pattern in patterns for span in _matches(pattern, plain)]
        for number, (start, end) in terms:
            if not any(low <= start and end <= high for low, high in harmless[number]):
                yield number, (start, end)

    @staticmethod
    def _finding(rule: Rule, span: Span, text: str, origin: Sequence[int], where: str) -> LintFinding:
        start, end = origin[span[0]], origin[span[1] - 1] + 1
        return LintFinding(
            rule.id, rule.severity, where, start, end, text[start:end], rule.problem, rule.remedy, rule.source
        )


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
    if len(plain) <= SHORT and pattern.search(plain) is None:
        return []
    try:
        return [match.span() for match in pattern.finditer(plain, timeout=PATIENCE) if match.group()]
    except TimeoutError:
        log.warning(
            "a pattern took more than %s s for a text of %s characters: %s", PATIENCE, len(plain), pattern.pattern
        )
        return [(0, len(plain))] if plain else []


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


def _closed(plain: str) -> tuple[str, Sequence[int]]:
    """The plain text without what stands between two hanzi, and for each of its characters the place there."""
    gaps = {place for gap in _BETWEEN.finditer(plain) for place in range(*gap.span())}
    places = [place for place in range(len(plain)) if place not in gaps] if gaps else range(len(plain))
    return "".join(plain[place] for place in places) if gaps else plain, places


@lru_cache(maxsize=16_384)
def _plain_character(character: str) -> str:
    """In its compatibility form (NFKC); nothing for what is invisible."""
    return "" if unicodedata.category(character) == "Cf" else unicodedata.normalize("NFKC", character)


def _lowered(plain: str) -> str:
    """In lower case, and as long as before."""
    return "".join(low if len(low := character.lower()) == 1 else character for character in plain)


def _is_whole_word(text: str, span: Span) -> bool:
    """Latin words end where they end: "best" is not in "bestow". Chinese has no such ends."""
    start, end = span
    cut_before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    cut_after = end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    return not cut_before and not cut_after


def _is_latin(character: str) -> bool:
    return character.isalnum() and character < "\u0250"
