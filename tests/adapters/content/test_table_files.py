"""Tables from people: read as they are meant, or refused with every line that could be misread."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.adapters.content.csv_files import unguarded, write_csv
from postergen.adapters.content.table_files import LONGEST_CELL, MOST_FINDINGS, Columns, read_table
from postergen.domain.tables import Table
from postergen.errors import InvalidInput

COLUMNS = Columns(("options", "nickname", "wish"), ("options",))
PLAIN = "options,nickname\r\nnoodles,小明\r\nsoup,阿芳\r\n"
MEANT = [{"options": "noodles", "nickname": "小明"}, {"options": "soup", "nickname": "阿芳"}]


def read(source: str | bytes) -> Table:
    return read_table("t.csv", source.encode() if isinstance(source, str) else source, COLUMNS)


def cells(source: str | bytes) -> list[Mapping[str, str]]:
    return [row.cells for row in read(source).rows]


def said(source: str | bytes) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(source)
    return [str(finding) for finding in caught.value.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_every_encoding_of_spreadsheets_is_read_and_any_but_utf_8_is_said(encoding: str) -> None:
    table = read(PLAIN.encode(encoding))
    assert [row.cells for row in table.rows] == MEANT
    assert bool(table.notes) is not encoding.startswith("utf-8")
    assert all("read as" in note for note in table.notes)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "big5", "shift-jis"])
def test_what_only_might_be_chinese_is_refused(encoding: str) -> None:
    name = {"big5": "陳小明與林美麗", "shift-jis": "こんにちは"}.get(encoding, "Zoë Müller, Façade à côté")
    (line,) = said(f'options,nickname\nnoodles,"{name}"\n'.encode(encoding))
    assert line.startswith("t.csv:2: is not UTF-8")
    assert "CSV UTF-8" in line


@pytest.mark.parametrize(
    "source",
    [
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "sep=;\r\n" + PLAIN.replace(",", ";"),
        '"sep=,"\n' + PLAIN,
        PLAIN.replace("\r\n", "\r"),
        PLAIN.replace("\r\n", "\n"),
        PLAIN.replace("\r\n", "\r\n,\r\n\r\n"),
        PLAIN.replace("nickname", "nickname,,").replace("小明", "小明,,").replace("阿芳", "阿芳,,"),
        PLAIN.replace("soup", "\ufeffsoup"),
    ],
)
def test_what_spreadsheets_do_to_a_table_changes_nothing(source: str) -> None:
    assert cells(source) == MEANT


def test_breaks_and_separators_in_quotes_belong_to_the_cell() -> None:
    table = read('options,wish\na,"one\r\ntwo, ""three"""\nb,x\n')
    assert [(row.number, row.cells["wish"]) for row in table.rows] == [(2, 'one\r\ntwo, "three"'), (4, "x")]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("options,nickname\na,Lee, Jr\na\nb,Bo\n", ["t.csv:2: has 3 cells", "t.csv:3: has 1 cells"]),
        ("options,nickname,nickname\na,b,c\n", ["t.csv:1: the column 'nickname' stands 2 times"]),
        ("options,nickname\na,b\noptions,nickname\nc,d\n", ["t.csv:3: the header stands here again"]),
        ('options,nickname\na,"Ann\nb,Bob\n', ['t.csv:2: a quote (") is opened and never closed']),
        ('options,nickname\na,"Ann\nb,"Bob"\nc,d\n', ['t.csv:2: a quote (") is opened and never closed']),
        ('options,nickname\na,"Ann" B\nb,c,d\n', ["t.csv:2: is not CSV", "t.csv:3: has 3 cells"]),
        (f"options,nickname\na,{'x' * 140_000}\nb,c,d\n", ["t.csv:2: a cell has more", "t.csv:3: has 3 cells"]),
        (f"options,nickname\na,{'x' * (LONGEST_CELL + 1)}\n", ["t.csv:2: nickname: a cell has more"]),
        ("options|nickname\na|b\n", ["t.csv:1: unknown column", "t.csv:1: has no column 'options'"]),
        ("", ["t.csv:1: has no column 'options'"]),
        (b"options\na\0b\n", ["t.csv:2: "]),
    ],
)
def test_what_could_be_misread_is_named_by_its_line(source: str | bytes, lines: list[str]) -> None:
    found = said(source)
    assert [line[: len(start)] for line, start in zip(found, lines, strict=True)] == lines
    assert all(line.endswith(")") for line in found)  # each says how it is mended


def test_many_problems_are_counted() -> None:
    found = said("options,nickname\n" + "a,b,c\n" * 400)
    assert len(found) == MOST_FINDINGS + 1
    assert "350 more" in found[-1]


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_was_written_is_read_back(rows: list[tuple[str, str]], separator: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([("options", "nickname"), *rows])
    meant = [row for row in rows if any(cell.strip() for cell in row)]
    assert [tuple(row.values()) for row in cells(out.getvalue())] == meant
    ours = write_csv(("options", "nickname"), rows)
    assert [tuple(map(unguarded, row.values())) for row in cells(ours)] == meant
