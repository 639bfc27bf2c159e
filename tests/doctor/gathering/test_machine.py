"""What the system says of itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

from postergen.config import CONTENT
from postergen.doctor.gathering.machine import MODULES, memory


def test_memory_is_that_of_the_container(tmp_path: Path) -> None:
    machine, bound = tmp_path / "meminfo", tmp_path / "memory.max"
    assert memory(machine, (bound,)) is None
    machine.write_text("MemTotal:        2048 kB\nMemFree: 7 kB\n")
    assert memory(machine, (bound,)) == 2048 * 1024
    bound.write_text("max\n")
    assert memory(machine, (bound,)) == 2048 * 1024
    bound.write_text("1000000\n")
    assert memory(machine, (bound,)) == 1_000_000


def test_every_extra_is_looked_for() -> None:
    project = tomllib.loads((CONTENT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(MODULES) == set(project["optional-dependencies"]) - {
        "dev",
        "docs",
        "sbom",
    }  # these are for who builds it
