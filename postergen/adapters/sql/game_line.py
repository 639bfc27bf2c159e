"""Let those who act in a game take turns, and let whoever waits share the transaction of whoever acts."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Lock

from sqlalchemy import Engine

from postergen.adapters.sql.database import alone, translated
from postergen.adapters.sql.game_table import SqlTable, read_run
from postergen.errors import Conflict, InvalidInput, NotFound, Refused, Unavailable

MOST = 50  # acts of one transaction
LONGEST = 0.05  # seconds after which a transaction ends even if others wait: servers beside this one wait, too
# what an act says that is not let in; the acts before it stand
NOTHING_DONE = (Refused, NotFound, Conflict, InvalidInput)


class _Shared:
    """A transaction in which several act, one after the other: all that they did is kept, or nothing is."""

    def __init__(self, engine: Engine, campaign: str, game: str) -> None:
        """Raises `NotFound` for no such run."""
        self._stack, self._ended = ExitStack(), Event()
        self._error: BaseException | None = None
        self.acts, self._began = 0, time.monotonic()
        connection = self._stack.enter_context(alone(engine, _lock_of(campaign, game)))
        try:
            self.table = SqlTable(connection, read_run(connection, campaign, game))
        except BaseException as exc:
            self._stack.__exit__(type(exc), exc, exc.__traceback__)
            raise

    @property
    def is_full(self) -> bool:
        return self.acts >= MOST or time.monotonic() - self._began > LONGEST

    def end(self, error: BaseException | None = None) -> None:
        """Keep what was done, or for an error nothing of it; whoever waits is told."""
        try:
            if error is None:
                self.table.flush()
            self._stack.__exit__(type(error) if error else None, error, None)
        except BaseException as exc:
            error = exc
            self._stack.__exit__(type(exc), exc, None)
            raise
        finally:
            self._error = error
            self._ended.set()

    def wait(self) -> None:
        """Until what was done is kept. `Unavailable` when it was not."""
        self._ended.wait()
        if self._error is not None:
            raise Unavailable("the database", f"what others did failed: {type(self._error).__name__}")


class GameLine:
    """The threads of a process that act in one game. They stand in line here before they ask the database: SQLite lets
    whoever waits go in no order, and only so long; and whoever has PostgreSQL's lock would lose the interpreter to the
    others at every answer.

    An act is over when it is kept. Whoever has acted while others wait leaves them the open transaction, and the last
    one keeps what all of them did: locking, and waiting for the disk, is done once for them.
    """

    def __init__(self, engine: Engine, campaign: str, game: str) -> None:
        self._engine, self._campaign, self._game = engine, campaign, game
        self._turn, self._counting = Lock(), Lock()
        self._waiting = 0
        self._left: _Shared | None = None  # by whoever acted before, for whoever has the turn

    @contextmanager
    def turn(self) -> Iterator[SqlTable]:
        """`NotFound` for no such run; `Unavailable` when nothing was done."""
        self._count(1)
        try:
            self._turn.acquire()
        finally:
            self._count(-1)
        try:
            shared, self._left = self._left, None
            with translated():
                shared = shared or _Shared(self._engine, self._campaign, self._game)
                try:
                    if shared.acts:
                        shared.table.save()
                    yield shared.table
                except NOTHING_DONE as exc:
                    if shared.acts:
                        shared.table.restore()
                        self._go_on(shared)
                    else:
                        shared.end(exc)
                    raise
                except BaseException as exc:
                    shared.end(exc)
                    raise
                shared.acts += 1
                self._go_on(shared)
        finally:
            self._turn.release()
        shared.wait()

    def _go_on(self, shared: _Shared) -> None:
        """Leave it to whoever waits, or end it."""
        if self._waiting and not shared.is_full:
            self._left = shared
        else:
            shared.end()

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more


def _lock_of(campaign: str, game: str) -> int:
    """63 bits of a digest."""
    return int.from_bytes(hashlib.sha256(f"game {campaign} {game}".encode()).digest()[:8]) >> 1
