"""Show a few posters of a run on one page before any is made: the hardest rows are among them."""

from __future__ import annotations

import base64
import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from postergen.batch.ledger import Ledger, Status
from postergen.batch.rows import Row, options_in, order_of
from postergen.batch.run import Plan, names_of_options
from postergen.bootstrap import Product
from postergen.config import CONTENT
from postergen.errors import PostergenError
from postergen.files import write_atomically

FILE = "sample.html"
WIDTH = 480  # pixels of a poster on the page
# What is hard about a row, the largest of the input being shown
MEASURES: Mapping[str, Callable[[Mapping[str, str], Mapping[str, str]], int]] = {
    "the longest name": lambda cells, _: len(cells.get("nickname", "")),
    "the longest wish": lambda cells, _: len(cells.get("wish", "")),
    "the most choices": lambda cells, called: len(options_in(cells, called)),
}
KINDS = ("template", "format", "locale", "occasion")  # the first row of each value is shown


@dataclass(frozen=True, slots=True)
class Shown:
    """A poster of the sample: ``picture`` is a JPEG in base64, or empty where it cannot be drawn, as warnings say."""

    number: int
    own_id: str
    reasons: tuple[str, ...]
    look: str
    words: str
    picture: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The page that was written, how many posters it shows, and how many of them have something to look at."""

    file: Path
    posters: int
    warned: int


def hardest(rows: Iterable[Row], count: int, called: Mapping[str, str]) -> list[tuple[Row, tuple[str, ...]]]:
    """So many rows with why each is shown, in the order of the input: the extremes, one of each kind, and others from
    everywhere, the same ones each time. Holds ``count`` rows and one of each kind at a time.

    Args:
        called: options by what people call them, their ids among that.
    """
    largest: dict[str, tuple[int, Row]] = {}
    firsts: dict[str, Row] = {}
    drawn: list[tuple[int, int, Row]] = []  # the digests are as good as a draw; the greatest are kept
    for place, row in enumerate(rows):
        for reason, measure in MEASURES.items():
            size = measure(row.cells, called)
            if size > largest.get(reason, (0, row))[0]:
                largest[reason] = (size, row)
        for kind in KINDS:
            if row.cells.get(kind):
                firsts.setdefault(f"the first with {kind} {row.cells[kind]}", row)
        (heapq.heappush if len(drawn) < count else heapq.heappushpop)(drawn, (int(row.digest, 16), -place, row))
    reasons: dict[str, tuple[Row, tuple[str, ...]]] = {}
    wanted = [*((why, largest[why][1]) for why in MEASURES if why in largest), *firsts.items()]
    for why, row in [*wanted, *(("drawn by lot", row) for _, _, row in sorted(drawn, reverse=True))]:
        if row.id in reasons:
            if why != "drawn by lot":
                reasons[row.id] = (row, (*reasons[row.id][1], why))
        elif len(reasons) < count:
            reasons[row.id] = (row, (why,))
    return sorted(reasons.values(), key=lambda found: found[0].number)


def write_sample(ledger: Ledger, plan: Plan, product: Product, count: int, source: str) -> Page:
    """The page with so many specimens of rows that wait."""
    called = names_of_options(product, plan.campaign)
    waiting = (entry.row for entry in ledger.entries(Status.WAITING))
    shown = [_shown(row, why, plan, product, called) for row, why in hardest(waiting, count, called)]
    warned = sum(bool(one.warnings) for one in shown)
    environment = Environment(
        loader=FileSystemLoader(CONTENT / "templates/batch"), autoescape=True, undefined=StrictUndefined
    )
    rows = ledger.counts()[Status.WAITING]
    page = environment.get_template(FILE).render(shown=shown, rows=rows, warned=warned, source=source)
    write_atomically(plan.out / FILE, page.encode())
    return Page(plan.out / FILE, len(shown), warned)


def _shown(row: Row, why: tuple[str, ...], plan: Plan, product: Product, called: Mapping[str, str]) -> Shown:
    brief = product.posters.brief(order_of(row.cells, plan.campaign, called))
    poster = product.posters.specimen(brief, salt=row.digest)
    content = product.pictures.content(poster)
    shown = Shown(
        row.number, row.own_id, why, f"{brief.template} · {brief.format} · {brief.locale}", content.headline, "", ()
    )
    try:
        picture = product.pictures.picture(poster, "jpg", width=WIDTH)
    except PostergenError as exc:
        return replace(shown, warnings=(str(exc),))
    warnings = tuple(f"{warning.element}: {warning.detail}" for warning in picture.warnings)
    return replace(shown, picture=base64.b64encode(picture.data).decode(), warnings=warnings)
