"""Say which words bring people, and whether the counters are right."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from postergen.commands.console import (
    echo_json,
    echo_notes,
    load_product,
    reporting_errors,
)
from postergen.commands.lines import lines_as_json, told_of_lines, told_of_pair, told_of_shares
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.errors import Finding, InvalidInput
from postergen.service.reports import DIMENSION_OF, Breakdown

SINGULAR = {dimension: name for name, dimension in DIMENSION_OF.items()}  # either will do


@click.group(invoke_without_command=True)
@click.option("--by", default="variants", show_default=True, type=click.Choice([*DIMENSION_OF, *SINGULAR]))
@click.option("--channel", help="posters of this channel only")
@click.option("--campaign")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
@reporting_errors
def stats(context: click.Context, by: str, channel: str | None, campaign: str | None, as_json: bool) -> None:
    """Say which words bring people."""
    if context.invoked_subcommand is not None:
        return
    product = load_product(only_reads=True)
    product.take_in()
    by = SINGULAR.get(by, by)
    rows = product.reports.breakdown(campaign or product.settings.campaign, by, channel=channel)
    if as_json:
        echo_json([_as_json(row) for row in rows])
        return
    if by == "places" and not any(row.value for row in rows):
        echo_notes(["no poster is of a city; shops and walls where they hang are --by sites"])
    click.echo(f"{'posters':>8} {'scanned':>8} {'scans':>7} {'made':>6}  rate (95 % interval)   {by.removesuffix('s')}")
    for row in rows:
        rate = row.rate
        shown = f"{rate.value:6.1%} ({rate.low:.1%} to {rate.high:.1%})" if rate.value is not None else "-"
        words = f"  {row.variant.headline}" if row.variant else f"  (revision {row.revision})" if row.revision else ""
        numbers = f"{row.posters:8} {row.posters_scanned:8} {row.scans:7} {row.children:6}"
        click.echo(f"{numbers}  {shown:22} {row.value or '-'}{words}")


def _as_json(row: Breakdown) -> dict[str, Any]:
    return {
        "value": row.value,
        "revision": row.revision,
        "posters": row.posters,
        "posters_scanned": row.posters_scanned,
        "scans": row.scans,
        "children": row.children,
        "conversions": row.conversions,
        "hits": dict(row.hits),
        "rate": asdict(row.rate),
    }


@stats.command("lines")
@click.option("--option", required=True, help="texts that can stand on a poster with it are compared")
@click.option("--locale", default=DEFAULT_LOCALE, show_default=True, type=click.Choice(LOCALES))
@click.option("--pair", nargs=2, metavar="A B", help="say of two texts which is the better")
@click.option("--campaign")
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def stats_lines(option: str, locale: str, pair: tuple[str, str] | None, campaign: str | None, as_json: bool) -> None:
    """Say which text of an option is the best, or that nobody can tell yet, as of the last midnight (UTC)."""
    product = load_product(only_reads=True)
    product.take_in()
    name = campaign or product.settings.campaign
    found = product.standings.contest(name, locale, option)
    asked = product.standings.duel(name, locale, option, pair) if pair else None
    shares = product.shares.explain(name, locale, option)
    before = product.shares.before(name, locale, option, found)
    if as_json:
        echo_json(lines_as_json(found, shares, before, asked))
        return
    for line in [*told_of_pair(asked), ""] if asked else []:
        click.echo(line)
    for line in [*told_of_lines(found), "", *told_of_shares(shares, before)]:
        click.echo(line)


@stats.command("lift")
@click.option("--campaign")
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def stats_lift(campaign: str | None, as_json: bool) -> None:
    """Say what learning brings, against the hold-out, as of the last midnight (UTC)."""
    product = load_product(only_reads=True)
    product.take_in()
    found = product.standings.lift(campaign or product.settings.campaign)
    if as_json:
        echo_json(asdict(found) | {"is_told": found.is_told})
        return
    gap = found.difference
    if gap.value is None or gap.low is None or gap.high is None:
        click.echo("cannot be said: it takes posters that a policy drew, and of its hold-out")
        return
    click.echo(f"{100 * gap.value:+.2f} posters in a hundred ({100 * gap.low:+.2f} to {100 * gap.high:+.2f})")
    if not found.is_told:
        needs = f"; it takes about {found.needed:,} posters" if found.needed else ""
        click.echo(f"cannot tell whether it helps{needs}")


@stats.command("rebuild")
@reporting_errors
def stats_rebuild() -> None:
    """Make all counters anew from what is stored of posters, scans and conversions. Nobody waits for it."""
    product = load_product()
    product.fold_worker.fold_now()
    product.fold_worker.count_waiting()
    click.echo(f"{product.counters.rebuild()} counters")


@stats.command("check")
@reporting_errors
def stats_check() -> None:
    """Say whether the counters equal a recount."""
    product = load_product(only_reads=True)
    product.take_in(uncounted=True)
    found = product.counters.differences()
    if found:
        remedy = "postergen stats rebuild"
        raise InvalidInput(
            [
                Finding(" ".join(map(str, cell)), f"is {stored}, should be {right}", remedy)
                for cell, stored, right in found
            ]
        )
    click.echo("the counters equal a recount")
