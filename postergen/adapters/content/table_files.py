"""Read tables as spreadsheets write them; whatever could be misread is a finding with its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain

from postergen.adapters.content.text_files import MARK, read_text
from postergen.domain.tables import Row, Table
from postergen.errors import Finding, InvalidInput

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
LONGEST_CELL = 10_000  # characters; a longer one is a quote that was never closed, or no text for a poster
MOST_FINDINGS = 50  # nobody mends more at once


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may have, and those that it must have.

    ``called`` says what the file calls some of ours, and with ``takes_more`` it may have columns of its own.
    ``likely`` are other names for ours; nobody is held to mean them, but they are worth a hint, and ``holds`` says what
    stands in some of ours.
    """

    known: tuple[str, ...]
    needed: tuple[str, ...] = ()
    takes_more: bool = False
    called: Mapping[str, str] = field(default_factory=dict)
    likely: Mapping[str, str] = field(default_factory=dict)
    holds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first row of a table says: every column by our name where we have one, and which of them are ours."""

    names: tuple[str, ...]
    ours: tuple[bool, ...]
    notes: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """Those of ours."""
        return tuple(name for name, is_ours in zip(self.names, self.ours, strict=True) if is_ours)

    @property
    def more(self) -> tuple[str, ...]:
        """The columns of the file's own."""
        return tuple(name for name, is_ours in zip(self.names, self.ours, strict=True) if not is_ours)

    def row(self, number: int, cells: Iterable[str]) -> Row:
        """A row with as many cells as there are columns."""
        ours: dict[str, str] = {}
        more: dict[str, str] = {}
        for name, is_ours, cell in zip(self.names, self.ours, cells, strict=False):
            (ours if is_ours else more)[name] = cell
        return Row(number, ours, more)


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
    header, rows = separated_rows(name, io.StringIO(read.text, newline=""), columns, findings)
    found = [] if findings else list(rows)
    if findings:
        raise InvalidInput(bounded(name, findings))
    notes = (read.note,) if read.note else ()
    return Table(header.names, tuple(found), (*notes, *header.notes))


def separated_rows(
    name: str, lines: Iterable[str], columns: Columns, findings: list[Finding]
) -> tuple[Header, Iterator[Row]]:
    """The header of a table in text, and its rows one after the other; what could be misread is a finding."""
    separator, begins, lines = _separator(iter(lines), columns)
    records = _records(name, lines, separator, begins, findings)
    at, cells = next(records, (begins, []))
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:  # what a spreadsheet once had there
        cells.pop()
    listed = f"columns: {', '.join(columns.known)}; separated by comma, semicolon or tab"
    header = header_of(f"{name}:{at}", cells, columns, findings, listed)
    return header, _rows(name, records, cells, header, separator, findings)


def header_of(where: str, cells: Sequence[str], columns: Columns, findings: list[Finding], listed: str) -> Header:
    """What these columns are to us."""
    names = tuple(columns.called.get(cell, cell) for cell in cells)
    ours = tuple(name in columns.known for name in names)
    notes = []
    for cell, is_ours in zip(cells, ours, strict=True):
        if is_ours:
            continue
        near = get_close_matches(cell.casefold().strip(" *:：?？"), columns.known, 1, 0.8)
        likely = columns.likely.get(cell.casefold())
        if not columns.takes_more:
            findings.append(Finding(where, f"unknown column {cell[:40]!r}", listed))
        elif not cell:
            findings.append(Finding(where, "a column has no name", "name it, or remove it"))
        elif near:
            remedy = f"call it {near[0]} or say --map {cell}={near[0]}; a column of your own has another name"
            findings.append(Finding(where, f"the column {cell[:40]!r} is nearly {near[0]!r}", remedy))
        elif likely and likely not in names:
            holds = f" ({columns.holds[likely]})" if likely in columns.holds else ""
            own = f"{where}: {cell[:40]!r} is carried along as your own"
            notes.append(f"{own}; is it {likely}{holds}? --map {cell}={likely}")
    for name, times in Counter(names).items():
        if times > 1:
            findings.append(Finding(where, f"the column {name!r} stands {times} times", "keep one of them"))
    for cell, name in columns.called.items():
        if name not in columns.known:
            findings.append(Finding("--map", f"{name!r} is no column of ours", listed))
        if cell not in cells:
            findings.append(Finding("--map", f"there is no column {cell!r}", f"there are: {', '.join(cells)}"))
    missing = [column for column in columns.needed if column not in names]
    if missing:
        hints = [
            f"; is it {cell!r}? --map {cell}={columns.likely[cell.casefold()]}"
            for cell in cells
            if columns.likely.get(cell.casefold()) in missing
        ]
        findings.append(
            Finding(
                where,
                f"has no column {', '.join(map(repr, missing))}",
                f"the first line names the {listed}{''.join(hints)}",
            )
        )
    return Header(names, ours, tuple(notes))


def bounded(name: str, findings: Sequence[Finding]) -> list[Finding]:
    """The first of many findings, and how many more there are."""
    shown = list(findings[:MOST_FINDINGS])
    if len(findings) > MOST_FINDINGS:
        shown.append(Finding(name, f"has {len(findings) - MOST_FINDINGS} more problems", "mend these first"))
    return shown


def _separator(lines: Iterator[str], columns: Columns) -> tuple[str, int, Iterator[str]]:
    """The separator, the line on which the table begins, and its lines. A first line ``sep=;`` says it; otherwise it is
    the one by which most cells of the header are columns that we know.
    """
    first = next(lines, "")
    said = first.strip().strip('"').removeprefix("sep=")
    if first.strip().strip('"').startswith("sep=") and said in SEPARATORS:
        return said, 2, lines

    def known(separator: str) -> int:
        cells = [cell.strip().strip('"') for cell in first.split(separator)]
        return sum(columns.called.get(cell, cell) in columns.known for cell in cells)

    return max(SEPARATORS, key=known), 1, chain([first] if first else [], lines)


def _rows(
    name: str,
    records: Iterator[tuple[int, list[str]]],
    cells_above: list[str],
    header: Header,
    separator: str,
    findings: list[Finding],
) -> Iterator[Row]:
    width = len(cells_above)
    for number, cells in records:
        where = f"{name}:{number}"
        if not any(cell.strip() for cell in cells):
            continue
        if [cell.strip() for cell in cells[:width]] == cells_above:
            findings.append(Finding(where, "the header stands here again", "remove it"))
            continue
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            remedy = f'a text with a {SEPARATORS[separator]} stands in quotes: "like{separator} this"'
            findings.append(Finding(where, f"has {len(cells)} cells, the header has {width}", remedy))
            continue
        findings += long_cells(where, zip(header.names, cells, strict=False))
        yield header.row(number, cells)


def long_cells(where: str, cells: Iterable[tuple[str, str]]) -> list[Finding]:
    """What is wrong with cells that are no text for a poster."""
    return [_too_long(where, f"{column}: ") for column, cell in cells if len(cell) > LONGEST_CELL]


def _records(
    name: str, lines: Iterator[str], separator: str, begins: int, findings: list[Finding]
) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line on which it begins. After a quote that does not close nothing can be told any more."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
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
