"""Ask the database and the clocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import postergen
from postergen.adapters.remote.rate_limits import MEMORY, look_at_store
from postergen.adapters.sql.survey import describe, file_state, seconds_ahead, server_state
from postergen.doctor.decisions.database import Clock, Database
from postergen.doctor.values import Plan
from postergen.errors import PostergenError, Unavailable


def gather_database(plan: Plan) -> Database:
    """Raises InvalidSettings where the address is none, or its driver is not installed."""
    url = plan.settings.database_url
    kind, place, file = describe(url)
    try:
        if file is not None:
            return Database(kind, str(file), plan.workers, file=file_state(file))
        server = server_state(url) if kind == "postgresql" else None
        return Database(kind, place, plan.workers, server=server)
    except Unavailable as exc:
        return Database(kind, str(file or place), plan.workers, away=exc.reason)


def gather_clock(plan: Plan) -> Clock:
    asked: list[tuple[str, Callable[[], tuple[float, float]]]] = []
    settings = plan.settings
    if describe(settings.database_url)[0] == "postgresql":
        asked.append(("the database", lambda: seconds_ahead(settings.database_url)))
    if settings.rate_limit_store != MEMORY:
        asked.append(("Redis", lambda: look_at_store(settings.rate_limit_store)[1:]))
    ahead, away = [], []
    for name, ask in asked:
        try:
            ahead.append((name, *ask()))
        except PostergenError:  # that it does not answer, and why, is what another check says
            away.append(name)
    newest = max(path.stat().st_mtime for path in Path(postergen.__file__).parent.glob("*.py"))
    return Clock(time.time(), newest, tuple(ahead), tuple(away))
