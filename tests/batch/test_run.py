"""A run makes every row once, whatever is deleted, sorted, killed or lost between; its tables tell what came of each."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow.parquet
import pytest
import zxingcpp
from PIL import Image

from postergen.batch.ledger import BEFORE, FILE, Ledger
from postergen.bootstrap import build_product
from postergen.config import CONTENT, Settings
from postergen.errors import Unavailable
from postergen.web.app import create_app
from tests.batch.conftest import Batch, manifest, people, write_csv
from tests.faults.clients import PHONE
from tests.small_pack.conftest import PUBLIC_URL, Workshop

pytestmark = pytest.mark.long


def names(folder: Path) -> list[str]:
    """Whose posters were issued."""
    with sqlite3.connect(folder / "small.db") as connection:
        return sorted(name for (name,) in connection.execute("select nickname from poster"))


def test_the_tables_tell_what_came_of_every_row(batch: Batch, tmp_path: Path) -> None:
    made = batch([{**row, "shop": f"no. {n}"} for n, row in enumerate(people("Ann", "Bob"))])
    assert (made["done"], made["skipped"], made["failed"]) == (2, 0, [])
    entries = manifest(tmp_path / "out")
    assert [entry["shop"] for entry in entries] == ["no. 0", "no. 1"]
    for entry in entries:
        data = (tmp_path / "out" / entry["file"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), str(len(data))) == (entry["sha256"], entry["bytes"])
        (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))
        assert read.text.upper() == entry["link"].upper() == f"{PUBLIC_URL}/S/{entry['code']}".upper()
        assert 0 < float(entry["propensity"]) <= 1
    table = pyarrow.parquet.read_table(tmp_path / "out" / "manifest.parquet").to_pylist()
    assert [(row["row"], row["code"], row["shop"]) for row in table] == [
        (int(entry["row"]), entry["code"], entry["shop"]) for entry in entries
    ]
    assert not (tmp_path / "out" / "failures.csv").exists()


def test_nothing_is_made_before_every_problem_of_every_row_was_told(batch: Batch, tmp_path: Path) -> None:
    rows = people("Ann", "Bob", "Cat", "Dan")
    rows[1]["options"], rows[2]["locale"], rows[3]["options"] = "nope", "fr", ""
    said = " ".join(batch(rows, leaves=2)["said"].split())
    for line, word in ((3, "'nope' is unknown"), (4, "'fr' is unknown"), (5, "has 0 entries")):
        assert f"people.csv:{line}" in said
        assert word in said
    assert not list((tmp_path / "out").glob("*.jpg"))
    assert [entry["status"] for entry in manifest(tmp_path / "out")] == ["waiting", "refused", "refused", "refused"]


def test_good_rows_are_made_on_demand_and_mended_ones_with_the_table_of_failures(batch: Batch, tmp_path: Path) -> None:
    rows = people("Ann", "Bob")
    rows[1]["options"] = "nope"
    made = batch(rows, "--go-on", leaves=1)
    assert (made["done"], [row["row"] for row in made["failed"]]) == (1, [3])
    failures = tmp_path / "out" / "failures.csv"
    failures.write_text(failures.read_text(encoding="utf-8").replace("nope", "walk-home"), encoding="utf-8")
    assert batch(failures.rename(tmp_path / "mended.csv"))["done"] == 1
    assert names(tmp_path) == ["Ann", "Bob"]
    assert sorted(entry["status"] for entry in manifest(tmp_path / "out")) == ["absent", "done", "done"]


def test_what_tables_guard_is_the_same_row_when_it_comes_back(batch: Batch, tmp_path: Path) -> None:
    row = {**people("=Ann")[0], "note": "+1"}
    batch([row])
    (entry,) = manifest(tmp_path / "out")
    assert entry["note"] == "'+1"
    again = batch([{**row, "nickname": "'=Ann", "note": "'+1"}])
    assert (again["done"], again["skipped"]) == (0, 1)
    assert names(tmp_path) == ["=Ann"]


def test_nobody_has_a_second_poster_when_rows_are_deleted_sorted_and_moved(batch: Batch, tmp_path: Path) -> None:
    rows = people("Ann", "Bob", "Bob", "Cat")
    batch(rows)
    again = batch([rows[3], rows[2], rows[1]])
    assert (again["done"], again["skipped"]) == (0, 3)
    elsewhere = tmp_path / "elsewhere"  # the same run, whose pictures and ledger are lost
    elsewhere.mkdir()
    with sqlite3.connect(tmp_path / "out" / FILE) as ledger:
        (run,) = ledger.execute("SELECT value FROM run WHERE name = 'id'").fetchone()
    (elsewhere / BEFORE).write_text(run)
    assert batch([rows[3], rows[2], rows[1]], out="elsewhere")["done"] == 3
    assert names(tmp_path) == ["Ann", "Bob", "Bob", "Cat"]


def test_an_id_names_file_and_row(batch: Batch, tmp_path: Path) -> None:
    batch([{"id": "7", **people("Ann")[0]}, {"id": "八 号", **people("Ann")[0]}])
    assert sorted(path.name for path in (tmp_path / "out").glob("*.jpg")) == ["7.jpg", "八 号.jpg"]
    again = batch([{"id": "八 号", **people("Ann")[0]}, {"id": "7", **people("Anne")[0]}])
    assert (again["done"], again["skipped"]) == (1, 1)
    assert names(tmp_path) == ["Ann", "Ann", "Anne"]
    assert "stands twice" in batch([{"id": "7", **people("Ann")[0]}] * 2, leaves=2)["said"]


def test_what_is_lost_is_made_again_with_the_same_bytes(batch: Batch, tmp_path: Path) -> None:
    rows = people("Ann", "Bob")
    batch(rows)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.jpg")}
    first, second = ((tmp_path / "out" / name) for name in sorted(before))
    first.unlink()
    assert (batch(rows)["done"], first.read_bytes()) == (1, before[first.name])
    second.write_bytes(b"")  # as a machine leaves it that went down at once
    again = batch(rows)
    assert (again["done"], again["skipped"]) == (1, 1)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.jpg")} == before


def test_equal_rows_of_two_runs_are_two_posters(batch: Batch, tmp_path: Path) -> None:
    codes = set()
    for folder in ("north", "south", "north"):
        batch(people("Ann"), out=folder)
        codes |= {entry["code"] for entry in manifest(tmp_path / folder)}
    assert len(codes) == 2


def test_a_part_now_and_the_rest_later(batch: Batch) -> None:
    rows = people("Ann", "Bob", "Cat")
    first, rest = batch(rows, "--limit", "2"), batch(rows)
    assert (first["done"], first["waiting"]) == (2, 1)
    assert (rest["done"], rest["skipped"], rest["waiting"]) == (1, 2, 0)


def test_a_dry_run_issues_nothing(batch: Batch, tmp_path: Path) -> None:
    told = batch(people("Ann", "Bob"), "--dry-run")
    assert (told["posters"], told["rows"]["waiting"], told["problems"]) == (2, 2, [])
    assert told["bytes"] > 10_000
    assert told["processor_seconds"] > 0
    assert names(tmp_path) == []


def test_people_name_columns_and_options_as_they_like(batch: Batch, tmp_path: Path) -> None:
    row = {"小日子": "walk-home、early-night", "Vorname": "Ann", "语言": "en"}
    mapped = ("--map", "小日子=options", "--map", "Vorname=nickname", "--map", "语言=locale")
    assert batch([row], *mapped)["done"] == 1
    assert names(tmp_path) == ["Ann"]
    said = batch([row], out="other", leaves=2)["said"]
    assert "--map 小日子=options" in said


def test_a_column_that_is_likely_ours_is_asked_about_with_what_stands_in_it(workshop: Workshop, tmp_path: Path) -> None:
    rows = write_csv(tmp_path / "people.csv", people("Ann", shop="North Street"))
    said = workshop.run("batch", rows, "-o", tmp_path / "out", "--processes", "1", "--quiet").stderr
    assert "is it site (an id of yours, such as shop-12)? --map shop=site" in said


def test_two_rows_whose_files_would_have_one_name_are_told(batch: Batch, tmp_path: Path) -> None:
    rows, template = people("Ann", "ann", "Bob"), "{{ nickname }}.{{ extension }}"
    said = batch(rows, "--name", template, leaves=2)["said"]
    assert "people.csv:3: its file would be called 'ann.jpg' as that of row 2 (make --name tell them apart)" in said
    assert names(tmp_path) == []
    made = batch(rows, "--name", template, "--go-on", leaves=1)
    assert (made["done"], len(made["failed"])) == (2, 1)
    assert sorted(path.name for path in (tmp_path / "out").glob("*.jpg")) == ["Ann.jpg", "Bob.jpg"]
    made = batch(rows, "--name", "{{ row }}-{{ nickname }}.{{ extension }}")  # what is done keeps its name
    assert (made["done"], made["skipped"]) == (1, 2)


def test_a_cell_that_is_empty_is_an_empty_part_of_a_name(batch: Batch, tmp_path: Path) -> None:
    rows = [{**row, "shop": shop} for row, shop in zip(people("Ann", "Bob"), ("north", ""), strict=True)]
    assert batch(rows, "--name", "{{ shop }}-{{ nickname }}.{{ extension }}")["done"] == 2
    assert sorted(path.name for path in (tmp_path / "out").glob("*.jpg")) == ["-Bob.jpg", "north-Ann.jpg"]
    batch(rows, "--name", "{{ nickname }}/{{ shop }}.{{ extension }}", out="by-person")
    (one,) = (tmp_path / "by-person" / "Bob").iterdir()
    assert one.stem in [entry["code"] for entry in manifest(tmp_path / "by-person")]


def test_a_template_that_one_row_has_nothing_for_is_told_before_any_is_issued(batch: Batch, tmp_path: Path) -> None:
    said = batch(
        people("Ann", "Bo"), "--name", "{{ 6 // (nickname | length - 2) }}-{{ code }}.{{ extension }}", leaves=2
    )["said"]
    assert "people.csv:3: --name: gives no name here" in said
    assert names(tmp_path) == []


def test_posters_of_sites_are_told_apart(batch: Batch, workshop: Workshop) -> None:
    batch([{**people("")[0], "site": site} for site in ("shop-1", "shop-2", "shop-2")])
    for by in ("sites", "site"):
        told = json.loads(workshop.run("stats", "--by", by, "--json").stdout)
        assert {row["value"]: row["posters"] for row in told} == {"shop-1": 1, "shop-2": 2}
    codes = [entry["code"] for entry in manifest(workshop.folder / "out")]
    product = build_product(Settings.from_mapping(workshop.environment))
    phone = create_app(product).test_client()
    for code in codes[:2]:  # of two posters in one shop one is scanned
        assert phone.get(f"/s/{code}", headers={"User-Agent": PHONE}).status_code == 302
    product.close()
    told = json.loads(workshop.run("stats", "--by", "site", "--json").stdout)
    assert {row["value"]: (row["posters_scanned"], row["scans"]) for row in told} == {
        "shop-1": (1, 1),
        "shop-2": (1, 1),
    }
    assert "is no id of a place" in batch([{**people("")[0], "site": "a shop"}], leaves=2)["said"]


def started(workshop: Workshop, rows: int, *more: str) -> subprocess.Popen[str]:
    source = write_csv(workshop.folder / "many.csv", people(*(f"Ann {n}" for n in range(rows))))
    command = [sys.executable, "-m", "postergen", "batch", str(source), "-o", str(workshop.folder / "out")]
    run = subprocess.Popen(
        [*command, "--processes", "2", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **workshop.environment},
    )
    until(lambda: len(list((workshop.folder / "out").glob("*.[jz][pi][gp]"))) > 0 or run.poll() is not None)
    return run


def has_zips(run: subprocess.Popen[str], folder: Path, most: int) -> bool:
    return len(list(folder.glob("*.zip"))) > most or run.poll() is not None


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


def test_a_terminated_run_leaves_tables_and_nothing_else_behind(workshop: Workshop, tmp_path: Path) -> None:
    run = started(workshop, 3000)
    children = children_of(run.pid)
    assert len(children) >= 2
    run.terminate()
    _, said = run.communicate(timeout=30)
    assert run.returncode == 143
    assert "Traceback" not in said
    until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), 10)
    assert len(manifest(tmp_path / "out")) == 3000
    assert [path.name for path in (tmp_path / "out").glob(".*")] == [f".{FILE}.lock"]


@pytest.mark.parametrize("more", [(), ("--as", "zip", "--per", "8")], ids=["files", "zip"])
def test_a_run_that_is_killed_again_and_again_makes_each_row_once(
    workshop: Workshop, tmp_path: Path, more: tuple[str, ...]
) -> None:
    for n in range(2):
        run = started(workshop, 60, *more)
        if more:
            until(partial(has_zips, run, tmp_path / "out", n))
        os.kill(run.pid, signal.SIGKILL)
        run.communicate()
    (tmp_path / "out" / ".posters-0000001-01234567.zip.17").touch()
    last = started(workshop, 60, *more)
    _, said = last.communicate(timeout=100)
    assert last.returncode == 0, said
    entries = manifest(tmp_path / "out")
    assert [entry["status"] for entry in entries] == ["done"] * 60
    assert len({entry["code"] for entry in entries}) == len({entry["file"] for entry in entries}) == 60
    assert len(names(tmp_path)) == 60
    files = {entry["file"].partition("#")[0] for entry in entries}
    assert all((tmp_path / "out" / file).is_file() for file in files)
    assert [path.name for path in (tmp_path / "out").glob(".*")] == [f".{FILE}.lock"]  # nothing half written is left


def test_a_killed_worker_is_named_and_its_rows_made_all_the_same(workshop: Workshop, tmp_path: Path) -> None:
    run = started(workshop, 60)
    victim = max(children_of(run.pid), key=memory_of)
    os.kill(victim, signal.SIGKILL)
    _, said = run.communicate(timeout=100)
    assert run.returncode == 0, said
    assert f"process {victim} died (signal 9) with row" in said
    entries = manifest(tmp_path / "out")
    assert [entry["status"] for entry in entries] == ["done"] * 60
    assert len({entry["code"] for entry in entries}) == 60


def test_a_full_disk_ends_a_run_with_a_sentence_and_it_goes_on(workshop: Workshop, tmp_path: Path) -> None:
    def full() -> None:  # no file may be larger: what the machine says then is what it says of a full disk
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    source = write_csv(tmp_path / "many.csv", people(*(f"Ann {n}" for n in range(4000))))
    command = [sys.executable, "-m", "postergen", "batch", str(source), "-o", str(tmp_path / "out"), "--limit", "8"]
    environment = {**os.environ, **workshop.environment}
    failed = subprocess.run(command, capture_output=True, text=True, env=environment, preexec_fn=full)
    assert failed.returncode == 3, failed.stderr
    assert "make room and run this again" in failed.stderr
    assert "Traceback" not in failed.stderr
    made = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert made.returncode == 0, made.stderr
    assert len(names(tmp_path)) == 8


def test_a_folder_has_one_run_at_a_time(workshop: Workshop, batch: Batch) -> None:
    run = started(workshop, 3000)
    assert "another run writes into" in batch(people("Ann"), leaves=3)["said"]
    gc.collect()  # what the refused one had left open would be told of now
    run.kill()
    run.communicate()


@pytest.mark.parametrize("spoil", [lambda file: file.write_bytes(b"no table" * 200), lambda file: file.mkdir()])
def test_a_damaged_table_is_told_and_let_go_of(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    spoil(tmp_path / FILE)
    for _ in range(2):
        with pytest.raises(Unavailable, match="is damaged"):
            Ledger(tmp_path)
    gc.collect()  # what was left open would be told of now


def test_one_folder_holds_posters_of_one_kind_that_lead_to_one_place(
    batch: Batch, workshop: Workshop, tmp_path: Path
) -> None:
    rows = people("Ann", "Bob")
    batch(rows, "--limit", "1")
    others = ("--as", "zip", "--extension", "png")
    said = workshop.run(
        "batch",
        tmp_path / "people.csv",
        "-o",
        tmp_path / "out",
        *others,
        leaves=2,
        POSTERGEN_PUBLIC_URL="https://elsewhere.test",
    ).stderr
    assert "--as: is zip, and was files" in said
    assert "--extension: is png, and was jpg" in said
    assert f"is https://elsewhere.test, and was {PUBLIC_URL}" in said
    assert batch(rows)["done"] == 1
    assert len(manifest(tmp_path / "out")) == 2


def test_posters_of_several_formats_are_not_laid_on_one_sheet(workshop: Workshop, tmp_path: Path) -> None:
    rows = write_csv(
        tmp_path / "people.csv",
        [{"options": "parents-medical-check-up", "format": one} for one in ("story", "square")],
    )
    shipped = {
        "POSTERGEN_CAMPAIGNS_DIR": str(CONTENT / "assets/campaigns"),
        "POSTERGEN_CAMPAIGN": "better-life",
        "POSTERGEN_TEMPLATES_DIR": str(CONTENT / "templates/posters"),
    }
    said = workshop.run("batch", rows, "-o", tmp_path / "out", "--as", "pdf", leaves=2, **shipped).stderr
    assert "asks for several formats (square, story)" in said


def test_codes_that_lead_to_this_machine_alone_are_told(workshop: Workshop, tmp_path: Path) -> None:
    rows = write_csv(tmp_path / "people.csv", people("Ann"))
    made = ("batch", rows, "-o", tmp_path / "out", "--processes", "1", "--quiet")
    assert "this machine alone" in workshop.run(*made, POSTERGEN_PUBLIC_URL="http://127.0.0.1:8000").stderr


def test_the_tables_tell_where_a_poster_hangs(batch: Batch, tmp_path: Path) -> None:
    batch(people("Ann", site="shop-12"))
    assert [entry["site"] for entry in manifest(tmp_path / "out")] == ["shop-12"]
