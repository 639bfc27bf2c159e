"""What grows with the campaign and with the store: the start, memory, and the cost of a poster.

Packs are made of the shipped one: its options and variants again under other names, with a number in their words,
ranked by words alone (made texts have no embeddings). Each runs in a process of its own; one that takes too long or too
much memory is named. Rows of posters are written directly.

    python benchmarks/bench_growth.py                    # some minutes
    python benchmarks/bench_growth.py --pack 105 1200    # one pack, as JSON
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from bench_tracking import poster_rows, write
from samples import CAMPAIGN, open_product, some_orders, timed

from postergen.adapters.sql.schema import poster
from postergen.config import CONTENT
from postergen.domain.codes import new_code

PACK = CONTENT / "assets/campaigns" / CAMPAIGN
PACKS = ((105, 1_228), (1_000, 1_228), (105, 5_000), (105, 10_000), (1_000, 40_000))
STORES = (0, 10_000, 100_000, 300_000)
SECONDS, MEMORY = 90, 6 << 30  # that one pack may take
ORDERS, PICTURES = 60, 90


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=int, nargs=2, metavar=("OPTIONS", "VARIANTS"))
    asked = parser.parse_args()
    if asked.pack:
        print(json.dumps(measure_pack(*asked.pack)))
        return
    print(f"{'options':>8} {'variants':>9} {'start s':>8} {'MiB':>6} {'rank ms':>8} {'issue ms':>9} {'picture ms':>11}")
    for options, variants in PACKS:
        print(f"{options:8,} {variants:9,} {in_own_process(options, variants)}")
    print(f"\n{'posters in the store':>21} {'MiB':>6} {'issue ms':>9} {'find ms':>8}")
    for size in STORES:
        print(measure_store(size))
    print("all of the processor; pictures are the first of their process; modules are loaded before the start")


# packs


def in_own_process(options: int, variants: int) -> str:
    """A row of the table, or why there is none."""
    words = [sys.executable, __file__, "--pack", str(options), str(variants)]
    try:
        answer = subprocess.run(
            words, capture_output=True, text=True, timeout=SECONDS, preexec_fn=limit_memory, cwd=Path(__file__).parent
        )
    except subprocess.TimeoutExpired:
        return f"took more than {SECONDS} s"
    if answer.returncode:
        lines = answer.stderr.strip().splitlines()
        return f"failed: {lines[-1][:100] if lines else answer.returncode}"
    told = json.loads(answer.stdout)
    return (
        f"{told['start']:8.1f} {told['memory']:6.0f} {told['rank']:8.2f} {told['issue']:9.2f} {told['picture']:11.2f}"
    )


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def measure_pack(options: int, variants: int) -> dict[str, float]:
    """Seconds of the start, memory in MiB, milliseconds for each poster."""
    with TemporaryDirectory() as folder:
        campaigns = Path(folder) / "campaigns"
        write_pack(campaigns / CAMPAIGN, options, variants)
        used = time.process_time()
        with open_product(campaigns_dir=campaigns, relevance="lexical") as product:
            start = time.process_time() - used
            draw = random.Random(3)
            rank = timed(product.posters.rank, some_orders(product, ORDERS, draw)).middle
            issue = timed(product.posters.issue, some_orders(product, ORDERS, draw)).middle
            made = [product.posters.issue(order).poster for order in some_orders(product, PICTURES, draw)]
            picture = timed(product.pictures.picture, made).middle
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"start": start, "memory": memory, "rank": rank, "issue": issue, "picture": picture}


def write_pack(folder: Path, options: int, variants: int) -> None:
    """The shipped pack with so many options and variants."""
    shutil.copytree(PACK, folder, ignore=shutil.ignore_patterns("options", "variants", "*.npz"))
    entries = list(islice(repeated(read_all("options"), ("text",)), options))
    save(folder / "options", entries)
    known = {entry["id"] for entry in entries}
    texts = repeated(read_all("variants"), ("headline", "body", "gloss"))
    save(folder / "variants", [refer(text, known) for text in islice(texts, variants)])


def read_all(kind: str) -> list[dict[str, Any]]:
    files = sorted((PACK / kind).glob("*.yaml"))
    return [entry for file in files for entry in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)]


def repeated(entries: list[dict[str, Any]], worded: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The entries, then again and again under other names and with a number in their words."""
    for n, entry in enumerate(cycle(entries)):
        turn = n // len(entries)
        if not turn:
            yield entry
            continue
        words = {key: numbered(entry[key], turn) for key in worded if entry.get(key)}
        yield entry | words | {"id": f"{entry['id']}-{turn}x"}


def numbered(words: Any, turn: int) -> Any:
    return {locale: f"{text}{turn}" for locale, text in words.items()} if isinstance(words, dict) else f"{words}{turn}"


def refer(text: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """A repeated text speaks for the option that was repeated as often, where there is one."""
    turn = text["id"].rpartition("-")[2] if text["id"].endswith("x") else ""
    fits = dict(text.get("fits") or {})
    if turn and "options" in fits:
        fits["options"] = [f"{o}-{turn}" if f"{o}-{turn}" in known else o for o in fits["options"]]
    return text | ({"fits": fits} if fits else {})


def save(folder: Path, entries: list[dict[str, Any]]) -> None:
    """As JSON, which is YAML."""
    folder.mkdir(parents=True)
    for first in range(0, len(entries), 1_000):
        text = json.dumps(entries[first : first + 1_000], ensure_ascii=False, indent=0)
        (folder / f"made-{first:06}.yaml").write_text(text, encoding="utf-8")


# posters in the store


def measure_store(size: int) -> str:
    """A row of the table."""
    with TemporaryDirectory() as folder:
        url, draw = f"sqlite:///{folder}/bench.db", random.Random(5)
        codes: list[str] = []
        with open_product(database_url=url) as product:
            write(product.engine, poster, coded(poster_rows(product.library.campaign(CAMPAIGN), size), codes, draw))
        with open_product(database_url=url) as product:
            issue = timed(product.posters.issue, some_orders(product, ORDERS, draw)).middle
            asked = draw.sample(codes, ORDERS) if codes else []
            find = f"{timed(product.posters.get, asked).middle:8.2f}" if asked else ""
        room = sum(path.stat().st_size for path in Path(folder).glob("bench.db*")) / 2**20
    return f"{size:21,} {room:6.0f} {issue:9.2f} {find}"


def coded(rows: Iterator[dict[str, Any]], codes: list[str], draw: random.Random) -> Iterator[dict[str, Any]]:
    """The rows with codes that are codes, which are noted; none is the child of another."""
    for row in rows:
        codes.append(new_code("BT", draw.randrange))
        yield row | {"code": codes[-1], "root": codes[-1], "parent": None, "generation": 0, "parent_delay": None}


if __name__ == "__main__":
    main()
