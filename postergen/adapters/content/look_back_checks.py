"""What the parts of a look back's file say of each other: a year that has an end, bands that leave nothing out.

What is wrong by itself is told by its shape; here only what can be read all the same is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from postergen.adapters.content.game_checks import Mistake
from postergen.adapters.content.game_schema import read_moment
from postergen.adapters.content.look_back_schema import FEWEST_PAGES, MOST_PAGES, percent_of
from postergen.adapters.content.shape_problems import Path
from postergen.domain.look_backs import LAST_HOUR, MOST_FIGURE, OWN, FigureKind
from postergen.domain.variant import FIGURE

LIKE = 0.6
_IN_BRACES = re.compile(r"\{[^{}]*\}")


def mistakes_in(data: Any) -> Iterator[Mistake]:
    """All that can be told of the parts that are right by themselves."""
    if isinstance(data, dict):
        yield from _times(data)
        count = len(data["pages"]) if isinstance(data.get("pages"), list) else FEWEST_PAGES
        if not FEWEST_PAGES <= count <= MOST_PAGES:
            yield Mistake(("pages",), f"a look back has {FEWEST_PAGES} to {MOST_PAGES} pages, not {count}")
        yield from _ids(("pages",), _dicts(data.get("pages")))
        for i, page in _dicts(data.get("pages")):
            yield from _page(("pages", i), page, data.get("figures"))


def resolved(least: int | str | None, percentiles: Mapping[int, int]) -> int | None:
    """The number from which on a band is meant; None where its percentile is not there."""
    return percentiles.get(percent_of(least)) if isinstance(least, str) else least


def _times(data: Mapping[str, Any]) -> Iterator[Mistake]:
    first, last = _day(data.get("from")), _day(data.get("to"))
    if first and last and last < first:
        yield Mistake(("to",), f"the year ends on {last}, before it begins on {first}", "swap from and to")
    opens, closes = (_moment(data.get(name)) for name in ("opens", "closes"))
    if opens and closes and closes <= opens:
        yield Mistake(("closes",), f"closes {closes:%Y-%m-%d %H:%M}, and opens {opens:%Y-%m-%d %H:%M}", "after it")
    if first and opens and opens.date() < first:
        yield Mistake(("opens",), f"opens on {opens:%Y-%m-%d}, before its year begins on {first}", "later")


def _page(path: Path, page: Mapping[str, Any], given: Any) -> Iterator[Mistake]:
    figure, bands = page.get("figure"), _dicts(page.get("bands"))
    yield from _ids((*path, "bands"), bands)
    known = {name: own.kind for name, own in OWN.items()} | dict.fromkeys(_mapping(given), FigureKind.NUMBER)
    yield from _placeholders(path, bands, has_figure=figure is not None)
    if figure is None:
        yield from _same_for_all(path, bands)
    elif figure not in known:
        near = get_close_matches(str(figure), known, 1, LIKE)
        remedy = f"is it {near[0]!r}?" if near else f"there are {', '.join(known)}, and what stands under figures"
        yield Mistake((*path, "figure"), f"there is no figure {str(figure)[:40]!r}", remedy)
    elif known[figure] is FigureKind.THEME:
        yield from _themes(path, bands)
    else:
        most = LAST_HOUR if known[figure] is FigureKind.HOUR else _most(given, figure)
        yield from _thresholds(path, page, bands, most)
        if known[figure] is FigureKind.NUMBER:
            yield from _one_and_many(path, page, bands)


def _same_for_all(path: Path, bands: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Mistake]:
    for i, band in bands:
        if len(bands) > 1 or {"from", "is", "missing"} & band.keys():
            where = (*path, "bands", i)
            yield Mistake(where, "the page has no figure, so nothing tells bands apart", "figure: ..., or one band")
            return


def _thresholds(
    path: Path, page: Mapping[str, Any], bands: Sequence[tuple[int, Mapping[str, Any]]], most: int
) -> Iterator[Mistake]:
    """Numbers from 0 upwards, each band beginning where the one before it ends."""
    percentiles = _percentiles(page)
    values = [percentiles[key] for key in sorted(percentiles)]
    if values != sorted(values):
        problem = "the more of a hundred people do not have as many, the larger the number is"
        yield Mistake((*path, "percentiles"), problem, "90: at least what 50 has")
    before = None
    for i, band in bands:
        where, least = (*path, "bands", i), band.get("from")
        if band.get("missing") is True:
            continue
        if "is" in band:
            yield Mistake((*where, "is"), "tells themes apart, and the figure is a number", "from: 5")
        elif least is None:
            yield Mistake(where, "does not say from which number on it is meant", "from: 5")
        elif isinstance(least, str) and least.strip().endswith("%"):
            number = resolved(least.replace("%", " %").replace("  ", " "), percentiles)
            if number is None:
                yield Mistake((*where, "from"), f"percentiles does not say {least}", "percentiles: {90: 12}")
            else:
                yield from _after((*where, "from"), number, before, most)
                before = number
        elif type(least) is int:
            yield from _after((*where, "from"), least, before, most)
            before = least


def _after(where: Path, least: int, before: int | None, most: int) -> Iterator[Mistake]:
    if before is None and least != 0:
        yield Mistake(where, f"the first band begins at {least}, and the smallest figure is 0", "from: 0")
    elif before is not None and least <= before:
        yield Mistake(where, f"begins at {least}, and the band before it at {before}", "from small to large")
    if least > most:
        yield Mistake(where, f"begins at {least}, and the largest figure is {most}", "a smaller number")


def _one_and_many(
    path: Path, page: Mapping[str, Any], bands: Sequence[tuple[int, Mapping[str, Any]]]
) -> Iterator[Mistake]:
    """English says 1 friend and 2 friends: no sentence with the figure is right for both."""
    percentiles = _percentiles(page)
    numbers = [(i, band, band["from"]) for i, band in bands if isinstance(band.get("from"), int | str)]
    begins = [
        (i, band, least if type(least) is int else percentiles.get(_percent(least))) for i, band, least in numbers
    ]
    ends = [least for _, _, least in begins[1:]] + [None]
    for (i, band, least), end in zip(begins, ends, strict=True):
        if least is None or least > 1 or (end is not None and end <= 2) or (least == 1 and end == 2):
            continue
        for j, text in _dicts(_mapping(band.get("texts")).get("en")):
            if any(FIGURE in str(text.get(part, "")) for part in ("headline", "body")):
                where = (*path, "bands", i, "texts", "en", j)
                problem = "shows the figure, which is 1 or more: 1 friend, 2 friends"
                yield Mistake(where, problem, "give 0 and 1 bands of their own")
                break


def _themes(path: Path, bands: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Mistake]:
    seen: dict[str, int] = {}
    others = [i for i, band in bands if not (band.get("is") or band.get("missing") is True)]
    for i, band in bands:
        for name in band.get("is") or () if isinstance(band.get("is"), list) else ():
            if name in seen:
                problem = f"the theme {name!r} stands already in band {seen[name] + 1}"
                yield Mistake((*path, "bands", i, "is"), problem, "each theme once")
            seen[name] = i
        if "from" in band:
            yield Mistake((*path, "bands", i, "from"), "is a number, and the figure is a theme", "is: [food, home]")
    if len(others) != 1:
        problem = f"{len(others)} bands are for the themes that no other names"
        yield Mistake((*path, "bands", others[1] if others else 0), problem, "one band without is")


def _placeholders(path: Path, bands: Sequence[tuple[int, Mapping[str, Any]]], *, has_figure: bool) -> Iterator[Mistake]:
    for i, band in bands:
        for locale, texts in _mapping(band.get("texts")).items():
            first: dict[tuple[str, str], int] = {}
            for j, text in _dicts(texts):
                where = (*path, "bands", i, "texts", locale, j)
                said = str(text.get("headline", "")), str(text.get("body", ""))
                if said in first:
                    yield Mistake(where, f"says what text {first[said] + 1} says", "say it once")
                first[said] = j
                for part, words in zip(("headline", "body"), said, strict=True):
                    for found in _IN_BRACES.findall(words):
                        if found != FIGURE:
                            yield Mistake((*where, part), f"{found[:40]} is no word that is filled in", FIGURE)
                        elif not has_figure or band.get("missing") is True:
                            yield Mistake((*where, part), f"says {FIGURE}, and there is none here", "say it in words")


def _ids(path: Path, items: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for i, item in items:
        name = item.get("id")
        if isinstance(name, str) and name in first:
            yield Mistake(
                (*path, i, "id"), f"the id {name!r} stands already in item {first[name] + 1}", "ids are unique"
            )
        elif isinstance(name, str):
            first[name] = i


def _percentiles(page: Mapping[str, Any]) -> dict[int, int]:
    return {k: v for k, v in _mapping(page.get("percentiles")).items() if type(k) is int and type(v) is int}


def _percent(least: object) -> int:
    digits = str(least).strip().removesuffix("%").strip()
    return int(digits) if digits.isdigit() else -1


def _most(given: Any, figure: str) -> int:
    most = _mapping(_mapping(given).get(figure)).get("most")
    return most if type(most) is int else MOST_FIGURE


def _dicts(items: Any) -> list[tuple[int, Mapping[str, Any]]]:
    return [(i, item) for i, item in enumerate(items) if isinstance(item, dict)] if isinstance(items, list) else []


def _mapping(found: Any) -> Mapping[Any, Any]:
    return found if isinstance(found, dict) else {}


def _day(found: object) -> date | None:
    return found if isinstance(found, date) and not isinstance(found, datetime) else None


def _moment(written: object) -> datetime | None:
    try:
        return read_moment(written) if written is not None else None
    except ValueError:
        return None
