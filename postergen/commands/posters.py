"""Make posters: one, one in every look; list the lives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from postergen.commands.console import (
    brief_options,
    echo_json,
    load_press,
    order_from,
    reporting_errors,
)
from postergen.config import Settings
from postergen.demo import make_demo
from postergen.domain.codes import repair_code
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.errors import Finding, InvalidInput
from postergen.files import write_atomically
from postergen.loading import check_pack
from postergen.rendering.encode import EXTENSIONS
from postergen.serve import serve_forever


@click.command()
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
    press = load_press()
    order = order_from(press, options)
    if code is None:
        poster = press.posters.issue(order).poster
    else:
        repaired = repair_code(code)
        if repaired is None:
            raise InvalidInput([Finding("--code", f"{code!r} is not a code", "use one that postergen made")])
        poster = press.posters.poster_for_code(order, repaired)
    picture = press.pictures.picture(poster, extension)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(output, picture.data)
    warnings = [warning._asdict() for warning in picture.warnings]
    for warning in picture.warnings:
        click.echo(f"warning: {warning.element}: {warning.detail}", err=True)
    made = {"code": poster.code, "file": str(output), "variant": poster.choice.variant, "warnings": warnings}
    made["scan_url"] = press.addresses.scan(poster.code)
    if as_json:
        echo_json(made)
    else:
        click.echo(f"{output}  {poster.code}  {made['scan_url']}")


@click.command()
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
        for option in catalogue.offered
        if (theme is None or option.theme == theme) and (place is None or (option.place or "").startswith(place))
    ]
    if as_json:
        echo_json([{"id": o.id, "theme": o.theme, "place": o.place, "text": o.text.in_locale(locale)} for o in chosen])
        return
    for option in chosen:
        click.echo(f"{option.id:36} {option.theme:10} {option.place or '-':24} {option.text.in_locale(locale)}")


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("out"))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="render and stop")
@reporting_errors
def demo(output: Path, host: str, port: int, no_serve: bool) -> None:
    """Render a poster in every look and both languages, and serve the campaign page."""
    press = load_press()
    if no_serve:
        for path in make_demo(press, output):
            click.echo(f"  {path}")
        return
    press.close()
    click.echo(f"\nOpen {press.settings.public_url} and make your own. Ctrl-C stops it.")
    click.echo("The copywriters' studio at /studio/ opens after: postergen user create NAME --role admin\n")
    # beside the server, so that nobody waits for eighteen posters to see the page
    rest = [sys.executable, "-m", "postergen", "demo", "--no-serve", "-o", str(output)]
    with subprocess.Popen(rest) as drawing:
        try:
            serve_forever(host, port, workers=1)
        finally:
            drawing.terminate()
