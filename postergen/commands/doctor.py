"""Say how this machine is, before and while it serves."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from textwrap import wrap

import click

from postergen import __version__
from postergen.commands.console import EXIT_ROWS_FAILED, EXIT_UNAVAILABLE, echo_json
from postergen.config import Settings
from postergen.doctor.checks import CHECKS, SETTINGS
from postergen.doctor.examine import examine
from postergen.doctor.values import Result, Verdict, worst

COLOURS = {Verdict.OK: "green", Verdict.NOTE: "cyan", Verdict.WARNING: "yellow", Verdict.ERROR: "red"}
TOLD = ("name", "verdict", "found", "mend")
WIDTH, NAME, VERDICT = 120, 16, 9  # columns of a line, of names, and of verdicts


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="as for serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="as for serve")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="as for serve")
@click.option(
    "--only",
    multiple=True,
    metavar="CHECK",
    type=click.Choice([SETTINGS, *(check.name for check in CHECKS)]),
    help="make this check alone; may be repeated",
)
@click.option("--strict", is_flag=True, help="leave with 1 when there are warnings")
@click.option("--json", "as_json", is_flag=True)
def doctor(host: str, port: int, workers: int, only: Sequence[str], strict: bool, as_json: bool) -> None:
    """Say how this machine is for serving, and how to mend what is wrong."""
    checks = [check for check in CHECKS if check.name in only or not only]
    with _quiet():
        results = examine(Settings.from_environment, host, port, workers, checks)
    verdict = worst(results)
    if as_json:
        checks_made = [{field: getattr(result, field) for field in TOLD} for result in results]
        echo_json({"version": __version__, "verdict": verdict, "checks": checks_made})
    else:
        for line in _lines(results):
            click.echo(line)
    if verdict is Verdict.ERROR:
        sys.exit(EXIT_UNAVAILABLE)
    if verdict is Verdict.WARNING and strict:
        sys.exit(EXIT_ROWS_FAILED)


@contextmanager
def _quiet() -> Iterator[None]:
    """What our own parts would log meanwhile, the checks say."""
    logger = logging.getLogger("postergen")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _lines(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        name = result.name
        for (verdict, mend), alike in groupby(result.remarks, key=lambda remark: (remark.verdict, remark.mend)):
            first, *more = _wrapped("; ".join(remark.found for remark in alike))
            yield f"{name:{NAME}}{click.style(f'{verdict:{VERDICT}}', fg=COLOURS.get(verdict))}{first}"
            name = ""
            for line in (*more, *_wrapped(mend, "-> ")):
                yield " " * (NAME + VERDICT) + line
    counts = {verdict: sum(result.verdict is verdict for result in results) for verdict in reversed(Verdict)}
    yield ""
    checks = "1 check" if len(results) == 1 else f"{len(results)} checks"
    yield f"{checks}: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)


def _wrapped(text: str, begins: str = "") -> list[str]:
    """The text in lines; addresses and commands in it stay whole."""
    room = WIDTH - NAME - VERDICT
    after = " " * len(begins)
    return wrap(
        text, room, initial_indent=begins, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )
