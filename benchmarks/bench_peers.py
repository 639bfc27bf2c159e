"""What one poster costs here and with other programs that draw the same content, as ratios to encoding its JPEG alone.

Everybody draws the same new posters of 1080 x 1920 one by one in one process, each with its own code, nickname and
words, in looks without vertical text, as JPEG of quality 88. The others are spared what our layout does: they are told
where every line stands and how large it is, and get the code as a finished picture (but for Pillow, which makes it with
qrcode). Grounds, artwork, emoji and fonts are loaded before the clock starts, and ours has drawn ahead what lasts; its
first row is of a new installation, which has drawn nothing. Ours ranks nothing here either, but sets the words, makes
the code and labels the file.

    python benchmarks/bench_peers.py            # installs the others into build/peers first
    python benchmarks/bench_peers.py --keep DIR # keeps the pictures that everybody drew
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import zxingcpp
from likeness import ssim
from PIL import Image
from samples import Spans, drawn_ahead, looks_with, open_product, some_posters, timed
from scenes import Scene, SceneMaker

from postergen.bootstrap import Product

HERE = Path(__file__).parent
ROOM = HERE.parent / "build/peers"
PYTHON, NODE = ROOM / "venv/bin/python", ROOM / "node"
VERTICAL = {"ink-seal", "postcard"}  # looks with vertical text, which most of the others cannot set
BEFORE = 600  # posters that ours made before its second row: a process that has served for some seconds
WARM, MEASURED = 21, 42  # posters that each of the others drew before, and those that count
SECONDS = 240  # that one of the others may take


@dataclass(frozen=True)
class Peer:
    """A program that draws scenes: how it is called, and what is different about its pictures."""

    name: str
    command: Sequence[str | Path]
    note: str


PEERS = (
    Peer("Pillow and qrcode", [sys.executable, "peers/pillow_peer.py"], "4:4:4; the code black on white"),
    Peer("takumi", [PYTHON, "peers/takumi_peer.py"], "4:4:4; ground and file by Pillow, which is faster"),
    Peer("satori, resvg, sharp", ["node", "peers/satori_peer.mjs"], "4:4:4; ground by sharp"),
    Peer("Chromium", [sys.executable, "peers/chromium_peer.py"], "4:2:0; the script that drives it is not counted"),
    Peer("pictex (Skia)", [PYTHON, "peers/pictex_peer.py"], "4:2:0"),
)
ENCODING = Peer("encoding alone", [sys.executable, "peers/encode_peer.py"], "")


@dataclass(frozen=True)
class Row:
    """What somebody's posters cost and look like."""

    name: str
    spans: Spans
    likeness: float | None
    read: int
    note: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="a folder for the pictures")
    asked = parser.parse_args()
    missing = install()
    with open_product() as product:
        new = timed(
            product.pictures.picture, some_posters(product, WARM + MEASURED, random.Random(11), looks=flat(product))
        )
    with TemporaryDirectory() as folder, open_product(cache_dir=drawn_ahead()) as product:
        room = asked.keep or Path(folder)
        rows, versions, skipped = measure(product, new, room / "scenes", room)
    unit = fmean(row.spans.mean for row in rows if row.name == ENCODING.name)
    print(f"{MEASURED} posters each, after {WARM} others")
    print(
        f"{'':22} {'mean ms':>8} {'median':>8} {'by clock':>8} {'x encoding':>11} {'SSIM':>6} {'codes read':>10}  note"
    )
    for row in rows:
        spans = row.spans
        seen = "" if row.likeness is None else f"{row.likeness:6.3f} {row.read:7}/{MEASURED}"
        print(
            f"{row.name:22} {spans.mean:8.2f} {spans.middle:8.2f} {spans.wall_middle:8.2f} {spans.mean / unit:11.2f}"
            f" {seen:17}  {row.note}"
        )
    print("ms are of the processor, `by clock` is the median; SSIM is with our poster before it is a JPEG")
    for line in (*missing, *skipped, *versions):
        print(line)


