"""Make policies from what happened, one at a time, and say which one serves.

An update reads, decides, and only then takes a lock, for as long as it takes to store a policy and point at it: nobody
who makes posters waits, and whoever is killed on the way leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from postergen.domain.policies import Kind, Policy, Slice, Terms
from postergen.domain.ports import Clock
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.ranking.prior import fit_priors
from postergen.tracking.exposure import Observed, delays_of, exposures

TIMER = "timer"  # who updates when nobody asks for it

Standing = Mapping[str, Any]  # what is kept with a policy, for people and later looks: as JSON has it
Stand = Callable[[Policy, Sequence[Observed]], Standing]
Fit = Callable[[Policy, Sequence[Observed]], Policy]  # completes a policy by what its kind draws from


class Action(StrEnum):
    """What is done about policies."""

    UPDATE = "update"
    REFUSE = "refuse"
    PIN = "pin"
    UNPIN = "unpin"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done about a campaign's policies. ``version`` is the one it was about; empty is none."""

    campaign: str
    at: datetime
    action: Action
    version: str
    actor: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """Which policy draws; an empty version is the order of relevance. A pinned one stays until somebody says else."""

    version: str = ""
    pinned: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    policy: Policy
    standing: Standing


class Outcomes(Protocol):
    """Counts posters by how they came to their texts and what became of them. `Unavailable` if that is not possible."""

    def observed(self, campaign: str, now: datetime, terms: Terms) -> Sequence[Observed]: ...

    def known_at(self, campaign: str, moment: datetime, terms: Terms) -> Sequence[Observed]:
        """What ``observed`` gave at a moment that is past."""


class PolicyStore(Protocol):
    """Keeps policies. `Unavailable` when it does not answer."""

    def serving(self, campaign: str) -> Served: ...

    def load(self, campaign: str, version: str) -> Kept:
        """`NotFound` when there is none; `Unavailable` when this release cannot read it."""

    def keep(self, policy: Policy, standing: Standing, entry: Entry) -> Served | None:
        """Keep a policy and let it serve, unless another one is pinned; all or nothing. None when its parent does not
        serve any more: then nothing happens.
        """

    def serve(self, version: str, pinned: bool, entry: Entry, before: Served) -> Served | None:
        """Let this version serve from now on; None when ``before`` is not what serves any more."""

    def note(self, entry: Entry) -> None: ...

    def history(self, campaign: str, most: int) -> Sequence[Entry]:
        """What was done, the latest first."""


