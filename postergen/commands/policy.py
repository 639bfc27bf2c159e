"""Make, show, pin and take back the policies that draw texts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import wraps
from math import exp
from typing import Any

import click

from postergen.bootstrap import Product
from postergen.commands.console import echo_json, load_product, reporting_errors
from postergen.commands.what_if import evaluate
from postergen.domain.policies import Arm, Kind, Policy
from postergen.ranking.logistic_policy import regression_of
from postergen.ranking.regression import Effect, Regression
from postergen.service.policies import Entry, Outcome, PolicyService, Served, Shown, Update
from postergen.service.redraws import Redrawn, redraw

EXIT_REFUSED = 1
SHOWN = 10  # texts

campaign_option = click.option("--campaign", help="the campaign; POSTERGEN_CAMPAIGN when left out")
by_option = click.option("--by", default="operator", show_default=True, help="who does it, for the history")
why_option = click.option("--why", default="", help="why, for the history")
json_option = click.option("--json", "as_json", is_flag=True)


@click.group()
def policy() -> None:
    """What draws the texts, as it was learned."""


policy.add_command(evaluate)


@policy.command()
@click.option("--dry-run", is_flag=True, help="only say what it would do")
@campaign_option
@by_option
@json_option
@reporting_errors
def update(dry_run: bool, campaign: str | None, by: str, as_json: bool) -> None:
    """Make a policy of what happened, and let it serve. Leaves with 1 where too little has."""
    product = load_product()
    product.take_in()
    name = campaign or product.settings.campaign
    found = product.policies.preview(name) if dry_run else product.policies.update(name, by)
    if as_json:
        echo_json(_update_as_json(found, dry_run))
    else:
        click.echo(_told(found, dry_run))
    if found.outcome is Outcome.REFUSED:
        sys.exit(EXIT_REFUSED)


def _told(found: Update, dry_run: bool) -> str:
    counted = f"{found.posters} posters, {found.rewarded} successes"
    if found.policy is None:
        return f"refused: {'; '.join(found.lacks)}"
    if found.outcome is Outcome.OVERTAKEN:
        return "another update was faster"
    if dry_run:
        return f"would make a policy of {counted}"
    state = "serves" if found.serves else "is kept; a pinned one serves"
    return f"{found.policy.version} of {counted} {state}"


def _update_as_json(found: Update, dry_run: bool) -> dict[str, Any]:
    return {
        "campaign": found.campaign,
        "outcome": found.outcome.value,
        "posters": found.posters,
        "rewarded": found.rewarded,
        "lacks": list(found.lacks),
        "version": found.policy.version if found.policy and not dry_run else None,
        "parent": found.policy.parent if found.policy else None,
        "serves": found.serves,
        "dry_run": dry_run,
    }


@policy.command()
@click.option("--version", help="another version than the one that serves")
@click.option("--poster", "code", metavar="CODE", help="draw the text of this poster again, and compare")
@campaign_option
@json_option
@reporting_errors
def show(version: str | None, code: str | None, campaign: str | None, as_json: bool) -> None:
    """Say what draws, since when, and what was done."""
    product = load_product(only_reads=True)
    if code is not None:
        _show_poster(product, code, as_json)
        return
    shown = product.policies.show(campaign or product.settings.campaign, version)
    note = product.policy_memory.note(campaign or product.settings.campaign)
    if as_json:
        echo_json(_shown_as_json(shown, note))
        return
    serves = shown.served.version or "relevance alone"
    since = f" since {shown.served.since:%Y-%m-%d %H:%M} UTC" if shown.served.since else ""
    click.echo(f"{serves} draws{since}{', pinned' if shown.served.pinned else ''}{f' ({note})' if note else ''}")
    if shown.kept is not None:
        _echo_policy(shown.kept.policy)
    for entry in shown.history:
        why = f": {entry.reason}" if entry.reason else ""
        click.echo(f"{entry.at:%Y-%m-%d %H:%M}  {entry.actor} {entry.action} {entry.version or '-'}{why}")


def _echo_policy(shown: Policy) -> None:
    click.echo(f"{shown.version}, made {shown.made_at:%Y-%m-%d %H:%M} UTC after {shown.parent or 'relevance alone'}")
    for locale, prior in sorted(shown.priors.items()):
        click.echo(
            f"prior of {locale or 'all'}: strength {prior.strength:.0f} posters, slope of relevance {prior.beta:+.2f}"
        )
    if shown.kind is Kind.LOGISTIC:
        _echo_regression(regression_of(shown))
    click.echo(f"{'posters':>9} {'successes':>9}  the texts that brought most, of {len(shown.arms)}")
    for arm in sorted(shown.arms, key=_brought, reverse=True)[:SHOWN]:
        click.echo(f"{arm.exposed:9.1f} {arm.rewarded:9.1f}  {arm.variant} {arm.revision}")


def _echo_regression(found: Regression) -> None:
    for locale, common in sorted(found.common.items()):
        click.echo(f"what multiplies the odds of {locale or 'all'}:")
        click.echo(f"  {_factors(common.hooks)}\n  {_factors(common.tones)}")
        of_relevance, of_own = exp(common.slope.mean), exp(common.own**0.5)
        click.echo(
            f"  a standard deviation of relevance {of_relevance:.2f}, of what a text has of its own {of_own:.2f}"
        )


def _factors(found: Mapping[str, Effect]) -> str:
    return ", ".join(f"{name} {exp(effect.mean):.2f}" for name, effect in found.items())


def _brought(arm: Arm) -> tuple[float, str]:
    return arm.rewarded, arm.variant


def _shown_as_json(shown: Shown, note: str) -> dict[str, Any]:
    made = shown.kept.policy if shown.kept else None
    return {
        "serving": _served_as_json(shown.served),
        "note": note,
        "policy": made
        and {
            "version": made.version,
            "kind": made.kind,
            "made_at": made.made_at.isoformat(),
            "parent": made.parent,
            "terms": asdict(made.terms),
            "priors": {locale: asdict(prior) for locale, prior in made.priors.items()},
            "regression": _common_as_json(made),
            "texts": [asdict(arm) for arm in made.arms],
        },
        "history": [_entry_as_json(entry) for entry in shown.history],
    }


def _common_as_json(made: Policy) -> dict[str, Any] | None:
    """What texts have in common, by locale, in log odds; None where each learns alone."""
    if made.kind is not Kind.LOGISTIC:
        return None
    return {
        locale: {
            "hooks": {name: effect.mean for name, effect in common.hooks.items()},
            "tones": {name: effect.mean for name, effect in common.tones.items()},
            "relevance": common.slope.mean,
            "own_spread": common.own**0.5,
        }
        for locale, common in regression_of(made).common.items()
    }


def _served_as_json(served: Served) -> dict[str, Any]:
    since = served.since.isoformat() if served.since else None
    return {"version": served.version, "pinned": served.pinned, "since": since}


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    return asdict(entry) | {"at": entry.at.isoformat(), "action": entry.action.value}


def _show_poster(product: Product, code: str, as_json: bool) -> None:
    product.take_in()
    poster = product.posters.get(code)
    is_erased = poster.code in product.personal_data.erased()
    found = redraw(product.library, product.policies.load, poster, is_erased=is_erased)
    if as_json:
        echo_json(
            {
                "logged": asdict(found.logged),
                "drawn": asdict(found.drawn) if found.drawn else None,
                "same": found.is_same,
                "why": found.why,
            }
        )
        return
    click.echo(
        f"{found.logged.variant} {found.logged.revision} by {found.logged.policy}, p={found.logged.propensity!r}"
    )
    click.echo(_compared(found))
    if poster.choice.leafed:
        click.echo(
            f"of {len(poster.choice.leafed.shown)} lines that were shown the person chose {poster.choice.variant}"
        )


def _compared(found: Redrawn) -> str:
    if found.drawn is None:
        return f"cannot be drawn again: {found.why}"
    drawn = f"{found.drawn.variant} {found.drawn.revision}, p={found.drawn.propensity!r}"
    return "drawn again, it is the same to the last bit" if found.is_same else f"drawn again, it is another: {drawn}"


def changing(change: Callable[..., Served]) -> Callable[..., None]:
    """A command that changes which policy serves, and says which one does from now on."""

    @campaign_option
    @by_option
    @why_option
    @json_option
    @reporting_errors
    @wraps(change)
    def changed(campaign: str | None, as_json: bool, **said: str) -> None:
        product = load_product()
        served = change(product.policies, campaign or product.settings.campaign, **said)
        if as_json:
            echo_json(_served_as_json(served))
        else:
            click.echo(f"{served.version or 'relevance alone'} draws from now on{', pinned' if served.pinned else ''}")

    return changed


@policy.command()
@click.argument("version")
@changing
def pin(policies: PolicyService, campaign: str, version: str, by: str, why: str) -> Served:
    """Let a version serve until somebody says else."""
    return policies.pin(campaign, version, by, why)


@policy.command()
@changing
def unpin(policies: PolicyService, campaign: str, by: str, why: str) -> Served:
    """Let the next update serve."""
    return policies.unpin(campaign, by, why)


@policy.command()
@changing
def rollback(policies: PolicyService, campaign: str, by: str, why: str) -> Served:
    """Go back to what served before, and stay there."""
    return policies.rollback(campaign, by, why)
