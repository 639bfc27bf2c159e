"""Tables of results: as a page shows them, and as a spreadsheet reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import Response

from postergen.adapters.content.csv_files import Cell
from postergen.web.csv_http import csv_answer


class Kind(StrEnum):
    """How a column is written on a page."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"
    GAP = "gap"  # between two shares


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` heads the column in the CSV and names its word on the page."""

    key: str
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of raw values, one for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def texts(self) -> int | None:
        """Which column has the ids of texts, where rows are about texts: each row leads to the page of its own."""
        return next((at for at, column in enumerate(self.columns) if column.key == "variant_id"), None)


def columns(**kinds: Kind) -> tuple[Column, ...]:
    return tuple(Column(key, kind) for key, kind in kinds.items())


def share(value: float | None, digits: int = 0) -> str:
    """A share in per cent; one digit more below 10 %, where it matters."""
    if value is None:
        return ""
    return f"{100 * value:.{digits + (0 < value < 0.095)}f}%"


def of_hundred(value: float | None) -> str:
    """So many of a hundred; one digit more below ten."""
    return "" if value is None else f"{100 * value:.{int(0 < value < 0.095)}f}"


def signed(value: float | None, digits: int = 2) -> str:
    """A difference of shares, as so many of a hundred."""
    return "" if value is None else f"{100 * value:+.{digits}g}".replace("-", "−")


def chance(value: float) -> str:
    """A probability that is never said to be certain."""
    return "<1%" if value < 0.01 else ">99%" if value > 0.99 else f"{100 * value:.0f}%"


def about(value: int) -> str:
    """A number of which only the first two digits are meant."""
    size = 10 ** max(0, len(str(value)) - 2)
    return f"{-(-value // size) * size:,}"


def brief(value: int) -> str:
    """A number that fits a small tile."""
    return f"{value:,}" if value < 10_000 else f"{value / 1000:,.0f}k"


SHOWN: Mapping[Kind, Callable[[Cell], str]] = {
    Kind.TEXT: str,
    Kind.COUNT: lambda value: f"{value:,}",
    Kind.SHARE: lambda value: share(float(value or 0), 1),
    Kind.RATIO: lambda value: f"{float(value or 0):.2f}",
    Kind.GAP: lambda value: signed(float(value or 0)),
}


def shown(column: Column, value: Cell, none: str) -> str:
    return none if value is None else SHOWN[column.kind](value)


def table_answer(table: Table, name: str) -> Response:
    """The table as a file for a spreadsheet, with all its rows."""
    rows = ([_plain(cell) for cell in row] for row in table.rows)
    return csv_answer([column.key for column in table.columns], rows, name)


def _plain(cell: Cell) -> Cell:
    return round(cell, 6) if isinstance(cell, float) else cell


def rate_columns(first: Sequence[Column]) -> tuple[Column, ...]:
    """What every breakdown tells of its rows, after what names them."""
    return (
        *first,
        *columns(
            posters=Kind.COUNT,
            posters_scanned=Kind.COUNT,
            rate=Kind.SHARE,
            low=Kind.SHARE,
            high=Kind.SHARE,
            scans=Kind.COUNT,
            scans_per_poster=Kind.RATIO,
            children=Kind.COUNT,
            conversions=Kind.COUNT,
        ),
    )