def install() -> list[str]:
    """Put the others into a folder of their own; returns what could not be installed."""
    failed = []
    ROOM.mkdir(parents=True, exist_ok=True)
    wanted, there = HERE / "peers/requirements.txt", ROOM / "installed.txt"
    if not (there.exists() and PYTHON.exists() and there.read_bytes() == wanted.read_bytes()):
        steps: tuple[Sequence[str | Path], ...] = (
            [sys.executable, "-m", "venv", "--clear", ROOM / "venv"],
            [PYTHON, "-m", "pip", "install", "-r", wanted],
        )
        if all(_succeeds(step) for step in steps):
            shutil.copy(wanted, there)
        else:
            failed.append(f"not installed: {wanted.name}")
    NODE.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        if not (NODE / name).exists() or (NODE / name).read_bytes() != (HERE / "peers" / name).read_bytes():
            shutil.rmtree(NODE / "node_modules", ignore_errors=True)
            shutil.copy(HERE / "peers" / name, NODE / name)
    if not (NODE / "node_modules").exists() and not _succeeds(["npm", "ci", "--prefix", NODE]):
        failed.append("not installed: package.json")
    return failed


def _succeeds(command: Sequence[str | Path]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def flat(product: Product) -> list[str]:
    """The looks that others can draw."""
    return [look for look in looks_with(product, "story") if look not in VERTICAL]


def measure(product: Product, new: Spans, folder: Path, room: Path) -> tuple[list[Row], list[str], list[str]]:
    """The rows, the versions of all that ran, and what did not run; ``new`` is what a new installation took."""
    draw, looks = random.Random(12), flat(product)
    for poster in some_posters(product, BEFORE, draw, looks=looks):
        product.pictures.picture(poster)
    posters = some_posters(product, WARM + MEASURED, draw, looks=looks)
    made: dict[str, bytes] = {}
    ours = timed(lambda poster: made.update({poster.code: product.pictures.picture(poster).data}), posters[WARM:])
    out = room / "postergen"
    out.mkdir(parents=True, exist_ok=True)
    for code, data in made.items():
        (out / f"{code}.jpg").write_bytes(data)
    scenes = SceneMaker(product, folder).write(posters)
    rows = [
        row_of("postergen, new", Spans(new.cpu[WARM:], new.wall[WARM:]), "4:4:4", (), folder, out),
        row_of("postergen, drawn ahead", ours, "4:4:4", scenes, folder, out),
    ]
    versions: list[str] = []
    skipped: list[str] = []
    order = [ENCODING, *PEERS[:3], ENCODING, *PEERS[3:], ENCODING]
    for peer in order:
        out = room / peer.name.partition(",")[0].replace(" ", "-")
        try:
            spans, version = run(peer, folder, out)
        except (OSError, ValueError, subprocess.SubprocessError) as exc:
            skipped.append(f"{peer.name} did not run: {_reason(exc)}")
            continue
        rows.append(row_of(peer.name, spans, peer.note, scenes, folder, out))
        versions += [line for line in [f"{peer.name}: {version}"] if line not in versions]
    return rows, versions, skipped


def run(peer: Peer, folder: Path, out: Path) -> tuple[Spans, str]:
    """Let it draw the scenes of a folder in a process of its own."""
    answer = subprocess.run(
        [*peer.command, folder, out, str(WARM)],
        check=True,
        capture_output=True,
        text=True,
        cwd=HERE,
        timeout=SECONDS,
        env=os.environ | {"PEERS_NODE": str(NODE)},
    )
    told = json.loads(answer.stdout)
    return Spans(told["cpu"], told["wall"]), told["versions"]


def _reason(exc: Exception) -> str:
    told = getattr(exc, "stderr", None) or str(exc)
    return told.strip().splitlines()[-1] if told.strip() else type(exc).__name__


def row_of(name: str, spans: Spans, note: str, scenes: Sequence[Scene], folder: Path, out: Path) -> Row:
    """With how alike its pictures are to ours, and how many of its codes say what they should."""
    likenesses, read = [], 0
    for scene in scenes[WARM:]:
        picture = Image.open(out / f"{scene.name}.jpg")
        likenesses.append(ssim(picture, Image.open(io.BytesIO((folder / f"ours-{scene.name}.png").read_bytes()))))
        read += scene.says in {found.text for found in zxingcpp.read_barcodes(picture.convert("L"))}
    return Row(name, spans, fmean(likenesses) if likenesses else None, read, note)


if __name__ == "__main__":
    main()
