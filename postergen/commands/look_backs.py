"""Make look backs out of a file of figures: a folder of pictures for every row, and a table of what they are."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from postergen.adapters.content.row_files import RowFile, open_rows
from postergen.adapters.content.table_files import Columns
from postergen.bootstrap import Product
from postergen.commands.console import echo_json, echo_notes, load_product, reporting_errors
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.domain.look_backs import FigureKind, LookBack
from postergen.domain.numbers import whole_number
from postergen.domain.tables import Row
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.files import write_atomically
from postergen.rendering.long import LONG_FILES
from postergen.service.look_backs import LookBackOrder

MOST_TOLD = 50  # findings
COLUMNS = ("id", "nickname", "locale")
TOLD = ("row", "id", "page", "band", "code", "link", "variant", "revision", "text", "file")


@dataclass(frozen=True, slots=True)
class Files:
    """Where the pictures go, and as what."""

    folder: Path
    extension: str


@click.command("look-back")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="the folder")
@click.option("--look-back", "name", help="its id; the campaign's first without it")
@click.option("--extension", default="jpg", show_default=True, type=click.Choice(LONG_FILES))
@click.option("--sheet", help="of an Excel file; the first without it")
@click.option("--campaign")
@click.option("--json", "as_json", is_flag=True, help="say what was made as JSON")
@reporting_errors
def look_back(
    source: Path, output: Path, name: str | None, extension: str, sheet: str | None, campaign: str | None, as_json: bool
) -> None:
    """Make a look back for every row of a file of figures.

    It has a column for each figure, and nickname, locale and id.

    Run it again into the same folder, and whoever has one keeps it.
    """
    product = load_product()
    of = product.library.campaign(campaign or product.settings.campaign)
    one = product.look_backs.of(of.id, name) if name else next(iter(of.look_backs), None)
    if one is None:
        raise NotFound("look back", of.id)
    figures = tuple(figure.name for figure in one.figures)
    rows = open_rows(source, Columns((*COLUMNS, *figures), figures, takes_more=True), sheet)
    echo_notes(rows.notes)
    orders = _checked(product, of.id, one, rows, output)
    lines = [line for row, order in orders for line in _make(product, row, order, Files(output, extension))]
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerows([TOLD, *lines])
    write_atomically(output / "manifest.csv", out.getvalue().encode())
    product.take_in()
    if as_json:
        echo_json({"rows": len(orders), "pages": len(lines), "folder": str(output)})
    else:
        click.echo(f"{output}: {len(orders)} look backs, {len(lines)} pages, manifest.csv")


def _checked(
    product: Product, campaign: str, one: LookBack, rows: RowFile, output: Path
) -> list[tuple[Row, LookBackOrder]]:
    """What every row asks for; all that is wrong is told before anything is made."""
    findings: list[Finding] = []
    orders = []
    for row in rows:
        order = _order(campaign, one, row, output)
        try:
            product.look_backs.check(order)
        except InvalidInput as exc:
            where = f"{rows.path.name}:{row.number}"
            findings += [Finding(f"{where} {one.where}", one.problem, one.remedy) for one in exc.findings]
        orders.append((row, order))
    if findings:
        more = [Finding(rows.path.name, f"has {len(findings) - MOST_TOLD} more problems")] * (len(findings) > MOST_TOLD)
        raise InvalidInput([*findings[:MOST_TOLD], *more])
    return orders


def _order(campaign: str, one: LookBack, row: Row, output: Path) -> LookBackOrder:
    figures: dict[str, object] = {}
    for figure in one.figures:
        cell = row.cells.get(figure.name, "").strip()
        number = None if figure.kind is FigureKind.THEME else whole_number(cell)
        if cell:
            figures[figure.name] = cell if number is None else number
        elif all(page.band_of(None) for page in one.pages if page.figure == figure):
            figures[figure.name] = None
    nickname, locale = row.cells.get("nickname", "").strip(), row.cells.get("locale", "").strip() or DEFAULT_LOCALE
    own = row.cells.get("id", "").strip() or repr((row.number, nickname, locale, sorted(figures.items())))
    key = hashlib.sha256(f"{output.resolve()}\0{own}".encode()).hexdigest()
    return LookBackOrder(campaign, one.id, figures, locale, nickname, idempotency_key=f"rows:{key[:40]}")


def _make(product: Product, row: Row, order: LookBackOrder, files: Files) -> Iterator[Sequence[str]]:
    """The pictures of one row, and a line for each of its pages."""
    posters = [issued.poster for issued in product.look_backs.make(order)]
    own = re.sub(r"[^\w.-]+", "_", row.cells.get("id", "").strip())[:60].strip(".")
    name = own or f"{row.number:06d}"
    folder = files.folder / name
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / f"long.{files.extension}", product.pictures.long(posters, files.extension).data)
    moving = product.pictures.template(posters[0]).moving
    if moving and moving.sheet == product.pictures.content(posters[0]).sheet:
        write_atomically(folder / "cover.gif", product.pictures.moving(posters[0], "gif").data)
    for number, poster in enumerate(posters, start=1):
        _, page, band = poster.brief.site.split("/")
        file = folder / f"{number}-{page}.{files.extension}"
        write_atomically(file, product.pictures.picture(poster, files.extension).data)
        yield (
            str(row.number),
            row.cells.get("id", ""),
            page,
            band,
            poster.code,
            product.addresses.scan(poster.code),
            poster.choice.variant,
            poster.choice.revision,
            product.pictures.content(poster).headline,
            str(file.relative_to(files.folder)),
        )
