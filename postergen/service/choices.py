"""What stands on a poster, and why: the ranking of a brief, or the text that a person chose."""

from __future__ import annotations

from postergen.domain.findings import Kind
from postergen.domain.policies import Slice
from postergen.domain.poster import CHOSEN, Brief, Choice
from postergen.errors import Finding, InvalidBrief
from postergen.ranking.draws import Odds
from postergen.ranking.ranker import Ranker
from postergen.service.orders import Candidate, Ranking


def ranking_of(ranker: Ranker, brief: Brief, found: Odds, count: int) -> Ranking:
    """The first variants for a brief, diverse, with the probability of each; what stands in comes first."""
    ranked = ranker.rank(brief, count)
    chance = {one.variant.id: p for one, p in zip(found.ranked.variants, found.drawn, strict=True)}
    # a list of what stands in says itself what comes first
    standing_in = found.ranked.variants if found.ranked.fallback and not ranked.fallback else ()
    by_id = {one.variant.id: one for one in (*standing_in, *ranked.variants, *found.ranked.variants)}
    candidates = tuple(Candidate(one, chance.get(name, 0.0)) for name, one in by_id.items())
    return Ranking(
        brief,
        ranker.backend,
        ranked.reading,
        found.policy,
        found.version,
        found.ranked.fallback,
        found.holdout,
        candidates[:count],
    )


def chosen_by_person(ranker: Ranker, brief: Brief, name: str) -> Choice:
    """This text, because the person wants it. No draw.

    Raises:
        InvalidBrief: there is no such text, or it is out of place on a poster of this brief.
    """
    variant = ranker.campaign.variant_by_id.get(name)
    if variant is None:
        remedy = "leave it out, or choose one of the ranking"
        raise InvalidBrief([Finding("variant", f"{name[:80]!r} is unknown", remedy, Kind.TEXT)])
    findings = []
    if variant.locale != brief.locale:
        remedy = f"ask in it, or choose one in {brief.locale}"
        findings.append(Finding("variant", f"is written in {variant.locale}", remedy, Kind.TEXT_LOCALE))
    if variant.fits.occasions and brief.occasion not in variant.fits.occasions:
        days = " or ".join(variant.fits.occasions)
        remedy = "say the occasion, or choose another"
        findings.append(Finding("variant", f"belongs to an occasion: {days}", remedy, Kind.TEXT_OCCASION))
    if variant.needs_nickname and not brief.is_named:
        remedy = "give a nickname and let it play a part"
        findings.append(Finding("variant", "calls a person by name", remedy, Kind.TEXT_NAME))
    if findings:
        raise InvalidBrief(findings)
    return Choice(variant.id, variant.revision, CHOSEN, 1.0, Slice.CHOSEN, ranker.score(brief, variant))
