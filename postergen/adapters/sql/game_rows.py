"""Turn rows of games into values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.games.acts import Act, Kind
from postergen.games.hand import CardState, Held
from postergen.service.game_store import Entry, Link, LinkState, Player, Run, RunState

# Which kind of game a row's rules are of. Those that say nothing were written when there was one kind.
KINDS: Mapping[str, type[Game]] = {"collect": Collection, "check-in": Diary, "hide": Hunt}
_NAMES = {kind: name for name, kind in KINDS.items()}
_ADAPTERS: Mapping[type[Game], TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in KINDS.values()}


def rules_text(game: Game) -> str:
    """The rules as JSON."""
    told = _ADAPTERS[type(game)].dump_python(game, mode="json")
    return json.dumps({"kind": kind_of(game)} | told, ensure_ascii=False)


def kind_of(game: Game) -> str:
    """As its file and its record have it."""
    return _NAMES[type(game)]


@lru_cache(maxsize=64)
def rules_of(text: str) -> Game:
    """ValueError or TypeError for what is no game."""
    told = dict(json.loads(text))
    kind = KINDS.get(told.pop("kind", "collect"))
    if kind is None:
        raise ValueError("is a kind of game that nobody knows")
    rules: Game = _ADAPTERS[kind].validate_python(told)
    return rules


def run_of(row: Any) -> Run[Game]:
    return Run(
        campaign=row.campaign,
        rules=rules_of(row.rules),
        seed=bytes.fromhex(row.seed),
        seed_digest=row.seed_digest,
        state=RunState(row.state),
        serial=row.serial,
        head=row.head,
        last_at=row.last_at,
        players=row.players,
        closed_at=row.closed_at,
    )


def run_row(run: Run[Game]) -> dict[str, Any]:
    return {
        "campaign": run.campaign,
        "game": run.rules.id,
        "rules": rules_text(run.rules),
        "seed": run.seed.hex(),
        "seed_digest": run.seed_digest,
        "state": run.state.value,
        "serial": run.serial,
        "head": run.head,
        "last_at": run.last_at,
        "players": run.players,
        "closed_at": run.closed_at,
    }


def act_of(row: Any) -> Act:
    refs = tuple(json.loads(row.refs))
    said = (row.player, row.other, row.nonce, row.way, row.card, refs, row.units, row.day)
    return Act(row.serial, row.at, Kind(row.kind), *said)


def act_row(act: Act, digest: str, key: str | None = None, evidence: str | None = None) -> dict[str, Any]:
    return {
        "serial": act.serial,
        "at": act.at,
        "kind": act.kind.value,
        "player": act.player,
        "other": act.other,
        "nonce": act.nonce,
        "way": act.way,
        "card": act.card,
        "refs": json.dumps(act.refs),
        "units": act.units,
        "day": act.day,
        "digest": digest,
        "key": key,
        "evidence": evidence,
    }


def held_of(row: Any) -> Held:
    return Held(row.serial, row.card, row.player, CardState(row.state), row.poster)


def entry_of(row: Any) -> Entry:
    said = (row.option, row.line, row.locale, row.scan, row.poster)
    return Entry(row.serial, row.player, date.fromisoformat(row.day), *said)


def link_of(row: Any) -> Link:
    return Link(row.id, row.player, row.serial, row.wants, LinkState(row.state), row.made_at)


def player_of(row: Any) -> Player:
    return Player(row.player, row.holder, row.made_at, row.complete, row.units)
