"""One load test from its first request to its verdict."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from postergen.errors import Finding, InvalidInput, NotFound, Unavailable
from postergen.loadtest.drive import FAILURES, PATIENCE, Wire, drive, kind_of, make_room
from postergen.loadtest.mix import LOCALE, Answer, Asked, CampaignMix, shares_of
from postergen.loadtest.profiles import Profile
from postergen.loadtest.schedule import arrivals
from postergen.loadtest.verdict import Judgement, Measured, Verdict, judge

FORMAT = "story"  # in which posters are made: looks that do not serve it are left out

# What an operator may do about a status, before the test or after it.
REMEDIES = {
    "401": "the server asks for a key of the scope `render`: `postergen key create loadtest --scope render`, then "
    "--key-file",
    "403": "the key has not the scope `render`",
    "429": "a rate limit holds for all that come from one address: give a key of the scope `render` (--key-file), or "
    "let a stage trust the addresses that are sent along (POSTERGEN_TRUSTED_PROXIES=1)",
    "503": "the server refused what it could not do in time",
}


@dataclass(frozen=True, slots=True)
class Who:
    """Who comes, and what for: `CampaignMix` says what each is. Without a campaign it is the server's own."""

    campaign: str = ""
    key: str = ""
    as_people: bool = False
    shares: Mapping[str, float] = field(default_factory=lambda: shares_of({}))


@dataclass(frozen=True, slots=True)
class Stage:
    """One rate: what was measured, and what is to be said of it."""

    measured: Measured
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Run:
    """All stages, the last of which broke a target where there are more to come."""

    begun: datetime
    url: str
    campaign: str
    profile: Profile
    seed: int
    stages: tuple[Stage, ...]

    @property
    def verdict(self) -> Verdict:
        """Of a ramp: passed when the rate was found at which a target breaks, and it is not the first."""
        last = self.stages[-1].judgement.verdict
        return Verdict.PASSED if last is Verdict.FAILED and self.held is not None else last

    @property
    def held(self) -> float | None:
        """The highest rate at which every target held."""
        rates = [one.measured.rate for one in self.stages if one.judgement.verdict is Verdict.PASSED]
        return max(rates, default=None)


async def run(
    url: str,
    profile: Profile,
    who: Who,
    seed: int,
    *,
    ended: Callable[[], object] = lambda: None,
    staged: Callable[[Stage], object] = lambda stage: None,
) -> Run:
    """Put a server under load, and say how it bore that.

    Args:
        ended: is told of every request that was answered or given up.
        staged: is told of every stage that is over.

    Raises:
        Unavailable: nothing answers there, or the system lets us open too few connections.
        InvalidInput: what answers there is no postergen, or does not let us in.
        NotFound: the server has no such campaign.
    """
    begun = datetime.now(UTC)
    make_room(max(profile.rates))
    async with Wire(url) as wire:
        mix = await _mix(wire, who, random.Random(f"{seed} people"))
        stages: list[Stage] = []
        for number, rate in enumerate(profile.rates):
            warm = 0.0 if stages else profile.warm
            draw = random.Random(f"{seed} times {number}")
            plan = arrivals(rate, warm + profile.seconds, profile.spacing, mix.shares, draw)
            measured = await drive(wire, mix, plan, rate=rate, seconds=profile.seconds, warm=warm, ended=ended)
            stages.append(Stage(measured, judge(measured, profile.targets)))
            staged(stages[-1])
            if stages[-1].judgement.verdict is not Verdict.PASSED:
                break
    return Run(begun, url, mix.campaign, profile, seed, tuple(stages))


async def _mix(wire: Wire, who: Who, draw: random.Random) -> CampaignMix:
    """What the server has to choose from; with a first poster and scan, which later requests take up."""
    of = f"&campaign={who.campaign}" if who.campaign else ""
    asked = Asked("GET", f"/api/v1/catalogue?locale={LOCALE}{of}", {"Accept": "application/json"})
    answer = await _answer(wire, asked)
    if answer.status == 404 and who.campaign:
        raise NotFound("campaign", who.campaign)
    try:
        told: Any = json.loads(answer.body)
        looks = [look["id"] for look in told["templates"] if FORMAT in look["formats"]]
        options = [option["id"] for option in told["options"]]
        mix = CampaignMix(told["campaign"], options, looks, draw, who.shares, who.key, who.as_people)
    except (LookupError, TypeError, ValueError) as exc:
        problem = f"answers {answer.status} to {asked.path}, and not with a catalogue"
        raise InvalidInput([Finding("URL", problem, "name a running `postergen serve`")]) from exc
    if not looks:
        raise InvalidInput([Finding("campaign", f"{mix.campaign} has no look that serves {FORMAT}")])
    for step in ("poster", "scan"):
        asked = mix.ask(step)
        wrong = mix.take(step, asked, await _answer(wire, asked))
        if wrong:
            raise InvalidInput([Finding(f"{asked.method} {asked.path}", f"answers {wrong}", REMEDIES.get(wrong, ""))])
    return mix


async def _answer(wire: Wire, asked: Asked) -> Answer:
    try:
        return await wire.ask(asked, asyncio.get_running_loop().time() + PATIENCE)
    except FAILURES as exc:
        raise Unavailable("the server", f"{kind_of(exc)} ({str(exc) or f'nothing for {PATIENCE:g} s'})") from exc
