"""Files of rows are read one row after the other, whatever program wrote them, and what could be misread is told."""

from __future__ import annotations

import datetime
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import xlsxwriter

from postergen.adapters.content.row_files import RowFile, open_rows
from postergen.adapters.content.table_files import Columns
from postergen.domain.tables import Row
from postergen.errors import InvalidInput

COLUMNS = Columns(("id", "options", "nickname"), ("options",), takes_more=True, likely={"昵称": "nickname"})
MEANT = [
    ({"id": "7", "options": "a;b", "nickname": "小明"}, {"shop": "1.5"}),
    ({"id": "8", "options": "c", "nickname": ""}, {"shop": ""}),
]


def as_text(path: Path) -> Path:
    path = path.with_suffix(".csv")
    path.write_bytes('id;options;nickname;shop\r\n7;"a;b";小明;1.5\r\n;;;\r\n8;c;;\r\n'.encode("utf-16"))
    return path


def as_json(path: Path) -> Path:
    path = path.with_suffix(".jsonl")
    first = {"id": 7, "options": ["a", "b"], "nickname": "小明", "shop": 1.5}
    path.write_text(
        f"{json.dumps(first)}\n\n{json.dumps({'id': 8.0, 'options': 'c', 'shop': None})}\n", encoding="utf-8"
    )
    return path


def as_parquet(path: Path) -> Path:
    path = path.with_suffix(".parquet")
    table = {"id": [7, 8], "options": [["a", "b"], ["c"]], "nickname": ["小明", None], "shop": [1.5, None]}
    pyarrow.parquet.write_table(pyarrow.table(table), path)
    return path


def as_excel(path: Path) -> Path:
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("people")
        for at, row in enumerate([["id", "options", "nickname", "shop"], [7, "a;b", "小明", 1.5], [8, "c"]]):
            sheet.write_row(at + 2, 0, row)
    return path


def cells(rows: RowFile) -> list[tuple[dict[str, str], dict[str, str]]]:
    return [({"id": "", "options": "", "nickname": ""} | dict(row.cells), dict(row.more)) for row in rows]


@pytest.mark.parametrize("write", [as_text, as_json, as_parquet, as_excel])
def test_every_kind_of_file_says_the_same_and_may_be_gone_through_twice(
    write: Callable[[Path], Path], tmp_path: Path
) -> None:
    rows = open_rows(write(tmp_path / "people"), COLUMNS)
    assert cells(rows) == MEANT
    assert cells(rows) == MEANT
    assert rows.header.more == ("shop",)


def numbers(rows: RowFile) -> list[int]:
    return [row.number for row in rows]


def test_rows_know_where_they_stand(tmp_path: Path) -> None:
    assert numbers(open_rows(as_text(tmp_path / "a"), COLUMNS)) == [2, 4]
    assert numbers(open_rows(as_json(tmp_path / "a"), COLUMNS)) == [1, 3]
    assert numbers(open_rows(as_excel(tmp_path / "a"), COLUMNS)) == [4, 5]


def test_values_are_said_as_a_person_would_write_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["options", "day", "is", "number"])
        sheet.write_row(1, 0, ["a"])
        sheet.write_datetime(1, 1, datetime.datetime(2026, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_boolean(1, 2, True)
        sheet.write_string(1, 3, "00123")
    (row,) = open_rows(path, COLUMNS)
    assert row.more == {"day": "2026-03-04", "is": "yes", "number": "00123"}


def said(path: Path, columns: Columns = COLUMNS, sheet: str | None = None) -> str:
    with pytest.raises(InvalidInput) as caught:
        list(open_rows(path, columns, sheet))
    return "\n".join(map(str, caught.value.findings))


def test_a_column_that_is_nearly_ours_is_asked_about_and_others_are_carried_along(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("options,nicknam,昵称\na,b,c\n", encoding="utf-8")
    assert "'nicknam' is nearly 'nickname'" in said(path)
    path.write_text("options,昵称,shop\na,小明,x\n", encoding="utf-8")
    rows = open_rows(path, COLUMNS)
    assert [note for note in rows.notes if "is it nickname?" in note]
    assert next(iter(rows)) == Row(2, {"options": "a"}, {"昵称": "小明", "shop": "x"})
    called = Columns(("id", "options", "nickname"), ("options",), takes_more=True, called={"昵称": "nickname"})
    assert next(iter(open_rows(path, called))) == Row(2, {"options": "a", "nickname": "小明"}, {"shop": "x"})


def test_a_map_of_what_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("options,name\na,b\n", encoding="utf-8")
    told = said(
        path, Columns(("options",), ("options",), takes_more=True, called={"nam": "options", "name": "nicknam"})
    )
    assert "there is no column 'nam' (there are: options, name)" in told
    assert "'nicknam' is no column of ours" in told


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("a.jsonl", '{"options": {"a": 1}}\n', "a value is an object"),
        ("a.jsonl", '{"options": "a"}\n[1]\n{\n', "a.jsonl:2: is no object"),
        ("a.jsonl", '{"options": "a"}\n{\n', "a.jsonl:2: is no JSON"),
        ("a.parquet", "no", "is no Parquet file"),
        ("a.xlsx", "no", "is no Excel file"),
        ("a.csv", "options,\na,b\n", "has 2 cells"),
        ("a.csv", "options,,shop\na,b,c\n", "a column has no name"),
        ("a.csv", 'options\n"a\n', "never closed"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path, name: str, text: str, word: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert word in said(tmp_path / name)


def test_a_sheet_is_found_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("one", "two"):
            book.add_worksheet(name).write_column(0, 0, ["options", name])
    assert [row.cells["options"] for row in open_rows(path, COLUMNS)] == ["one"]
    assert [row.cells["options"] for row in open_rows(path, COLUMNS, "two")] == ["two"]
    assert "--sheet takes another" in " ".join(open_rows(path, COLUMNS).notes)
    assert "there is no sheet 'three'" in said(path, sheet="three")


def test_many_problems_are_counted_and_fifty_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("options,nickname\n" + "a\n" * 500, encoding="utf-8")
    told = said(path).splitlines()
    assert len(told) == 51
    assert "450 more problems" in told[-1]


def test_memory_does_not_grow_with_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def peak(count: int) -> int:
        with path.open("w", encoding="gb18030") as file:
            file.write("options,nickname\n")
            file.writelines(f"a,小明{n}\n" for n in range(count))
        tracemalloc.start()
        try:
            assert sum(1 for _ in open_rows(path, COLUMNS)) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)  # what is made once
    assert peak(60_000) < 8 << 20 < path.stat().st_size * 20
