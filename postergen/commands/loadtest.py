"""Put a server under load, and say whether it bears it."""

from __future__ import annotations

import asyncio
import json
import math
import sys
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

import click

from postergen.commands.console import EXIT_ROWS_FAILED, EXIT_UNAVAILABLE, echo_json, reporting_errors
from postergen.domain.addresses import web_address
from postergen.errors import Finding, InvalidInput
from postergen.files import write_atomically
from postergen.loadtest.mix import MARK, STEPS, shares_of
from postergen.loadtest.profiles import PROFILES, Profile, Spacing
from postergen.loadtest.report import RAMP_HEAD, as_json, as_lines, ramp_line
from postergen.loadtest.run import Run, Stage, Who, run
from postergen.loadtest.verdict import Verdict

LEAVES = {Verdict.PASSED: 0, Verdict.FAILED: EXIT_ROWS_FAILED, Verdict.REFUSED: EXIT_UNAVAILABLE}
_ABOUT = "; ".join(f"{name}: {profile.about}" for name, profile in PROFILES.items())


@click.command()
@click.argument("url")
@click.option(
    "--profile", "name", type=click.Choice(list(PROFILES)), default="campaign", show_default=True, help=_ABOUT
)
@click.option("--rate", type=click.FloatRange(0, min_open=True), help="requests a second; of a ramp, the first")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help="that are counted, of each stage")
@click.option("--warm", type=click.FloatRange(0), help="seconds before, which are not counted")
@click.option("--spacing", type=click.Choice([one.value for one in Spacing]), help="how requests follow each other")
@click.option("--seed", default=0, show_default=True, help="of the times, steps and briefs")
@click.option("--campaign", default="", help="the campaign; the server's own when left out")
@click.option("--key-file", type=click.File(), help="a file with an API key of the scope render, - for standard input")
@click.option(
    "--share",
    "shares",
    multiple=True,
    metavar="STEP=N",
    help=f"how often a step comes ({', '.join(f'{name}={step.share:g}' for name, step in STEPS.items())}); repeat it",
)
@click.option("--as-people", is_flag=True, help="let scans count as people's: on a stage only")
@click.option("--json", "is_json", is_flag=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="also write the report there: as JSON where it ends with .json",
)
@reporting_errors
def loadtest(
    url: str,
    name: str,
    rate: float | None,
    seconds: float | None,
    warm: float | None,
    spacing: str | None,
    seed: int,
    campaign: str,
    key_file: TextIO | None,
    shares: tuple[str, ...],
    as_people: bool,
    is_json: bool,
    out: Path | None,
) -> None:
    """Put a running server under a campaign's load, and say whether it bears it."""
    address = _address(url)
    if out is not None and not out.parent.is_dir():
        raise InvalidInput([Finding("--out", f"there is no folder {out.parent}", "make it first")])
    profile = PROFILES[name].asked(rate, seconds, warm, Spacing(spacing) if spacing else None)
    key = key_file.read().strip() if key_file else ""
    who = Who(campaign, key, as_people, shares_of(dict(map(_share, shares))))
    click.echo(_note(campaign), err=True)
    found = _run(address, profile, who, seed)
    if out is not None:
        write_atomically(out, _file(found, is_json=out.suffix == ".json"))
    if is_json:
        echo_json(as_json(found))
    else:
        for line in as_lines(found):
            click.echo(line)
    sys.exit(LEAVES[found.verdict])


def _address(url: str) -> str:
    try:
        address = web_address(url).rstrip("/")
    except ValueError as exc:
        raise InvalidInput([Finding("URL", str(exc))]) from exc
    parts = urlsplit(address)
    if parts.path or parts.query or parts.fragment:
        raise InvalidInput([Finding("URL", "should be a host without a path", f"{parts.scheme}://{parts.netloc}")])
    return address


def _share(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        share = float(number)
    except ValueError:
        share = math.nan
    if not math.isfinite(share):
        raise InvalidInput([Finding("--share", f"{text!r} says no share", "write it as scan=5")])
    return name.strip(), share


def _note(campaign: str) -> str:
    of = f"campaign {campaign}" if campaign else "the server's own campaign"
    return f"note: posters are made in {of}, of the channel and site {MARK}, and count there: load a stage"


def _run(address: str, profile: Profile, who: Who, seed: int) -> Run:
    from tqdm import tqdm  # only here: help needs no bar

    expected = round(sum(profile.rates) * profile.seconds + profile.rates[0] * profile.warm)
    with tqdm(total=expected, unit="request", disable=None, leave=False) as bar:

        def staged(stage: Stage) -> None:
            if profile.is_ramp:  # which takes minutes
                bar.write(ramp_line(stage), file=sys.stderr)

        if profile.is_ramp:
            bar.write(RAMP_HEAD, file=sys.stderr)
        return asyncio.run(run(address, profile, who, seed, ended=bar.update, staged=staged))


def _file(found: Run, *, is_json: bool) -> bytes:
    if is_json:
        return (json.dumps(as_json(found), ensure_ascii=False, indent=2) + "\n").encode()
    return "".join(f"{line}\n" for line in as_lines(found)).encode()
