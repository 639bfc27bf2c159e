"""What a poster service is asked, and what it answers: an order, a ranking, a poster that was issued."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from postergen.domain.briefs import BriefRequest
from postergen.domain.line import Line
from postergen.domain.poster import Brief, Poster
from postergen.ranking.candidates import Fallback
from postergen.ranking.ranker import RankedVariant
from postergen.ranking.wishes import Reading


@dataclass(frozen=True, slots=True)
class Order:
    """One poster asked for: by whom does not matter, through which scan does."""

    campaign: str
    request: BriefRequest
    scan: str | None = None
    idempotency_key: str | None = None
    avatar: bytes | None = field(default=None, repr=False)
    maker: str = ""  # the visitor key of the person, if they may be recognised
    variant: str | None = None  # a text that the person chose; without one it is drawn
    page: str = ""  # what all draws of the page are made with
    line: Line | None = None  # what stood on the page: the poster gets it

    @property
    def digest(self) -> str:
        """Tells two different requests under one idempotency key apart."""
        # without a wish, a site, or a chosen text, as it was before there were any: a key of then still fits
        said = (name for name in BriefRequest.__slots__ if name not in ("wish", "site") or getattr(self.request, name))
        request = tuple(getattr(self.request, name) for name in said)
        chosen = (self.variant,) if self.variant else ()
        return hashlib.sha256(repr((self.campaign, request, self.scan, *chosen)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Issued:
    """A poster, and whether this call created it or an earlier one with the same key.

    ``erase_token`` lets its bearer have the person erased; it is known here once, and only its digest is kept.
    """

    poster: Poster
    created: bool
    erase_token: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked variant with the probability that the policy draws it (0 beyond its candidates)."""

    ranked: RankedVariant
    propensity: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The variants for a brief, with the relevance backend and the policy that judged them.

    ``wish_reading`` is what a typed wish was understood as; None without one. ``fallback`` is what stands in where
    nothing is relevant. ``holdout`` is the share of posters whose text is drawn evenly instead.
    ``policy`` has the version of the policy and the state of the ranker. ``policy_note`` says why relevance alone draws
    where the campaign wants to learn.
    """

    brief: Brief
    backend: str
    wish_reading: Reading | None
    policy: str
    policy_version: str
    fallback: Fallback
    holdout: float
    candidates: tuple[Candidate, ...]
    policy_note: str = ""


def with_avatar(order: Order, take_in: Callable[[bytes], bytes]) -> Order:
    """The order with its picture taken in; its brief then carries the picture's digest."""
    if order.avatar is None:
        return order
    picture = take_in(order.avatar)
    request = replace(order.request, avatar=hashlib.sha256(picture).hexdigest())
    return replace(order, request=request, avatar=picture)
