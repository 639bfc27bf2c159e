"""Batches: broken rows stop nobody, and a second run goes on where the first stopped."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postergen.batch import MANIFEST, read_manifest, read_rows
from postergen.cli import main
from postergen.errors import InvalidInput

GOOD = {"options": "wuhan-hot-dry-noodles;parents-medical-check-up", "nickname": "小明", "locale": "zh-CN"}
BROKEN = [
    ({"options": "nope"}, "'nope' is unknown"),
    ({"options": ""}, "has 0 entries"),
    ({"nickname": "a\u202eb"}, "U+202E"),
    ({"locale": "fr"}, "'fr' is unknown"),
]


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTERGEN_DATABASE_URL", f"sqlite:///{tmp_path}/batch.db")


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(GOOD))
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["batch", *arguments])


def test_rows_that_fail_are_named_and_stop_nobody(tmp_path: Path) -> None:
    rows = [{**GOOD, "nickname": f"小明{n}"} for n in range(6)]
    for place, (change, _) in enumerate(BROKEN):
        rows.insert(place * 2, {**GOOD, **change})
    source, out = write_csv(tmp_path / "people.csv", rows), tmp_path / "out"
    result = run(str(source), "-o", str(out), "--processes", "2")
    assert result.exit_code == 1
    for place, (_, message) in enumerate(BROKEN):
        line = next(line for line in result.stderr.splitlines() if line.startswith(f"row {place * 2 + 2}:"))
        assert message in line
    entries = read_manifest(out / MANIFEST)
    done = [entry for entry in entries.values() if entry.status == "done"]
    assert (len(entries), len(done)) == (10, 6)
    for entry in done:
        assert entry.file is not None
        assert hashlib.sha256((out / entry.file).read_bytes()).hexdigest() == entry.sha256


def test_a_second_run_goes_on_where_the_first_stopped(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "people.csv", [{**GOOD, "nickname": f"小明{n}"} for n in range(4)])
    out = tmp_path / "out"
    assert run(str(source), "-o", str(out), "--processes", "1").exit_code == 0
    before = {path.name: path.read_bytes() for path in out.glob("*.jpg")}
    lost = sorted(before)[0]
    (out / lost).unlink()
    manifest = out / MANIFEST
    manifest.write_text(manifest.read_text()[:-20])  # the machine died in the middle of a line
    result = run(str(source), "-o", str(out), "--processes", "1", "--json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert (summary["done"], summary["skipped"]) == (2, 2)
    assert {path.name: path.read_bytes() for path in out.glob("*.jpg")} == before


def test_a_file_that_is_no_csv_of_ours_is_refused_at_once(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name,colour\n小明,red\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        list(read_rows(wrong))
    assert len(caught.value.findings) == 3
    wrong.write_bytes("options\n小明\n".encode("gbk"))
    with pytest.raises(InvalidInput, match="UTF-8"):
        list(read_rows(wrong))
    assert run(str(wrong), "-o", str(tmp_path / "out")).exit_code == 2
