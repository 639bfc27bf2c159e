"""What the API takes and answers, of policies. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FrozenPolicy:
    """A frozen state of learning."""

    version: str
    kind: str
    made_at: datetime
    # what served when it was made; null for relevance alone
    parent: str | None
    # what success is: scan, confirmed, maker or conversion
    reward: str
    window_hours: int
    # the share of posters whose text is drawn evenly
    holdout: float
    # the least probability of a candidate
    floor: float
    # revisions of texts that it knows
    texts: int
    # posters that it was made of, weighed for their age and people
    exposed: float
    rewarded: float
    # by locale; of all under the empty name
    priors: dict[str, Prior]


@dataclass(frozen=True, slots=True)
class Gates:
    """What it takes before a campaign adapts, and how often it tries to."""

    posters: int
    successes: int
    every_hours: int


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """Something that was done about policies."""

    at: datetime
    # update, refuse, pin, unpin or rollback
    action: str
    version: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What draws the texts of a campaign."""

    campaign: str
    # what campaign.yaml asks for
    kind: str
    # what serves; null for relevance alone
    version: str | None
    since: datetime | None
    pinned: bool
    # why relevance alone draws where the campaign learns: missing, stale, unreadable or rolled-back
    note: str
    gates: Gates
    policy: FrozenPolicy | None
    # what was done last, the latest first
    history: tuple[PolicyEntry, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of a text before it was seen: Beta(strength m, strength (1 - m)) with logit m = alpha + beta
    z; z is how far its relevance lies from `centre`, in units of `spread`.
    """

    alpha: float
    beta: float
    # in posters
    strength: float
    centre: float
    spread: float
