"""A workshop with the little pack, and a run of the command in it."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from postergen.config import CONTENT
from tests.small_pack.conftest import LOOK, Workshop

Rows = Sequence[dict[str, str]]
Batch = Callable[..., dict[str, Any]]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    shutil.copytree(CONTENT / "templates/starter", tmp_path / "looks" / LOOK)
    return Workshop(tmp_path)


@pytest.fixture
def batch(workshop: Workshop, tmp_path: Path) -> Batch:
    """Makes posters of rows in the folder ``out``, in one process; returns the summary."""

    def make(rows: Rows | Path, *more: str, leaves: int = 0, out: str = "out") -> dict[str, Any]:
        source = rows if isinstance(rows, Path) else write_csv(tmp_path / "people.csv", rows)
        options = ("--processes", "1", "--json", "--quiet", *more)
        result = workshop.run("batch", source, "-o", tmp_path / out, *options, leaves=leaves)
        said: dict[str, Any] = json.loads(result.stdout) if result.stdout.startswith("{") else {"said": result.stderr}
        return said

    return make


def write_csv(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def manifest(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def people(*names: str, **cells: str) -> list[dict[str, str]]:
    return [{"options": "walk-home", "nickname": name, "locale": "en", **cells} for name in names]
