"""Read tables as spreadsheets write them; whatever could be misread is a finding with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from postergen.adapters.content.text_files import MARK, read_text
from postergen.domain.tables import Row, Table
from postergen.errors import Finding, InvalidInput

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
LONGEST_CELL = 10_000  # characters; a longer one is a quote that was never closed, or no text for a poster
MOST_FINDINGS = 50  # nobody mends more at once


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may have, and those that it must have."""

    known: tuple[str, ...]
    needed: tuple[str, ...] = ()


def read_table(name: str, source: bytes, columns: Columns) -> Table:
    """The table in this file: separated by comma, semicolon or tab, as its first line says.

    Rows without a text are passed over. Cells are as they were written, blanks included.

    Raises:
        InvalidInput: every problem with its line, fifty at most.
    """
    findings: list[Finding] = []
    read = read_text(name, source, findings)
    if read is None:
        raise InvalidInput(findings)
    separator, begins, text = _separator(read.text, columns)
    records = _records(name, text, separator, begins, findings)
    at, header = next(records, (begins, []))
    header = [cell.strip() for cell in header]
    while header and not header[-1]:  # what a spreadsheet once had there
        header.pop()
    findings += _header_findings(f"{name}:{at}", header, separator, columns)
    rows = [] if findings else [row for row in _rows(name, records, header, separator, findings) if row is not None]
    if findings:
        raise InvalidInput(bounded(name, findings))
    return Table(tuple(header), tuple(rows), (read.note,) if read.note else ())


def bounded(name: str, findings: Sequence[Finding]) -> list[Finding]:
    """The first of many findings, and how many more there are."""
    shown = list(findings[:MOST_FINDINGS])
    if len(findings) > MOST_FINDINGS:
        shown.append(Finding(name, f"has {len(findings) - MOST_FINDINGS} more problems", "mend these first"))
    return shown


def _separator(text: str, columns: Columns) -> tuple[str, int, str]:
    """The separator, the line on which the table begins, and its text. A first line ``sep=;`` says it; otherwise it is
    the one by which most cells of the header are columns that we know.
    """
    first = text.partition("\n")[0].partition("\r")[0]
    said = first.strip().strip('"').removeprefix("sep=")
    if first.strip().strip('"').startswith("sep=") and said in SEPARATORS:
        rest = text[len(first) :]
        return said, 2, rest[2:] if rest.startswith("\r\n") else rest[1:]

    def known(separator: str) -> int:
        return sum(cell.strip().strip('"') in columns.known for cell in first.split(separator))

    return max(SEPARATORS, key=known), 1, text


def _header_findings(where: str, header: list[str], separator: str, columns: Columns) -> Iterator[Finding]:
    listed = f"columns: {', '.join(columns.known)}; separated by comma, semicolon or tab"
    for column in dict.fromkeys(header):
        if column not in columns.known:
            yield Finding(where, f"unknown column {column[:40]!r}", listed)
        if header.count(column) > 1:
            yield Finding(where, f"the column {column!r} stands {header.count(column)} times", "keep one of them")
    missing = [column for column in columns.needed if column not in header]
    if missing:
        yield Finding(where, f"has no column {', '.join(map(repr, missing))}", f"the first line names the {listed}")


def _rows(
    name: str, records: Iterator[tuple[int, list[str]]], header: list[str], separator: str, findings: list[Finding]
) -> Iterator[Row | None]:
    for number, cells in records:
        where = f"{name}:{number}"
        if not any(cell.strip() for cell in cells):
            continue
        if [cell.strip() for cell in cells[: len(header)]] == header:
            findings.append(Finding(where, "the header stands here again", "remove it"))
            continue
        if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
            remedy = f'a text with a {SEPARATORS[separator]} stands in quotes: "like{separator} this"'
            findings.append(Finding(where, f"has {len(cells)} cells, the header has {len(header)}", remedy))
            continue
        for column, cell in zip(header, cells, strict=False):
            if len(cell) > LONGEST_CELL:
                findings.append(_too_long(where, f"{column}: "))
        yield Row(number, dict(zip(header, cells, strict=False)))


def _records(
    name: str, text: str, separator: str, begins: int, findings: list[Finding]
) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line on which it begins. After a quote that does not close nothing can be told any more."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        number = begins + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            last = begins + reader.line_num - 1
            findings.append(_quoting(f"{name}:{number}", exc, last - number))
            if last > number:
                return
        else:
            if cells:
                yield number, [cell.removeprefix(MARK) for cell in cells]


def _quoting(where: str, exc: csv.Error, lines: int) -> Finding:
    if "field limit" in str(exc):
        return _too_long(where)
    if "unexpected end" in str(exc) or lines:
        return Finding(where, 'a quote (") is opened and never closed', "close it; what stands below was not read")
    return Finding(where, f"is not CSV: {exc}", 'a quote inside of quotes is written twice: "like ""this"""')


def _too_long(where: str, column: str = "") -> Finding:
    return Finding(where, f"{column}a cell has more than {LONGEST_CELL} characters", "shorten it, or close its quote")
