"""The command line. Exit codes: 0 done, 1 some rows failed, 2 usage or bad input, 3 a needed part is unavailable."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from postergen import __version__
from postergen.batch import EXTENSIONS, MANIFEST, Entry, Plan, read_rows, run_batch, write_atomically
from postergen.bootstrap import (
    Product,
    build_product,
    check_pack,
    check_templates,
    start_look,
    template_schema,
    upgrade_database,
)
from postergen.config import Settings
from postergen.demo import make_demo
from postergen.domain.briefs import BriefRequest
from postergen.domain.codes import repair_code
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.errors import Finding, InvalidInput, PostergenError, Unavailable
from postergen.serve import serve_forever
from postergen.service.posters import Order
from postergen.web.preview import Gallery, watch, write_gallery

EXIT_ROWS_FAILED, EXIT_BAD_INPUT, EXIT_UNAVAILABLE = 1, 2, 3


def reporting_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Say what went wrong on standard error, and leave with the code for it."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except InvalidInput as exc:
            for finding in exc.findings:
                click.echo(f"error: {finding}", err=True)
            sys.exit(EXIT_BAD_INPUT)
        except Unavailable as exc:
            click.echo(f"error: {exc}", err=True)
            sys.exit(EXIT_UNAVAILABLE)
        except PostergenError as exc:
            click.echo(f"error: {exc}", err=True)
            sys.exit(EXIT_BAD_INPUT)
        except BrokenPipeError:
            sys.stderr.close()  # whoever read our output has seen enough
        except OSError as exc:
            click.echo(f"error: {exc}", err=True)
            sys.exit(EXIT_UNAVAILABLE)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Personal posters that people want to share, and which words bring people."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def brief_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that describe a brief."""
    for option in reversed(
        (
            click.option(
                "--option",
                "options",
                multiple=True,
                required=True,
                metavar="ID",
                help="a better life; repeat it",
            ),
            click.option("--nickname", default="", help="the name on the poster"),
            click.option("--locale", default=DEFAULT_LOCALE, show_default=True, help=" or ".join(LOCALES)),
            click.option("--place", help="province/city"),
            click.option("--occasion", help="such as birthday"),
            click.option("--template", help="the look; the campaign's first when left out"),
            click.option("--format", "format_name", default="story", show_default=True, help="pixel format"),
            click.option("--channel", default="", help="where the poster will be shared"),
            click.option("--no-personalisation", is_flag=True, help="name and place play no part in choosing the copy"),
            click.option("--campaign", help="the campaign; POSTERGEN_CAMPAIGN when left out"),
        )
    ):
        command = option(command)
    return command


def order_from(product: Product, options: dict[str, Any]) -> Order:
    request = BriefRequest(
        options=tuple(options["options"]),
        locale=options["locale"],
        template=options["template"],
        format=options["format_name"],
        nickname=options["nickname"],
        place=options["place"],
        occasion=options["occasion"],
        channel=options["channel"],
        personalised=not options["no_personalisation"],
    )
    return Order(options["campaign"] or product.settings.campaign, request)


def load_product() -> Product:
    return build_product(Settings.from_environment())


def echo_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@main.command()
@brief_options
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help=".jpg .png .webp")
@click.option("--code", help="render for this code, and store nothing")
@click.option("--json", "as_json", is_flag=True, help="say what was made as JSON")
@reporting_errors
def render(output: Path, code: str | None, as_json: bool, **options: Any) -> None:
    """Make one poster."""
    extension = output.suffix.lstrip(".").lower().replace("jpeg", "jpg")
    if extension not in EXTENSIONS:
        raise InvalidInput(
            [Finding("--output", f"{output.name!r} has no known ending", f"use {', '.join(EXTENSIONS)}")]
        )
    product = load_product()
    order = order_from(product, options)
    if code is None:
        poster = product.posters.issue(order).poster
    else:
        repaired = repair_code(code)
        if repaired is None:
            raise InvalidInput([Finding("--code", f"{code!r} is not a code", "use one that postergen made")])
        poster = product.posters.preview(order, repaired)
    picture = product.posters.picture(poster, extension)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(output, picture.data)
    warnings = [asdict(warning) for warning in picture.warnings]
    for warning in picture.warnings:
        click.echo(f"warning: {warning.element}: {warning.detail}", err=True)
    made = {"code": poster.code, "file": str(output), "variant": poster.choice.variant, "warnings": warnings}
    made["scan_url"] = product.posters.addresses.scan(poster.code)
    if as_json:
        echo_json(made)
    else:
        click.echo(f"{output}  {poster.code}  {made['scan_url']}")


