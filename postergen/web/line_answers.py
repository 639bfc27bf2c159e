"""Turn texts against each other into the shapes of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from postergen.domain.campaign import Campaign
from postergen.service.shares import Explained, Shares
from postergen.service.standings import Compared
from postergen.tracking.intervals import Rate
from postergen.tracking.pairs import Duel, Pair, Text, pairs
from postergen.tracking.standing import Needed, Standing
from postergen.web import line_schemas as shapes
from postergen.web.report_schemas import RateOut


def lines_out(
    campaign: Campaign,
    option: str,
    locale: str,
    compared: Compared,
    shares: shapes.SharesOut,
    asked: Duel | None,
) -> shapes.LinesOut:
    return shapes.LinesOut(
        campaign=campaign.id,
        option=option,
        locale=locale,
        at=compared.at,
        verdict=compared.verdict.value,
        best=compared.best.variant if compared.best else None,
        bar=compared.now.bar if len(compared.now.old) > 1 else None,
        needed=_needed_out(compared.needed),
        rows=[_line_out(row, compared, campaign) for row in compared.now.rows],
        pairs=[_pair_out(one) for one in pairs(compared.now)],
        pair=_duel_out(asked) if asked else None,
        gone=[shapes.GoneOut(variant=t.id, revision=t.revision, headline=t.headline) for t in compared.gone],
        shares=shares,
    )


def shares_out(found: Shares, before: Mapping[Text, float], compared: Compared) -> shapes.SharesOut:
    return shapes.SharesOut(
        policy_version=found.version,
        kind=found.kind.value,
        policy_note=found.note,
        made_at=found.made_at,
        pinned=found.is_pinned,
        late=found.is_late,
        behind=found.is_behind(compared.at),
        holdout=found.holdout,
        rows=[_share_out(row, before) for row in found.rows],
    )


def _share_out(row: Explained, before: Mapping[Text, float]) -> shapes.ShareOut:
    belief = row.known.belief if row.known else None
    return shapes.ShareOut(
        variant=row.variant.id,
        revision=row.variant.revision,
        headline=row.variant.headline,
        relevance=row.relevance,
        prior_mean=belief.expected if belief else None,
        prior_strength=belief.strength if belief else None,
        exposed=row.known.exposed if row.known else None,
        rewarded=row.known.rewarded if row.known else None,
        posterior=_rate_out(row.posterior) if row.posterior else None,
        share=row.share.whole,
        earned=row.share.earned,
        floor=row.share.floor,
        held=row.share.held,
        share_week_ago=before.get((row.variant.id, row.variant.revision)),
    )


def _line_out(row: Standing, compared: Compared, campaign: Campaign) -> shapes.LineOut:
    text = campaign.variant_by_id.get(row.arm.variant)
    before = {(one.arm.variant, one.arm.revision): one.chance for one in compared.week_ago.rows}
    return shapes.LineOut(
        variant=row.arm.variant,
        revision=row.arm.revision,
        headline=text.headline if text and text.revision == row.arm.revision else None,
        exposed=row.arm.exposed,
        rewarded=row.arm.rewarded,
        rate=_rate_out(row.rate),
        too_young=row.is_young,
        chance=row.chance,
        chance_week_ago=before.get((row.arm.variant, row.arm.revision)),
        is_new=row.arm in compared.new,
        loss=row.loss,
    )


def _pair_out(one: Pair) -> shapes.PairOut:
    return shapes.PairOut(
        first=one.first.variant,
        second=one.second.variant,
        chance=one.chance,
        difference=_rate_out(one.difference),
    )


def _duel_out(found: Duel) -> shapes.DuelOut:
    return shapes.DuelOut(
        first=found.first.variant,
        second=found.second.variant,
        chance=found.pair.chance if found.pair else None,
        difference=_rate_out(found.pair.difference) if found.pair else None,
        verdict=_verdict(found),
        needed=_needed_out(found.needed),
    )


def _verdict(found: Duel) -> Literal["first", "second", "cannot_tell", "too_young"]:
    if found.better is None:
        return "cannot_tell" if found.pair else "too_young"
    return "first" if found.better == found.first else "second"


def _needed_out(found: Needed | None) -> shapes.NeededOut | None:
    return shapes.NeededOut(posters=found.posters, chance=found.chance) if found else None


def _rate_out(rate: Rate) -> RateOut:
    return RateOut(value=rate.value, low=rate.low, high=rate.high)
