"""What happens, as values: every event has an id, and is kept before anybody is answered.

An event may arrive twice, late, or before the event that it refers to; whoever folds events has to bear all three.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from postergen.domain.poster import Poster
from postergen.domain.scan import Scan

ANONYMOUS = "web:"  # what the idempotency key of a caller without an API key begins with, as it is kept


@dataclass(frozen=True, slots=True)
class PosterIssued:
    """A poster, with what is known of its request.

    ``maker`` is the visitor key of the person, if they may be recognised; ``themes`` are those of the options as the
    catalogue had them; ``erase_digest`` is the SHA-256 of the token with which the person may have themselves erased.
    """

    poster: Poster
    idempotency_key: str | None = None
    request_digest: str = ""
    avatar: bytes | None = field(default=None, repr=False)
    maker: str = ""
    themes: tuple[str, ...] = ()
    parent_created_at: datetime | None = None
    erase_digest: str = ""

    @property
    def id(self) -> str:
        return self.poster.code

    @property
    def subject(self) -> str:
        return self.poster.code


@dataclass(frozen=True, slots=True)
class ScanRecorded:
    """A hit on a short link."""

    scan: Scan

    @property
    def id(self) -> str:
        return self.scan.id

    @property
    def subject(self) -> str:
        return self.scan.id


@dataclass(frozen=True, slots=True)
class ScanConfirmed:
    """The landing page's beacon answered: somebody's browser ran the page."""

    scan: str
    occurred_at: datetime

    @property
    def id(self) -> str:
        return f"confirm:{self.scan}"

    @property
    def subject(self) -> str:
        return self.scan


@dataclass(frozen=True, slots=True)
class PosterShared:
    """The person sent their poster on, as far as the page could see; counted once for a poster."""

    code: str
    occurred_at: datetime

    @property
    def id(self) -> str:
        return f"share:{self.code}"

    @property
    def subject(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class Converted:
    """Something a person did after a scan. ``key`` is the caller's own, so that a repeated report counts once."""

    key: str
    scan: str
    kind: str
    occurred_at: datetime
    value: Decimal | None = None
    currency: str = ""

    @property
    def id(self) -> str:
        return f"conversion:{self.key}"

    @property
    def subject(self) -> str:
        return self.scan


@dataclass(frozen=True, slots=True)
class PersonErased:
    """The person behind a poster is to be forgotten; the counts stay."""

    code: str
    occurred_at: datetime

    @property
    def id(self) -> str:
        return f"erase:{self.code}"

    @property
    def subject(self) -> str:
        return self.code


Event = PosterIssued | ScanRecorded | ScanConfirmed | PosterShared | Converted | PersonErased
