"""Try policies on campaigns whose truth is known."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from postergen.commands.console import echo_json, reporting_errors
from postergen.commands.simulate_http import DEFAULT_POSTERS, simulate_http
from postergen.domain.policies import Kind, Reward, Terms
from postergen.files import write_atomically
from postergen.simulation import plots
from postergen.simulation.report import Row, rows
from postergen.simulation.run import Run, run
from postergen.simulation.world import World

COMPARED = (Kind.FIXED, Kind.UNIFORM, Kind.GREEDY, Kind.EPSILON, Kind.UCB, Kind.BETA, Kind.LOGISTIC)


@click.command()
@click.option("--seed", default=0, show_default=True, help="the first world; the same seed gives the same bytes")
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(1), help="so many worlds")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in COMPARED]),
    help="a policy; all when left out",
)
@click.option("--options", default=1, show_default=True, type=click.IntRange(1, 1000), help="things to wish for")
@click.option("--lines", default=20, show_default=True, type=click.IntRange(2, 200), help="texts for each")
@click.option("--days", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--posters", default=20_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--relevance", default=0.6, show_default=True, type=click.FloatRange(-1, 1), help="and rate: correlation")
@click.option("--delay-hours", default=0.0, show_default=True, type=click.FloatRange(0), help="to a scan, on average")
@click.option("--bots", default=0.0, show_default=True, type=click.FloatRange(0, 1), help="share of posters they open")
@click.option(
    "--fission", default=0.0, show_default=True, type=click.FloatRange(0, 10), help="posters for each success"
)
@click.option("--drift", default=0.0, show_default=True, type=click.FloatRange(0), help="day of new rates; 0 for never")
@click.option("--reward", default=Reward.CONFIRMED.value, show_default=True, type=click.Choice(["scan", "confirmed"]))
@click.option("--discount", default=1.0, show_default=True, type=click.FloatRange(0.5, 1), help="per day of age")
@click.option(
    "--http",
    "over_http",
    is_flag=False,
    flag_value=DEFAULT_POSTERS,
    default=0,
    type=click.IntRange(0, 5000),
    metavar="[POSTERS]",
    help="start a real server, let so many posters be made and scanned, and compare what it reports",
)
@click.option("--json", "as_json", is_flag=True)
@click.option("--plots", "folder", type=click.Path(path_type=Path, file_okay=False), help="a folder for pictures")
@reporting_errors
def simulate(
    seed: int,
    seeds: int,
    kinds: tuple[str, ...],
    reward: str,
    discount: float,
    drift: float,
    over_http: int,
    as_json: bool,
    folder: Path | None,
    **world: float,
) -> None:
    """Try policies on campaigns whose truth is known."""
    if over_http:
        simulate_http(over_http, seed, as_json=as_json)
        return
    terms = Terms(reward=Reward(reward), discount=discount)
    made = World(**world, drift_day=drift)  # type: ignore[arg-type]
    runs = [
        run(made, replace(terms, kind=Kind(kind)), one)
        for kind in kinds or COMPARED
        for one in range(seed, seed + seeds)
    ]
    found = rows(runs, terms)
    if folder is not None:
        _draw(folder, runs, terms)
    if as_json:
        echo_json(
            {"world": asdict(made), "seeds": [seed, seed + seeds - 1], "policies": [asdict(row) for row in found]}
        )
        return
    click.echo(
        f"{'policy':9} {'successes':>9} {'lost':>6} {'+-':>5} {'90 %':>6} {'late':>7} {'best':>6}  hold-out  plain"
    )
    for row in found:
        click.echo(_told(row))
    click.echo(
        "lost: successes fewer than with the best text always; late: the same for each poster of the last fifth,"
    )
    click.echo("where `best` is the share of the best text. hold-out: runs whose 95 % interval holds the truth; plain:")
    click.echo("texts whose plain interval does.")


def _told(row: Row) -> str:
    held = "-" if row.covered is None else f"{row.covered:.0%}"
    return (
        f"{row.kind:9} {row.successes:9.0f} {row.lost:6.0f} {row.error:5.0f} {row.high:6.0f}"
        f" {row.late:7.2%} {row.best:6.0%}  {held:>8}  {row.naive:5.0%}"
    )


def _draw(folder: Path, runs: list[Run], terms: Terms) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    last = runs[-1]
    pictures = {"regret": plots.regret(runs), "shares": plots.shares(last), "intervals": plots.intervals(last, terms)}
    for name, picture in pictures.items():
        write_atomically(folder / f"{name}.svg", picture.encode())
