"""What the API takes and answers, of scans. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Required, TypedDict

from postergen.client.values.shared import (
    Reason,
)


@dataclass(frozen=True, slots=True)
class Accepted:
    key: str


class ConversionIn(TypedDict, total=False):
    """What somebody did after a scan. A repeated ``key`` counts once; it is yours, whatever others call theirs."""

    # your own id of it
    key: Required[str]
    # the click id of the landing address
    click: str | None
    # instead of a click id
    coupon: RedeemedIn | None
    # such as order, follow, coupon
    type: Required[str]
    value: Decimal | float | str | None
    # ISO 4217
    currency: str


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code that nobody else has; the same scan gets the same one again."""

    offer: str
    code: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a person can do about a wish."""

    id: str
    kind: Literal["service", "coupon", "link"]
    title: str
    text: str
    url: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    offers: tuple[Offer, ...]


class RedeemedIn(TypedDict, total=False):
    """A coupon that somebody brought: it says by itself which scan it was handed out after."""

    offer: Required[str]
    code: Required[str]
    campaign: str | None
