"""The product starts on machines that are not set up as ours is."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from postergen.config import CONTENT
from postergen.machine import processors, user_name

pytestmark = pytest.mark.long


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CONTENT), **environment}
    command = [sys.executable, "-m", "postergen", *arguments]
    return subprocess.run(command, env=given, cwd=folder, capture_output=True, check=False, timeout=120)


# as in a terminal of 1995: neither coerced to UTF-8 nor in Python's own mode for it
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


def test_a_locale_of_another_encoding_stops_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "options", "--locale", "zh-CN", **ASCII)
    assert done.returncode == 0, done.stderr
    assert "热干面" in done.stdout.decode()
    made = run(tmp_path, "render", "--option", "wuhan-hot-dry-noodles", "--nickname", "小明", "-o", "面.jpg", **ASCII)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "面.jpg").read_bytes().startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "environment",
    [
        {"POSTERGEN_PORT": "tcp://10.0.0.1:8000", "POSTERGEN_PORT_8000_TCP_ADDR": "10.0.0.1"},
        {"POSTERGEN_SERVICE_HOST": "10.0.0.1", "POSTERGEN_SERVICE_PORT": "80", "POSTERGEN_SERVICE_PORT_HTTP": "80"},
        {"POSTERGEN_REDIS_SERVICE_HOST": "fd00::1", "POSTERGEN_REDIS_PORT": "tcp://10.0.0.2:6379"},
        {"POSTERGEN_KEEP_SCANS": "", "POSTERGEN_DATABASE_URL": "", "OPENAI_BASE_URL": "", "POSTERGEN_CACHE_DIR": ""},
    ],
)
def test_what_a_cluster_sets_by_itself_and_empty_variables_are_no_settings(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = run(tmp_path, "options", **environment)
    assert done.returncode == 0, done.stderr


def test_a_wrong_setting_is_still_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "options", POSTERGEN_PORT="8000x", POSTERGEN_PUBLIC_URL="https://example.com/Our_posters")
    assert done.returncode == 2
    assert done.stderr.count(b"error: ") == 2


def test_processors_are_those_that_this_process_may_use(tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    assert processors(quota) == len(os.sched_getaffinity(0))
    quota.write_text("50000 100000\n")
    assert processors(quota) == 1
    quota.write_text("max 100000\n")
    assert processors(quota) == len(os.sched_getaffinity(0))


def test_somebody_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 54_321)
    assert user_name() == "uid 54321"


@pytest.mark.parametrize("variable", ["LOGNAME", "USER", "LNAME", "USERNAME"])
def test_nobody_is_somebody_else_by_a_variable(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "bob")
    assert user_name() == pwd.getpwuid(os.getuid()).pw_name != "bob"


FREED = """
from postergen.machine import give_back_memory
if not give_back_memory():
    print("cannot")
    raise SystemExit
def anonymous():
    return next(int(line.split()[1]) for line in open("/proc/self/smaps_rollup") if line.startswith("Anonymous"))
before = anonymous()
del_me = b"x" * (24 << 20)
del del_me
blocks, between = [], []
for _ in range(4):
    blocks.append(b"x" * (12 << 20))
    between.append(b"x" * (300 << 10))
blocks.clear()
print(anonymous() - before)
"""


def test_large_blocks_are_given_back_though_small_ones_lie_between_them(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FREED], env={"PYTHONPATH": str(CONTENT)}, capture_output=True, check=True, text=True
    )
    if "cannot" in done.stdout:
        pytest.skip("this C library cannot be told")
    assert int(done.stdout) < 12 << 10  # kibibytes


# what is free lies between what is not, below the end of the heap
HOLES = """
from postergen.machine import give_back_memory, trim_memory
give_back_memory()
blocks = [b"x" * (100 << 10) for _ in range(400)]
del blocks[1:300:2]
def anonymous():
    return next(int(line.split()[1]) for line in open("/proc/self/smaps_rollup") if line.startswith("Anonymous"))
before = anonymous()
print(trim_memory() and before - anonymous())
"""


def test_what_is_free_inside_the_heap_is_given_back(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOLES], env={"PYTHONPATH": str(CONTENT)}, capture_output=True, check=True, text=True
    )
    if "False" in done.stdout:
        pytest.skip("this C library cannot be told")
    assert int(done.stdout) > 10 << 10  # kibibytes
