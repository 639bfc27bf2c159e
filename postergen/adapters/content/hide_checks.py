"""What the parts of a file of hide and find say of each other: envelopes that can be found, and that the pool fills."""

from __future__ import annotations

from collections.abc import Iterator

from postergen.adapters.content.game_checks import Mistake, ids, no_letters, repeated
from postergen.adapters.content.game_parts import Parts
from postergen.adapters.content.shape_problems import Path
from postergen.domain.hiding import LONGEST_CLUE, LONGEST_WORDS, FoundBy
from postergen.domain.localized import LOCALES

NEEDS = {FoundBy.ANSWER: "answers", FoundBy.LOCATION: "place"}  # what an envelope says that is found so


def hide_mistakes(parts: Parts) -> Iterator[Mistake]:
    """All that can be told of the parts that are right by themselves."""
    for check in (ids, _lists, _limits, _strips, _envelopes, _texts, _answers):
        yield from check(parts)


def _lists(parts: Parts) -> Iterator[Mistake]:
    for name in ("clues", "found_by"):
        for twice in repeated(parts.value(name) or ()):
            yield Mistake((name,), f"{str(twice)!r} stands twice", "each once", "id_twice", (("name", str(twice)),))
    for twice in repeated(parts.within("poster", "options") or ()):
        problem, told = f"the option {twice!r} stands twice", (("name", twice),)
        yield Mistake(("poster", "options"), problem, "each option once", "id_twice", told)


def _limits(parts: Parts) -> Iterator[Mistake]:
    units, finders, pool = parts.within("limits", "units"), parts.within("limits", "finders"), parts.value("pool")
    if units is not None and finders is not None and units < finders:
        yield _too_few(("limits", "units"), units, finders, "more units, or fewer finders")
    if units is not None and pool is not None and units > pool:
        problem, told = f"nobody can hide {units} of a pool of {pool}", (("pool", pool),)
        yield Mistake(("limits", "units"), problem, kind="most_above_pool", values=told)


def _too_few(path: Path, units: int, finders: int, remedy: str) -> Mistake:
    problem = f"{units} units cannot be split among {finders} finders, one each at least"
    return Mistake(path, problem, remedy, "units_below_finders", (("finders", finders),))


def _strips(parts: Parts) -> Iterator[Mistake]:
    count, at_first = parts.within("strips", "count"), parts.within("strips", "at_first")
    strips = count or 8
    if at_first is not None and at_first >= strips:
        problem = f"shows {at_first} of {strips} strips at once, so nothing is hidden"
        yield Mistake(("strips", "at_first"), problem, kind="all_at_first", values=(("count", strips),))


def _envelopes(parts: Parts) -> Iterator[Mistake]:
    all_units, all_finders = parts.each("envelopes", "units"), parts.each("envelopes", "finders")
    pool, allowed = parts.value("pool"), parts.value("found_by")
    for i, (units, finders) in enumerate(zip(all_units, all_finders, strict=True)):
        if units is not None and finders is not None and 0 < units < finders:
            yield _too_few(("envelopes", i, "units"), units, finders, "more units, or 0 for words alone")
        if units == 0 and not parts.each_has("envelopes", "words")[i]:
            problem, remedy = "has neither units nor words in it", "words: {zh-CN: ..., en: ...}"
            yield Mistake(("envelopes", i, "units"), problem, remedy, "nothing_inside")
    hidden = sum(units or 0 for units in all_units)
    if pool is not None and hidden > pool:
        problem, told = f"hold {hidden} units, and the pool has {pool}", (("hidden", hidden), ("pool", pool))
        yield Mistake(("envelopes",), problem, kind="hidden_above_pool", values=told)
    yield from _ways(parts, allowed)


def _ways(parts: Parts, allowed: tuple[FoundBy, ...] | None) -> Iterator[Mistake]:
    """Args:
    allowed: the ways of finding of the game; None where they are wrong themselves.
    """
    for i, by in enumerate(parts.each("envelopes", "found_by")):
        if by is not None and allowed is not None and by not in allowed:
            problem = f"{by.value!r} is none of the game's ways of finding"
            yield Mistake(("envelopes", i, "found_by"), problem, kind="way_not_found")
        for needed_by, part in NEEDS.items():
            has = parts.each_has("envelopes", part)[i]
            if by is needed_by and not has:
                problem = f"{by.value!r} finds it, and it says no {part}"
                yield Mistake(("envelopes", i, "found_by"), problem, kind=f"without_{part}")
            elif by is not None and by is not needed_by and has:
                problem = f"is found by {by.value!r}, so its {part} lead to nothing"
                yield Mistake(("envelopes", i, part), problem, kind=f"needless_{part}")


def _texts(parts: Parts) -> Iterator[Mistake]:
    for part, most in (("clue", LONGEST_CLUE), ("words", LONGEST_WORDS)):
        for i, text in enumerate(parts.each("envelopes", part)):
            for locale in LOCALES if text is not None else ():
                length = len(text.value().in_locale(locale))
                if length > most:
                    problem = f"has {length} characters, and at most {most} fit"
                    told = (("count", length), ("most", most))
                    yield Mistake(("envelopes", i, part, locale), problem, kind="too_long", values=told)


def _answers(parts: Parts) -> Iterator[Mistake]:
    yield from no_letters(parts, "envelopes")
