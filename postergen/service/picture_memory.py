"""Keep finished pictures for a while: a poster that is shared is looked at by many, and each sees the same bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock

from postergen.rendering.renderer import Picture

ROOM = 32 * 2**20  # bytes in each process


class PictureMemory:
    """Pictures by their strong validator, up to ``room`` bytes. Who asks for one that is being drawn waits for it."""

    def __init__(self, stamp: Callable[[], bytes], room: int = ROOM) -> None:
        """``stamp`` changes when a person was erased: then everything goes. OSError from it: nothing is kept."""
        self._stamp, self._room = stamp, room
        self._seen = b""
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._size = 0
        self._drawing: dict[str, Future[Picture]] = {}
        self._lock = Lock()

    def get(self, validator: str, draw: Callable[[], Picture]) -> Picture:
        """The picture with this validator, drawn once; whatever ``draw`` raises is raised for all who wait."""
        with self._lock:
            may_keep = self._forget_erased()
            kept = self._kept.get(validator)
            if kept is not None:
                self._kept.move_to_end(validator)
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
            if may_keep and self._forget_erased():
                self._keep(validator, picture)
        self._end(validator)
        mine.set_result(picture)
        return picture

    def _end(self, validator: str) -> None:
        with self._lock:
            del self._drawing[validator]

    def _forget_erased(self) -> bool:
        """Drop everything if somebody was erased since the last look; whether pictures may be kept at all."""
        try:
            stamp = self._stamp()
        except OSError:
            return False
        if stamp != self._seen:
            self._seen, self._size = stamp, 0
            self._kept.clear()
        return True

    def _keep(self, validator: str, picture: Picture) -> None:
        if len(picture.data) > self._room:
            return
        self._kept[validator] = picture
        self._size += len(picture.data)
        while self._size > self._room:
            self._size -= len(self._kept.popitem(last=False)[1].data)
