"""What every act of a game begins with: whether anybody may act now, which day it is, and who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from postergen.domain.games import Game
from postergen.errors import Refused
from postergen.games.acts import Act, Kind
from postergen.games.hand import Refusal, is_open
from postergen.games.hide_hand import Back
from postergen.service.envelopes import bring_back
from postergen.service.game_store import GameTable, LinkState, Run, RunState


def refuse(reason: Refusal | None) -> None:
    """Raise `Refused` for a reason; nothing where there is none."""
    if reason is not None:
        raise Refused(reason)


def shut(run: Run[Game], now: datetime) -> Refusal | None:
    """Why nobody can act in it now."""
    if run.state is RunState.CLOSED:
        return Refusal.OVER
    return is_open(run.rules, now, paused=run.state is RunState.PAUSED)


def let_leave(table: GameTable, holder: int, now: datetime) -> Sequence[str]:
    """Take a holder out of a game, where they play; the codes of posters that show what they wrote."""
    player = table.player(holder)
    if player is None:
        return []
    posters = [entry.poster for entry in table.entries(player.number) if entry.poster]
    table.end_links(player.number, LinkState.GONE)
    if table.run.state is not RunState.CLOSED:
        bring_back(table, table.envelopes.lying(player.number), Back.LEFT, now)
        table.write(Act(0, now, Kind.LEAVE, player.number))
    posters += table.envelopes.forget(player.number)
    table.leave(player)
    return posters


def start_of_day(game: Game, now: datetime) -> datetime:
    """When the day began in the game's zone."""
    zone = ZoneInfo(game.timezone)
    return datetime.combine(now.astimezone(zone).date(), time(), zone)


def next_day(game: Game, now: datetime) -> datetime:
    """When the next day begins there."""
    zone = ZoneInfo(game.timezone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
