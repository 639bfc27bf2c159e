"""Render posters for the rows of a CSV file: several processes, one manifest, resumable.

Every row is issued under an idempotency key made of the file's name for the batch, its row number and its
content, so that a second run finds the posters of the first and renders only what is missing.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.errors import Finding, InvalidInput, PostergenError
from postergen.rendering.encode import FILE_FORMATS
from postergen.service.orders import Order

COLUMNS = (
    "options",
    "wish",
    "nickname",
    "locale",
    "template",
    "format",
    "place",
    "occasion",
    "channel",
    "personalised",
)
MANIFEST = "manifest.jsonl"
CHUNK = 64  # rows issued in one transaction


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the input; ``number`` is its line in the file, the header being line 1."""

    number: int
    cells: dict[str, str]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.cells, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the manifest."""

    row: int
    digest: str
    status: str  # done or failed
    code: str | None = None
    file: str | None = None
    sha256: str | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch does: where it reads and writes, and how."""

    source: Path
    out: Path
    campaign: str
    extension: str = "jpg"
    processes: int = 1


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file in UTF-8 (with or without a byte order mark).

    Raises:
        InvalidInput: the file cannot be read as such, or its header has unknown or missing columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = reader.fieldnames or []
            findings = [
                Finding(f"{path}:1", f"unknown column {name!r}", f"columns: {', '.join(COLUMNS)}")
                for name in header
                if name not in COLUMNS
            ]
            if "options" not in header:
                findings.append(Finding(f"{path}:1", "has no column 'options'", "it holds option ids, separated by ;"))
            if findings:
                raise InvalidInput(findings)
            for cells in reader:
                yield Row(reader.line_num, {k: (v or "").strip() for k, v in cells.items() if isinstance(k, str)})
    except UnicodeDecodeError as exc:
        raise InvalidInput([Finding(str(path), "is not UTF-8", "save it as 'CSV UTF-8'")]) from exc
    except csv.Error as exc:
        raise InvalidInput([Finding(str(path), f"is not CSV: {exc}")]) from exc


def order_of(row: Row, campaign: str) -> Order:
    """The poster that a row asks for; empty cells take the defaults."""
    cells = row.cells
    request = BriefRequest(
        options=tuple(part.strip() for part in cells["options"].replace(",", ";").split(";") if part.strip()),
        locale=cells.get("locale") or DEFAULT_LOCALE,
        template=cells.get("template") or None,
        format=cells.get("format") or "story",
        wish=cells.get("wish", ""),
        nickname=cells.get("nickname", ""),
        place=cells.get("place") or None,
        occasion=cells.get("occasion") or None,
        channel=cells.get("channel") or "batch",
        personalised=cells.get("personalised", "").lower() not in ("no", "false", "0"),
    )
    return Order(campaign, request)


def read_manifest(path: Path) -> dict[int, Entry]:
    """The last entry for every row; a line cut off by a crash is passed over."""
    entries: dict[int, Entry] = {}
    if not path.is_file():
        return entries
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            data = json.loads(line)
            entries[data["row"]] = Entry(**{**data, "warnings": tuple(data["warnings"])})
        except (ValueError, KeyError, TypeError):
            continue
    return entries


def run_batch(plan: Plan, product: Product) -> Iterator[Entry]:
    """Render every row that has no finished file yet; entries come as they are finished, in any order.

    Rows that fail are reported and do not stop the others.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    manifest = plan.out / MANIFEST
    known = read_manifest(manifest)
    batch = hashlib.sha256(str(plan.source.resolve()).encode()).hexdigest()[:12]
    rows = (row for row in read_rows(plan.source) if not _finished(row, known, plan.out))
    with manifest.open("a", encoding="utf-8") as file:
        if manifest.stat().st_size and not manifest.read_bytes().endswith(b"\n"):
            file.write("\n")
        for entry in _render_rows(rows, batch, plan, product):
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            file.flush()
            yield entry


def _finished(row: Row, known: dict[int, Entry], out: Path) -> bool:
    entry = known.get(row.number)
    return (
        entry is not None
        and entry.status == "done"
        and entry.digest == row.digest
        and entry.file is not None
        and (out / entry.file).is_file()
    )


def _render_rows(rows: Iterable[Row], batch: str, plan: Plan, product: Product) -> Iterator[Entry]:
    # only here: a single poster needs no other processes
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from multiprocessing import get_context

    waiting = iter(rows)
    with ProcessPoolExecutor(
        plan.processes,
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(product.settings,),
    ) as pool:
        running: set[Future[Entry]] = set()
        while True:
            while len(running) < plan.processes * 8:
                chunk = list(islice(waiting, CHUNK))
                if not chunk:
                    break
                issued, failed = _issue(chunk, batch, plan, product)
                yield from failed
                running |= {pool.submit(_render_row, row, code, plan) for row, code in issued}
            if not running:
                return
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()


def _issue(chunk: Sequence[Row], batch: str, plan: Plan, product: Product) -> tuple[list[tuple[Row, str]], list[Entry]]:
    """Issue the posters of these rows in one transaction; rows that cannot be are entries already."""
    orders: list[tuple[Row, Order]] = []
    failed = []
    for row in chunk:
        order = order_of(row, plan.campaign)
        try:
            product.posters.brief(order)
        except InvalidInput as exc:
            failed.append(Entry(row.number, row.digest, "failed", error=str(exc)))
            continue
        key = f"batch:{batch}:{row.number}:{row.digest}"
        orders.append((row, Order(order.campaign, order.request, None, key)))
    issued = product.posters.issue_many([order for _, order in orders])
    return [(row, made.poster.code) for (row, _), made in zip(orders, issued, strict=True)], failed


_worker: Product


def _start_worker(settings: Settings) -> None:
    global _worker
    _worker = build_product(settings)


def _render_row(row: Row, code: str, plan: Plan) -> Entry:
    try:
        picture = _worker.pictures.picture(_worker.posters.get(code), plan.extension)
    except PostergenError as exc:
        return Entry(row.number, row.digest, "failed", code=code, error=str(exc))
    name = f"{row.number:06d}-{code}.{plan.extension}"
    write_atomically(plan.out / name, picture.data)
    warnings = tuple(f"{w.element}: {w.kind}" for w in picture.warnings)
    return Entry(row.number, row.digest, "done", code, name, hashlib.sha256(picture.data).hexdigest(), warnings)


def write_atomically(path: Path, data: bytes) -> None:
    """A reader sees the whole file or none, whenever the process dies."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)


EXTENSIONS = tuple(FILE_FORMATS)
