"""Play a game's record again, and name everything in it that cannot have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from postergen.domain.games import Game, Way
from postergen.errors import Finding
from postergen.games.acts import NOTHING, Act, Kind, bound
from postergen.games.dealing import deal
from postergen.games.endings import Payout, payout
from postergen.games.fairness import digest_of


@dataclass
class _Play:
    """Where the game stands after the lines that were read."""

    game: Game
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
    is_closed: bool = False


def verify(game: Game, seed: bytes, seed_digest: str, record: Iterable[tuple[Act, str]]) -> list[Finding]:
    """What is wrong with a record; nothing where every draw, move and share follows from the seed and the rules.

    Args:
        seed_digest: what was published when the game opened.
        record: every line with the digest that binds it to the one before, in order.
    """
    findings = []
    if digest_of(seed) != seed_digest:
        findings.append(Finding("seed", "is not the one whose digest was published"))
    play, before, expected, last = _Play(game, seed), NOTHING, 1, None
    for act, digest in record:
        where = f"line {act.serial}"
        if act.serial != expected:
            findings.append(Finding(where, f"line {expected} is missing"))
        if bound(before, act) != digest:
            findings.append(Finding(where, "is not what was written then: its digest does not fit"))
        if last is not None and act.at < last:
            findings.append(Finding(where, "is older than the line before"))
        if play.is_closed:
            findings.append(Finding(where, "stands after the game was closed"))
        findings += [Finding(where, problem) for problem in _PLAYED[act.kind](play, act)]
        before, expected, last = digest, act.serial + 1, act.at
    return findings


def _deal(play: _Play, act: Act) -> Iterator[str]:
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


def _wrong(play: _Play, act: Act) -> Iterator[str]:
    if act.way != Way.QUESTION:
        yield f"is a wrong answer to {act.way!r}"


def _moved(play: _Play, ref: int, giver: int, taker: int) -> Iterator[str]:
    if play.owner.get(ref) != giver or giver in play.left:
        yield f"moves card {ref}, which player {giver} does not have"
    play.owner[ref] = taker


def _give(play: _Play, act: Act) -> Iterator[str]:
    yield from _moved(play, act.refs[0], act.other, act.player)


def _swap(play: _Play, act: Act) -> Iterator[str]:
    yield from _moved(play, act.refs[0], act.other, act.player)
    yield from _moved(play, act.refs[1], act.player, act.other)


def _complete(play: _Play, act: Act) -> Iterator[str]:
    if [play.kind_of.get(ref) for ref in act.refs] != [card.id for card in play.game.cards]:
        yield "lays down what is no whole set"
    for ref in act.refs:
        if play.owner.pop(ref, None) != act.player:
            yield f"lays down card {ref}, which player {act.player} does not have"
    if act.player in play.laid:
        yield f"is the second set of player {act.player}"
    play.laid.add(act.player)
    play.complete.append(act.player)


def _leave(play: _Play, act: Act) -> Iterator[str]:
    if act.player in play.left:
        yield f"is the second time that player {act.player} leaves"
    play.left.add(act.player)


def _pay(play: _Play, act: Act) -> Iterator[str]:
    if act.player in play.paid:
        yield f"pays player {act.player} twice"
    play.paid[act.player] = act.units


def _close(play: _Play, act: Act) -> Iterator[str]:
    play.is_closed = True
    if act.at < play.game.closes:
        yield "closes the game before its time"
    complete = [player for player in play.complete if player not in play.left]
    if Payout(play.paid, act.units) != payout(play.game.ending, complete, play.seed):
        yield "pays other shares than the rules and the seed give"


_PLAYED = {
    Kind.DEAL: _deal,
    Kind.WRONG: _wrong,
    Kind.GIVE: _give,
    Kind.SWAP: _swap,
    Kind.COMPLETE: _complete,
    Kind.LEAVE: _leave,
    Kind.PAY: _pay,
    Kind.CLOSE: _close,
}
