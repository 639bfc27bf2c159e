"""Run the HTTP server (granian) over the application."""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from importlib import import_module
from multiprocessing import set_start_method
from tempfile import TemporaryDirectory
from typing import Any

from postergen.config import SHARED, Settings, hand_down
from postergen.errors import Unavailable
from postergen.folding import FoldingProcess
from postergen.loading import load_embedder
from postergen.logs import SERVER_LOGGERS, writes_json
from postergen.machine import give_back_memory, trim_memory
from postergen.rendering.words import load_dictionary

BACKLOG = 2048  # connections that wait to be accepted
CONNECTIONS = 1024  # of one worker; most of them wait in a lane, or for their next request
HEAD_PATIENCE = 5  # seconds within which the head of a request has to be there; a phone needs one
PATIENCE = 20  # seconds to stop in
REAPED = 0.01  # seconds after which a worker that ended may be known to have ended
# Seconds between the death of a worker and the start of the next: twice as many each time that one dies young.
REST, LONGEST_REST, YOUNG = 0.5, 16.0, 30.0


def serve_forever(host: str, port: int, workers: int, read_a_wish: Callable[[], None] | None = None) -> None:
    """Serve until a signal comes; a worker that dies is started again.

    Args:
        read_a_wish: loads all that reading one takes, for several workers to share.

    Raises:
        Unavailable: another program listens at this address.
    """
    from granian.constants import HTTPModes, Interfaces  # only here: no other command needs a server
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    give_back_memory()
    with ExitStack() as stack:
        stack.enter_context(hold(host, port))
        _let_files_open()
        # the counters of all our processes lie in files, so that /metrics tells of all of them whoever answers; a fresh
        # folder for each start, or the counters of the last one would be added
        folder = stack.enter_context(TemporaryDirectory(prefix="postergen-metrics-"))
        hand_down(SHARED, folder)
        if sys.platform == "linux":
            # as it was before Python 3.14; a worker that is spawned shares nothing
            set_start_method("fork", force=True)
            _let_forks_end()
            if workers > 1:
                _share_model(Settings.from_environment(), read_a_wish)
                load_dictionary()
        import_module("postergen.web.gateway")  # once for all workers, which are forks; it asks for the folder
        gc.freeze()  # what is there by now is shared with the workers for as long as nobody changes it
        stack.enter_context(FoldingProcess())
        _lasting_server(import_module("postergen.web.fold_counters").DeathCounter().died)(
            "postergen.web.gateway:gateway_from_environment",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.RSGI,
            # HTTP/2 has neither the deadline for heads nor the bound for those who do not read; proxies speak 1.1 to us
            http=HTTPModes.http1,
            websockets=False,
            workers=workers,
            backlog=BACKLOG,
            backpressure=CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_PATIENCE * 1000),
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
            **_log_options(LogLevels),
        ).serve()


def _log_options(levels: Any) -> dict[str, Any]:
    """The server's own messages: as text when something is wrong, as JSON also when workers start and stop."""
    if writes_json():
        return {"log_level": levels.info, "log_dictconfig": SERVER_LOGGERS}
    return {"log_level": levels.warning}


def _let_forks_end() -> None:
    """From now on a fork ends at SIGTERM until it asks for something else, even one that comes as soon as it is there.

    A worker that is still starting up has the server's handler otherwise, which ends nobody, and is waited for.
    """

    def wait() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})

    def go_on() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def end_when_told() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        go_on()

    os.register_at_fork(before=wait, after_in_parent=go_on, after_in_child=end_when_told)


def _share_model(settings: Settings, read_a_wish: Callable[[], None] | None) -> None:
    """Load the model that reads typed wishes, if there is one, and have it read one, once for all workers: they are
    forks of this process.
    """
    embedder = load_embedder(settings) if settings.embed_wishes else None
    if embedder is not None:
        with suppress(Unavailable):  # whoever reads the first wish says why
            embedder.load_for_forks()
            if read_a_wish is not None and not embedder.is_threaded:  # which is never used before a fork
                read_a_wish()
                trim_memory()


def hold(host: str, port: int) -> socket.socket:
    """A socket that keeps other servers from this address; our own workers may listen there.

    Workers share the port (SO_REUSEPORT), and so would those of another server of the same user, unnoticed: every
    other visitor would come to the wrong one. A socket that did not ask to share when it was bound finds out.

    Raises:
        Unavailable: somebody listens there, or the address is none of this machine.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        held = socket.socket(family, kind)
        try:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have ended do not count
            held.bind(address)
        except OSError:
            held.close()
            raise
    except OSError as exc:
        remedy = "stop what listens there (another postergen?), or choose another --port"
        raise Unavailable(f"{host}:{port}", f"{exc.strerror or exc}; {remedy}") from exc
    if sys.platform != "linux":
        held.close()  # elsewhere the workers share one socket, and nobody can join them
        return held
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return held


def _let_files_open() -> None:
    """A connection is an open file: many shells allow 1,024 at first, which is fewer than connections and journals."""
    most, at_most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * CONNECTIONS if at_most == resource.RLIM_INFINITY else min(4 * CONNECTIONS, at_most)
    if most != resource.RLIM_INFINITY and most < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, at_most))


def _lasting_server(died: Callable[[int], None]) -> type:
    """Granian's server, except that it never gives up on those who are well because one of them keeps dying, and kills
    none that has ended by itself.

    ``died`` is told how many workers died at once.
    """
    from granian import Granian

    class Lasting(Granian):  # type: ignore[misc, valid-type]
        _rest, _died_at = REST, float("-inf")

        def _respawn_workers(self, workers: list[int], *args: Any, **kwargs: Any) -> None:
            if not kwargs:  # a reload that was asked for has some
                died(len(workers))
            now = time.monotonic()
            self._rest = min(2 * self._rest, LONGEST_REST) if now - self._died_at < YOUNG else REST
            self._died_at = now
            self.main_loop_interrupt.wait(self._rest)  # a signal to stop does not wait
            if not self.interrupt_signal:
                super()._respawn_workers(workers, *args, **kwargs)
                self.respawned_wrks.clear()  # or two deaths in a row would end the whole server

        def _stop_workers(self) -> None:
            """Granian asks once, a millisecond after a worker ended, and would kill what nobody has reaped yet."""
            for worker in self.wrks:
                worker.terminate()
            end = time.monotonic() + PATIENCE
            while any(worker.is_alive() for worker in self.wrks) and time.monotonic() < end:
                time.sleep(REAPED)
            super()._stop_workers()

    return Lasting
