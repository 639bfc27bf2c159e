"""Answer what another policy would have brought, from the texts that were drawn and how likely each of them was.

The candidate draws from the texts that could be drawn then, for the same briefs. One that learns is made of what was
known before the posters that judge it: judged by those that it learned from, it would be taken for better than it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Kind, Policy, Terms
from postergen.domain.ports import Clock
from postergen.domain.poster import ERASED_WISH, Brief, Poster
from postergen.errors import Finding, InvalidInput
from postergen.ranking.draws import Odds, as_drawn, odds_of
from postergen.ranking.policy import Serving, fixed_policy
from postergen.ranking.ranker import SOMEBODY, Ranker
from postergen.ranking.serving import RULES, serving_of
from postergen.service.library import Library
from postergen.service.policies import Update
from postergen.service.redraws import Load, PastPolicies, agrees, draw_of, version_of
from postergen.tracking.offline import Evaluation, Logged, Refusal, evaluate, told

MOST = 50_000  # posters, the latest: ranking one brief anew takes a fraction of a millisecond
REFITS = 4  # of a candidate that learns, evenly over the posters that judge it
REMEMBERED = 4096  # briefs, with what may be drawn for them
KNOWS_NOTHING = (Kind.FIXED, Kind.UNIFORM)  # of what came of posters


class Counted(NamedTuple):
    """Posters of full age; those ``chosen`` by people, and those drawn ``elsewhere``: of other texts, or ranks."""

    posters: int
    chosen: int
    elsewhere: int

    @property
    def drawn(self) -> int:
        return self.posters - self.chosen - self.elsewhere


@dataclass(frozen=True, slots=True)
class Drawn:
    """A poster whose text was drawn; ``is_named`` also where the name is gone, for the person was erased."""

    poster: Poster
    is_named: bool
    is_erased: bool
    rewarded: bool


class DrawLog(Protocol):
    """Reads drawn posters; ``state`` is that of the ranker. `Unavailable` when the store does not answer."""

    def counted(self, campaign: str, state: str, since: datetime | None, until: datetime) -> Counted: ...

    def begins(self, campaign: str, state: str, until: datetime, most: int) -> datetime | None:
        """When the first of the latest so many posters was made; None where there are fewer."""

    def drawn(
        self, campaign: str, state: str, since: datetime, until: datetime, terms: Terms, most: int
    ) -> Sequence[Drawn]:
        """The latest so many of a time, the oldest first, with whether they succeeded as ``terms`` say."""


class Advice(StrEnum):
    """What an answer comes to."""

    SWITCH = "switch"  # the whole interval of the gain is above 0
    NO_REASON = "no_reason"  # it is below 0
    CANNOT_TELL = "cannot_tell"  # it holds 0
    REFUSED = "refused"  # the log cannot answer


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a candidate would have brought.

    Args:
        candidate: as it was asked for, and its ``kind``.
        now: the kind that the campaign asks for.
        since, until: when the posters were made that judge it; None where there are none.
        learned_at: the moments at which what was known made the candidate; empty where it learns nothing.
        counted: what there is from the ``since`` on that was asked for; ``earlier`` drawn ones of these do not judge.
        left_out: posters of the time that does, but cannot be drawn again, by the reason.
        lacks: sentences; empty with an evaluation.
    """

    campaign: str
    candidate: str
    kind: Kind
    now: Kind
    since: datetime | None
    until: datetime
    learned_at: tuple[datetime, ...]
    counted: Counted
    earlier: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    evaluation: Evaluation | None = None
    lacks: tuple[str, ...] = ()

    @property
    def advice(self) -> Advice:
        if self.evaluation is None:
            return Advice.REFUSED
        if self.evaluation.worth_a_switch:
            return Advice.SWITCH
        return Advice.NO_REASON if self.evaluation.gain.high < 0 else Advice.CANNOT_TELL


