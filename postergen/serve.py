"""Run the HTTP server (granian) over the application."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4  # for each worker: rendering holds the GIL, waiting for the database does not
BACKLOG = 1024


def serve_forever(host: str, port: int, workers: int) -> None:
    """Serve until a signal comes; a worker that dies is started again."""
    Granian(
        "postergen.web.app:app_from_environment",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()
