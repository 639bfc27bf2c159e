"""A poster from the command line, and a file of people made into posters."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import zxingcpp
from click.testing import CliRunner, Result
from PIL import Image

from postergen.cli import main

PEOPLE = """options,nickname,locale
wuhan-hot-dry-noodles;parents-medical-check-up,小明,zh-CN
wuhan-hot-dry-noodles,Margaret,en
nothing-we-know,小红,zh-CN
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTERGEN_DATABASE_URL", f"sqlite:///{tmp_path}/walk.db")


def test_a_poster_is_rendered_and_its_code_leads_to_it(tmp_path: Path) -> None:
    path = tmp_path / "poster.jpg"
    made = run("render", "--option", "wuhan-hot-dry-noodles", "--nickname", "小明", "-o", str(path), "--json")
    assert made.exit_code == 0, made.output
    poster = json.loads(made.stdout)
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(path))] == [poster["scan_url"]]
    again = tmp_path / "again.jpg"
    brief = ["--option", "wuhan-hot-dry-noodles", "--nickname", "小明"]
    assert run("render", *brief, "--code", poster["code"], "-o", str(again)).exit_code == 0
    assert again.read_bytes() == path.read_bytes()


def test_a_few_people_are_made_into_posters_and_a_broken_row_is_named(tmp_path: Path) -> None:
    source, out = tmp_path / "people.csv", tmp_path / "out"
    source.write_text(PEOPLE, encoding="utf-8")
    result = run("batch", str(source), "-o", str(out), "--processes", "1", "--go-on")
    assert result.exit_code == 1
    assert "row 4: " in result.stderr
    assert "nothing-we-know" in result.stderr
    with (out / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        entries = list(csv.DictReader(file))
    assert sorted(entry["status"] for entry in entries) == ["done", "done", "refused"]
    assert all((out / entry["file"]).is_file() for entry in entries if entry["file"])
