"""Bundles are read by the tools that everybody has, and the same posters give the same bytes."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from postergen.batch.bundles import Finished, bundle_of
from postergen.batch.sheets import Sheets
from postergen.config import Settings
from postergen.loading import load_renderer
from tests.batch.conftest import Batch, manifest, people

POSTERS = [Finished(name, name.encode() * 50, {"code": name}) for name in ("1.jpg", "八/b.jpg")]


FONTS = load_renderer(Settings.from_environment()).fonts


def packed(kind: str) -> bytes:
    bundle = bundle_of(kind, None, Sheets(), FONTS)
    assert bundle is not None
    out = io.BytesIO()
    bundle.pack(iter(POSTERS), out)
    return out.getvalue()


def test_a_zip_holds_each_poster_as_it_is() -> None:
    with zipfile.ZipFile(io.BytesIO(packed("zip"))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {one.name: one.data for one in POSTERS}
        assert all(member.compress_type == zipfile.ZIP_STORED for member in archive.infolist())


def test_a_shard_has_beside_each_poster_what_is_known_of_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(packed("tar"))) as archive:
        names = archive.getnames()
        assert names == ["1.jpg", "1.json", "八/b.jpg", "八/b.json"]
        said = archive.extractfile("八/b.json")
        assert said is not None
        assert json.load(said) == {"code": "八/b.jpg"}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_the_same_posters_give_the_same_bytes(kind: str) -> None:
    assert packed(kind) == packed(kind)


def test_files_are_no_bundle() -> None:
    assert bundle_of("files", None, Sheets(), FONTS) is None


@pytest.mark.parametrize(("kind", "count"), [("zip", 2), ("pdf", 2)])
def test_a_run_lays_posters_into_as_many_files_as_are_asked_for(
    batch: Batch, tmp_path: Path, kind: str, count: int
) -> None:
    assert batch(people("Ann", "Bob", "Cat"), "--as", kind, "--per", "2")["done"] == 3
    files = sorted(path.name for path in (tmp_path / "out").glob(f"*.{kind}"))
    assert len(files) == count
    entries = manifest(tmp_path / "out")
    assert [entry["file"].partition("#")[0] for entry in entries] == [files[0], files[0], files[1]]
    assert batch(people("Ann", "Bob", "Cat"), "--as", kind, "--per", "2")["skipped"] == 3
