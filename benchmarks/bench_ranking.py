"""What ranking costs: six options, and a typed wish, among all variants of the shipped pack; no model is loaded."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from postergen.adapters.content.semantic_files import read_index
from postergen.config import CONTENT
from postergen.domain.policies import Arm, Kind, Met, Policy, Terms
from postergen.domain.poster import Brief, Choice
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.loading import check_pack
from postergen.ranking.draws import Odds, draw, odds
from postergen.ranking.logistic_policy import with_regression
from postergen.ranking.policy import fixed_policy
from postergen.ranking.prior import fit_priors
from postergen.ranking.ranker import RankedList, RankedVariant, Ranker
from postergen.ranking.regression import traits_of
from postergen.ranking.relevance import BACKENDS, Relevance
from postergen.ranking.serving import serving_of

PACK = CONTENT / "assets/campaigns/better-life"
BRIEFS = 400
WISHES = {"zh-CN": "带老娘查查血压", "en": "get mum to see a doctor"}


def milliseconds(call: Callable[[Brief], object], briefs: list[Brief]) -> float:
    """The median of single calls."""
    taken = []
    for brief in briefs:
        started = time.perf_counter()
        call(brief)
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)[len(taken) // 2]


def drawn_for(ranker: Ranker, brief: Brief) -> Choice:
    found = odds(ranker, brief, fixed_policy(ranker.campaign))
    assert found
    return draw(found, brief, "")


def choosing(candidates: int, kind: Kind) -> tuple[float, float, float]:
    """Milliseconds to choose among so many by a policy that learned: the best and the middle of briefs that are new to
    it, and of one that it remembers.
    """
    random = Random(7)
    hooks, tones = random.choices(list(Hook), k=candidates), random.choices(list(Tone), k=candidates)
    texts = [CopyVariant(f"v{i}", "en", hooks[i], tones[i], Fits(), f"{i}", "", "") for i in range(candidates)]
    counts = [(posters := random.randint(50, 3000), posters * random.uniform(0.02, 0.08)) for _ in texts]
    arms = [Arm(t.id, t.revision, "en", n, k, 0.5) for t, (n, k) in zip(texts, counts, strict=True)]
    terms = Terms(kind)
    made = Policy("bench", kind, terms, tuple(arms), fit_priors(arms, terms), datetime(2026, 6, 1, tzinfo=UTC))
    if kind is Kind.LOGISTIC:
        met = [Met(arm.variant, arm.revision, "en", ("u",), arm.exposed, arm.rewarded, 0.5) for arm in arms]
        made = with_regression(made, met, traits_of(texts))
    serving = serving_of(made, check_pack(PACK))
    brief = Brief("bench", (), "en", "ticket")

    def once(spread: int) -> float:
        scores = [round((60 + random.randrange(spread)) / 256, 4) for _ in texts]
        ranked = RankedList(tuple(RankedVariant(t, s, ()) for t, s in zip(texts, scores, strict=True)), None, "state")
        started = time.perf_counter()
        found = Odds(ranked, tuple(serving.chances(ranked, brief)), serving.version, serving.kind, serving.holdout)
        draw(found, brief, "code")
        return (time.perf_counter() - started) * 1000

    cold = sorted(once(180) for _ in range(BRIEFS))
    warm = sorted(once(1) for _ in range(BRIEFS))
    return cold[0], cold[len(cold) // 2], warm[len(warm) // 2]


def main() -> None:
    campaign, index, random = check_pack(PACK), read_index(PACK), Random(1)
    options = [option.id for option in campaign.catalogue.options]
    briefs = [
        Brief(campaign.id, tuple(random.sample(options, 6)), random.choice(list(WISHES)), "ticket", nickname=str(n))
        for n in range(BRIEFS)
    ]
    wishes = [Brief(campaign.id, (), brief.locale, "ticket", wish=WISHES[brief.locale]) for brief in briefs]
    print(f"{len(campaign.variants)} variants, {len(options)} options; median of {BRIEFS} briefs")
    print(f"{'backend':10} {'rank 6 options':>16} {'and draw':>10} {'typed wish':>12} {'made in':>10}")
    base = None
    for backend in BACKENDS:
        started = time.perf_counter()
        ranker = Ranker(campaign, Relevance(campaign, backend, index))
        made = time.perf_counter() - started
        rank = milliseconds(lambda b, r=ranker: r.candidates(b, campaign.learning.most), briefs)  # type: ignore[misc]
        drawn = milliseconds(lambda b, r=ranker: drawn_for(r, b), briefs)  # type: ignore[misc]
        wish = milliseconds(lambda b, r=ranker: r.candidates(b, campaign.learning.most), wishes)  # type: ignore[misc]
        base = base or rank
        print(f"{backend:10} {rank:13.3f} ms {drawn:7.3f} ms {wish:9.3f} ms {made:8.2f} s  {rank / base:.2f}x")
    print(f"\nto choose, once ranked {'new: best':>16} {'middle':>10} {'known: middle':>14}")
    for kind in (Kind.BETA, Kind.LOGISTIC):
        for candidates in (5, 24, 40):
            best, middle, known = choosing(candidates, kind)
            print(f"{kind:8} {candidates:>2} candidates {best:14.3f} ms {middle:7.3f} ms {known:11.3f} ms")


if __name__ == "__main__":
    main()
