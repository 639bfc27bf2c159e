"""Play the record of a collection again: every deal, move and share follows from the seed and the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from postergen.domain.collecting import Collection, Way
from postergen.games.acts import Act, Kind
from postergen.games.dealing import deal
from postergen.games.endings import Payout, payout


@dataclass
class CollectPlay:
    """Where a collection stands after the lines that were read."""

    game: Collection
    seed: bytes
    dealt: Counter[str] = field(default_factory=Counter)
    of_player: Counter[int] = field(default_factory=Counter)
    of_day: Counter[tuple[int, object]] = field(default_factory=Counter)
    owner: dict[int, int] = field(default_factory=dict)  # of cards that are not laid down, by serial
    kind_of: dict[int, str] = field(default_factory=dict)
    complete: list[int] = field(default_factory=list)
    paid: dict[int, int] = field(default_factory=dict)
    laid: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)

    def play(self, act: Act) -> Iterator[str]:
        """What is wrong with the next line."""
        if act.kind not in _PLAYED:
            yield f"is {act.kind.value!r}, which no collection knows"
        else:
            yield from _PLAYED[act.kind](self, act)


def _deal(play: CollectPlay, act: Act) -> Iterator[str]:
    due = deal(play.game.cards, play.dealt, play.seed, act.serial, act.nonce)
    if due is None or due.id != act.card:
        yield f"deals {act.card!r}, and the seed deals {due.id if due else 'nothing'!r}"
    if not play.game.opens <= act.at < play.game.closes:
        yield "deals while the game is not open"
    if act.way not in set(play.game.ways):
        yield f"deals for {act.way!r}, which the rules do not know"
    play.dealt[act.card] += 1
    play.of_player[act.player] += 1
    play.of_day[act.player, play.game.day_of(act.at)] += 1
    play.owner[act.serial], play.kind_of[act.serial] = act.player, act.card
    if play.of_player[act.player] > play.game.limits.in_all:
        yield f"deals player {act.player} more cards than the rules allow in all"
    if play.of_day[act.player, play.game.day_of(act.at)] > play.game.limits.per_day:
        yield f"deals player {act.player} more cards than the rules allow on a day"


def _wrong(play: CollectPlay, act: Act) -> Iterator[str]:
    if act.way != Way.QUESTION:
        yield f"is a wrong answer to {act.way!r}"


def _moved(play: CollectPlay, ref: int, giver: int, taker: int) -> Iterator[str]:
    if play.owner.get(ref) != giver or giver in play.left:
        yield f"moves card {ref}, which player {giver} does not have"
    play.owner[ref] = taker


def _give(play: CollectPlay, act: Act) -> Iterator[str]:
    yield from _moved(play, act.refs[0], act.other, act.player)


def _swap(play: CollectPlay, act: Act) -> Iterator[str]:
    yield from _moved(play, act.refs[0], act.other, act.player)
    yield from _moved(play, act.refs[1], act.player, act.other)


def _complete(play: CollectPlay, act: Act) -> Iterator[str]:
    if [play.kind_of.get(ref) for ref in act.refs] != [card.id for card in play.game.cards]:
        yield "lays down what is no whole set"
    for ref in act.refs:
        if play.owner.pop(ref, None) != act.player:
            yield f"lays down card {ref}, which player {act.player} does not have"
    if act.player in play.laid:
        yield f"is the second set of player {act.player}"
    play.laid.add(act.player)
    play.complete.append(act.player)


def _leave(play: CollectPlay, act: Act) -> Iterator[str]:
    if act.player in play.left:
        yield f"is the second time that player {act.player} leaves"
    play.left.add(act.player)


def _pay(play: CollectPlay, act: Act) -> Iterator[str]:
    if act.player in play.paid:
        yield f"pays player {act.player} twice"
    play.paid[act.player] = act.units


def _close(play: CollectPlay, act: Act) -> Iterator[str]:
    complete = [player for player in play.complete if player not in play.left]
    if Payout(play.paid, act.units) != payout(play.game.ending, complete, play.seed):
        yield "pays other shares than the rules and the seed give"


_PLAYED: dict[Kind, Callable[[CollectPlay, Act], Iterator[str]]] = {
    Kind.DEAL: _deal,
    Kind.WRONG: _wrong,
    Kind.GIVE: _give,
    Kind.SWAP: _swap,
    Kind.COMPLETE: _complete,
    Kind.LEAVE: _leave,
    Kind.PAY: _pay,
    Kind.CLOSE: _close,
}
