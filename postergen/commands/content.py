"""Check, start and preview what campaigns and designers write."""

from __future__ import annotations

from pathlib import Path

import click

from postergen.commands.console import (
    echo_json,
    load_product,
    reporting_errors,
)
from postergen.config import Settings
from postergen.doctor.values import counted
from postergen.domain.localized import LOCALES
from postergen.errors import InvalidInput
from postergen.loading import check_pack
from postergen.web.preview import Gallery, watch, write_gallery
from postergen.workshop import check_games, check_templates, is_path, start_look, template_schema


@click.group()
def catalogue() -> None:
    """Campaign packs."""


@catalogue.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@reporting_errors
def catalogue_check(folder: Path | None) -> None:
    """Check a campaign pack; every mistake is listed with its file and line."""
    settings = Settings.from_environment()
    folder = folder or settings.campaigns_dir / settings.campaign
    campaign = check_pack(folder)
    if findings := check_games(settings, folder, campaign):
        raise InvalidInput(findings)
    found = campaign.catalogue
    placed = {o.place.partition("/")[0] for o in found.options if o.place}
    click.echo(
        f"{campaign.id} {campaign.version}: {len(found.options)} options in {len(found.themes)} themes, "
        f"{sum(o.place is not None for o in found.options)} of them in {len(placed)} provinces, "
        f"{len(campaign.variants)} variants" + (f", {counted(len(campaign.games), 'game')}" if campaign.games else "")
    )


@click.group()
def templates() -> None:
    """Poster templates."""


@templates.command("check")
@click.argument("names", nargs=-1)
@reporting_errors
def templates_check(names: tuple[str, ...]) -> None:
    """Check looks: their files, their hard cases, and that their codes can be read.

    Each of NAMES is a look of POSTERGEN_TEMPLATES_DIR, or, with a slash in it, the path of its folder: ./my-look
    """
    checked, findings = check_templates(Settings.from_environment(), names)
    for line in checked:
        click.echo(line)
    if findings:
        raise InvalidInput(findings)


@templates.command("cast")
@click.argument("names", nargs=-1)
@click.option("--format", "formats", multiple=True, default=("story",), show_default=True, help="repeat it")
@click.option("--locale", "locales", multiple=True, default=LOCALES, show_default=True, help="repeat it")
@reporting_errors
def templates_cast(names: tuple[str, ...], formats: tuple[str, ...], locales: tuple[str, ...]) -> None:
    """Draw ahead what posters have in common, so that the first thousands are made as fast as the rest.

    It is kept in POSTERGEN_CACHE_DIR; what was drawn before is not drawn again.
    """
    product = load_product()
    campaign = product.library.campaign(product.settings.campaign)
    for look in names or campaign.templates:
        for locale in locales:
            for format_name in formats:
                drawn = product.pictures.cast(campaign.id, look, locale, format_name)
                click.echo(f"{look} {locale} {format_name}: {f'{drawn} specimens drawn' if drawn else 'nothing to do'}")


@templates.command("new")
@click.argument("name")
@reporting_errors
def templates_new(name: str) -> None:
    """Start a look: a folder with a template that works, ready to be drawn over.

    NAME is a look of POSTERGEN_TEMPLATES_DIR, or, with a slash in it, a path: ./my-look
    """
    folder = start_look(Settings.from_environment(), name)
    called = name if is_path(name) else folder.name
    click.echo(f"{folder} is yours. See it while you draw: postergen templates preview {called} --watch")
    click.echo(f"Then see what is wrong with it: postergen templates check {called}")


@templates.command("preview")
@click.argument("names", nargs=-1)
@click.option("--watch", "watching", is_flag=True, help="serve a page that reloads when a file is saved")
@click.option("--port", default=8010, show_default=True, type=click.IntRange(1, 65535))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("out/preview"))
@reporting_errors
def templates_preview(names: tuple[str, ...], watching: bool, port: int, output: Path) -> None:
    """Draw every look in every format with its hard cases, and say what is wrong with them.

    Each of NAMES is a look of POSTERGEN_TEMPLATES_DIR, or, with a slash in it, the path of its folder: ./my-look
    """
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
