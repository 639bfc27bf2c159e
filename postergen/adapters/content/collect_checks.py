"""What the parts of a collection's file say of each other: odds that make one, a set that can be had, an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from postergen.adapters.content.game_checks import Mistake, answers, ids, repeated
from postergen.adapters.content.game_parts import Parts
from postergen.domain.collecting import MILLION, Way

LEAST_CARDS, MOST_CARDS = 3, 12
LISTS = {Way.QUESTION: "questions", Way.SPOT: "spots"}  # what a way needs


def collect_mistakes(parts: Parts) -> Iterator[Mistake]:
    """All that can be told of the parts that are right by themselves."""
    for check in (_cards, ids, _odds, _ways, answers, _limits, _ending):
        yield from check(parts)


def _cards(parts: Parts) -> Iterator[Mistake]:
    count = len(parts.each("cards", "id"))
    if parts.has("cards") and not LEAST_CARDS <= count <= MOST_CARDS:
        told = (("least", LEAST_CARDS), ("most", MOST_CARDS), ("count", count))
        problem = f"a game has {LEAST_CARDS} to {MOST_CARDS} cards, not {count}"
        yield Mistake(("cards",), problem, kind="cards_count", values=told)
    for i, options in enumerate(parts.each("cards", "options")):
        for twice in repeated(options or ()):
            problem = f"the option {twice!r} stands twice"
            yield Mistake(("cards", i, "options"), problem, "each option once", "id_twice", (("name", twice),))


def _odds(parts: Parts) -> Iterator[Mistake]:
    odds = parts.each("cards", "odds")
    if not LEAST_CARDS <= len(odds) <= MOST_CARDS or None in odds or sum(odds) == MILLION:
        return  # a card too many, or one without odds of its own, is the slip
    missing = MILLION - sum(odds)
    rest = f"{_percent(missing)} is missing" if missing > 0 else f"{_percent(-missing)} is too much"
    told = (("sum", _percent(sum(odds))), ("rest", _percent(abs(missing))))
    problem = f"the odds of all cards add up to {_percent(sum(odds))}, not 100 %"
    yield Mistake(("cards",), problem, rest, "odds_below" if missing > 0 else "odds_above", told)


def _percent(parts: int) -> str:
    return f"{(Decimal(parts) / (MILLION // 100)).normalize():f} %"


def _ways(parts: Parts) -> Iterator[Mistake]:
    ways = parts.value("ways")
    if ways is None:
        return
    if not ways:
        yield Mistake(("ways",), "nothing leads to a card", f"ways are {', '.join(Way)}", "no_way")
        return
    for twice in repeated(ways):
        problem = f"the way {str(twice)!r} stands twice"
        yield Mistake(("ways",), problem, "each way once", "id_twice", (("name", str(twice)),))
    for way, needed in LISTS.items():
        if way in ways and not parts.each(needed, "id"):
            problem = f"{way.value!r} is a way, and there are no {needed}"
            yield Mistake(("ways", ways.index(way)), problem, kind=f"way_without_{needed}")
        elif way not in ways and parts.each(needed, "id"):
            problem = f"{way.value!r} is none of the ways, so these {needed} lead to nothing"
            yield Mistake((needed,), problem, kind=f"{needed}_without_way")


def _limits(parts: Parts) -> Iterator[Mistake]:
    count = len(parts.each("cards", "id"))
    per_day, in_all = parts.within("limits", "per_day"), parts.within("limits", "in_all")
    opens, closes = parts.value("opens"), parts.value("closes")
    if in_all is not None and in_all < count:
        problem = f"nobody completes a set of {count} with {in_all} cards in all"
        yield Mistake(("limits", "in_all"), problem, kind="few_in_all", values=(("count", count),))
    elif per_day is not None and opens is not None and closes is not None and opens < closes:
        days = ((closes - timedelta(microseconds=1)).date() - opens.date()).days + 1
        if per_day * days < count:
            problem = f"nobody completes a set of {count} with {per_day} a day on {days} days"
            told = (("count", count), ("per_day", per_day), ("days", days))
            yield Mistake(("limits", "per_day"), problem, kind="few_per_day", values=told)


def _ending(parts: Parts) -> Iterator[Mistake]:
    kind, pool, winners, most = (parts.within("ending", name) for name in ("kind", "pool", "winners", "most"))
    limited = [at_most for at_most in parts.each("cards", "at_most") if at_most is not None]
    if kind == "share" and winners is not None:
        problem = "all who have a set share the pool, so there is no number of winners"
        yield Mistake(("ending", "winners"), problem, "take it out, or write kind: draw", "winners_of_share")
    if kind == "draw" and not parts.has("ending", "winners"):
        problem, remedy = "a draw without winners draws nobody", "say how many: winners: 10"
        yield Mistake(("ending", "winners"), problem, remedy, "no_winners")
    if kind == "draw" and winners is not None:
        if pool is not None and winners > pool:
            problem = f"{winners} winners cannot each have a unit of {pool}"
            yield Mistake(("ending", "winners"), problem, kind="winners_above_pool", values=(("pool", pool),))
        if limited and winners > min(limited):
            problem = f"{winners} are to be drawn, and only {min(limited)} sets can be completed"
            remedy, told = "more of the rarest card (at_most), or fewer winners", (("sets", min(limited)),)
            yield Mistake(("ending", "winners"), problem, remedy, "winners_above_sets", told)
    if most is not None and pool is not None:
        yield from _shares(pool, most, [winners] if kind == "draw" and winners else limited)


def _shares(pool: int, most: int, sets: list[int]) -> Iterator[Mistake]:
    """Args:
    sets: how many there can be at most, where anything says so.
    """
    if most > pool:
        problem = f"nobody can get {most} of a pool of {pool}"
        yield Mistake(("ending", "most"), problem, kind="most_above_pool", values=(("pool", pool),))
    elif sets and most * min(sets) < pool:
        problem = f"a pool of {pool} is promised, and {min(sets)} people get {most} each at most"
        told = (("sets", min(sets)), ("reached", most * min(sets)), ("pool", pool))
        yield Mistake(("ending", "most"), problem, f"a pool of {most * min(sets)}, or a larger most", "pool_left", told)
