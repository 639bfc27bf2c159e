"""Say what people wish for in their own words, so that copywriters learn how people say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from postergen.adapters.content.csv_files import Cell, write_csv
from postergen.commands.console import echo_json, load_product, reporting_errors
from postergen.service.wishes import Heard

COLUMNS = ("wish", "locale", "posters", "read_as", "chance", "is_sure", "said_to_mean")
FEWEST = 2  # people: what one alone said stays theirs


@click.command()
@click.option(
    "--least", default=3, show_default=True, type=click.IntRange(FEWEST), help="people with a wish in the same words"
)
@click.option("--campaign", help="the campaign; POSTERGEN_CAMPAIGN when left out")
@click.option("--json", "shape", flag_value="json", help="as JSON")
@click.option("--csv", "shape", flag_value="csv", help="as a table for a spreadsheet")
@reporting_errors
def wishes(least: int, campaign: str | None, shape: str | None) -> None:
    """Say what people wish for in their own words, what it is read as, and what they said it means."""
    product = load_product(only_reads=True)
    product.take_in()
    heard = product.wishes.heard(campaign or product.settings.campaign, least)
    if shape == "json":
        echo_json([_as_json(one) for one in heard])
        return
    if shape == "csv":
        click.echo(write_csv(COLUMNS, map(_cells, heard)), nl=False)
        return
    for line in _lines(heard):
        click.echo(line)


def _lines(heard: Iterator[Heard]) -> Iterator[str]:
    yield f"{'posters':>8} {'locale':6} {'chance':>6}  {'read as':30} {'said to mean':36} wish"
    for one in heard:
        wished, reading = one.wished, one.reading
        chance = f"{reading.chance:.0%}" if reading.options else "-"
        read = f"{_first(one) or '-'}{'' if reading.is_sure or not reading.options else ' ?'}"
        yield f"{wished.posters:8} {wished.locale:6} {chance:>6}  {read:30} {_said(one) or '-':36} {wished.wish}"


def _cells(heard: Heard) -> tuple[Cell, ...]:
    wished, reading = heard.wished, heard.reading
    is_sure = "yes" if reading.is_sure else "no"
    return wished.wish, wished.locale, wished.posters, _first(heard), reading.chance, is_sure, _said(heard)


def _first(heard: Heard) -> str:
    return heard.reading.options[0][0] if heard.reading.options else ""


def _said(heard: Heard) -> str:
    return " ".join(f"{means}:{posters}" for means, posters in heard.wished.said)


def _as_json(heard: Heard) -> dict[str, Any]:
    wished, reading = heard.wished, heard.reading
    return {
        "wish": wished.wish,
        "locale": wished.locale,
        "posters": wished.posters,
        "read_as": {
            "reader": reading.by,
            "chance": reading.chance,
            "is_sure": reading.is_sure,
            "options": [{"option": option, "share": share} for option, share in reading.options],
        },
        "said_to_mean": [{"option": option, "posters": posters} for option, posters in wished.said],
    }
