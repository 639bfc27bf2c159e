"""The shapes of what draws; the OpenAPI document is made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from postergen.web.schemas import Shape


class GatesOut(Shape):
    """What it takes before a campaign adapts, and how often it tries to."""

    posters: int
    successes: int
    every_hours: int


class PriorOut(Shape):
    """What is believed of a text before it was seen: Beta(strength m, strength (1 - m)) with logit m = alpha + beta z;
    z is how far its relevance lies from `centre`, in units of `spread`.
    """

    alpha: float
    beta: float
    strength: Annotated[float, Field(description="in posters")]
    centre: float
    spread: float


class FrozenPolicyOut(Shape):
    """A frozen state of learning."""

    version: str
    kind: str
    made_at: datetime
    parent: Annotated[str | None, Field(description="what served when it was made; null for relevance alone")]
    reward: Annotated[str, Field(description="what success is: scan, confirmed, maker or conversion")]
    window_hours: int
    holdout: Annotated[float, Field(description="the share of posters whose text is drawn evenly")]
    floor: Annotated[float, Field(description="the least probability of a candidate")]
    texts: Annotated[int, Field(description="revisions of texts that it knows")]
    exposed: Annotated[float, Field(description="posters that it was made of, weighed for their age and people")]
    rewarded: float
    priors: Annotated[dict[str, PriorOut], Field(description="by locale; of all under the empty name")]


class PolicyEntryOut(Shape):
    """Something that was done about policies."""

    at: datetime
    action: Annotated[str, Field(description="update, refuse, pin, unpin or rollback")]
    version: str | None
    reason: str


class PolicyOut(Shape):
    """What draws the texts of a campaign."""

    campaign: str
    kind: Annotated[str, Field(description="what campaign.yaml asks for")]
    version: Annotated[str | None, Field(description="what serves; null for relevance alone")]
    since: datetime | None
    pinned: bool
    note: Annotated[
        str,
        Field(
            description="why relevance alone draws where the campaign learns: missing, stale, unreadable or rolled-back"
        ),
    ]
    gates: GatesOut
    policy: FrozenPolicyOut | None
    history: Annotated[list[PolicyEntryOut], Field(description="what was done last, the latest first")]
