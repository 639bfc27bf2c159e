"""Play the record of hide and find again: every part follows from the seed, and no more was hidden than there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from postergen.domain.hiding import Hunt
from postergen.games.acts import Act, Kind
from postergen.games.hide_hand import Back
from postergen.games.splitting import parts, split_label


@dataclass
class Lying:
    """An envelope that is hidden: what each finder gets, and how many there were."""

    player: int
    way: str
    parts: tuple[int, ...]
    until: datetime
    finders: list[int] = field(default_factory=list)
    is_back: bool = False

    @property
    def left(self) -> int:
        """Units that nobody has found."""
        return sum(self.parts[len(self.finders) :])

    @property
    def is_over(self) -> bool:
        return self.is_back or len(self.finders) == len(self.parts)


@dataclass
class HidePlay:
    """Where a game of hide and find stands after the lines that were read."""

    game: Hunt
    seed: bytes
    hidden: dict[int, Lying] = field(default_factory=dict)  # by the serial of the line that hid it
    out: int = 0  # units that are hidden or were found
    of_day: Counter[tuple[Kind, int, object]] = field(default_factory=Counter)
    lying: Counter[int] = field(default_factory=Counter)  # how many of each player
    left: set[int] = field(default_factory=set)

    def play(self, act: Act) -> Iterator[str]:
        """What is wrong with the next line."""
        if act.kind not in _PLAYED:
            yield f"is {act.kind.value!r}, which no hide and find knows"
            return
        if act.kind in _WHILE_OPEN and not self.game.opens <= act.at < self.game.closes:
            yield "acts while the game is not open"
        yield from _PLAYED[act.kind](self, act)

    def on_day(self, act: Act) -> int:
        """How often this player did the like on this day, this time included."""
        key = act.kind, act.player, self.game.day_of(act.at)
        self.of_day[key] += 1
        return self.of_day[key]

    def end(self, envelope: Lying) -> None:
        """Note that it lies there no more."""
        self.lying[envelope.player] -= 1


def _hide(play: HidePlay, act: Act) -> Iterator[str]:
    finders, limits = (act.refs or (0,))[0], play.game.limits
    if finders < 1 or 0 < act.units < finders or act.units < 0:
        yield f"hides {act.units} units for {finders} finders"
        return
    if act.player:
        if act.units > limits.units or finders > limits.finders:
            yield "hides more, or for more finders, than the rules allow"
        if act.way not in set(play.game.found_by):
            yield f"is to be found by {act.way!r}, which the rules do not know"
        if play.on_day(act) > limits.hides_per_day or play.lying[act.player] >= limits.lying:
            yield f"is one envelope more than the rules allow player {act.player}"
    else:
        declared = play.game.envelope(act.card)
        if declared is None or (declared.found_by, declared.units, declared.finders) != (act.way, act.units, finders):
            yield f"hides {act.card!r} otherwise than the rules say"
        if act.serial > len(play.game.envelopes):
            yield "hides an envelope of the game after its opening"
    play.out += act.units
    if play.out > play.game.pool:
        yield f"hides {play.out - play.game.pool} units more than the pool has"
    split = parts(act.units, finders, play.seed, split_label(act.serial, act.nonce))
    until = play.game.lies_until(act.at, by_player=act.player > 0)
    play.lying[act.player] += 1
    play.hidden[act.serial] = Lying(act.player, act.way, split, until)


def _find(play: HidePlay, act: Act) -> Iterator[str]:
    envelope = play.hidden.get(act.refs[0] if act.refs else 0)
    if envelope is None or envelope.is_over or act.at >= envelope.until:
        yield "finds an envelope that does not lie there"
        return
    due = envelope.parts[len(envelope.finders)]
    if act.units != due:
        yield f"gives {act.units} units, and the seed gives {due}"
    if act.player in (*envelope.finders, envelope.player) or envelope.player != act.other:
        yield f"is not for player {act.player} to find, or not of player {act.other}"
    if act.way != envelope.way:
        yield f"is found by {act.way!r}, and hidden for {envelope.way!r}"
    if play.on_day(act) > play.game.limits.finds_per_day:
        yield f"is one envelope more than player {act.player} may find on a day"
    envelope.finders.append(act.player)
    if envelope.is_over:
        play.end(envelope)


def _wrong(play: HidePlay, act: Act) -> Iterator[str]:
    if not act.refs or act.refs[0] not in play.hidden:
        yield "looks for an envelope that was never hidden"
    if play.on_day(act) > play.game.limits.wrong_per_day:
        yield f"is one try more than player {act.player} has on a day"


def _back(play: HidePlay, act: Act) -> Iterator[str]:
    envelope = play.hidden.get(act.refs[0] if act.refs else 0)
    if envelope is None or envelope.is_over:
        yield "takes an envelope back that does not lie there"
        return
    if act.player != envelope.player or act.units != envelope.left:
        yield f"takes {act.units} units back, and {envelope.left} of player {envelope.player} are left"
    if act.way == Back.LATE and act.at < envelope.until:
        yield "takes an envelope back before its time is over"
    if act.way not in set(Back):
        yield f"takes an envelope back because of {act.way!r}"
    play.out -= envelope.left
    envelope.is_back = True
    play.end(envelope)


def _leave(play: HidePlay, act: Act) -> Iterator[str]:
    if act.player in play.left:
        yield f"is the second time that player {act.player} leaves"
    if play.lying[act.player]:
        yield f"lets envelopes of player {act.player} lie"
    play.left.add(act.player)


def _close(play: HidePlay, act: Act) -> Iterator[str]:
    if play.lying.total():
        yield "closes the game over envelopes that lie there"
    if act.units != play.game.pool - play.out:
        yield f"says that {act.units} units are left, and they are {play.game.pool - play.out}"


_WHILE_OPEN = frozenset({Kind.HIDE, Kind.FIND, Kind.WRONG})
_PLAYED: dict[Kind, Callable[[HidePlay, Act], Iterator[str]]] = {
    Kind.HIDE: _hide,
    Kind.FIND: _find,
    Kind.WRONG: _wrong,
    Kind.BACK: _back,
    Kind.LEAVE: _leave,
    Kind.CLOSE: _close,
}
