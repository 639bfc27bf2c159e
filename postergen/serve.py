"""Run the HTTP server (granian) over the application."""

from __future__ import annotations

import os
from contextlib import ExitStack
from tempfile import TemporaryDirectory

from postergen.config import hand_down

# for each worker: most of a request waits for the disk, and those that wait together share one write
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
BACKLOG = 1024
PATIENCE = 20  # seconds to stop in; a worker that is still starting up does not hear the signal


def serve_forever(host: str, port: int, workers: int) -> None:
    """Serve until a signal comes; a worker that dies is started again."""
    from granian import Granian  # only here: no other command needs a server
    from granian.constants import Interfaces
    from granian.log import LogLevels

    with ExitStack() as stack:
        if workers > 1:
            # the counters of all workers lie in files, so that /metrics tells of all of them whoever answers; a fresh
            # folder for each start, or the counters of the last one would be added
            folder = stack.enter_context(TemporaryDirectory(prefix="postergen-metrics-"))
            hand_down("PROMETHEUS_MULTIPROC_DIR", folder)
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
            workers_kill_timeout=PATIENCE,
            log_level=LogLevels.warning,
        ).serve()
