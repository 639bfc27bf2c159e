"""Answer with the record of a game that is closed: its rules, its seed and every line, as JSON lines."""

from __future__ import annotations

from flask import Response, json, stream_with_context

from postergen.errors import Refused
from postergen.games.hand import Refusal
from postergen.service.game_store import RunState
from postergen.web.product import product

RECORD_TYPE = "application/jsonl"


def record_answer(campaign: str, game: str) -> Response:
    """`Refused` while the game goes on."""
    run = product().games.run(campaign, game)
    if run.state is not RunState.CLOSED:
        raise Refused(Refusal.GOING_ON)
    lines = (json.dumps(line) + "\n" for line in product().games.published(run))
    answer = Response(stream_with_context(lines), mimetype=RECORD_TYPE)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
