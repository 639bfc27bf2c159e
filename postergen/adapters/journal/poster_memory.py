"""Remember the posters that were looked up a moment ago: those that people look at are looked at by many."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from postergen.domain.poster import Poster

SECONDS = 1.0  # an erasure on another machine takes effect within this
MOST = 4096  # posters; some kilobytes each


class PosterMemory:
    """A bounded memory that lasts a second, or until anybody is erased on this machine. Safe to share."""

    def __init__(self, stamp: Callable[[], bytes], monotonic: Callable[[], float] = time.monotonic) -> None:
        """``stamp`` changes with every erasure; OSError from it means that nothing may be remembered."""
        self._stamp, self._monotonic = stamp, monotonic
        self._known: OrderedDict[str, tuple[Poster, bytes, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, code: str, find: Callable[[str], Poster]) -> Poster:
        """The poster as it is remembered, else as it is found."""
        try:
            stamp = self._stamp()  # before it is looked for: what is erased meanwhile is not remembered
        except OSError:
            return find(code)
        now = self._monotonic()
        known = self._known.get(code)
        if known is not None and known[1] == stamp and now - known[2] < SECONDS:
            return known[0]
        poster = find(code)
        with self._lock:
            self._known[code] = poster, stamp, now
            self._known.move_to_end(code)
            if len(self._known) > MOST:
                self._known.popitem(last=False)
        return poster
