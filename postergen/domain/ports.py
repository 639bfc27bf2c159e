"""What the inner layers need from outside, as small protocols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from postergen.domain.events import Event
from postergen.domain.poster import Poster
from postergen.domain.scan import Scan


class Clock(Protocol):
    """Tells the time, zone-aware, in UTC."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class KeyedPoster:
    """A poster that an idempotency key made, with the digest of the request."""

    poster: Poster
    request_digest: str


class EventLog(Protocol):
    """Keeps what happened. `Unavailable` when that is not possible."""

    def append(self, events: Sequence[Event]) -> None:
        """Keep all or none; they survive a crash from then on, and this machine sees them at once."""

    def append_soon(self, events: Sequence[Event], on_loss: Callable[[Exception], object]) -> None:
        """As `append`, for an answer that is the same whether they are kept or not: it may be made meanwhile, and is
        given when they are kept, or ``on_loss`` was told that they never will be.
        """

    def holding(self, keys: Sequence[str]) -> AbstractContextManager[None]:
        """Nobody else on this machine works on these idempotency keys meanwhile."""


class PosterStore(Protocol):
    """Finds posters. `Unavailable` when the store does not answer."""

    def get(self, code: str) -> Poster:
        """The poster, or `NotFound`."""

    def get_avatar(self, code: str) -> bytes | None:
        """The picture on this poster, or None."""

    def find_by_key(self, keys: Sequence[str]) -> dict[str, KeyedPoster]:
        """The posters issued under these idempotency keys."""

    def erase_digest(self, code: str) -> str:
        """The SHA-256 of the token with which the person may be erased; empty when there is none."""


class ScanStore(Protocol):
    """Finds scans. `Unavailable` when the store does not answer."""

    def get_scan(self, scan_id: str) -> Scan:
        """The scan, or `NotFound`."""


class ContentArchive(Protocol):
    """Keeps every published version of packs and templates, so that an old poster renders as it was."""

    def publish(self, kind: str, name: str, version: str, files: dict[str, bytes]) -> None:
        """Keep these files under this version; publishing the same version twice changes nothing."""

    def fetch(self, kind: str, name: str, version: str) -> dict[str, bytes]:
        """The files of this version, or `NotFound`."""
