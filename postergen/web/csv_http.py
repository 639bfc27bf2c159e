"""Answer tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response, stream_with_context

from postergen.adapters.content.csv_files import Cell, csv_parts, write_csv


def csv_answer(columns: Sequence[str], rows: Iterable[Sequence[Cell]], name: str = "") -> Response:
    """A table as CSV, never cached; with ``name`` as a file of that name, to be saved."""
    return _as_file(Response(write_csv(columns, rows), mimetype="text/csv"), name)


def csv_stream(columns: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> Response:
    """The same for a table of any length: what is sent is forgotten."""
    return _as_file(Response(stream_with_context(csv_parts(columns, rows)), mimetype="text/csv"), name)


def _as_file(response: Response, name: str) -> Response:
    response.headers["Cache-Control"] = "no-store"
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
