"""Make a poster for every row of a file."""

from __future__ import annotations

import json
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from postergen.adapters.content.row_files import open_rows
from postergen.adapters.content.table_files import Columns
from postergen.batch.bundles import KINDS
from postergen.batch.engines import ENGINES
from postergen.batch.estimate import Estimate, estimate
from postergen.batch.ledger import Ledger, Status
from postergen.batch.manifest import FAILURES, MANIFEST, write_manifest
from postergen.batch.names import namer
from postergen.batch.rows import COLUMNS, HOLDS, LIKELY
from postergen.batch.run import Plan, carry_out, enter
from postergen.batch.sample import Page, write_sample
from postergen.batch.sheets import PAPER, Sheets
from postergen.batch.targets import open_target
from postergen.commands.console import (
    EXIT_ROWS_FAILED,
    EXIT_TERMINATED,
    echo_json,
    echo_notes,
    load_product,
    reporting_errors,
)
from postergen.doctor.decisions.address import reach_of
from postergen.errors import Finding, InvalidInput, Unavailable
from postergen.machine import processors
from postergen.rendering.encode import EXTENSIONS

EVERY = 2.0  # seconds between two lines of progress


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="its folder: ledger, manifest, files",
)
@click.option("--target", help="where files go instead: s3://bucket/folder, or a folder that all workers see")
@click.option("--extension", default="jpg", show_default=True, type=click.Choice(EXTENSIONS))
@click.option(
    "--as", "kind", default="files", show_default=True, type=click.Choice(KINDS), help="one file each, or laid into"
)
@click.option("--per", type=click.IntRange(1, 100_000), help="posters in each zip, tar or pdf")
@click.option(
    "--name", help="a Jinja2 template of file names: {{ id }} {{ row }} {{ code }} {{ nickname }} {{ extension }} …"
)
@click.option("--map", "mapped", multiple=True, metavar="THEIRS=OURS", help="a column of the file is one of ours")
@click.option("--sheet", help="of an Excel file; the first without it")
@click.option("--paper", default="a4", show_default=True, type=click.Choice(list(PAPER)), help="of a PDF")
@click.option(
    "--poster-width", default=90.0, show_default=True, type=click.FloatRange(20, 1200), help="millimetres, in a PDF"
)
@click.option("--bleed", default=0.0, show_default=True, type=click.FloatRange(0, 20), help="millimetres, in a PDF")
@click.option("--marks/--no-marks", default=True, help="crop marks, in a PDF")
@click.option("--stack", is_flag=True, help="cut piles of a PDF are in order")
@click.option("--limit", type=click.IntRange(1), help="make so many rows now, and the others with another call")
@click.option("--go-on", is_flag=True, help="make the good rows although others cannot be had")
@click.option("--dry-run", is_flag=True, help="check every row and say what it would take; nothing is issued")
@click.option(
    "--sample", type=click.IntRange(1, 100), help="draw so many, the hardest, on a page to approve; nothing is issued"
)
@click.option("--engine", default="local", show_default=True, type=click.Choice(list(ENGINES)))
@click.option("--ray-address", help="of a cluster: auto, or host:6379; without it one of this machine is started")
@click.option("--processes", default=processors, show_default="one for each core", type=click.IntRange(1, 4096))
@click.option("--campaign")
@click.option("-q", "--quiet", is_flag=True, help="no progress")
@click.option("--json", "as_json", is_flag=True, help="progress on standard error and the summary as JSON")
@reporting_errors
def batch(source: Path, output: Path, **options: Any) -> None:
    """Make a poster for every row of a file. Run it again to go on where it stopped."""
    rows = open_rows(source, _columns(options["mapped"]), options["sheet"])
    if options["name"]:
        namer(options["name"], rows.header.more)
    echo_notes(rows.notes)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))  # so that everything is closed, as at any end
    product = load_product()
    plan = _plan(output, options["campaign"] or product.settings.campaign, options)
    open_target(plan.place)
    ledger = Ledger(output)
    try:
        findings = enter(rows, ledger, product, plan)
        before = ledger.counts()
        if options["dry_run"]:
            found = estimate(ledger, plan, product)
            _tell_plan(found, before, findings, goes_on=options["go_on"], as_json=options["as_json"])
            return
        if options["sample"]:
            page = write_sample(ledger, plan, product, options["sample"], source.name)
            _tell_sample(page, findings, as_json=options["as_json"])
            return
        if findings and not options["go_on"]:
            write_manifest(ledger, output)
            remedy = f"mend them ({output / FAILURES} has them all), or say --go-on to make the others"
            raise InvalidInput([*findings, Finding(source.name, "nothing was made", remedy)])
        _keep_to_terms(ledger, plan, product.settings.public_url)
        product.start_in_bulk()
        try:
            made = _follow(carry_out(ledger, plan, product, options["limit"]), before[Status.WAITING], options)
        finally:
            write_manifest(ledger, output)
        _report(ledger, made, output, as_json=options["as_json"])
    except sqlite3.Error as exc:
        remedy = "make room and run this again: what was made is kept"
        raise Unavailable("batch", f"the ledger in {output} cannot be written ({exc}); {remedy}") from exc
    finally:
        ledger.close()


