"""The public list of crawlers, asked fast: only the patterns whose plain letters stand in an agent are tried.

The list has some 1500 regular expressions. To try each of them takes half a millisecond, as long as all else that a
scan costs; to look for all their letters at once (Aho and Corasick 1975) takes microseconds, and gives the same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import ahocorasick
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

_ESCAPED = re.compile(r"\\[^\w]|\\[sdwSDWbB]")  # a character that means itself, or a kind of them
_MAY_LACK = re.compile(r"[|({?*\\]")  # of what stands beside one of these, not all has to be there
_ITSELF = re.compile(r"\\([/ ,:;_!@-])")
_BETWEEN = re.compile(r"\[[^\]]*\]|\\.|[.^$+]")


class Listed(NamedTuple):
    """A pattern of the list, case sensitive as it means it, and whether it is tagged as making previews."""

    pattern: re.Pattern[str]
    previews: bool


class _Asked(NamedTuple):
    """The list, which of it any agent has to be asked for, and the automaton that finds the others' letters."""

    listed: tuple[Listed, ...]
    always: tuple[int, ...]
    automaton: ahocorasick.Automaton


def first_listed(agent: str) -> tuple[str, bool]:
    """What the first pattern of the list found in an agent, and whether it makes previews; ("", False) for none.

    ``crawleruseragents.matching_crawlers`` gives the same and takes 35 ms for an agent, as it compiles anew.
    """
    asked = _asked()
    may_match = {number for _, numbers in asked.automaton.iter(agent) for number in numbers}
    for number in sorted(may_match.union(asked.always)):
        found = asked.listed[number].pattern.search(agent)
        if found:
            return found.group(), asked.listed[number].previews
    return "", False


def letters_of(pattern: str) -> str:
    """The longest run of characters that stands in whatever a pattern matches; "" where that is not easily told."""
    if _MAY_LACK.search(_ESCAPED.sub("", pattern)):
        return ""
    spoken = _ITSELF.sub(r"\1", pattern.replace(r"\.", "\0"))
    return max(_BETWEEN.split(spoken), key=len).replace("\0", ".")


@cache
def _asked() -> _Asked:
    listed = tuple(
        Listed(re.compile(entry["pattern"]), "social-preview" in entry.get("tags", ()))
        for entry in CRAWLER_USER_AGENTS_DATA
    )
    owners: dict[str, list[int]] = {}
    for number, one in enumerate(listed):
        owners.setdefault(letters_of(one.pattern.pattern), []).append(number)
    always = tuple(owners.pop("", ()))
    automaton = ahocorasick.Automaton()
    for letters, numbers in owners.items():
        automaton.add_word(letters, tuple(numbers))
    automaton.make_automaton()
    return _Asked(listed, always, automaton)
