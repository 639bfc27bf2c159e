"""The shapes of what follows a scan: offers, coupons, conversions; the OpenAPI document is made from them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from postergen.web.schemas import ReasonOut, Shape


class RedeemedIn(Shape):
    """A coupon that somebody brought: it says by itself which scan it was handed out after."""

    offer: Annotated[str, Field(min_length=1, max_length=80)]
    code: Annotated[str, Field(min_length=1, max_length=80)]
    campaign: Annotated[str | None, Field(max_length=64)] = None


class ConversionIn(Shape):
    """What somebody did after a scan. A repeated ``key`` counts once; it is yours, whatever others call theirs."""

    key: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[!-~]+$", description="your own id of it")]
    click: Annotated[
        str | None, Field(min_length=1, max_length=32, description="the click id of the landing address")
    ] = None
    coupon: Annotated[RedeemedIn | None, Field(description="instead of a click id")] = None
    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$", description="such as order, follow, coupon")]
    value: Annotated[Decimal | None, Field(ge=0, le=1_000_000_000, max_digits=16, decimal_places=6)] = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$", description="ISO 4217")] = ""


class AcceptedOut(Shape):
    key: str


class OfferOut(Shape):
    """Something a person can do about a wish."""

    id: str
    kind: Literal["service", "coupon", "link"]
    title: str
    text: str
    url: str
    score: Annotated[float, Field(ge=0, le=1)]
    reasons: list[ReasonOut]


class OffersOut(Shape):
    offers: list[OfferOut]


class CouponOut(Shape):
    """A code that nobody else has; the same scan gets the same one again."""

    offer: str
    code: str
