"""Run the HTTP server (granian) over the application."""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack
from importlib import import_module
from multiprocessing import set_start_method
from tempfile import TemporaryDirectory

from postergen.config import hand_down
from postergen.folding import FoldingProcess

BACKLOG = 2048  # connections that wait to be accepted
CONNECTIONS = 1024  # of one worker; most of them wait in a lane, or for their next request
HEAD_PATIENCE = 5  # seconds within which the head of a request has to be there; a phone needs one
PATIENCE = 20  # seconds to stop in; a worker that is still starting up does not hear the signal


def serve_forever(host: str, port: int, workers: int) -> None:
    """Serve until a signal comes; a worker that dies is started again."""
    from granian import Granian  # only here: no other command needs a server
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    with ExitStack() as stack:
        if workers > 1:
            # the counters of all workers lie in files, so that /metrics tells of all of them whoever answers; a fresh
            # folder for each start, or the counters of the last one would be added
            folder = stack.enter_context(TemporaryDirectory(prefix="postergen-metrics-"))
            hand_down("PROMETHEUS_MULTIPROC_DIR", folder)
        if sys.platform == "linux":
            # as it was before Python 3.14; a worker that is spawned shares nothing
            set_start_method("fork", force=True)
        import_module("postergen.web.gateway")  # once for all workers, which are forks; it asks for the folder
        gc.freeze()  # what is there by now is shared with the workers for as long as nobody changes it
        stack.enter_context(FoldingProcess())
        Granian(
            "postergen.web.gateway:gateway_from_environment",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.RSGI,
            websockets=False,
            workers=workers,
            backlog=BACKLOG,
            backpressure=CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_PATIENCE * 1000),
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
            log_level=LogLevels.warning,
        ).serve()
