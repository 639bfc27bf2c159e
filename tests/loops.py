"""Run coroutines wherever a test stands: the browser's own loop goes on in the thread of whoever started it."""

from __future__ import annotations

import asyncio
from asyncio import events
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """What comes of it, in a loop and a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@contextmanager
def apart() -> Iterator[None]:
    """Commands have loops of their own; here they may begin them, although the browser's goes on in this thread."""
    running = events._get_running_loop()
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(running)
