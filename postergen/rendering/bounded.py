"""Keep what was made within a bound of bytes; the least recently used goes first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Generic, Protocol, TypeVar

OVERHEAD = 200  # bytes that an entry takes besides its value
V = TypeVar("V")


class Bounded(Generic[V]):
    """A cache that never holds more than so many bytes. Safe to share between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes = most_bytes, 0
        self._found: dict[Hashable, tuple[V, int]] = {}
        self._lock = Lock()

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            found = self._found.pop(key, None)
            if found is None:
                return None
            self._found[key] = found  # now the youngest
            return found[0]

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Keep a value of so many bytes, unless it alone is more than the bound."""
        size += OVERHEAD
        with self._lock:
            if size > self._most or key in self._found:
                return
            self._found[key] = (value, size)
            self._bytes += size
            while self._bytes > self._most:
                _, dropped = self._found.pop(next(iter(self._found)))
                self._bytes -= dropped

    def get_or_make(self, key: Hashable, make: Callable[[], V], size_of: Callable[[V], int]) -> V:
        """What is kept, else what is made now; two threads may make the same at once."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found, size_of(found))
        return found


class TileStore(Protocol):
    """Keeps finished pieces of pictures between posters, and perhaps between starts; may lose any of them."""

    def get(self, key: bytes) -> bytes | None:
        """What was put in under this key, whole, if it is still there."""

    def get_many(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """What is still there of these, by key: one question costs less than several."""

    def put(self, key: bytes, data: bytes) -> None:
        """Keep it, if there is room."""


class MemoryTiles:
    """A `TileStore` in memory."""

    def __init__(self, most_bytes: int) -> None:
        self._kept: Bounded[bytes] = Bounded(most_bytes)

    def get(self, key: bytes) -> bytes | None:
        return self._kept.get(key)

    def get_many(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        return {key: data for key in keys if (data := self.get(key)) is not None}

    def put(self, key: bytes, data: bytes) -> None:
        self._kept.put(key, data, len(data))
