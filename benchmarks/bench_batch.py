"""What a poster of a batch costs: the command line over a CSV file, with one process and with two, cut off and gone on.

The time of the processor is that of the command and of all its processes; once warm it is the difference of a long
batch and a short one, for each poster more. A first batch of the same rows has filled the folder of derived files: of
a hundred thousand rows nearly all find the pieces of their pictures there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from samples import CAMPAIGN, MOST_OPTIONS, open_product, timed

from postergen.batch.manifest import MANIFEST
from postergen.loadtest.mix import some_nickname

SHORT, LONG = 620, 1820  # rows; by the first, each process has loaded what it keeps in memory of every look
CUT_AFTER = 50  # files, then the command is killed


@dataclass(frozen=True)
class Run:
    """One call of the command: seconds of all its processes, and by the clock."""

    cpu: float
    wall: float
    told: dict[str, object]


def main() -> None:
    with TemporaryDirectory() as folder:
        room = Path(folder)
        names = {
            "first": LONG,
            **{f"{kind}-{n}": size for n in (1, 2) for kind, size in (("short", SHORT), ("long", LONG))},
        }
        write_rows(room, names)
        print(f"{'':34} {'posters/s':>10} {'cpu ms each':>12} {'x encoding':>11}")
        first = batch(room, "first", 2)
        unit = encoding(room / "first")
        row(f"{LONG} rows, nothing derived yet", LONG, first.cpu, first.wall, unit)
        for processes in (1, 2):
            short, long = batch(room, f"short-{processes}", processes), batch(room, f"long-{processes}", processes)
            row(f"{SHORT} rows, {processes} at once", SHORT, short.cpu, short.wall, unit)
            row(f"{LONG} rows, {processes} at once", LONG, long.cpu, long.wall, unit)
            row("  once warm", LONG - SHORT, long.cpu - short.cpu, long.wall - short.wall, unit)
            both = long
        bare = drawn_alone(room)
        print(f"{'the same posters, drawn alone':34} {'':>10} {bare:12.2f} {bare / unit:11.2f}")
        share = bare / ((both.cpu - short.cpu) * 1e3 / (LONG - SHORT))
        print(f"drawing is {share:.0%} of what a poster costs the processor with two processes")
        print(f"encoding one of their JPEGs alone: {unit:.2f} ms")
        print(go_on(room))


def write_rows(room: Path, sizes: dict[str, int]) -> None:
    """Files of so many rows, of which no two are alike; they begin with the same ones."""
    with open_product() as product:
        campaign = product.library.campaign(CAMPAIGN)
    ids, looks = [option.id for option in campaign.catalogue.options], campaign.templates
    for name, count in sizes.items():
        draw = random.Random(5)
        with (room / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["options", "nickname", "template"])
            for n in range(count):
                options = ";".join(draw.sample(ids, draw.randint(1, MOST_OPTIONS)))
                writer.writerow([options, some_nickname(draw), looks[n % len(looks)]])


def command(room: Path, rows: str, out: str, processes: int) -> tuple[list[str], dict[str, str]]:
    source = str(room / f"{rows}.csv")
    words = [
        sys.executable,
        "-m",
        "postergen",
        "batch",
        source,
        "-o",
        str(room / out),
        "--processes",
        str(processes),
        "-q",
    ]
    places = {"DATABASE_URL": f"sqlite:///{room / out}-data/bench.db", "CACHE_DIR": str(room / "cache")}
    return [*words, "--json"], os.environ | {f"POSTERGEN_{name}": place for name, place in places.items()}


def batch(room: Path, rows: str, processes: int, out: str = "") -> Run:
    words, environment = command(room, rows, out or rows, processes)
    before, started = used(), time.perf_counter()
    answer = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    return Run(used() - before, time.perf_counter() - started, json.loads(answer.stdout))


def used() -> float:
    """Seconds of the processor of every process that has ended under this one."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def encoding(folder: Path) -> float:
    """Milliseconds for encoding the picture of a poster alone."""
    images = [Image.open(path).convert("RGB") for path in sorted(folder.glob("*.jpg"))[:27]]
    return timed(lambda image: image.save(io.BytesIO(), "JPEG", quality=88, subsampling=0), images).mean


def drawn_alone(room: Path) -> float:
    """Milliseconds of the processor for drawing the posters that a batch has issued, and nothing else."""
    with (room / "long-2" / MANIFEST).open(encoding="utf-8-sig", newline="") as file:
        codes = [entry["code"] for entry in csv.DictReader(file)]
    with open_product(database_url=f"sqlite:///{room / 'long-2'}-data/bench.db", cache_dir=room / "cache") as product:
        posters = [product.posters.get(code) for code in codes]
        for poster in posters[:SHORT]:
            product.pictures.picture(poster)
        return timed(product.pictures.picture, posters[SHORT:]).mean


def row(name: str, count: int, cpu: float, wall: float, unit: float) -> None:
    each = cpu * 1e3 / count
    print(f"{name:34} {count / wall:10.1f} {each:12.2f} {each / unit:11.2f}")


def go_on(room: Path) -> str:
    """Kill a batch with all its processes, run it again: every row has one file.

    Drawn twice is only what was not in the manifest yet.
    """
    words, environment = command(room, "long-2", "cut", 2)
    process = subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while len(files(room / "cut")) < CUT_AFTER and process.poll() is None:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in files(room / "cut")}
    again = batch(room, "long-2", 2, "cut")
    found = files(room / "cut")
    rows = {path.name.partition("-")[0] for path in found}
    untouched = sum(path.stat().st_mtime_ns == kept.get(path.name) for path in found)
    with (room / "cut" / MANIFEST).open(encoding="utf-8-sig", newline="") as file:
        entries = list(csv.DictReader(file))
    done = {entry["row"] for entry in entries if entry["status"] == "done"}
    if len(found) != LONG or len(rows) != LONG or len(done) != LONG:
        raise SystemExit(f"lost: {len(found)} files, {len(rows)} rows with a file, {len(done)} in the manifest")
    return (
        f"killed after {len(kept)} files and run again: {LONG} rows, {LONG} files, {again.told['done']} made anew, "
        f"{untouched} left alone"
    )


def files(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("*.jpg"))


if __name__ == "__main__":
    main()
