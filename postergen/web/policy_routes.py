"""What draws the texts of a campaign, for whoever may see its statistics."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, request

from postergen.domain.policies import Policy, Terms
from postergen.service.policies import Entry
from postergen.web import policy_schemas
from postergen.web.json_http import json_answer
from postergen.web.product import product

policy_routes = Blueprint("policy", __name__, url_prefix="/api/v1/policy")


@policy_routes.get("")
def policy() -> Response:
    name = request.args.get("campaign") or product().settings.campaign
    campaign = product().library.campaign(name)
    shown = product().policies.show(campaign.id)
    return json_answer(
        policy_schemas.PolicyOut(
            campaign=campaign.id,
            kind=campaign.learning.kind.value,
            version=shown.served.version or None,
            since=shown.served.since,
            pinned=shown.served.pinned,
            note=product().policy_memory.note(campaign.id).value,
            gates=_gates_out(campaign.learning),
            policy=_frozen_out(shown.kept.policy) if shown.kept else None,
            history=[_entry_out(entry) for entry in shown.history],
        )
    )


def _gates_out(terms: Terms) -> policy_schemas.GatesOut:
    return policy_schemas.GatesOut(
        posters=terms.least_posters, successes=terms.least_rewards, every_hours=terms.every_hours
    )


def _frozen_out(made: Policy) -> policy_schemas.FrozenPolicyOut:
    return policy_schemas.FrozenPolicyOut(
        version=made.version,
        kind=made.kind.value,
        made_at=made.made_at,
        parent=made.parent or None,
        reward=made.terms.reward.value,
        window_hours=made.terms.window_hours,
        holdout=made.terms.holdout,
        floor=made.terms.floor,
        texts=len(made.arms),
        exposed=sum(arm.exposed for arm in made.arms),
        rewarded=sum(arm.rewarded for arm in made.arms),
        priors={locale: policy_schemas.PriorOut(**asdict(prior)) for locale, prior in made.priors.items()},
    )


def _entry_out(entry: Entry) -> policy_schemas.PolicyEntryOut:
    return policy_schemas.PolicyEntryOut(
        at=entry.at, action=entry.action.value, version=entry.version or None, reason=entry.reason
    )
