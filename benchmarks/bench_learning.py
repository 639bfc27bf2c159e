"""What policies lose on campaigns whose truth is known: successes fewer than by always drawing the best text.

    python benchmarks/bench_learning.py                       # a few seeds of everything
    python benchmarks/bench_learning.py --seeds 100 regret    # the table of docs/learning.md, part by part
    python benchmarks/bench_learning.py --seeds 100 --plots docs/learning regret

Everybody learns from the same worlds, every six hours (every three where a campaign takes three days), with the terms
that a pack gets without saying anything. mabwiser's Thompson sampling, the flat one of textbooks, is installed into a
folder of its own first; it needs no relevance, so one row stands for all of them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from postergen.domain.policies import Kind, Terms
from postergen.simulation.plots import line_chart
from postergen.simulation.report import rows
from postergen.simulation.run import Run, run
from postergen.simulation.world import World, make_truth

HERE = Path(__file__).parent
ROOM = HERE.parent / "build/peers/mabwiser"
PYTHON = ROOM / "bin/python"
MABWISER = "mabwiser"
COMPARED = (Kind.FIXED, Kind.UNIFORM, Kind.GREEDY, Kind.EPSILON, Kind.UCB, Kind.BETA, Kind.LOGISTIC)
_FEW_EACH = World(options=105, lines=5, relevance=0.0)
MANY = {
    "70 % by hook and tone": (replace(_FEW_EACH, shared=0.7), Terms()),
    "70 % by hook and tone, relevance 0.3": (replace(_FEW_EACH, shared=0.7, relevance=0.3), Terms()),
    "30 % by hook and tone": (replace(_FEW_EACH, shared=0.3), Terms()),
    "nothing by hook and tone": (_FEW_EACH, Terms()),
    "70 % by hook and tone, 3 days, 24 h to a scan": (
        replace(_FEW_EACH, shared=0.7, days=3, delay_hours=24),
        Terms(every_hours=3),
    ),
}
RELEVANCE = {"says much": 0.6, "says nothing": 0.0, "misleads": -0.6}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all when left out")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--plots", type=Path, help="a folder for pictures")
    parser.add_argument("--kind", action="append", choices=[*COMPARED, MABWISER], help="all when left out")
    asked = parser.parse_args()
    if asked.plots:
        asked.plots.mkdir(parents=True, exist_ok=True)
    for name in asked.parts or PARTS:
        PARTS[name](range(asked.first, asked.first + asked.seeds), asked.plots, asked.kind or [*COMPARED, MABWISER])


def regret(seeds: range, plots: Path | None, kinds: Sequence[str]) -> None:
    """20 texts, 20,000 posters in 20 days, rates from 2 to 8 %."""
    print(f"20 texts, 20,000 posters, {len(seeds)} seeds from {seeds.start}: lost")
    peer = mabwiser(World(), seeds) if MABWISER in kinds else []
    flat = [lost[-1] for lost in peer]
    if flat:
        print(f"{'':14} {'mabwiser':9} {_summary(flat)}", flush=True)
    for name, relevance in RELEVANCE.items():
        world, lines = World(relevance=relevance), {}
        for kind in (kind for kind in COMPARED if kind in kinds):
            runs = [run(world, Terms(kind=kind), seed) for seed in seeds]
            lost = [one.lost for one in runs]
            against = f"  {np.mean(lost) / np.mean(flat) - 1:+.0%} of mabwiser" if flat else ""
            print(f"{name:14} {kind:9} {_summary(lost)}{against}{_intervals(runs)}", flush=True)
            lines[str(kind)] = _mean_line(runs)
        if peer and lines:
            made = [x for x, _ in next(iter(lines.values()))]
            lines[MABWISER] = list(zip(made, np.mean(peer, axis=0).tolist(), strict=True))
        if plots and lines:
            picture = line_chart(f"successes lost, by posters made: relevance {name}", lines)
            (plots / f"regret-{name.replace(' ', '-')}.svg").write_text(picture, encoding="utf-8")


def _intervals(runs: Sequence[Run]) -> str:
    row = rows(runs, runs[0].truth.campaign.learning)[0]
    held = "" if row.covered is None else f"; hold-out covered {row.covered:.1%}"
    return f"{held}; plain means off {row.bias[0]:+.1%} weak, {row.bias[1]:+.1%} strong, cover {row.naive:.1%}"


def options(seeds: range, plots: Path | None, kinds: Sequence[str]) -> None:
    """105 options with 5 texts each: 38 posters a text."""
    for name, (world, terms) in MANY.items():
        print(f"105 options x 5 texts, {name}, {len(seeds)} seeds: lost")
        fixed = 0.0
        for kind in (kind for kind in (Kind.FIXED, Kind.UNIFORM, Kind.BETA, Kind.LOGISTIC) if kind in kinds):
            lost = [run(world, replace(terms, kind=kind), seed).lost for seed in seeds]
            fixed = fixed or float(np.mean(lost))
            print(f"{'':14} {kind:9} {_summary(lost)}  {np.mean(lost) / fixed - 1:+.0%} of the first", flush=True)


def delay(seeds: range, plots: Path | None, kinds: Sequence[str]) -> None:
    """20,000 posters in three days, scanned after 24 hours on average."""
    print(f"20 texts, 20,000 posters in 3 days, 24 h to a scan, relevance says nothing, {len(seeds)} seeds: lost")
    world, terms = World(days=3, delay_hours=24, relevance=0.0), Terms(every_hours=3)
    for kind in (kind for kind in (Kind.BETA, Kind.LOGISTIC) if kind in kinds):
        for name, by_age in (("weighted by age", True), ("young ones as failures", False)):
            lost = [run(world, replace(terms, kind=kind), seed, by_age=by_age).lost for seed in seeds]
            print(f"{kind:9} {name:24} {_summary(lost)}", flush=True)


def drift(seeds: range, plots: Path | None, kinds: Sequence[str]) -> None:
    """All rates dealt out anew on day 10 of 20."""
    print(f"rates dealt out anew on day 10 of 20, 6 h to a scan, relevance says nothing, {len(seeds)} seeds:")
    print("lost for each poster, days 1 to 5, 6 to 10, 11 to 15, 16 to 20")
    lines = {}
    for discount in (1.0, 0.98, 0.9, 0.8):
        world, terms = World(delay_hours=6, drift_day=10, relevance=0.0), Terms(kind=Kind.BETA, discount=discount)
        runs = [run(world, terms, seed) for seed in seeds]
        line = [0.0, *(y for _, y in _mean_line(runs))]
        quarter = (len(line) - 1) // 4
        lost = [(line[(i + 1) * quarter] - line[i * quarter]) / (world.posters / 4) for i in range(4)]
        print(f"discount {discount:<5} {'  '.join(f'{one:.2%}' for one in lost)}  in all {line[-1]:.0f}", flush=True)
        lines[f"discount {discount}"] = _mean_line(runs)
    if plots:
        picture = line_chart("successes lost, by posters made: new rates after 10,000", lines)
        (plots / "drift.svg").write_text(picture, encoding="utf-8")


def _summary(lost: Sequence[float]) -> str:
    error = np.std(lost, ddof=1) / len(lost) ** 0.5 if len(lost) > 1 else 0.0
    return f"{np.mean(lost):5.0f} +- {error:3.0f}, 90 % {np.quantile(lost, 0.9):4.0f}, most {max(lost):4.0f}"


def _mean_line(runs: Sequence[Run]) -> list[tuple[float, float]]:
    made = np.cumsum([step.posters for step in runs[0].steps]).tolist()
    return list(zip(made, np.mean([[step.lost for step in one.steps] for one in runs], axis=0).tolist(), strict=True))


def mabwiser(world: World, seeds: range) -> list[list[float]]:
    """What it lost after each update, for each seed; nothing where it cannot be installed."""
    if not install():
        print("not installed: mabwiser")
        return []
    steps = world.days * 24 // Terms().every_hours
    asked = [
        {
            "rates": make_truth(world, Terms(), seed).rates.tolist(),
            "seed": seed,
            "posters": [world.posters // steps] * steps,
        }
        for seed in seeds
    ]
    said = subprocess.run(
        [PYTHON, HERE / "peers/mabwiser_peer.py"],
        input="\n".join(map(json.dumps, asked)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line)["lost"] for line in said.stdout.splitlines()]


def install() -> bool:
    """Put mabwiser into a folder of its own."""
    wanted, there = HERE / "peers/mabwiser.txt", ROOM / "installed.txt"
    if there.exists() and there.read_bytes() == wanted.read_bytes():
        return True
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(ROOM)],
        [str(PYTHON), "-m", "pip", "install", "--quiet", "-r", str(wanted)],
    )
    if all(subprocess.run(step, check=False).returncode == 0 for step in steps):
        shutil.copy(wanted, there)
        return True
    return False


PARTS: Mapping[str, Callable[[range, Path | None, Sequence[str]], None]] = {
    "regret": regret,
    "options": options,
    "delay": delay,
    "drift": drift,
}

if __name__ == "__main__":
    main()