def _keep_to_terms(ledger: Ledger, plan: Plan, public_url: str) -> None:
    """One folder holds posters of one kind, whose codes lead to one place."""
    terms = {"--as": plan.kind, "--extension": plan.extension, "POSTERGEN_PUBLIC_URL": public_url}
    if others := ledger.keep_to(terms):
        remedy = "say the same, or take another folder"
        raise InvalidInput(
            [
                Finding(name, f"is {terms[name]}, and was {before} when this folder was begun", remedy)
                for name, before in others.items()
            ]
        )
    if reach_of(urlsplit(public_url).hostname or "") == "machine":
        echo_notes([f"the codes lead to {public_url}, which is this machine alone: set POSTERGEN_PUBLIC_URL"])


def _plan(output: Path, campaign: str, options: dict[str, Any]) -> Plan:
    sheets = Sheets(options["paper"], options["poster_width"], options["bleed"], options["marks"], options["stack"])
    if options["kind"] == "pdf" and options["extension"] != "jpg":
        raise InvalidInput([Finding("--as", "a PDF of sheets is made of JPEGs", "leave --extension out")])
    if options["ray_address"] and options["engine"] != "ray":
        raise InvalidInput([Finding("--ray-address", "is of a cluster", "say --engine ray, too")])
    return Plan(
        out=output,
        campaign=campaign,
        extension=options["extension"],
        target=options["target"],
        kind=options["kind"],
        per=options["per"],
        sheets=sheets,
        name=options["name"],
        engine=options["engine"],
        processes=options["processes"],
        address=options["ray_address"],
    )


def _columns(mapped: Sequence[str]) -> Columns:
    pairs = [pair.rpartition("=") for pair in mapped]
    wrong = [
        pair for pair, (theirs, _, ours) in zip(mapped, pairs, strict=True) if not theirs.strip() or not ours.strip()
    ]
    if wrong:
        raise InvalidInput(
            [Finding("--map", f"{pair!r} maps nothing", "such as --map 昵称=nickname") for pair in wrong]
        )
    called = {theirs.strip(): ours.strip() for theirs, _, ours in pairs}
    return Columns(COLUMNS, ("options",), takes_more=True, called=called, likely=LIKELY, holds=HOLDS)


