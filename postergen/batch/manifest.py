"""Write what came of every row as tables that other programs read: CSV and Parquet, and the rows to be mended."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from postergen.adapters.content.csv_files import BYTE_ORDER_MARK, guarded
from postergen.batch.ledger import Entry, Ledger, Status

MANIFEST, PARQUET, FAILURES = "manifest.csv", "manifest.parquet", "failures.csv"
CHUNK = 5000  # rows of a Parquet group
OURS = {  # every column with its type in Parquet
    "row": "int64",
    "id": "string",
    "status": "string",
    "code": "string",
    "link": "string",
    "site": "string",
    "variant": "string",
    "revision": "string",
    "propensity": "float64",
    "file": "string",
    "bytes": "int64",
    "sha256": "string",
    "warnings": "string",
    "error": "string",
}


def write_manifest(ledger: Ledger, folder: Path) -> None:
    """Both manifests, and the failures if there are any; each is the old one until the new one is whole."""
    more = ledger.more
    columns = [*OURS, *(_own_name(name) for name in more)]
    with _new(folder / MANIFEST) as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([guarded(cell) for cell in _cells(entry, more)] for entry in ledger.entries())
    _swap(folder / MANIFEST)
    _write_parquet(ledger, folder / PARQUET, columns, more)
    _write_failures(ledger, folder / FAILURES, more)


def _cells(entry: Entry, more: Sequence[str]) -> list[Any]:
    row, came = entry.row, entry.outcome
    return [
        row.number,
        row.own_id or row.id,
        came.status.value,
        came.code,
        came.link,
        row.cells.get("site", ""),
        came.variant,
        came.revision,
        came.propensity,
        came.file,
        came.bytes,
        came.sha256,
        "; ".join(came.warnings),
        came.error,
        *(row.more.get(name, "") for name in more),
    ]


def _own_name(name: str) -> str:
    """A column of the operator's own that is called as one of ours says whose it is."""
    return f"own {name}" if name in OURS else name


def _write_parquet(ledger: Ledger, path: Path, columns: Sequence[str], more: Sequence[str]) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:  # the extra `batch` is not there, and the table in CSV is
        return
    types = [*OURS.values(), *("string" for _ in more)]
    schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in zip(columns, types, strict=True)])
    with pyarrow.parquet.ParquetWriter(_temporary(path), schema, compression="zstd") as writer:
        entries = ledger.entries()
        while chunk := list(islice(entries, CHUNK)):
            cells = zip(*(_cells(entry, more) for entry in chunk), strict=True)
            writer.write_table(pyarrow.table([list(column) for column in cells], schema=schema))
    _swap(path)


def _write_failures(ledger: Ledger, path: Path, more: Sequence[str]) -> None:
    """The rows as they came, with what is wrong: mended, the file is an input again."""
    if next(ledger.entries(Status.FAILED, Status.REFUSED), None) is None:
        path.unlink(missing_ok=True)
        return
    with _new(path) as file:
        writer = csv.writer(file)
        columns = ledger.columns
        writer.writerow([*columns, *more, "what is wrong"])
        for entry in ledger.entries(Status.FAILED, Status.REFUSED):
            ours = [entry.row.cells.get(name, "") for name in columns]
            writer.writerow([guarded(cell) for cell in (*ours, *_own(entry, more), entry.outcome.error)])
    _swap(path)


def _own(entry: Entry, more: Sequence[str]) -> Iterator[str]:
    return (entry.row.more.get(name, "") for name in more)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _new(path: Path) -> Any:
    file = _temporary(path).open("w", encoding="utf-8", newline="")
    file.write(BYTE_ORDER_MARK)
    return file


def _swap(path: Path) -> None:
    _temporary(path).replace(path)
