"""A table of figures gives a folder for every row, the same when it is run again, and nothing where a row is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postergen.cli import main
from tests.products import small_pack, with_look_back
from tests.stores import sqlite_file

HEADER = "id,nickname,locale,posters,friends,generations,theme,hour\n"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_look_back(small_pack(tmp_path_factory.mktemp("packs")))


@pytest.fixture
def years(packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POSTERGEN_CAMPAIGNS_DIR", str(packs))
    monkeypatch.setenv("POSTERGEN_DATABASE_URL", sqlite_file(tmp_path / "postergen.db"))
    monkeypatch.setenv("POSTERGEN_EMBED_WISHES", "no")
    return tmp_path


def run(folder: Path, rows: str) -> Result:
    (folder / "years.csv").write_text(HEADER + rows, encoding="utf-8")
    return CliRunner().invoke(main, ["look-back", str(folder / "years.csv"), "-o", str(folder / "out")])


def test_every_row_has_its_pages_its_long_picture_and_its_cover(years: Path) -> None:
    done = run(years, "ming,小明,zh-CN,7,12,2,food,6\n,,en,1,0,0,travel,0\n")
    assert done.exit_code == 0, done.output
    assert "2 look backs, 14 pages" in done.stdout
    for name in ("ming", "000003"):
        files = {path.name for path in (years / "out" / name).iterdir()}
        assert {"1-cover.jpg", "7-new-one.jpg", "long.jpg", "cover.gif"} <= files
        assert len(files) == 9
    lines = list(csv.DictReader((years / "out/manifest.csv").read_text(encoding="utf-8").splitlines()))
    assert [(line["page"], line["band"]) for line in lines[7:10]] == [
        ("cover", "all"),
        ("posters", "one"),
        ("friends", "none"),
    ]
    before = (years / "out/manifest.csv").read_bytes()
    assert run(years, "ming,小明,zh-CN,7,12,2,food,6\n,,en,1,0,0,travel,0\n").exit_code == 0
    assert (years / "out/manifest.csv").read_bytes() == before, "nobody gets a second one"


def test_all_that_is_wrong_is_told_with_its_line_and_nothing_is_made(years: Path) -> None:
    told = run(years, "a,A,en,-1,12,,food,26\nb,B,xx,1,1000000000000,0,fodo,0\nc," + "😀" * 60 + ",en,1,1,1,food,1\n")
    assert told.exit_code == 2
    for said in (
        "years.csv:2 figures/posters: '-1'",
        "years.csv:2 figures/generations: is missing",
        "years.csv:2 figures/hour: '26'",
        "years.csv:3 locale: 'xx' is unknown",
        "years.csv:3 figures/friends: '1000000000000'",
        "years.csv:3 figures/theme: 'fodo'",
        "years.csv:4 nickname: has 60 characters",
    ):
        assert said in told.stderr
    assert not (years / "out").exists()