def _follow(outcomes: Any, waiting: int, options: dict[str, Any]) -> Counter[Status]:
    """Go through what comes, and say how far it is."""
    made: Counter[Status] = Counter()
    of = min(waiting, options["limit"] or waiting)
    tell = _progress(of) if options["as_json"] and not options["quiet"] else None
    if tell is not None or options["quiet"]:
        for outcome in outcomes:
            made[outcome.status] += 1
            if tell is not None:
                tell(made)
        return made
    from tqdm import tqdm  # only here: a single poster needs no bar

    with tqdm(total=of, unit="poster", disable=None, smoothing=0.05) as bar:
        for outcome in outcomes:
            made[outcome.status] += 1
            bar.update()
    return made


def _progress(of: int) -> Callable[[Counter[Status]], None]:
    """Says at most every two seconds how many there are, at which rate, and for how long it will go on, in seconds."""
    began = last = time.monotonic()

    def tell(made: Counter[Status]) -> None:
        nonlocal last
        now, count = time.monotonic(), made.total()
        if now - last >= EVERY or count == of:
            last = now
            rate = count / max(now - began, 1e-6)
            line = {"done": made[Status.DONE], "failed": made[Status.FAILED], "of": of, "per_second": round(rate, 2)}
            click.echo(json.dumps(line | {"left": round((of - count) / rate)}), err=True)

    return tell


def _report(ledger: Ledger, made: Counter[Status], output: Path, *, as_json: bool) -> None:
    counts = ledger.counts()
    failed = list(ledger.entries(Status.FAILED, Status.REFUSED))
    before = counts[Status.DONE] - made[Status.DONE]
    if as_json:
        rows = [{"row": entry.row.number, "error": entry.outcome.error} for entry in failed]
        echo_json(
            {
                "done": made[Status.DONE],
                "skipped": before,
                "failed": rows,
                "waiting": counts[Status.WAITING],
                "manifest": str(output / MANIFEST),
            }
        )
    else:
        for entry in failed[:50]:
            click.echo(f"row {entry.row.number}: {entry.outcome.error}", err=True)
        words = [f"{made[Status.DONE]:,} posters", *([f"{before:,} done before"] if before else [])]
        words += [
            f"{len(failed):,} rows failed",
            *([f"{counts[Status.WAITING]:,} wait"] if counts[Status.WAITING] else []),
        ]
        click.echo(f"{', '.join(words)}; {output / MANIFEST} lists them all")
        if failed:
            click.echo(f"mend {output / FAILURES} and make a batch of it, or run this again", err=True)
    if failed:
        sys.exit(EXIT_ROWS_FAILED)


def _tell_sample(page: Page, findings: list[Finding], *, as_json: bool) -> None:
    if as_json:
        told = {"page": str(page.file), "posters": page.posters, "warned": page.warned}
        echo_json(told | {"problems": [str(one) for one in findings]})
    else:
        for finding in findings:
            click.echo(str(finding), err=True)
        click.echo(f"{page.file} shows {page.posters} posters; {page.warned} of them have something to look at")
    if findings:
        sys.exit(EXIT_ROWS_FAILED)


def _tell_plan(found: Estimate, counts: Any, findings: list[Finding], *, goes_on: bool, as_json: bool) -> None:
    if as_json:
        told = {"rows": {status.value: counts[status] for status in Status}, "problems": [str(one) for one in findings]}
        echo_json(told | found._asdict())
    else:
        waiting, done, refused = (counts[status] for status in (Status.WAITING, Status.DONE, Status.REFUSED))
        click.echo(f"{waiting:,} posters to make, {done:,} are done, {refused:,} cannot be had")
        for finding in findings:
            click.echo(str(finding), err=True)
        if found.posters:
            click.echo(
                f"about {found.seconds:,.0f} s by {found.processes} processes ({found.processor_seconds:,.0f} s of the "
                f"processor), {found.bytes / 1e6:,.0f} MB, as {found.drawn} specimens took; a look's first take longer"
            )
        if findings and not goes_on:
            click.echo("none is made as long as some cannot be had, but with --go-on", err=True)
    if findings:
        sys.exit(EXIT_ROWS_FAILED)
