"""Run the benchmarks beside this file and write what they print into RESULTS.md, with the machine that they ran on.

Usage: record.py [NAME ...], such as ``render ranking``; all of them without names. What did not run this time stays as
it was, with the day, the commit and the load of its own run; what failed or took too long is named.
"""

from __future__ import annotations

import datetime
import os
import platform
import re
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from threading import Timer

HERE = Path(__file__).parent
LIBRARIES = ("pillow", "numpy", "sqlalchemy", "flask", "granian", "resvg-py", "zxing-cpp")
SECONDS = 600  # that one benchmark may take
BUSY = 0.2  # load for each core from which on the figures are marked as taken on a busy machine


def processor() -> str:
    """The model's name: as Linux tells it, else as Python knows it."""
    told = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", told.read_text(encoding="utf-8"), re.M) if told.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


def machine() -> list[str]:
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"| processor | {processor()}, {cores} cores |",
        f"| memory | {memory:.1f} GiB |",
        f"| system | {platform.system()} {platform.release()} |",
        f"| Python | {platform.python_version()} |",
        f"| libraries | {', '.join(f'{name} {version(name)}' for name in LIBRARIES)} |",
    ]


def circumstances() -> str:
    """When a benchmark ran, of what, and beside how much else."""
    load = os.getloadavg()[0]
    busy = " **The machine was busy: trust no figure here.**" if load / (os.cpu_count() or 1) > BUSY else ""
    now = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC"
    of = f"postergen {version('postergen')}, {revision()}"
    return f"Begun {now} with {of}, on {processor()}, at a load of {load:.2f}.{busy}"


def sections() -> dict[str, str]:
    """What stands in RESULTS.md of each benchmark."""
    told = HERE / "RESULTS.md"
    _, *found = re.split(r"^(?=## )", told.read_text(encoding="utf-8") if told.exists() else "", flags=re.M)
    return {section.split()[1]: f"{section.rstrip()}\n" for section in found}


def revision() -> str:
    """The commit that was measured, and whether files differ from it; RESULTS.md itself does not count."""
    try:
        commit = _git("rev-parse", "--short=10", "HEAD")
        changed = _git("status", "--porcelain", "--", ":/", f":!{HERE / 'RESULTS.md'}")
    except (OSError, subprocess.CalledProcessError):
        return "no commit known"
    return f"commit {commit}{', with changes' if changed else ''}"


def _git(*arguments: str) -> str:
    answer = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True, cwd=HERE)
    return answer.stdout.strip()


def run(path: Path) -> tuple[str, str]:
    """What a benchmark printed, shown while it runs, and what went wrong: nothing, as a rule."""
    lines = []
    with subprocess.Popen(
        [sys.executable, path.name],
        cwd=HERE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    ) as process:
        late = Timer(SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        late.start()
        try:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                lines.append(line.rstrip())
            process.wait()
            finished = late.is_alive()
        except KeyboardInterrupt:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            late.cancel()
    wrong = f"It took more than {SECONDS} s." if not finished else f"It failed with {process.returncode}."
    return "\n".join(lines), wrong if process.returncode else ""


def main() -> None:
    before = sections()
    parts: list[str] = []
    failed: list[str] = []
    asked, there = sys.argv[1:], {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("bench_*.py"))}
    unknown = sorted(set(asked) - there.keys())
    if unknown:
        raise SystemExit(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(there)}")
    for name, path in there.items():
        if asked and name not in asked:
            parts.append(before.get(path.stem, f"## {path.stem}\n\nNot run yet.\n"))
            continue
        print(f"\n{path.name}", flush=True)
        begun, started = circumstances(), time.perf_counter()
        table, wrong = run(path)
        seconds = time.perf_counter() - started
        failed += [f"{name}: {wrong}"] if wrong else []
        purpose = path.read_text(encoding="utf-8").split('"""')[1].splitlines()[0]
        told = f"**{wrong} What follows is not all.**" if wrong else f"It took {seconds:.0f} s."
        parts.append(f"## {path.stem}\n\n{purpose} {told}\n\n{begun}\n\n```text\n{table}\n```\n")
    head = "# Results\n\nWritten by `make bench`; nothing here is typed by hand.\n\n| | |\n|---|---|\n" + "\n".join(
        machine()
    )
    (HERE / "RESULTS.md").write_text(f"{head}\n\n" + "\n".join(parts), encoding="utf-8")
    if failed:
        raise SystemExit("\n".join(failed))


if __name__ == "__main__":
    main()
