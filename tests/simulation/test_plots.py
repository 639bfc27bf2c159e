"""Pictures of simulated campaigns."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

from postergen.domain.policies import Kind, Terms
from postergen.simulation import plots
from postergen.simulation.run import run
from postergen.simulation.world import World

WORLD = World(lines=4, posters=2000, days=4)


def words(picture: str) -> str:
    return " ".join(text for text in ET.fromstring(picture).itertext() if text.strip())


def test_the_pictures_say_what_they_show_in_words() -> None:
    runs = [run(WORLD, Terms(kind=kind), 1) for kind in (Kind.FIXED, Kind.UNIFORM, Kind.BETA)]
    assert {"fixed", "uniform", "beta"} <= set(words(plots.regret(runs)).split())
    assert "share of the five best texts" in words(plots.shares(runs[-1]))
    assert "dots are the truth" in words(plots.intervals(runs[-1], Terms()))


def test_the_same_run_is_the_same_picture() -> None:
    one, other = (plots.regret([run(WORLD, Terms(kind=Kind.UNIFORM), 2)]) for _ in range(2))
    assert one == other


def test_names_of_lines_that_end_together_stand_apart() -> None:
    points = [(0.0, 0.0), (1.0, 5.0)]
    picture = ET.fromstring(plots.line_chart("three", {"a": points, "b": points, "c": points}))
    heights = [float(text.get("y", 0)) for text in picture.findall(".//{*}text") if text.get("font-size") == "12"]
    ends = sorted(heights)
    assert len(ends) == 3
    assert min(b - a for a, b in pairwise(ends)) >= 12
