"""Where things lie when nobody says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from postergen.adapters.content.pack_files import EDITORIAL
from postergen.adapters.content.published_pack import overlay_files
from postergen.config import Settings
from postergen.domain.editorial import Publication
from postergen.loading import cache_dir, check_pack, journal_dir, load_texts

PACKS = Path(__file__).parent / "packs"

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


@dataclass(frozen=True)
class Published:
    """Files that were published over a pack; None for nothing."""

    files: Mapping[str, bytes] | None

    def latest(self, campaign: str) -> Publication | None:
        return None if self.files is None else Publication(campaign, 1, self.files, None, None)  # type: ignore[arg-type]

    def latest_numbers(self) -> Mapping[str, int]:
        return {}


def test_texts_are_those_that_were_published_or_of_the_pack_where_these_do_not_fit(tmp_path: Path) -> None:
    pack = check_pack(PACKS / "two-options")
    settings = Settings.from_mapping(
        {"POSTERGEN_CAMPAIGNS_DIR": str(PACKS), "POSTERGEN_CACHE_DIR": str(tmp_path / "cache")}
    )
    edited = replace(pack.variants[0], headline="Another")
    texts = load_texts(settings, pack.id, Published(overlay_files([edited], [])))
    assert {one.id: one.revision for one in texts}[edited.id] == edited.revision
    for files in (None, {EDITORIAL: b"nonsense"}):
        assert list(load_texts(settings, pack.id, Published(files))) == list(pack.variants)
