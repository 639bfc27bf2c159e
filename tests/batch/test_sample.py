"""A page shows the hardest rows of a run as posters that are nobody's, so that it can be approved before it is made."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from PIL import Image

from postergen.batch.rows import Row, digest_of
from postergen.batch.sample import hardest
from tests.batch.conftest import Batch, people
from tests.batch.test_run import names

CALLED = {name: name for name in ("walk-home", "early-night")}


def row(number: int, **cells: str) -> Row:
    cells = {"options": "walk-home", **cells}
    digest = digest_of(cells)
    return Row(number, f"{digest}:{number}", digest, cells, {})


def test_the_extremes_and_one_of_each_kind_are_among_them() -> None:
    rows = [row(n, nickname=f"Ann {n % 7}", format="story") for n in range(500)]
    rows[77] = row(77, nickname="Ann with a very long name", format="story")
    rows[300] = row(300, nickname="Bo", format="print")
    rows[400] = row(400, nickname="Bo", wish="to sleep until the cat wakes me", options="walk-home early-night")
    found = hardest(rows, 6, CALLED)
    assert len(found) == 6
    why = {shown.number: reasons for shown, reasons in found}
    assert why[77] == ("the longest name",)
    assert why[300] == ("the first with format print",)
    assert why[400] == ("the longest wish", "the most choices")
    assert list(why) == sorted(why)
    assert hardest(iter(rows), 6, CALLED) == found


def test_few_rows_are_all_shown() -> None:
    rows = [row(n, nickname=f"Ann {n}") for n in range(3)]
    assert [shown.number for shown, _ in hardest(rows, 12, CALLED)] == [0, 1, 2]
    assert hardest([], 12, CALLED) == []


def test_a_page_of_posters_is_written_and_nothing_is_issued(batch: Batch, tmp_path: Path) -> None:
    rows = people(*(f"Ann {n}" for n in range(20)), "<b>Bobby</b> with a long name")
    said = batch(rows, "--sample", "4")
    assert said["posters"] == 4
    page = Path(said["page"]).read_text(encoding="utf-8")
    pictures = re.findall(r"data:image/jpeg;base64,([^\"]+)", page)
    assert len(pictures) == 4
    assert {Image.open(io.BytesIO(base64.b64decode(picture))).width for picture in pictures} == {480}
    assert "the longest name" in page
    assert "4 of 21 posters" in page
    assert names(tmp_path) == []
    assert batch(rows)["done"] == 21
