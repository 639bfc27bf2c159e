"""Read the rows of people's files one after the other, whatever program wrote them: text, JSON lines, Parquet, Excel.

A file may have more rows than fit into memory (an Excel file may not: it is read whole), and may be gone through more
than once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from postergen.adapters.content.csv_files import unguarded
from postergen.adapters.content.table_files import (
    MOST_FINDINGS,
    Columns,
    Header,
    header_of,
    long_cells,
    separated_rows,
)
from postergen.adapters.content.text_files import Encoding, encoding_of
from postergen.domain.tables import Row
from postergen.errors import Finding, InvalidInput, Unavailable

CHUNK = 1 << 16  # bytes looked at together
ROWS = 1000  # of a Parquet file, read together
NOTHING = Header((), ())

Rows = tuple[Header, Iterator[Row]]
Reader = Callable[[Path, Columns, list[Finding], "_Notes"], Rows]


@dataclass
class _Notes:
    """What should be known about how a file was read, and which of its sheets."""

    sheet: str | None = None
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowFile:
    """A file whose header was read: its columns by our name, those of its own, and what should be known of it."""

    path: Path
    columns: Columns
    header: Header
    notes: tuple[str, ...]
    sheet: str | None

    def __iter__(self) -> Iterator[Row]:
        """Every row; those that cannot be read are told in the end.

        Raises:
            InvalidInput: every problem with its line, fifty at most.
        """
        findings = _Bounded()
        _, rows = _READERS.get(self.path.suffix.lower(), _text_rows)(
            self.path, self.columns, findings, _Notes(self.sheet)
        )
        yield from rows
        findings.tell(self.path.name)


def open_rows(path: Path, columns: Columns, sheet: str | None = None) -> RowFile:
    """A file of rows by its ending: ``.jsonl``, ``.parquet``, ``.xlsx``, and whatever else is text with separators.

    Args:
        sheet: which sheet of an Excel file; the first one without.

    Raises:
        InvalidInput: what is wrong with its header, or that it is none of these.
        Unavailable: what reads such a file is not installed.
    """
    findings = _Bounded()
    notes = _Notes(sheet)
    header, _ = _READERS.get(path.suffix.lower(), _text_rows)(path, columns, findings, notes)
    findings.tell(path.name)
    return RowFile(path, columns, header, (*notes.said, *header.notes), sheet)


class _Bounded(list[Finding]):
    """Findings of which the first fifty are kept, and the others counted."""

    more = 0

    def append(self, finding: Finding) -> None:
        if len(self) < MOST_FINDINGS:
            super().append(finding)
        else:
            self.more += 1

    def __iadd__(self, findings: Iterable[Finding]) -> _Bounded:  # type: ignore[override, misc]
        for finding in findings:
            self.append(finding)
        return self

    def tell(self, name: str) -> None:
        if self:
            more = [Finding(name, f"has {self.more} more problems", "mend these first")] if self.more else []
            raise InvalidInput([*self, *more])


# text


def _text_rows(path: Path, columns: Columns, findings: list[Finding], notes: _Notes) -> Rows:
    found = encoding_of(path.name, partial(_pieces, path), findings)
    if found is None:
        return NOTHING, iter(())
    if found.note:
        notes.said.append(found.note)
    header, rows = separated_rows(path.name, _lines(path, found), columns, findings)
    return header, map(_unguarded, rows)


def _unguarded(row: Row) -> Row:
    """Tables that we write guard what a spreadsheet would take for a formula; so do people."""
    return Row(
        row.number, *({name: unguarded(cell) for name, cell in cells.items()} for cells in (row.cells, row.more))
    )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def _lines(path: Path, encoding: Encoding) -> Iterator[str]:
    with path.open("rb") as file:
        file.seek(encoding.begins)
        with TextIOWrapper(file, encoding=encoding.name, newline="") as text:
            yield from text


# values


def _json_rows(path: Path, columns: Columns, findings: list[Finding], notes: _Notes) -> Rows:
    def lines() -> Iterator[tuple[int, Any]]:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                    if text:
                        yield number, json.loads(text)
                except ValueError as exc:
                    findings.append(
                        Finding(f"{path.name}:{number}", f"is no JSON: {exc}", "one object a line, in UTF-8")
                    )

    # columns are what the objects have: a first look over all of them, for a later one may have more
    names: dict[str, None] = {}
    for number, value in lines():
        if isinstance(value, dict):
            names.update(dict.fromkeys(map(str, value)))
        else:
            findings.append(Finding(f"{path.name}:{number}", "is no object", 'such as {"options": ["id"]}'))
    header = header_of(path.name, list(names), columns, findings, f"columns: {', '.join(columns.known)}")
    objects = ((n, [value.get(name) for name in names]) for n, value in lines() if isinstance(value, dict))
    return header, _value_rows(path.name, header, objects, findings)


def _parquet_rows(path: Path, columns: Columns, findings: list[Finding], notes: _Notes) -> Rows:
    parquet = _needed("pyarrow.parquet")
    try:
        file = parquet.ParquetFile(path)
    except (OSError, ValueError) as exc:  # pyarrow's own errors are both
        findings.append(Finding(path.name, f"is no Parquet file: {exc}", "write it anew"))
        return NOTHING, iter(())
    names = file.schema_arrow.names
    header = header_of(path.name, names, columns, findings, f"columns: {', '.join(columns.known)}")

    def values() -> Iterator[tuple[int, Sequence[Any]]]:
        number = 0
        for batch in file.iter_batches(batch_size=ROWS):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield number, cells

    return header, _value_rows(path.name, header, values(), findings)


def _sheet_rows(path: Path, columns: Columns, findings: list[Finding], notes: _Notes) -> Rows:
    calamine = _needed("python_calamine")
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except (OSError, calamine.CalamineError) as exc:
        findings.append(Finding(path.name, f"is no Excel file: {exc}", "save it as .xlsx, or as CSV UTF-8"))
        return NOTHING, iter(())
    names = book.sheet_names
    if notes.sheet is not None and notes.sheet not in names:
        findings.append(
            Finding("--sheet", f"there is no sheet {notes.sheet!r}", f"there are: {', '.join(map(repr, names))}")
        )
        return NOTHING, iter(())
    chosen = notes.sheet or names[0]
    if notes.sheet is None and len(names) > 1:
        notes.said.append(f"{path.name}: the sheet {chosen!r} is read, of {len(names)}; --sheet takes another")
    sheet = book.get_sheet_by_name(chosen)
    rows = enumerate(sheet.iter_rows(), 1)
    first, cells = next(((n, row) for n, row in rows if any(cell != "" for cell in row)), (1, []))
    at = f"{path.name}:{first}"
    titles = [_said(cell, at, findings).strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    header = header_of(at, titles, columns, findings, f"columns: {', '.join(columns.known)}")
    return header, _value_rows(path.name, header, rows, findings)


def _value_rows(
    name: str, header: Header, rows: Iterable[tuple[int, Sequence[Any]]], findings: list[Finding]
) -> Iterator[Row]:
    for number, values in rows:
        where = f"{name}:{number}"
        cells = [_said(value, where, findings) for value in values]
        if any(cell.strip() for cell in cells[len(header.names) :]):
            findings.append(Finding(where, "has a cell without a column", "give the column a name, or clear the cell"))
        elif any(cell.strip() for cell in cells):
            findings += long_cells(where, zip(header.names, cells, strict=False))
            yield header.row(number, cells)


def _said(value: Any, where: str, findings: list[Finding]) -> str:
    """A value as a person would have written it into a table."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a spreadsheet has no whole numbers: 7 is 7.0
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, (list, tuple)) and all(isinstance(one, (str, int)) for one in value):
        return ";".join(map(str, value))
    kind = "an object" if isinstance(value, Mapping) else type(value).__name__
    findings.append(Finding(where, f"a value is {kind}", "a text, a number, yes or no, or a list of texts"))
    return ""


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as exc:
        remedy = "install postergen[batch], or bring a CSV file"
        raise Unavailable(module.partition(".")[0], f"is not installed; {remedy}") from exc


_READERS: Mapping[str, Reader] = {
    ".jsonl": _json_rows,
    ".ndjson": _json_rows,
    ".parquet": _parquet_rows,
    ".xlsx": _sheet_rows,
    ".xlsm": _sheet_rows,
    ".xls": _sheet_rows,
    ".ods": _sheet_rows,
}
