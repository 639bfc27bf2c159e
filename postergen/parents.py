"""End with whoever started this process."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import parent_process
from threading import Thread

EVERY = 1.0  # seconds between two looks
PATIENCE = 20.0  # seconds to stop in, once the parent is gone


def is_orphan() -> bool:
    """Whether the process that started this one is gone; False where nobody did."""
    parent = parent_process()
    return parent is not None and os.getppid() != parent.pid


def end_with_parent() -> None:
    """Stop as after SIGTERM as soon as the parent is gone, however it went: nobody would restart or stop this one."""
    Thread(target=_watch, name="watches the parent", daemon=True).start()


def _watch() -> None:
    while not is_orphan():
        time.sleep(EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)
