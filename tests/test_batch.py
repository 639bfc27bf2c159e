"""Batches: broken rows stop nobody, and a second run goes on where the first stopped."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postergen.batch import MANIFEST, MARK, order_of, read_manifest, read_rows
from postergen.cli import main
from postergen.errors import InvalidInput

GOOD = {"options": "wuhan-hot-dry-noodles;parents-medical-check-up", "nickname": "小明", "locale": "zh-CN"}
BROKEN = [
    ({"options": "nope"}, "'nope' is unknown"),
    ({"options": ""}, "has 0 entries"),
    ({"nickname": "a\ue000b"}, "U+E000"),
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
    """A batch in one process, unless another number is asked for: each takes a second to start."""
    return CliRunner().invoke(main, ["batch", "--processes", "1", *arguments])


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
    assert run(str(source), "-o", str(out)).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.glob("*.jpg")}
    lost = sorted(before)[0]
    (out / lost).unlink()
    manifest = out / MANIFEST
    manifest.write_text(manifest.read_text()[:-20])  # the machine died in the middle of a line
    result = run(str(source), "-o", str(out), "--json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert (summary["done"], summary["skipped"]) == (2, 2)
    assert {path.name: path.read_bytes() for path in out.glob("*.jpg")} == before


def test_a_file_that_is_no_table_of_ours_is_refused_at_once(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name,colour\n小明,red\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_rows(wrong)
    assert len(caught.value.findings) == 3
    wrong.write_bytes("options,nickname\na,Zoë Ärger\n".encode("latin-1"))
    with pytest.raises(InvalidInput, match="UTF-8"):
        read_rows(wrong)
    assert run(str(wrong), "-o", str(tmp_path / "out")).exit_code == 2


@pytest.mark.parametrize("no", ["no", "N", "否", "off", "FALSE", "0", "不"])
def test_a_no_is_a_no_in_every_spelling(tmp_path: Path, no: str) -> None:
    source = tmp_path / "people.csv"
    source.write_text(f"options,personalised\na,{no}\na,\na,是\n", encoding="utf-8")
    assert [order_of(row, "c").request.personalised for row in read_rows(source)[0]] == [False, True, True]


def test_what_is_neither_yes_nor_no_is_asked_about_before_the_first_poster(tmp_path: Path) -> None:
    source = tmp_path / "people.csv"
    source.write_text("id,options,personalised\n1,a,perhaps\n1,a,no\n,a,no\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_rows(source)
    said = [str(finding) for finding in caught.value.findings]
    assert [line.partition(": ")[0] for line in said] == ["people.csv:2", "people.csv:3", "people.csv:4"]
    assert ["perhaps" in said[0], "stands twice" in said[1], "has no id" in said[2]] == [True, True, True]


def names(tmp_path: Path) -> list[str]:
    with sqlite3.connect(tmp_path / "batch.db") as connection:
        return sorted(name for (name,) in connection.execute("select nickname from poster"))


def test_nobody_has_a_second_poster_when_rows_are_deleted_sorted_and_moved(tmp_path: Path) -> None:
    people = [{**GOOD, "nickname": name} for name in ("Ann", "Bob", "Bob", "Cat")]
    assert run(str(write_csv(tmp_path / "a.csv", people)), "-o", str(tmp_path / "out")).exit_code == 0
    moved = write_csv(tmp_path / "b.csv", [people[3], people[2], people[1]])
    again = run(str(moved), "-o", str(tmp_path / "out"), "--json")
    assert json.loads(again.stdout)["skipped"] == 3
    elsewhere = tmp_path / "elsewhere"  # the same batch, whose pictures were lost
    elsewhere.mkdir()
    (elsewhere / MARK).write_bytes((tmp_path / "out" / MARK).read_bytes())
    assert run(str(moved), "-o", str(elsewhere)).exit_code == 0
    assert names(tmp_path) == ["Ann", "Bob", "Bob", "Cat"]


def test_an_id_says_which_row_it_is(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text(f"id,options,nickname\n7,{GOOD['options']},Ann\n8,{GOOD['options']},Ann\n", encoding="utf-8")
    assert run(str(source), "-o", str(tmp_path / "out")).exit_code == 0
    source.write_text(f"id,options,nickname\n8,{GOOD['options']},Ann\n7,{GOOD['options']},Anne\n", encoding="utf-8")
    again = json.loads(run(str(source), "-o", str(tmp_path / "out"), "--json").stdout)
    assert (again["done"], again["skipped"]) == (1, 1)
    assert names(tmp_path) == ["Ann", "Ann", "Anne"]


def started(tmp_path: Path, rows: int) -> subprocess.Popen[str]:
    source = write_csv(tmp_path / "many.csv", [{**GOOD, "nickname": f"小明{n}"} for n in range(rows)])
    command = [sys.executable, "-m", "postergen", "batch", str(source), "-o", str(tmp_path / "out"), "--processes", "2"]
    batch = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(lambda: any((tmp_path / "out").glob("*.jpg")) or batch.poll() is not None)
    return batch


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_of(pid: int) -> int:
    """In pages; the drawing processes have the most."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])


def until(happened: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_terminated_batch_leaves_no_process_behind(tmp_path: Path) -> None:
    batch = started(tmp_path, 3000)
    children = children_of(batch.pid)
    assert len(children) >= 2
    batch.terminate()
    _, said = batch.communicate(timeout=20)
    assert batch.returncode == 143
    assert "Traceback" not in said
    until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), 10)


def test_a_killed_worker_is_named_and_its_row_made_all_the_same(tmp_path: Path) -> None:
    batch = started(tmp_path, 40)
    victim = max(children_of(batch.pid), key=memory_of)
    os.kill(victim, signal.SIGKILL)
    _, said = batch.communicate(timeout=100)
    assert batch.returncode == 0, said
    assert f"process {victim} died (signal 9) with row" in said
    entries = read_manifest(tmp_path / "out" / MANIFEST)
    assert [entry.status for entry in entries.values()] == ["done"] * 40
    assert len({entry.code for entry in entries.values()}) == 40


def test_equal_rows_of_two_batches_are_two_posters(tmp_path: Path) -> None:
    """Two cities, or this year and last: each has its own codes, and so its own scans."""
    source = write_csv(tmp_path / "people.csv", [{"options": "wuhan-hot-dry-noodles", "nickname": "小明"}])
    codes = set()
    for folder in ("north", "south", "north"):
        assert run(str(source), "-o", str(tmp_path / folder)).exit_code == 0
        codes |= {entry.code for entry in read_manifest(tmp_path / folder / MANIFEST).values()}
    assert len(codes) == 2