@main.command()
@brief_options
@click.option("--count", default=5, show_default=True, type=click.IntRange(1, 40))
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def rank(count: int, as_json: bool, **options: Any) -> None:
    """Rank the copy that could speak for a choice."""
    product = load_product()
    ranking = product.posters.rank(order_from(product, options), count)
    if as_json:
        echo_json(
            {
                "backend": ranking.backend,
                "policy": ranking.policy,
                "candidates": [
                    {
                        "variant": c.ranked.variant.id,
                        "revision": c.ranked.variant.revision,
                        "headline": c.ranked.variant.headline,
                        "score": c.ranked.score,
                        "propensity": round(c.propensity, 6),
                        "reasons": [asdict(reason) for reason in c.ranked.reasons],
                    }
                    for c in ranking.candidates
                ],
            }
        )
        return
    click.echo(f"backend {ranking.backend}, policy {ranking.policy}")
    for candidate in ranking.candidates:
        ranked = candidate.ranked
        why = ", ".join(f"{reason.kind} {reason.subject} {reason.score:.2f}" for reason in ranked.reasons[:3])
        click.echo(
            f"{ranked.score:.3f}  p={candidate.propensity:.3f}  {ranked.variant.headline}  [{ranked.variant.id}]  {why}"
        )


@main.command()
@click.option("--locale", default=DEFAULT_LOCALE, show_default=True, type=click.Choice(LOCALES))
@click.option("--theme", help="only this theme")
@click.option("--place", help="only this province, or province/city")
@click.option("--campaign")
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def options(locale: str, theme: str | None, place: str | None, campaign: str | None, as_json: bool) -> None:
    """List the better lives."""
    settings = Settings.from_environment()
    catalogue = check_pack(settings.campaigns_dir / (campaign or settings.campaign)).catalogue
    if theme is not None and theme not in catalogue.theme_by_id:
        raise InvalidInput([Finding("--theme", f"{theme!r} is unknown", f"known: {', '.join(catalogue.theme_by_id)}")])
    chosen = [
        option
        for option in catalogue.options
        if (theme is None or option.theme == theme) and (place is None or (option.place or "").startswith(place))
    ]
    if as_json:
        echo_json([{"id": o.id, "theme": o.theme, "place": o.place, "text": o.text.in_locale(locale)} for o in chosen])
        return
    for option in chosen:
        click.echo(f"{option.id:36} {option.theme:10} {option.place or '-':24} {option.text.in_locale(locale)}")


@main.group()
def catalogue() -> None:
    """Campaign packs."""


@catalogue.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@reporting_errors
def catalogue_check(folder: Path | None) -> None:
    """Check a campaign pack; every mistake is listed with its file and line."""
    settings = Settings.from_environment()
    campaign = check_pack(folder or settings.campaigns_dir / settings.campaign)
    found = campaign.catalogue
    placed = {o.place.partition("/")[0] for o in found.options if o.place}
    click.echo(
        f"{campaign.id} {campaign.version}: {len(found.options)} options in {len(found.themes)} themes, "
        f"{sum(o.place is not None for o in found.options)} of them in {len(placed)} provinces, "
        f"{len(campaign.variants)} variants"
    )


@main.group()
def templates() -> None:
    """Poster templates."""


@templates.command("check")
@click.argument("names", nargs=-1)
@reporting_errors
def templates_check(names: tuple[str, ...]) -> None:
    """Check looks: their files, their hard cases, and that their codes can be read."""
    checked, findings = check_templates(Settings.from_environment(), names)
    for line in checked:
        click.echo(line)
    if findings:
        raise InvalidInput(findings)


@templates.command("new")
@click.argument("name")
@reporting_errors
def templates_new(name: str) -> None:
    """Start a look: a folder with a template that works, ready to be drawn over."""
    click.echo(
        f"{start_look(Settings.from_environment(), name)} is yours; look at it with: postergen templates preview"
    )


