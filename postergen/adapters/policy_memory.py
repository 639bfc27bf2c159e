"""Hold the policies that serve, and take up new ones: a request reads one value, and never waits for a database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Kind, Policy
from postergen.domain.ports import Clock
from postergen.errors import NotFound, Unavailable
from postergen.ranking.policy import Serving
from postergen.ranking.serving import serving_of
from postergen.service.policies import Kept, Served

log = logging.getLogger(__name__)

STALE_AFTER = 28  # updates that did not come: a week, where there are four a day


class Note(StrEnum):
    """Why a campaign that learns is served by relevance alone."""

    NONE = ""
    MISSING = "missing"  # no policy was made yet
    STALE = "stale"  # the last one is too old to be true
    UNREADABLE = "unreadable"  # of a later release, or damaged
    ROLLED_BACK = "rolled-back"  # somebody wants it


class Standing(NamedTuple):
    """How a campaign that learns is served just now; ``age`` is that of its policy in seconds, None without one."""

    campaign: str
    note: Note
    age: float | None


class PolicyShelf(Protocol):
    """Where policies are kept. `Unavailable` when it does not answer."""

    def all_serving(self) -> Mapping[str, Served]: ...

    def load(self, campaign: str, version: str) -> Kept: ...


@dataclass(frozen=True, slots=True)
class _Held:
    served: Served
    policy: Policy | None  # None where it cannot be read
    serving: Serving | None


class PolicyMemory:
    """The `Policies` of a process."""

    def __init__(self, shelf: PolicyShelf, campaign: Callable[[str], Campaign], clock: Clock) -> None:
        self._shelf, self._campaign, self._clock = shelf, campaign, clock
        self._held: Mapping[str, _Held] = {}

    def refresh(self) -> None:
        """Take up what serves by now, in one assignment.

        Raises:
            Unavailable: the database does not answer; everything stays as it was.
        """
        held = self._held
        served = self._shelf.all_serving()
        here = [name for name in served if self._is_here(name)]  # databases may be shared by servers of other packs
        self._held = {name: self._taken_up(name, served[name], held.get(name)) for name in here}

    def _is_here(self, campaign: str) -> bool:
        try:
            self._campaign(campaign)
        except NotFound:
            return False
        return True

    def _taken_up(self, campaign: str, now: Served, held: _Held | None) -> _Held:
        is_known = held is not None and held.served.version == now.version
        if held is not None and is_known and (held.policy is not None or not now.version):
            return _Held(now, held.policy, held.serving)
        if not now.version:
            return _Held(now, None, None)
        try:
            policy = self._shelf.load(campaign, now.version).policy
            return _Held(now, policy, serving_of(policy, self._campaign(campaign)))
        except (NotFound, Unavailable) as exc:
            if isinstance(exc, Unavailable) and exc.part == "the database":
                raise
            if not is_known:  # else it was said before
                log.error("%s is served by relevance alone: %s", campaign, exc)
            return _Held(now, None, None)

    def serving(self, campaign: str) -> Serving | None:
        """What draws for this campaign; None for relevance alone."""
        held = self._held.get(campaign)
        return held.serving if held and self.note(campaign) is Note.NONE and self._learns(campaign) else None

    def note(self, campaign: str) -> Note:
        """Why relevance alone draws for a campaign that wants to learn; empty when all is as it should be."""
        held = self._held.get(campaign)
        if not self._learns(campaign):
            return Note.NONE
        if held is None:
            return Note.MISSING
        if held.policy is None:
            return Note.UNREADABLE if held.served.version else Note.ROLLED_BACK
        life = timedelta(hours=STALE_AFTER * held.policy.terms.every_hours)
        is_old = self._clock() - held.policy.made_at > life
        return Note.STALE if is_old and not held.served.pinned else Note.NONE

    def _learns(self, campaign: str) -> bool:
        return self._campaign(campaign).learning.kind is not Kind.FIXED

    def standings(self) -> Iterator[Standing]:
        """How each campaign is served for which a policy was ever made."""
        for name, held in self._held.items():
            age = (self._clock() - held.policy.made_at).total_seconds() if held.policy else None
            yield Standing(name, self.note(name), age)
