"""Answer tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response

from postergen.adapters.content.csv_files import Cell, write_csv


def csv_answer(columns: Sequence[str], rows: Iterable[Sequence[Cell]], name: str = "") -> Response:
    """A table as CSV, never cached; with ``name`` as a file of that name, to be saved."""
    response = Response(write_csv(columns, rows), mimetype="text/csv")
    response.headers["Cache-Control"] = "no-store"
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
