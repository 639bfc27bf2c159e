"""Tables for spreadsheets: readable in Excel, harmless, and read back as they were."""

from __future__ import annotations

import csv
import io
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.adapters.content.csv_files import AT_A_TIME, csv_parts, guarded, unguarded, write_csv


def test_a_spreadsheet_is_told_that_it_is_utf_8() -> None:
    written = write_csv(["句子"], [["一碗面"]]).encode()
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == "句子\r\n一碗面\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_becomes_a_formula(start: str) -> None:
    (_, (cell,)) = csv.reader(io.StringIO(write_csv(["a"], [[f'{start}HYPERLINK("x")']]), newline=""))
    assert cell == f'\'{start}HYPERLINK("x")'


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert write_csv(["a", "b", "c"], [[-1, -0.5, None]]).endswith("\r\n-1,-0.5,\r\n")


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2))
def test_what_was_written_is_read_back(row: list[str]) -> None:
    written = io.StringIO(write_csv(["a"] * len(row), [row]).removeprefix("\ufeff"), newline="")
    assert [unguarded(cell) for cell in list(csv.reader(written))[1]] == row
    assert all(unguarded(str(guarded(text))) == text for text in row)


def test_a_table_without_end_is_written_part_by_part() -> None:
    numbers = count()
    parts = csv_parts(["n"], ([n] for n in numbers))
    assert next(parts) == "\ufeffn\r\n"
    assert next(parts).endswith(f"{AT_A_TIME - 1}\r\n")
    assert next(numbers) == AT_A_TIME  # nothing more was read