@dataclass(frozen=True, slots=True)
class _Contender:
    """A candidate as it would have served: from each of these moments on as it was made then."""

    moments: tuple[datetime, ...]
    servings: tuple[Serving, ...]

    def at(self, moment: datetime) -> Serving:
        begun = sum(one <= moment for one in self.moments)
        return self.servings[max(0, min(begun, len(self.servings)) - 1)]


class WhatIfService:
    """``would_be`` says what an update under some terms would have made at a moment; ``load`` reads a kept policy."""

    def __init__(
        self,
        *,
        library: Library,
        log: DrawLog,
        would_be: Callable[[str, Terms, datetime], Update],
        load: Load,
        clock: Clock,
    ) -> None:
        self._library, self._log, self._would_be = library, log, would_be
        self._load, self._clock = load, clock

    def evaluate(self, campaign_name: str, candidate: str, since: datetime | None = None, most: int = MOST) -> WhatIf:
        """What this kind of policy, or this kept one, would have brought on the posters of full age.

        Args:
            candidate: a kind, or the version of a kept policy.
            since: only posters made from then on judge it. When it is left out, one that learns from posters is judged
                by the later half of them.
            most: the latest so many.

        Raises:
            NotFound: no such campaign or version.
            InvalidInput: no such kind, or nothing draws by it.
            Unavailable: the database does not answer.
        """
        campaign, ranker = self._library.campaign(campaign_name), self._library.ranker(campaign_name)
        terms, until = campaign.learning, self._clock() - timedelta(hours=campaign.learning.window_hours)
        kept = None if candidate in list(Kind) else self._load(campaign.id, candidate)
        kind = kept.kind if kept else Kind(candidate)
        if kind is not Kind.FIXED and kind not in RULES:
            raise InvalidInput([Finding("candidate", f"nothing draws by {kind}", f"one of {', '.join(drawn_by())}")])
        counted = self._log.counted(campaign.id, ranker.state, since, until)
        begin = self._begin(campaign.id, ranker.state, until, min(most, counted.drawn), since, kept, kind)
        drawn = self._log.drawn(campaign.id, ranker.state, begin, until, terms, most) if begin else ()
        made = [one.poster.created_at for one in drawn] or [until]
        asked = WhatIf(campaign.id, candidate, kind, terms.kind, begin, made[-1], (), counted)
        contender = self._contender(campaign, kind, kept, made)
        if isinstance(contender, str):
            return replace(asked, lacks=(contender,))
        asked = replace(asked, learned_at=contender.moments)
        judges = _Judges(ranker, PastPolicies(self._load, campaign), contender)
        found = evaluate(judges.logged(drawn))
        asked = replace(asked, earlier=counted.drawn - len(drawn), left_out=dict(judges.left_out))
        if isinstance(found, Refusal):
            return replace(asked, lacks=tuple(told(lack) for lack in found.lacks))
        return replace(asked, evaluation=found)

    def _begin(
        self,
        campaign: str,
        state: str,
        until: datetime,
        most: int,
        since: datetime | None,
        kept: Policy | None,
        kind: Kind,
    ) -> datetime | None:
        """When the first poster that judges was made; None where there is none."""
        learns_now = kept is None and kind not in KNOWS_NOTHING
        wanted = -(-most // 2) if learns_now and since is None else most
        begin = self._log.begins(campaign, state, until, wanted) if wanted else None
        if begin is None:
            return None
        begin = max(begin, since or begin, kept.made_at if kept and kind not in KNOWS_NOTHING else begin)
        return begin if begin <= until else None

    def _contender(
        self, campaign: Campaign, kind: Kind, kept: Policy | None, made: Sequence[datetime]
    ) -> _Contender | str:
        """The candidate for posters made at these moments, the first one first; or what lacks."""
        if kept is not None:
            return _Contender((kept.made_at,), (serving_of(kept, campaign),))
        terms = replace(campaign.learning, kind=kind)
        if kind is Kind.FIXED:
            return _Contender((), (fixed_policy(campaign),))
        if kind in KNOWS_NOTHING:
            return _Contender((), (serving_of(Policy(campaign.id, kind, terms, (), {}, made[0]), campaign),))
        moments = sorted({made[len(made) * step // REFITS] for step in range(REFITS)})
        updates = [self._would_be(campaign.id, terms, moment) for moment in moments]
        if updates[0].policy is None:
            lacks = "; ".join(updates[0].lacks)
            return f"before {moments[0]:%Y-%m-%d %H:%M} UTC there was too little to learn from: {lacks}"
        policies = [(at, one.policy) for at, one in zip(moments, updates, strict=True) if one.policy]
        return _Contender(tuple(at for at, _ in policies), tuple(serving_of(one, campaign) for _, one in policies))


def drawn_by() -> list[str]:
    """The kinds that something draws by."""
    return [kind.value for kind in Kind if kind is Kind.FIXED or kind in RULES]


class _Judges:
    """Turns drawn posters into what an evaluation reads; counts those that cannot judge."""

    def __init__(self, ranker: Ranker, past: PastPolicies, contender: _Contender) -> None:
        self._past, self._contender = past, contender
        self._ranked = lru_cache(maxsize=REMEMBERED)(ranker.candidates)
        self._odds = lru_cache(maxsize=REMEMBERED)(self._drawn_from)
        self.left_out: Counter[str] = Counter()

    def logged(self, drawn: Sequence[Drawn]) -> Iterator[Logged]:
        for one, group in zip(drawn, groups(drawn), strict=True):
            found = self._one(one, group)
            if isinstance(found, str):
                self.left_out[found] += 1
            else:
                yield found

    def _one(self, drawn: Drawn, group: str) -> Logged | str:
        poster, choice = drawn.poster, drawn.poster.choice
        if drawn.is_erased and poster.brief.wish == ERASED_WISH:
            return "their wish was erased"
        served = self._past.of(version_of(choice))
        if served is None:
            return "nobody has their policy"
        brief = _asked(drawn)
        was, would_be = self._of(brief, served), self._of(brief, self._contender.at(poster.created_at))
        if was is None or would_be is None or was.policy != choice.policy:
            return "their wish was read by another model"
        chances = _over_all_slices(was) if agrees(poster, was) else {}
        return Logged(
            group, _name(choice.variant, choice.revision), drawn.rewarded, chances, _over_all_slices(would_be)
        )

    def _of(self, brief: Brief, serving: Serving) -> Odds | None:
        return self._odds(brief, serving)  # type: ignore[arg-type]  # policies are frozen, and have a hash

    def _drawn_from(self, brief: Brief, serving: Serving) -> Odds | None:
        return odds_of(self._ranked(brief, serving.most), brief, serving)


def _over_all_slices(found: Odds) -> dict[str, float]:
    """The chance of each text, whether the poster is of the hold-out or not."""
    even = found.holdout / len(found.drawn)
    texts = [_name(one.variant.id, one.variant.revision) for one in found.ranked.variants]
    return dict(zip(texts, [even + (1 - found.holdout) * chance for chance in found.drawn], strict=True))


def _name(variant: str, revision: str) -> str:
    return f"{variant} {revision}"


def _asked(drawn: Drawn) -> Brief:
    """All of a brief that plays a part in how likely texts are."""
    brief, lot = drawn.poster.brief, drawn.poster.choice.lot
    if lot is not None:
        return as_drawn(brief, lot)
    return replace(brief, nickname=SOMEBODY if drawn.is_named else "", avatar=None, fields=())


def groups(drawn: Sequence[Drawn]) -> list[str]:
    """For each poster, what it is one observation with: its tree, and all trees in which somebody of the same name
    asked for the same, for that is the same draw; a draw of a page is one of its own.
    """
    leader: dict[object, object] = {}

    def find(one: object) -> object:
        while (above := leader.setdefault(one, one)) != one:
            leader[one] = one = leader[above]
        return one

    for one in drawn:
        root = find(one.poster.lineage.root)
        if one.is_named and not one.is_erased and one.poster.choice.lot is None:
            leader[find(draw_of(one.poster.brief))] = root
    return [str(find(one.poster.lineage.root)) for one in drawn]
