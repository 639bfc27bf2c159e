"""Check figures and lines of stickers, and make sets of them for messengers."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import click

from postergen.adapters.content.csv_files import write_csv
from postergen.adapters.content.figure_files import figure_schema
from postergen.adapters.content.messenger_files import read_messengers
from postergen.batch.bundles import EPOCH
from postergen.commands.console import echo_json, load_product, reporting_errors
from postergen.config import CONTENT
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.domain.messengers import Role
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.files import write_atomically
from postergen.service.sticker_sets import MANIFEST, StickerSet, Wanted, make_set, manifest_rows

MANIFEST_FILE = "manifest.csv"
campaign_option = click.option("--campaign", help="the campaign; POSTERGEN_CAMPAIGN when left out")


@click.group()
def stickers() -> None:
    """Reply pictures: lines of a campaign, said by figures."""


@stickers.command("check")
@campaign_option
@reporting_errors
def stickers_check(campaign: str | None) -> None:
    """Check figures, and every line with the figure that says it; every mistake is listed with its file and line."""
    product = load_product(only_reads=True)
    there = product.stickers.all(campaign or product.settings.campaign)
    findings = [finding for sticker in there for finding in product.stickers.check(sticker)]
    if findings:
        raise InvalidInput(findings)
    figures = product.library.figures()
    movements = sum(len(figure.movements) for figure in figures.values())
    click.echo(f"{len(there)} stickers, {len(figures)} figures with {movements} movements, 0 findings")


@stickers.command("build")
@click.option("--messenger", default="wechat", show_default=True, help="whose set it is to be")
@click.option("--locale", default=DEFAULT_LOCALE, show_default=True, type=click.Choice(LOCALES))
@click.option("--count", default=16, show_default=True, type=click.IntRange(1, 120), help="how many stickers")
@click.option("--still", is_flag=True, help="pictures that do not move")
@click.option("--zip", "zipped", is_flag=True, help="one file instead of a folder")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("out/stickers"))
@campaign_option
@reporting_errors
def stickers_build(
    messenger: str, locale: str, count: int, still: bool, zipped: bool, output: Path, campaign: str | None
) -> None:
    """Make a set as a messenger takes it: stickers, what comes with them, and a manifest; checked against its limits.

    Same campaign and figures, same bytes.
    """
    known = read_messengers(CONTENT / "assets/messengers.yaml")
    if messenger not in known:
        raise InvalidInput([Finding("--messenger", f"{messenger!r} is unknown", f"known: {', '.join(known)}")])
    product = load_product(only_reads=True)
    pack = product.library.campaign(campaign or product.settings.campaign)
    if pack.stickers is None:
        raise NotFound("sticker of the campaign", pack.id)
    made = make_set(product.stickers, pack, known[messenger], Wanted(locale, count, moves=not still))
    name = f"{pack.id}-{messenger}-{locale}{'-still' if still else ''}-{count}"
    files = {one.path: one.data for one in made.files}
    files[MANIFEST_FILE] = write_csv(MANIFEST, manifest_rows(made)).encode()
    path = output / (f"{name}.zip" if zipped else name)
    output.mkdir(parents=True, exist_ok=True)
    if zipped:
        write_atomically(path, _zip(files))
    else:
        _write_folder(path, files)
    click.echo(f"{path}: {_told(made)}")


def _told(made: StickerSet) -> str:
    sizes = [len(one.data) for one in made.files if one.role is Role.STICKER]
    reduced = sum(one.effort > 0 for one in made.files)
    said = f"{len(sizes)} stickers of {min(sizes) // 1000} to {max(sizes) // 1000} kB, {len(made.files)} files"
    return f"{said}, {reduced} of them made smaller to fit" if reduced else said


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """The files, in the place of a set that was made there before; a folder of something else is left alone."""
    if (folder / MANIFEST_FILE).is_file():
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise InvalidInput([Finding(str(folder), "holds something else than a set of stickers", "name another: -o")])
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _zip(files: Mapping[str, bytes]) -> bytes:
    """Pictures are compressed already, so they are stored as they are; no clock is in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name, EPOCH)
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return out.getvalue()


@stickers.command("schema")
@reporting_errors
def stickers_schema() -> None:
    """Print the JSON Schema of a figure's template.yaml."""
    echo_json(figure_schema())
