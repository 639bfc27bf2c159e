"""Play the record of a diary again: every day was kept on that day, and filled in as the rules allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from postergen.domain.checking_in import Diary
from postergen.games.acts import Act, Kind
from postergen.games.streaks import why_no_repair


@dataclass
class DiaryPlay:
    """Where a diary stands after the lines that were read."""

    game: Diary
    seed: bytes
    kept: defaultdict[int, dict[date, bool]] = field(default_factory=lambda: defaultdict(dict))
    left: set[int] = field(default_factory=set)

    def play(self, act: Act) -> Iterator[str]:
        """What is wrong with the next line."""
        if act.kind not in _PLAYED:
            yield f"is {act.kind.value!r}, which no diary knows"
        elif act.kind in (Kind.CHECK, Kind.REPAIR) and not _is_day(act.day):
            yield f"names {act.day!r}, which is no day"
        else:
            yield from _PLAYED[act.kind](self, act)


def _is_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def _check(play: DiaryPlay, act: Act) -> Iterator[str]:
    yield from _acts(play, act)
    day, mine = date.fromisoformat(act.day), play.kept[act.player]
    if day != play.game.day_of(act.at):
        yield f"keeps {day} on {play.game.day_of(act.at)}"
    if day in mine:
        yield f"is the second time that player {act.player} keeps {day}"
    mine[day] = False


def _repair(play: DiaryPlay, act: Act) -> Iterator[str]:
    yield from _acts(play, act)
    day, mine = date.fromisoformat(act.day), play.kept[act.player]
    why_not = why_no_repair(mine, day, play.game.day_of(act.at), play.game.repairs)
    if why_not is not None:
        yield f"fills in {day} for player {act.player}, which the rules do not allow: {why_not}"
    mine[day] = True


def _acts(play: DiaryPlay, act: Act) -> Iterator[str]:
    if not play.game.opens <= act.at < play.game.closes:
        yield "keeps a day while the game is not open"
    if act.player in play.left:
        yield f"is of player {act.player}, who has left"


def _leave(play: DiaryPlay, act: Act) -> Iterator[str]:
    if act.player in play.left:
        yield f"is the second time that player {act.player} leaves"
    play.left.add(act.player)


def _close(_play: DiaryPlay, act: Act) -> Iterator[str]:
    if act.units:
        yield "has something left, and nothing is given"


_PLAYED: dict[Kind, Callable[[DiaryPlay, Act], Iterator[str]]] = {
    Kind.CHECK: _check,
    Kind.REPAIR: _repair,
    Kind.LEAVE: _leave,
    Kind.CLOSE: _close,
}
