"""A server that may be killed: fonts and content are loaded once, and every server process is a fork of that.

Reads one command a line from standard input and answers each with a line of JSON::

    fork {"folding": true}   ->  {"pid": 4711, "port": 40123}
    reap 4711                ->  {"status": -9}
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import socket
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Never

from werkzeug.serving import WSGIRequestHandler, make_server

from postergen import bootstrap, loading, press
from postergen.adapters.content.library import FileLibrary
from postergen.adapters.sql import database
from postergen.adapters.sql.poster_store import SqlStore
from postergen.config import Settings
from postergen.rendering.renderer import Renderer
from postergen.web.app import create_app
from tests.faults.clients import BRIEF
from tests.products import cache_dir, cheap_hasher


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as with a real server
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer leaves in one piece

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class _Loaded:
    """What takes long, made before the first fork. Nothing in it has connected to the database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._upgrade(settings.database_url)
        self.engine = database.open_database(settings.database_url)
        self.store = SqlStore(self.engine, loading.utc_now)
        self.renderer: Renderer = loading.load_renderer(settings)
        self.library: FileLibrary = press.load_library(settings, self.renderer, self.store)
        self.engine.dispose()  # the library has asked what is published; no child may share a connection

        self._warm_up()

    @staticmethod
    def _upgrade(url: str) -> None:
        engine = database.open_database(url)
        database.upgrade(engine)
        engine.dispose()

    def _warm_up(self) -> None:
        """Issue and lay out one poster somewhere else, so that no child spends its short life filling caches."""
        with TemporaryDirectory() as folder:
            settings = Settings(database_url=f"sqlite:///{folder}/warm.db", rate_limits=(), cache_dir=cache_dir())
            engine = database.open_database(settings.database_url)
            database.upgrade(engine)
            product = self._wire(settings, engine, SqlStore(engine, loading.utc_now))
            with create_app(product).test_client() as client:
                made = client.post("/api/v1/posters", json=BRIEF)
                assert made.status_code == 201, made.text
            product.close()
            engine.dispose()

    def _wire(self, settings: Settings, engine: database.Engine, store: SqlStore) -> bootstrap.Product:
        wired = press.wire_press(
            settings, engine, store, self.renderer, self.library, loading.utc_now, secrets.randbelow
        )
        return bootstrap.wire(wired, cheap_hasher())

    def serve(self, listener: socket.socket, *, folding: bool) -> None:
        """Serve until SIGTERM comes, or something worse."""
        product = self._wire(self.settings, self.engine, self.store)
        if folding:
            product.start()
        host, port = listener.getsockname()
        app = create_app(product)
        server = make_server(host, port, app, threaded=True, fd=listener.fileno(), request_handler=_Handler)
        try:
            server.serve_forever()
        finally:
            product.close()


def main() -> None:
    asked = json.loads(sys.argv[1])
    journal_dir = Path(asked.pop("journal_dir"))
    logging.basicConfig(level=logging.INFO, format="%(process)d %(asctime)s %(name)s %(message)s")
    loaded = _Loaded(Settings(journal_dir=journal_dir, rate_limits=(), cache_dir=cache_dir(), **asked))
    _in_a_fork(lambda: _prepare(loaded))
    loaded.library.is_published = True  # by that fork, for all that come
    _answer({"ready": True})
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "fork":
            _answer(_fork(loaded, **json.loads(argument)))
        else:
            _, status = os.waitpid(int(argument), 0)
            _answer({"status": os.waitstatus_to_exitcode(status)})


def _answer(value: dict[str, Any]) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201 (the other end of a pipe reads it)


def _prepare(loaded: _Loaded) -> None:
    database.upgrade(loaded.engine)
    loaded.library.publish()


def _fork(loaded: _Loaded, *, folding: bool) -> dict[str, Any]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)  # from now on nobody is refused; the child answers when it is ready
    pid = os.fork()
    if pid == 0:
        _as_child(lambda: loaded.serve(listener, folding=folding))
    port = listener.getsockname()[1]
    listener.close()
    return {"pid": pid, "port": port}


def _in_a_fork(work: Any) -> None:
    pid = os.fork()
    if pid == 0:
        _as_child(work)
    _, status = os.waitpid(pid, 0)
    if status:
        raise SystemExit("could not prepare the database")


def _as_child(work: Any) -> Never:
    status = 1
    try:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        sys.stdin.close()
        work()
        status = 0
    except SystemExit:
        status = 0
    except BaseException:
        logging.exception("a server process failed")
    os._exit(status)


if __name__ == "__main__":
    main()