class Outcome(StrEnum):
    UPDATED = "updated"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Update:
    """What came of an update. ``lacks`` says what refused it; ``policy`` is what was made, if anything."""

    campaign: str
    outcome: Outcome
    posters: int
    rewarded: int
    policy: Policy | None = None
    serves: bool = False
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A policy and how it came to be; ``kept`` is None for the order of relevance."""

    served: Served
    kept: Kept | None
    history: tuple[Entry, ...]


class PolicyService:
    """The use cases of policies."""

    def __init__(
        self,
        *,
        outcomes: Outcomes,
        store: PolicyStore,
        terms: Callable[[], Mapping[str, Terms]],
        clock: Clock,
        stand: Stand | None = None,
        fits: Mapping[Kind, Fit] | None = None,
    ) -> None:
        """``terms`` are those of all campaigns, by id; ``fits`` complete policies whose kind needs more than counts."""
        self._outcomes, self._store, self._terms, self._clock = outcomes, store, terms, clock
        self._stand, self._fits = stand or standing_of, fits or {}

    def update(self, campaign: str, actor: str) -> Update:
        """Make a policy from what has happened by now, and let it serve; refuse to where too little has happened.

        Raises:
            NotFound: no such campaign.
            Unavailable: the database does not answer; nothing has changed.
        """
        for _ in range(2):  # somebody else may be faster, who read the same: once more, with what they made as parent
            made, observed = self._make(campaign)
            if made.policy is None:
                reason = "; ".join(made.lacks)
                self._store.note(Entry(campaign, self._clock(), Action.REFUSE, "", actor, reason))
                return made
            entry = Entry(campaign, self._clock(), Action.UPDATE, made.policy.version, actor)
            served = self._store.keep(made.policy, self._stand(made.policy, observed), entry)
            if served is not None:
                serves = served.version == made.policy.version
                return _with(made, Outcome.UPDATED, serves)
        return _with(made, Outcome.OVERTAKEN, False)

    def preview(self, campaign: str) -> Update:
        """What `update` would do; nothing is kept."""
        return self._make(campaign)[0]

    def update_due(self) -> list[Update]:
        """Update every campaign that learns, and for which nobody has tried to for as long as its terms say."""
        return [
            self.update(name, TIMER)
            for name, terms in self._terms().items()
            if terms.kind is not Kind.FIXED and self._is_due(name, terms)
        ]

    def _is_due(self, campaign: str, terms: Terms) -> bool:
        tried = (Action.UPDATE, Action.REFUSE)
        last = next((one.at for one in self._store.history(campaign, 20) if one.action in tried), None)
        now = self._clock()
        # a clock that was set back must not stop learning until it has caught up
        return last is None or last > now or now - last >= timedelta(hours=terms.every_hours)

    def _make(self, campaign: str) -> tuple[Update, Sequence[Observed]]:
        terms = self._terms_of(campaign)
        if terms.kind is Kind.FIXED:
            why = "the campaign draws by relevance alone (learning.kind in campaign.yaml says how it learns)"
            return Update(campaign, Outcome.REFUSED, 0, 0, lacks=(why,)), ()
        now, parent = self._clock(), self._store.serving(campaign).version
        observed = self._outcomes.observed(campaign, now, terms)
        return self._learned(campaign, terms, observed, now, parent), observed

    def _learned(
        self, campaign: str, terms: Terms, observed: Sequence[Observed], at: datetime, parent: str = ""
    ) -> Update:
        drawn = [row for row in observed if row.slice is not Slice.CHOSEN]
        posters = sum(row.posters for row in drawn)
        rewarded = sum(row.posters for row in drawn if row.delay is not None)
        if lacks := gates(posters, rewarded, terms):
            return Update(campaign, Outcome.REFUSED, posters, rewarded, lacks=lacks)
        arms = exposures(observed, delays_of(drawn, terms), terms)
        policy = Policy(campaign, terms.kind, terms, arms, fit_priors(arms, terms), at, parent)
        if terms.kind in self._fits:
            policy = self._fits[terms.kind](policy, observed)
        return Update(campaign, Outcome.UPDATED, posters, rewarded, policy)

    def would_be(self, campaign: str, terms: Terms, at: datetime) -> Update:
        """What an update would have made under these terms at a moment that is past, from what was to be seen then.

        Raises:
            NotFound: no such campaign.
            Unavailable: the database does not answer.
        """
        self._terms_of(campaign)
        return self._learned(campaign, terms, self._outcomes.known_at(campaign, at, terms), at)

    def show(self, campaign: str, version: str | None = None) -> Shown:
        """The policy that serves, or another one.

        Raises:
            NotFound: no such campaign or version.
        """
        self._terms_of(campaign)
        served = self._store.serving(campaign)
        wanted = served.version if version is None else version
        kept = self._store.load(campaign, wanted) if wanted else None
        return Shown(served, kept, tuple(self._store.history(campaign, 10)))

    def load(self, campaign: str, version: str) -> Policy:
        """`NotFound` when there is none; `Unavailable` when this release cannot read it."""
        return self._store.load(campaign, version).policy

    def pin(self, campaign: str, version: str, actor: str, reason: str = "") -> Served:
        """Let this version serve until somebody says else; updates go on, and do not serve.

        Raises:
            NotFound: no such campaign or version.
        """
        self._terms_of(campaign)
        self._store.load(campaign, version)
        return self._serve(campaign, Action.PIN, actor, reason, lambda _served: version)

    def unpin(self, campaign: str, actor: str, reason: str = "") -> Served:
        """Let the next update serve."""
        self._terms_of(campaign)
        return self._serve(campaign, Action.UNPIN, actor, reason, lambda served: served.version)

    def rollback(self, campaign: str, actor: str, reason: str = "") -> Served:
        """Let serve, and pin, what served when the present policy was made: the order of relevance before the first.

        Raises:
            InvalidInput: no policy serves.
        """
        self._terms_of(campaign)

        def earlier(served: Served) -> str:
            if not served.version:
                problem = "no policy serves, so there is none to go back from"
                raise InvalidInput([Finding(campaign, problem, "postergen policy update makes one")])
            return self._store.load(campaign, served.version).policy.parent

        return self._serve(campaign, Action.ROLLBACK, actor, reason, earlier)

    def _serve(
        self, campaign: str, action: Action, actor: str, reason: str, version: Callable[[Served], str]
    ) -> Served:
        while True:
            before = self._store.serving(campaign)
            wanted = version(before)
            entry = Entry(campaign, self._clock(), action, wanted, actor, reason)
            served = self._store.serve(wanted, action is not Action.UNPIN, entry, before)
            if served is not None:
                return served

    def _terms_of(self, campaign: str) -> Terms:
        terms = self._terms().get(campaign)
        if terms is None:
            raise NotFound("campaign", campaign)
        return terms


def gates(posters: int, rewarded: int, terms: Terms) -> tuple[str, ...]:
    """What is lacking before a campaign may adapt."""
    found = (("posters", posters, terms.least_posters), ("successes", rewarded, terms.least_rewards))
    return tuple(f"{have} {what} of the {least} that it takes" for what, have, least in found if have < least)


def standing_of(policy: Policy, observed: Sequence[Observed]) -> Standing:
    """What every text has had, by itself."""
    drawn = [row for row in observed if row.slice is not Slice.CHOSEN]
    return {
        "made_at": policy.made_at.isoformat(),
        "posters": sum(row.posters for row in drawn),
        "rewarded": sum(row.posters for row in drawn if row.delay is not None),
        "texts": [
            {"variant": arm.variant, "revision": arm.revision, "exposed": arm.exposed, "rewarded": arm.rewarded}
            for arm in policy.arms
        ],
    }


def _with(made: Update, outcome: Outcome, serves: bool) -> Update:
    return Update(made.campaign, outcome, made.posters, made.rewarded, made.policy, serves)
