"""Render posters for the rows of a table: several processes, one manifest, resumable.

A batch is its folder. There a row is itself by its content, or by the column ``id``; where it stands in which file
says nothing. Its poster is issued under an idempotency key made of that, so that a second run finds the posters of the
first, whatever was sorted, deleted or moved between; and the same rows in another folder are other posters.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from postergen.adapters.content.table_files import Columns, bounded, read_table
from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.domain.tables import yes_or_no
from postergen.errors import Finding, InvalidInput, PostergenError
from postergen.rendering.encode import FILE_FORMATS
from postergen.service.orders import Order

COLUMNS = (
    "id",
    "options",
    "wish",
    "wish_means",
    "nickname",
    "locale",
    "template",
    "format",
    "place",
    "occasion",
    "channel",
    "personalised",
)
MANIFEST, MARK = "manifest.jsonl", "batch.id"  # what came of every row; which batch this folder is
YES_OR_NO = "write yes or no, 是 or 否; empty is yes"
CHUNK = 64  # rows issued in one transaction


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input; ``number`` is its line in the file, for people, and ``id`` is what it is itself by."""

    number: int
    id: str
    cells: Mapping[str, str]

    def __str__(self) -> str:
        return f"row {self.number}"

    @property
    def digest(self) -> str:
        """Of what the row asks for."""
        return _digest(self.cells)


