"""Keep finished pictures for a while: a poster that is shared is looked at by many, and each sees the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock

from postergen.rendering.bounded import Bounded
from postergen.rendering.renderer import Picture

ROOM = 16 * 2**20  # bytes in each process: some forty stories


class PictureMemory:
    """Pictures by their strong validator, up to ``room`` bytes. Who asks for one that is being drawn waits for it."""

    def __init__(self, stamp: Callable[[], bytes], room: int = ROOM) -> None:
        """``stamp`` changes when a person was erased: then everything goes. OSError from it: nothing is kept."""
        self._stamp, self._room = stamp, room
        self._seen = b""
        self._kept: Bounded[Picture] = Bounded(room)
        self._drawing: dict[str, Future[Picture]] = {}
        self._lock = Lock()

    def has(self, validator: str) -> bool:
        """Whether the picture is kept, or being drawn: nothing more has to be drawn for whoever asks for it now."""
        with self._lock:
            self._forget_erased()
            return validator in self._drawing or self._kept.get(validator) is not None

    def get(self, validator: str, draw: Callable[[], Picture]) -> Picture:
        """The picture with this validator, drawn once; whatever ``draw`` raises is raised for all who wait."""
        with self._lock:
            stamp = self._forget_erased()
            kept = self._kept.get(validator)
            if kept is not None:
                return kept
            under_way = self._drawing.get(validator)
            if under_way is None:
                mine: Future[Picture] = Future()
                self._drawing[validator] = mine
        if under_way is not None:
            return under_way.result()
        try:
            picture = draw()
        except BaseException as exc:
            self._end(validator)
            mine.set_exception(exc)
            raise
        with self._lock:
            if stamp is not None and self._forget_erased() == stamp:  # nobody was erased while it was drawn
                self._kept.put(validator, picture, len(picture.data))
        self._end(validator)
        mine.set_result(picture)
        return picture

    def _end(self, validator: str) -> None:
        with self._lock:
            del self._drawing[validator]

    def _forget_erased(self) -> bytes | None:
        """Drop everything if somebody was erased since the last look; the stamp, or None when nothing may be kept."""
        try:
            stamp = self._stamp()
        except OSError:
            return None
        if stamp != self._seen:
            self._seen, self._kept = stamp, Bounded(self._room)
        return stamp
