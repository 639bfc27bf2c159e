"""Run the process that folds what the server processes of this machine append."""

from __future__ import annotations

import logging
import os
import signal
import sys
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from threading import Event, Thread

from postergen.config import Settings
from postergen.logs import configure_logging
from postergen.parents import is_orphan
from postergen.upkeep import fold_machine

log = logging.getLogger(__name__)

# Nicer than those who answer: where they use every core it gets a fifth of one, and numbers come later.
NICENESS = 5
REST = 1.0  # seconds between the death of a process and the start of the next
PATIENCE = 10.0  # seconds in which it has to come to an end


class FoldingProcess:
    """A process that folds as long as this is entered. One that dies is replaced."""

    def __init__(self) -> None:
        self._over, self._begun = Event(), Event()
        self._process: BaseProcess | None = None
        self._keeper = Thread(target=self._keep, name="keeper of the folder", daemon=True)

    def __enter__(self) -> FoldingProcess:
        """It runs when this returns: a fork beside that of a worker would hold the pipe by which the end of that worker
        is told, and whoever stops the server would wait for it.
        """
        self._keeper.start()
        self._begun.wait(PATIENCE)
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        if self._process is not None:
            with suppress(ValueError):  # it was closed a moment ago
                self._process.terminate()
        self._keeper.join(PATIENCE)

    def _keep(self) -> None:
        while not self._over.is_set():
            # a fork shares the memory of what is loaded already
            self._process = get_context("fork").Process(target=_fold, name="postergen folds", daemon=True)
            self._process.start()
            self._begun.set()
            if self._over.is_set():
                self._process.terminate()
            self._process.join()
            if not self._over.wait(REST):
                log.error("the process that folds ended with %s, and is replaced", self._process.exitcode)


def _fold() -> None:
    from postergen.web.fold_counters import FoldCounters  # only here: it asks where counters are shared

    over = Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the one that started us, which tells us when
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    os.nice(NICENESS)
    settings = Settings.from_environment()
    configure_logging(settings.log)
    try:
        fold_machine(settings, lambda: over.is_set() or is_orphan(), FoldCounters())
    except Exception:  # else it would be printed, in words that may be a person's
        log.exception("folding ended")
        sys.exit(1)
