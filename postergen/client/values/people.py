"""What the API takes and answers, of people. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Friends:
    """What came of a poster since it was made."""

    visits: int
    made: int
    since: datetime
    # says for a day that this browser made it: for a look back
    own: str


@dataclass(frozen=True, slots=True)
class Person:
    """Everything stored about the person behind a poster."""

    code: str
    campaign: str
    locale: str
    template: str
    format: str
    variant: str
    revision: str
    lines_shown: tuple[str, ...]
    nickname: str
    options: tuple[str, ...]
    wish: str
    wish_means: str
    place: str | None
    site: str
    occasion: str | None
    fields: dict[str, int | str]
    channel: str
    personalised: bool
    # the picture as it was taken in, a WebP in base64
    avatar: str | None
    visitor_key: str
    # what is kept of it: a digest
    idempotency_key: str | None
    request_digest: str
    parent: str | None
    root: str
    generation: int
    made_at: datetime
    made_after_scan: str | None
    first_came_by_scan: str | None
    shared_at: datetime | None
    scanned_at: datetime | None
    confirmed_at: datetime | None
    remade_at: datetime | None
    converted_at: datetime | None
    erased_at: datetime | None
    own_scans: tuple[dict[str, datetime | str | None], ...]
    coupons: tuple[dict[str, datetime | str | None], ...]
    scans_of_the_poster: int
    conversions_of_the_poster: int
