"""What cannot be had stands in a table to be mended, and what was mended there stays made."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.batch.conftest import Batch, manifest, people, write_csv
from tests.small_pack.conftest import Workshop


def failures(folder: Path) -> list[dict[str, str]]:
    with (folder / "failures.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def numbered(*names: str) -> list[dict[str, str]]:
    return [{"id": str(number), **row} for number, row in enumerate(people(*names), 1)]


def test_each_row_whose_id_stands_twice_is_in_the_tables(batch: Batch, tmp_path: Path) -> None:
    rows = [*numbered("Ann", "Bob"), {"id": "1", **people("Cat")[0]}, {"id": "1", **people("Dan")[0]}]
    assert "stands twice" in batch(rows, leaves=2)["said"]
    wrong = failures(tmp_path / "out")
    assert [(row["id"], row["nickname"]) for row in wrong] == [("1", "Cat"), ("1", "Dan")]
    assert all("stands twice" in row["what is wrong"] for row in wrong)
    made = batch(rows, "--go-on", leaves=1)
    assert (made["done"], len(made["failed"])) == (2, 2)
    mended = [{**row, "id": str(10 + number)} for number, row in enumerate(wrong)]
    for row in mended:
        del row["what is wrong"]
    assert batch(write_csv(tmp_path / "mended.csv", mended))["done"] == 2
    assert sorted(row["id"] for row in manifest(tmp_path / "out") if row["status"] == "done") == ["1", "10", "11", "2"]


def test_what_was_mended_stays_made_when_the_first_file_comes_again(batch: Batch, tmp_path: Path) -> None:
    rows = numbered("Ann", "Bob")
    wrong = {**rows[1], "options": "no-such-life"}
    batch([rows[0], wrong], "--go-on", leaves=1)
    assert batch(write_csv(tmp_path / "mended.csv", [rows[1]]))["done"] == 1
    code = manifest(tmp_path / "out")[1]["code"]
    for _ in range(2):
        again = batch([rows[0], wrong], "--go-on")
        assert (again["done"], again["skipped"], again["failed"]) == (0, 2, [])
        told = {row["id"]: (row["status"], row["code"]) for row in manifest(tmp_path / "out")}
        assert told["2"] == ("done", code)
    assert "no-such-life" in batch([rows[0], wrong], leaves=2)["said"]  # it is wrong in this file all the same


def test_a_row_that_was_never_made_and_is_gone_has_no_file(batch: Batch, tmp_path: Path) -> None:
    batch(numbered("Ann", "Bob", "Cat"), "--limit", "1")
    batch(numbered("Ann"))
    assert [(row["status"], bool(row["file"])) for row in manifest(tmp_path / "out")] == [
        ("done", True),
        ("absent", False),
        ("absent", False),
    ]


@pytest.mark.parametrize(("more", "told"), [((), True), (("--go-on",), False)])
def test_a_dry_run_says_that_none_would_be_made(
    workshop: Workshop, tmp_path: Path, more: tuple[str, ...], told: bool
) -> None:
    rows = write_csv(tmp_path / "people.csv", [*people("Ann"), {**people("Bob")[0], "options": "no-such-life"}])
    said = workshop.run("batch", rows, "-o", tmp_path / "out", "--dry-run", "--processes", "1", *more, leaves=1).stderr
    assert ("none is made as long as some cannot be had" in said) is told


def test_a_poster_that_fits_on_no_paper_is_told_before_one_is_issued(batch: Batch, tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    said = batch(people("Ann"), "--as", "pdf", "--poster-width", "300", leaves=2)["said"]
    assert "no poster fits on a4" in said
    assert not (tmp_path / "out" / "manifest.csv").exists()