@templates.command("preview")
@click.argument("names", nargs=-1)
@click.option("--watch", "watching", is_flag=True, help="serve a page that reloads when a file is saved")
@click.option("--port", default=8010, show_default=True, type=click.IntRange(1, 65535))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("out/preview"))
@reporting_errors
def templates_preview(names: tuple[str, ...], watching: bool, port: int, output: Path) -> None:
    """Draw every look in every format with its hard cases, and say what is wrong with them."""
    gallery = Gallery(Settings.from_environment(), names)
    if watching:
        click.echo(f"Open http://127.0.0.1:{port} and save your files. Ctrl-C stops it.")
        watch(gallery, port)
    else:
        click.echo(str(write_gallery(gallery, output)))


@templates.command("schema")
@reporting_errors
def templates_schema() -> None:
    """Print the JSON Schema of template.yaml."""
    echo_json(template_schema())


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@reporting_errors
def serve(host: str, port: int, workers: int) -> None:
    """Serve the campaign page and the API."""
    Settings.from_environment()
    load_product()  # mistakes in settings and content show here, once, and not in every worker
    serve_forever(host, port, workers)


@main.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--extension", default="jpg", show_default=True, type=click.Choice(EXTENSIONS))
@click.option("--processes", default=os.cpu_count() or 1, show_default="one for each core", type=click.IntRange(1, 256))
@click.option("--campaign")
@click.option("--json", "as_json", is_flag=True, help="print the summary as JSON")
@reporting_errors
def batch(source: Path, output: Path, extension: str, processes: int, campaign: str | None, as_json: bool) -> None:
    """Make a poster for every row of a CSV file. Run it again to go on where it stopped."""
    product = load_product()
    total = sum(1 for _ in read_rows(source))
    plan = Plan(source, output, campaign or product.settings.campaign, extension, processes)
    done, failed = 0, []
    with tqdm(total=total, unit="poster", disable=None) as bar:
        for entry in run_batch(plan, product):
            bar.update()
            if entry.status == "done":
                done += 1
            else:
                failed.append(entry)
    _report(total, done, sorted(failed, key=lambda e: e.row), output, as_json)
    if failed:
        sys.exit(EXIT_ROWS_FAILED)


def _report(total: int, done: int, failed: list[Entry], output: Path, as_json: bool) -> None:
    skipped = total - done - len(failed)
    if as_json:
        rows = [{"row": entry.row, "error": entry.error} for entry in failed]
        echo_json({"done": done, "skipped": skipped, "failed": rows, "manifest": str(output / MANIFEST)})
        return
    for entry in failed:
        click.echo(f"row {entry.row}: {entry.error}", err=True)
    before = f", {skipped} done before" if skipped else ""
    click.echo(f"{done} posters{before}, {len(failed)} rows failed; {output / MANIFEST} lists them all")


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@reporting_errors
def db_upgrade() -> None:
    """Bring the tables up to date."""
    upgrade_database(Settings.from_environment())
    click.echo("up to date")


@main.command()
@click.option("--campaign")
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def stats(campaign: str | None, as_json: bool) -> None:
    """Say which words bring people."""
    product = load_product()
    rows = product.reports.variants(campaign or product.settings.campaign)
    if as_json:
        echo_json(
            [
                {
                    "variant": row.id,
                    "revision": row.revision,
                    "posters": row.posters,
                    "posters_scanned": row.posters_scanned,
                    "scans": row.scans,
                    "rate": asdict(row.rate),
                }
                for row in rows
            ]
        )
        return
    click.echo(f"{'posters':>8} {'scanned':>8} {'scans':>6}  rate (95 % interval)   variant")
    for row in rows:
        rate = row.rate
        shown = f"{rate.value:6.1%} ({rate.low:.1%} to {rate.high:.1%})" if rate.value is not None else "-"
        words = row.variant.headline if row.variant else f"(revision {row.revision})"
        click.echo(f"{row.posters:8} {row.posters_scanned:8} {row.scans:6}  {shown:22} {row.id}  {words}")


@main.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("out"))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="render and stop")
@reporting_errors
def demo(output: Path, host: str, port: int, no_serve: bool) -> None:
    """Render a poster in every look and both languages, then serve the campaign page."""
    product = load_product()
    for path in make_demo(product, output):
        click.echo(f"  {path}")
    if no_serve:
        return
    click.echo(f"\nOpen {product.settings.public_url} and make your own. Ctrl-C stops it.\n")
    serve_forever(host, port, workers=1)
