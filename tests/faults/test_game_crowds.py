"""Fifty players on eight threads: pools are exact, nothing is given twice, and the record follows from the seed.

POSTERGEN_TEST_ACTS=10000 for as many acts as a small campaign has in a day.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from postergen.adapters.sql.database import open_database
from tests.faults import diarist, gamer, hider, test_diary_kill, test_game_kill, test_hide_kill
from tests.games.diaries import CLOSES
from tests.stores import KINDS, empty_database

pytestmark = [pytest.mark.slow, pytest.mark.long]

ACTS = int(os.environ.get("POSTERGEN_TEST_ACTS", "500"))
DAYS = 20  # on which a diary is kept


def collect(engine: Any, file: int) -> tuple[Any, Callable[..., None]]:
    gamer.play(gamer.Arcade(engine), file, 0, ACTS)
    return gamer.Arcade(engine), test_game_kill.compare


def hide(engine: Any, file: int) -> tuple[Any, Callable[..., None]]:
    hider.play(hider.Woods(engine), file, 0, ACTS)
    return hider.Woods(engine), test_hide_kill.compare


def check_in(engine: Any, file: int) -> tuple[Any, Callable[..., None]]:
    for day in range(DAYS):
        diarist.play(diarist.Wall(engine, diarist.noon(day)), file, day, ACTS // DAYS)
    return diarist.Wall(engine, CLOSES), test_diary_kill.compare


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("game", [collect, hide, check_in])
def test_a_crowd_gets_what_one_after_the_other_would(game: Callable[..., Any], kind: str, tmp_path: Path) -> None:
    told = tmp_path / "acknowledged"
    file = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with empty_database(kind, tmp_path) as url:
        engine = open_database(url)
        table, compare = game(engine, file)
        compare(table, told)
        engine.dispose()
    os.close(file)
