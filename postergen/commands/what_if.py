"""Ask what another policy would have brought."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from postergen.commands.console import echo_json, load_product, reporting_errors
from postergen.domain.policies import Kind
from postergen.service.what_if import MOST, Advice, WhatIf
from postergen.tracking.offline import Estimate

EXIT_REFUSED = 1
METHODS = ("ips", "snips", "dr")
SAID = {
    Advice.SWITCH: "it would have brought more",
    Advice.NO_REASON: "no reason to switch: it would have brought less",
    Advice.CANNOT_TELL: "cannot tell: it may as well have brought as many, or fewer. No reason to switch",
    Advice.REFUSED: "this log cannot answer",
}


@click.command()
@click.option("--candidate", required=True, metavar="KIND|VERSION", help="a kind of policy, or a kept one")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="judge by posters made from then on (UTC)",
)
@click.option("--most", default=MOST, show_default=True, type=click.IntRange(1), help="by the latest so many posters")
@click.option("--campaign", help="the campaign; POSTERGEN_CAMPAIGN when left out")
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def evaluate(candidate: str, since: datetime | None, most: int, campaign: str | None, as_json: bool) -> None:
    """Say what another policy would have brought. Leaves with 1 where the log cannot answer."""
    product = load_product(only_reads=True)
    begin = since.replace(tzinfo=UTC) if since else None
    found = product.what_if.evaluate(campaign or product.settings.campaign, candidate, begin, most)
    if as_json:
        echo_json(in_json(found))
    else:
        for line in told(found):
            click.echo(line)
    if found.advice is Advice.REFUSED:
        sys.exit(EXIT_REFUSED)


def told(found: WhatIf) -> Iterator[str]:
    """The answer in words."""
    judged = found.evaluation
    if judged is not None:
        yield f"{judged.posters} posters in {judged.roots} groups, {judged.rewards} successes; made {_time(found)}"
        yield f"{'what served':22} {_rate(judged.came)}"
        for method in METHODS:
            yield f"{f'{found.candidate}, {method.upper()}':22} {_rate(getattr(judged, method))}"
        yield f"{'difference, DR':22} {_rate(judged.gain, sign='+')}"
        yield (
            f"they weigh as much as {judged.effective:.0f} posters drawn by the candidate; the weight of"
            f" {judged.clipped:.1%} was cut"
        )
    elif found.since is not None:
        yield f"posters made {_time(found)}"
    yield from _notes(found)
    yield SAID[found.advice] + "".join(f"\n  {lack}" for lack in found.lacks)
    if advised := _advised(found):
        yield advised


def _time(found: WhatIf) -> str:
    return f"{found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC" if found.since else "at no time"


def _rate(one: Estimate, sign: str = "") -> str:
    return f"{one.value:{sign}7.2%}   {one.low:{sign}.2%} to {one.high:{sign}.2%}"


def _notes(found: WhatIf) -> Iterator[str]:
    if found.learned_at:
        moments = ", ".join(f"{moment:%Y-%m-%d %H:%M}" for moment in found.learned_at)
        yield f"made of what was known at {moments} UTC, never of the posters that judge it"
    there = found.counted
    left_out = {
        "made too early, or more than are looked at": found.earlier,
        "texts were chosen by people": there.chosen,
        "drawn from other texts, or ranked otherwise": there.elsewhere,
    }
    for why, count in {**left_out, **found.left_out}.items():
        if count:
            yield f"left out: {count} posters; {why}"


def _advised(found: WhatIf) -> str:
    """What to do; empty where nothing is."""
    if found.advice is not Advice.SWITCH:
        return ""
    if found.candidate not in list(Kind):
        return f"to switch: postergen policy pin {found.candidate}"
    if found.kind is found.now:
        return f"campaign.yaml says so already (kind: {found.kind}); postergen policy show says what draws, and why"
    return f"to switch: write  kind: {found.kind}  under learning in campaign.yaml"


def in_json(found: WhatIf) -> dict[str, Any]:
    """The answer as values of JSON."""
    judged = found.evaluation
    return {
        "campaign": found.campaign,
        "candidate": found.candidate,
        "kind": found.kind,
        "since": found.since.isoformat() if found.since else None,
        "until": found.until.isoformat(),
        "learned_at": [moment.isoformat() for moment in found.learned_at],
        "log": {**found.counted._asdict(), "earlier": found.earlier, "left_out": dict(found.left_out)},
        "evaluation": asdict(judged) if judged else None,
        "advice": found.advice,
        "lacks": list(found.lacks),
        "do": _advised(found) or None,
    }
