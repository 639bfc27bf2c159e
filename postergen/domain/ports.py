"""What the inner layers need from outside, as small protocols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from postergen.domain.catalogue import Option
from postergen.domain.poster import Poster
from postergen.domain.scan import Scan
from postergen.domain.variant import CopyVariant


class Clock(Protocol):
    """Tells the time, zone-aware, in UTC."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Issue:
    """A poster to be stored, with the key and digest of the request that asked for it."""

    poster: Poster
    idempotency_key: str | None = None
    request_digest: str = ""
    avatar: bytes | None = None


class PosterStore(Protocol):
    """Keeps posters. `Unavailable` when the store does not answer."""

    def add(self, issues: Sequence[Issue]) -> None:
        """Store all or none; a key that was used meanwhile raises `Conflict`."""

    def get(self, code: str) -> Poster:
        """The poster, or `NotFound`."""

    def get_avatar(self, code: str) -> bytes | None:
        """The picture on this poster, or None."""

    def find_by_key(self, keys: Sequence[str]) -> dict[str, tuple[Poster, str]]:
        """Posters issued under these idempotency keys, each with the digest of its request."""


class ScanStore(Protocol):
    """Keeps scans."""

    def add_scan(self, scan: Scan) -> None: ...

    def get_scan(self, scan_id: str) -> Scan:
        """The scan, or `NotFound`."""


@dataclass(frozen=True, slots=True)
class VariantCount:
    """What happened to the posters that carry one revision of a variant."""

    variant: str
    revision: str
    posters: int
    posters_scanned: int
    scans: int


class ReportStore(Protocol):
    """Counts what happened."""

    def count_variants(self, campaign: str) -> list[VariantCount]:
        """One row for each revision that stands on a poster; only human scans are counted."""


class ContentArchive(Protocol):
    """Keeps every published version of packs and templates, so that an old poster renders as it was."""

    def publish(self, kind: str, name: str, version: str, files: dict[str, bytes]) -> None:
        """Keep these files under this version; publishing the same version twice changes nothing."""

    def fetch(self, kind: str, name: str, version: str) -> dict[str, bytes]:
        """The files of this version, or `NotFound`."""


class RelevanceModel(Protocol):
    """Says how well each variant speaks for each option."""

    @property
    def name(self) -> str:
        """What answers call this backend."""

    def relevance(self, options: Sequence[Option], variants: Sequence[CopyVariant]) -> list[list[float]]:
        """A row for each option, a column for each variant, values from 0 (nothing) to 1 (word for word)."""
