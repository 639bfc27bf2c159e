"""What is no pack: fewer than two options, or a language without copy; and copy does not run out by a decision either."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import NAME, PACKS, Workshop


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / NAME, tmp_path / NAME))


def cut(path: Path, before: str) -> None:
    """Leave out what stands in this file from these words on."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index(before)], encoding="utf-8")


def test_a_pack_without_copy_in_a_language_does_not_load_whatever_is_asked(pack: Path, workshop: Workshop) -> None:
    cut(pack / "variants/evening.yaml", "- id: evening.en-1")
    here = {"POSTERGEN_CAMPAIGNS_DIR": str(pack.parent)}
    for command in (["catalogue", "check"], ["rank", "--option", "walk-home", "--locale", "en"], ["serve"]):
        (refused,) = workshop.run(*command, leaves=2, **here).stderr.splitlines()
        assert refused.endswith("variants/: no variant is written in en")


def test_a_pack_of_one_option_does_not_load(pack: Path, workshop: Workshop) -> None:
    cut(pack / "options/evening.yaml", "- id: walk-home")
    refused = workshop.run("catalogue", "check", pack, leaves=2).stderr
    assert "error: options/: the pack has 1 options; it needs 2 to 1000" in refused


@pytest.mark.parametrize("action", ["pause", "retire"])
def test_the_last_text_of_a_language_stays(action: str, workshop: Workshop) -> None:
    refused = workshop.run("review", action, "evening.en-1", "0", "--why", "a rest", leaves=2).stderr
    assert "error: variants/: no variant is written in en" in refused
    assert "The evening is mine" in workshop.run("rank", "--option", "walk-home", "--locale", "en").stdout
