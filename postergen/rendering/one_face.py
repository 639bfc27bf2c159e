"""Set a name in one face: where one letter of a word is found in another face only, its neighbours follow it there.

A word is a stretch of letters of one script with their marks. A short stretch of words counts as one: of a name of
three words two in another face look like a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from postergen.rendering.fonts import FontBook
from postergen.rendering.typography import Run

LONGEST_NAME = 40  # letters; in a longer stretch each word is for itself
LONGEST_HAN_NAME = 4  # hanzi have no spaces: what is longer is a sentence
JOINERS = frozenset(" -'’.·")  # stand inside a name

_SCRIPTS = {name: regex.compile(rf"\p{{Script={name}}}") for name in ("Latin", "Cyrillic", "Greek", "Han")}


class _Stretch(NamedTuple):
    script: str
    start: int
    end: int


def in_one_face(letters: Sequence[str], runs: Sequence[Run], fonts: FontBook) -> Sequence[Run]:
    """The run of each letter, in another family and weight where its name needs it. Few texts need a second look."""
    foreign = [is_foreign(letter, run, fonts) for letter, run in zip(letters, runs, strict=True)]
    if not any(foreign):
        return runs
    found: list[Run] = list(runs)
    for name in _names(letters, runs):
        if any(foreign[name.start : name.end]):
            style = fonts.style_of_all(letters[name.start : name.end], *_style(runs[name.start]))
            if style:
                family, weight = style
                found[name.start : name.end] = [
                    replace(run, family=family, weight=weight) for run in runs[name.start : name.end]
                ]
    return found


def is_foreign(letter: str, run: Run, fonts: FontBook) -> bool:
    """Whether it is set in another family or weight than ordinary letters of its run."""
    face = fonts.glyphs(letter, run.family, run.weight).face
    return fonts.files[face].style != fonts.nearest(run.family, run.weight)


def _style(run: Run) -> tuple[str, int]:
    return run.family, run.weight


def _script(letter: str) -> str:
    return next((name for name, script in _SCRIPTS.items() if script.match(letter)), "")


def _stretches(letters: Sequence[str], runs: Sequence[Run]) -> Iterator[_Stretch]:
    """Letters of one script and one run, with what may stand between them."""
    start, end, script = 0, 0, ""
    for i, letter in enumerate(letters):
        here = _script(letter)
        if script and _style(runs[i]) == _style(runs[start]):
            if here == script:
                end = i + 1
                continue
            if letter in JOINERS and script != "Han":
                continue
        if script:
            yield _Stretch(script, start, end)
        start, end, script = i, i + 1, here
    if script:
        yield _Stretch(script, start, end)


def _names(letters: Sequence[str], runs: Sequence[Run]) -> Iterator[_Stretch]:
    """Stretches as they are, or as their words where they are too long for a name."""
    for stretch in _stretches(letters, runs):
        longest = LONGEST_HAN_NAME if stretch.script == "Han" else LONGEST_NAME
        if stretch.end - stretch.start <= longest:
            yield stretch
        elif stretch.script != "Han":
            yield from _words(stretch, letters)


def _words(stretch: _Stretch, letters: Sequence[str]) -> Iterator[_Stretch]:
    start = stretch.start
    for i in range(stretch.start, stretch.end + 1):
        if i == stretch.end or letters[i] == " ":
            if i > start:
                yield _Stretch(stretch.script, start, i)
            start = i + 1
