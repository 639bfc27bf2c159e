"""What is done with a game is done once, and noted."""

from __future__ import annotations

import pytest

from postergen.bootstrap import Product
from postergen.domain.collecting import Way
from postergen.errors import NotFound, Refused
from postergen.games.hand import Refusal
from postergen.service.game_claims import Claim
from postergen.service.game_desk import Decision, GameDesk
from postergen.service.game_store import RunState
from tests.games.samples import CLOSES
from tests.service.gaming import CAMPAIGN, GAME, Playground


class Kept:
    """A log that is read."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, str, str]] = []

    def record(self, *, entries: list) -> None:  # type: ignore[type-arg]
        self.entries += [(one.who, one.action, one.subject, str(one.why)) for one in entries]


def test_a_game_is_paused_resumed_and_closed_by_somebody(house: Product) -> None:
    play, log = Playground(house), Kept()
    desk, holder = GameDesk(games=play.games, log=log, clock=play.clock), play.holder()
    assert desk.decide(CAMPAIGN, GAME, Decision.PAUSE, "ann", "rain").state is RunState.PAUSED
    with pytest.raises(Refused, match=Refusal.PAUSED):
        play.deal(holder, Claim(Way.CHECK_IN))
    assert desk.decide(CAMPAIGN, GAME, Decision.RESUME, "ann").state is RunState.OPEN
    play.deal(holder, Claim(Way.CHECK_IN))
    with pytest.raises(Refused, match=Refusal.GOING_ON):
        desk.decide(CAMPAIGN, GAME, Decision.CLOSE, "ann")
    with pytest.raises(NotFound):
        desk.decide(CAMPAIGN, "none", Decision.PAUSE, "ann")
    play.clock.now = CLOSES
    assert desk.decide(CAMPAIGN, GAME, Decision.CLOSE, "li").state is RunState.CLOSED
    with pytest.raises(Refused, match=Refusal.OVER):
        desk.decide(CAMPAIGN, GAME, Decision.PAUSE, "ann")
    assert log.entries == [
        ("ann", "pause-game", GAME, "rain"),
        ("ann", "resume-game", GAME, ""),
        ("li", "close-game", GAME, ""),
    ]
