"""Look every few seconds whether something was published or learned, and take it up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from postergen.errors import PostergenError

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds


class Refresher:
    """A thread that calls each ``refresh``; what goes wrong is logged once, until it goes well again."""

    def __init__(self, *refresh: Callable[[], object]) -> None:
        self._refresh = refresh
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run, name="refresher", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=EVERY)

    def _run(self) -> None:
        failing = False
        while not self._stopping.wait(EVERY):
            try:
                for refresh in self._refresh:
                    refresh()
                failing = False
            except PostergenError as exc:
                if not failing:
                    log.warning("nothing new is taken up: %s", exc)
                failing = True
