"""What ranking costs: six options, and a typed wish, among all variants of the shipped pack; no model is loaded."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from random import Random

from postergen.adapters.content.semantic_files import read_index
from postergen.config import CONTENT
from postergen.domain.poster import Brief, Choice
from postergen.loading import check_pack
from postergen.ranking.draws import draw, odds
from postergen.ranking.policy import fixed_policy
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import BACKENDS, Relevance

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


if __name__ == "__main__":
    sys.exit(main())
