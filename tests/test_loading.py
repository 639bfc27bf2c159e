"""Where things lie when nobody says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postergen.config import Settings
from postergen.loading import cache_dir, journal_dir

each_folder = pytest.mark.parametrize(("find", "name"), [(journal_dir, "journal"), (cache_dir, "cache")])


@each_folder
def test_a_folder_lies_beside_the_sqlite_file(find: Callable[[Settings], Path], name: str, tmp_path: Path) -> None:
    assert find(Settings(database_url=f"sqlite:///{tmp_path}/posters.db")) == tmp_path / name


@each_folder
def test_without_a_file_it_lies_in_data(find: Callable[[Settings], Path], name: str) -> None:
    assert find(Settings(database_url="postgresql+psycopg://life@db/life")) == Path("data") / name
    assert find(Settings(database_url="sqlite://")) == Path("data") / name


@each_folder
def test_it_lies_where_it_was_set(find: Callable[[Settings], Path], name: str, tmp_path: Path) -> None:
    settings = Settings.from_mapping({f"POSTERGEN_{name.upper()}_DIR": str(tmp_path / "elsewhere")})
    assert find(settings) == tmp_path / "elsewhere"
