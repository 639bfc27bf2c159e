"""Play a game's record again, and name everything in it that cannot have been."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.errors import Finding
from postergen.games.acts import NOTHING, Act, Kind, bound
from postergen.games.collect_audit import CollectPlay
from postergen.games.diary_audit import DiaryPlay
from postergen.games.fairness import digest_of
from postergen.games.hide_audit import HidePlay


class Play(Protocol):
    """Where a game of one kind stands after the lines that were read."""

    def play(self, act: Act) -> Iterator[str]:
        """What is wrong with the next line."""


_PLAYS: dict[type[Game], Callable[[Any, bytes], Play]] = {
    Collection: CollectPlay,
    Hunt: HidePlay,
    Diary: DiaryPlay,
}


def verify(game: Game, seed: bytes, seed_digest: str, record: Iterable[tuple[Act, str]]) -> list[Finding]:
    """What is wrong with a record; nothing where every draw, move and share follows from the seed and the rules.

    Args:
        seed_digest: what was published when the game opened.
        record: every line with the digest that binds it to the one before, in order.
    """
    findings = []
    if digest_of(seed) != seed_digest:
        findings.append(Finding("seed", "is not the one whose digest was published"))
    play, before, expected, last, is_closed = _PLAYS[type(game)](game, seed), NOTHING, 1, None, False
    for act, digest in record:
        where = f"line {act.serial}"
        if act.serial != expected:
            findings.append(Finding(where, f"line {expected} is missing"))
        if bound(before, act) != digest:
            findings.append(Finding(where, "is not what was written then: its digest does not fit"))
        if last is not None and act.at < last:
            findings.append(Finding(where, "is older than the line before"))
        if is_closed:
            findings.append(Finding(where, "stands after the game was closed"))
        if act.kind is Kind.CLOSE and act.at < game.closes:
            findings.append(Finding(where, "closes the game before its time"))
        findings += [Finding(where, problem) for problem in play.play(act)]
        is_closed = is_closed or act.kind is Kind.CLOSE
        before, expected, last = digest, act.serial + 1, act.at
    return findings
