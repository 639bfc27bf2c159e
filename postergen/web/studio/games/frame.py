"""What the pages of all games in the studio have in common."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint

from postergen.domain.games import Game
from postergen.service.game_desk import Decision
from postergen.service.game_figures import Standing

studio_games = Blueprint("studio_games", __name__, url_prefix="/studio")

VERIFIED_UNASKED = 2_000  # lines of a record that a page plays again by itself
MOST_FINDINGS = 20  # that a page names
LONGEST_WHY = 400  # characters
MAY = {  # what can be done with a game that stands so
    Standing.RUNNING: (Decision.PAUSE,),
    Standing.NOT_BEGUN: (Decision.PAUSE,),
    Standing.PAUSED: (Decision.RESUME,),
    Standing.OVER: (Decision.CLOSE,),
    Standing.CLOSED: (),
}


def local(moment: datetime, rules: Game) -> str:
    """As the clock of the campaign's place says it."""
    return f"{moment.astimezone(ZoneInfo(rules.timezone)):%Y-%m-%d %H:%M}"
