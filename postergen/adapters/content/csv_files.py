"""Write tables that spreadsheets read as they are meant: Chinese stays Chinese, and no text becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the code page of the machine
# What a spreadsheet takes for a formula when a cell begins with it (OWASP, CSV Injection), full-width forms included;
# and the apostrophe itself, so that what was put before a text can be told from what was there.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")

AT_A_TIME = 1_000  # rows of a part

Cell = str | int | float | None


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as CSV (RFC 4180) with a byte order mark; numbers stay numbers, None is an empty cell."""
    return "".join(csv_parts(columns, rows))


def csv_parts(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The same part by part, for tables that no memory should hold whole."""
    yield BYTE_ORDER_MARK + _written([columns])
    left = iter(rows)
    while part := list(islice(left, AT_A_TIME)):
        yield _written(part)


def _written(rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def guarded(cell: Cell) -> Cell:
    """A text that would be a formula has an apostrophe before it: the spreadsheet's own sign for text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
