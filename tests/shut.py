"""Folders that nobody may write, and processes that keep to that even for root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_BOUND = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")


@contextmanager
def shut(folder: Path) -> Iterator[tuple[str, ...]]:
    """Take away the right to write this folder and all that is in it; gives the beginning of a command that keeps to
    it. Skipped visibly where root cannot be kept to it.
    """
    found = [folder, *folder.rglob("*")]
    for path in found:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        bound = () if os.geteuid() else _BOUND
        if bound and (shutil.which("setpriv") is None or _may_write(folder, bound)):
            pytest.skip("root writes everywhere, and setpriv (util-linux) cannot take that away here")
        yield bound
    finally:
        for path in found:
            path.chmod(0o755 if path.is_dir() else 0o644)


def _may_write(folder: Path, bound: tuple[str, ...]) -> bool:
    tried = [*bound, sys.executable, "-c", "import os, sys; sys.exit(not os.access(sys.argv[1], os.W_OK))", str(folder)]
    return subprocess.run(tried).returncode == 0


def held(folder: Path) -> dict[str, bytes]:
    """What lies in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