def _digest(cells: Mapping[str, str]) -> str:
    """Empty cells are as good as none, so a column more changes nothing."""
    said = {name: cell for name, cell in cells.items() if cell and name != "id"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the manifest."""

    row: int
    id: str
    digest: str
    status: str  # done or failed
    code: str | None = None
    file: str | None = None
    sha256: str | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch does: where it writes, and how."""

    out: Path
    campaign: str
    extension: str = "jpg"
    processes: int = 1


def read_rows(path: Path) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of a table, and what should be known about how it was read.

    Raises:
        InvalidInput: every problem with its line; then nothing is made of any row.
    """
    table = read_table(path.name, path.read_bytes(), Columns(COLUMNS, ("options",)))
    findings, rows = [], []
    seen: Counter[str] = Counter()
    for read in table.rows:
        cells = {name: cell.strip() for name, cell in read.cells.items()}
        where = f"{path.name}:{read.number}"
        own = cells.get("id", "")
        if "id" in cells and not own:
            findings.append(Finding(where, "has no id", "give one to every row, or remove the column"))
        if cells.get("personalised") and yes_or_no(cells["personalised"]) is None:
            findings.append(
                Finding(where, f"personalised: {cells['personalised'][:20]!r} is neither yes nor no", YES_OR_NO)
            )
        mark = f"id:{own}" if own else _digest(cells)
        seen[mark] += 1
        if own and seen[mark] > 1:
            findings.append(Finding(where, f"the id {own[:40]!r} stands twice", "every row has one of its own"))
        # equal rows are two posters: the first, the second and so on of those that say the same
        rows.append(Row(read.number, mark if own else f"{mark}:{seen[mark]}", cells))
    if findings:
        raise InvalidInput(bounded(path.name, findings))
    return rows, table.notes


def order_of(row: Row, campaign: str) -> Order:
    """The poster that a row asks for; empty cells take the defaults."""
    cells = row.cells
    request = BriefRequest(
        options=tuple(part.strip() for part in cells["options"].replace(",", ";").split(";") if part.strip()),
        locale=cells.get("locale") or DEFAULT_LOCALE,
        template=cells.get("template") or None,
        format=cells.get("format") or "story",
        wish=cells.get("wish", ""),
        wish_means=cells.get("wish_means", ""),
        nickname=cells.get("nickname", ""),
        place=cells.get("place") or None,
        occasion=cells.get("occasion") or None,
        channel=cells.get("channel") or "batch",
        personalised=yes_or_no(cells.get("personalised", "")) is not False,
    )
    return Order(campaign, request)


def read_manifest(path: Path) -> dict[str, Entry]:
    """The last entry for every row, by its id; a line cut off by a crash is passed over."""
    entries: dict[str, Entry] = {}
    if not path.is_file():
        return entries
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            data = json.loads(line)
            entries[data["id"]] = Entry(**{**data, "warnings": tuple(data["warnings"])})
        except (ValueError, KeyError, TypeError):
            continue
    return entries


def run_batch(rows: Iterable[Row], plan: Plan, product: Product) -> Iterator[Entry]:
    """Render every row that has no finished file yet; entries come as they are finished, in any order.

    Rows that fail are reported and do not stop the others, also when they kill the process that draws them.
    """
    # only here: a single poster needs no other processes
    from postergen.batch_workers import Died, work_through

    plan.out.mkdir(parents=True, exist_ok=True)
    batch, manifest = _batch_in(plan.out), plan.out / MANIFEST
    known = read_manifest(manifest)
    waiting = iter(row for row in rows if not _finished(row, known, plan.out))
    refused: list[Entry] = []
    with manifest.open("a", encoding="utf-8") as file:
        if manifest.stat().st_size and not manifest.read_bytes().endswith(b"\n"):
            file.write("\n")

        def noted(entry: Entry) -> Entry:
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            file.flush()
            return entry

        start = partial(_start_worker, product.settings, plan)
        for made in work_through(_issued(waiting, refused, batch, plan, product), start, plan.processes):
            yield noted(_killed(made.task, made.how) if isinstance(made, Died) else made)
            while refused:
                yield noted(refused.pop())
        while refused:
            yield noted(refused.pop())


def _batch_in(out: Path) -> str:
    """What this batch is known by; its folder remembers it."""
    mark = out / MARK
    if not mark.is_file():
        write_atomically(mark, secrets.token_hex(8).encode())
    return mark.read_text(encoding="ascii").strip()


def _finished(row: Row, known: Mapping[str, Entry], out: Path) -> bool:
    entry = known.get(row.id)
    return (
        entry is not None
        and entry.status == "done"
        and entry.digest == row.digest
        and entry.file is not None
        and (out / entry.file).is_file()
    )


@dataclass(frozen=True, slots=True)
class Issued:
    """A row that has its poster."""

    row: Row
    code: str

    def __str__(self) -> str:
        return f"{self.row} ({self.code})"


def _issued(waiting: Iterator[Row], refused: list[Entry], batch: str, plan: Plan, product: Product) -> Iterator[Issued]:
    """The rows with their posters, issued a few at a time; entries of rows that cannot be are added to ``refused``."""
    while chunk := list(islice(waiting, CHUNK)):
        issued, failed = _issue(chunk, batch, plan, product)
        refused += failed
        yield from issued


def _issue(chunk: Sequence[Row], batch: str, plan: Plan, product: Product) -> tuple[list[Issued], list[Entry]]:
    """Issue the posters of these rows in one transaction; rows that cannot be are entries already."""
    orders: list[tuple[Row, Order]] = []
    failed = []
    for row in chunk:
        order = order_of(row, plan.campaign)
        try:
            product.posters.brief(order)
        except InvalidInput as exc:
            failed.append(Entry(row.number, row.id, row.digest, "failed", error=str(exc)))
            continue
        mark = hashlib.sha256(f"{batch} {row.id} {row.digest}".encode()).hexdigest()[:32]
        orders.append((row, Order(order.campaign, order.request, None, f"batch:{plan.campaign}:{mark}")))
    issued = product.posters.issue_many([order for _, order in orders])
    return [Issued(row, made.poster.code) for (row, _), made in zip(orders, issued, strict=True)], failed


def _start_worker(settings: Settings, plan: Plan) -> Callable[[Issued], Entry]:
    return partial(_render, build_product(settings), plan)


def _render(product: Product, plan: Plan, issued: Issued) -> Entry:
    row, code = issued.row, issued.code
    try:
        picture = product.pictures.picture(product.posters.get(code), plan.extension)
    except PostergenError as exc:
        return Entry(row.number, row.id, row.digest, "failed", code=code, error=str(exc))
    name = f"{row.number:06d}-{code}.{plan.extension}"
    write_atomically(plan.out / name, picture.data)
    warnings = tuple(f"{w.element}: {w.kind}" for w in picture.warnings)
    digest = hashlib.sha256(picture.data).hexdigest()
    return Entry(row.number, row.id, row.digest, "done", code, name, digest, warnings)


def _killed(issued: Issued, how: str) -> Entry:
    row = issued.row
    error = f"the process that drew it died twice ({how}): is there enough memory?"
    return Entry(row.number, row.id, row.digest, "failed", code=issued.code, error=error)


def write_atomically(path: Path, data: bytes) -> None:
    """A reader sees the whole file or none, whenever the process dies."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)


EXTENSIONS = tuple(FILE_FORMATS)
