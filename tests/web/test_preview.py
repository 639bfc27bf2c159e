"""Tools for designers: start a look, see it, see what is wrong with it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from postergen.config import CONTENT, Settings
from postergen.errors import InvalidInput
from postergen.web.preview import Gallery, gallery_app, write_gallery
from postergen.workshop import start_look


@pytest.fixture
def workshop(settings: Settings, tmp_path: Path) -> Settings:
    folder = tmp_path / "looks"
    folder.mkdir()
    return replace(settings, templates_dir=folder)


def test_a_started_look_has_nothing_wrong_with_it(workshop: Settings) -> None:
    start_look(workshop, "my-look")
    sheets = list(Gallery(workshop).sheets())
    assert [(s.look, s.format, s.findings) for s in sheets] == [("my-look", "story", ())]


@pytest.mark.parametrize("name", ["My Look", "", "a--b"])
def test_a_look_needs_a_plain_name(workshop: Settings, name: str) -> None:
    with pytest.raises(InvalidInput):
        start_look(workshop, name)
    assert list(workshop.templates_dir.iterdir()) == []


def test_an_existing_look_is_not_overwritten(workshop: Settings) -> None:
    start_look(workshop, "mine")
    with pytest.raises(InvalidInput, match="exists already"):
        start_look(workshop, "mine")


def test_the_page_follows_the_files_and_says_what_is_wrong(workshop: Settings) -> None:
    folder = start_look(workshop, "mine")
    gallery = Gallery(workshop)
    client = gallery_app(gallery).test_client()
    before = client.get("/version").text
    assert client.get("/mine.story.0.webp").mimetype == "image/webp"
    template = folder / "template.yaml"
    template.write_text(template.read_text().replace("font: serif", "font: comic"), encoding="utf-8")
    assert client.get("/version").text != before
    page = client.get("/").text
    assert "comic" in page
    assert "mine/template.yaml:" in page
    assert client.get("/mine.story.0.webp").status_code == 404


def test_the_gallery_is_written_with_its_pictures(workshop: Settings, tmp_path: Path) -> None:
    folder = workshop.templates_dir / "receipt"
    shutil.copytree(CONTENT / "templates/posters/receipt", folder)
    keep_formats(folder / "template.yaml", "portrait", "card")
    start_look(workshop, "mine")
    page = write_gallery(Gallery(workshop, ["receipt"]), tmp_path / "out")
    for format_name in ("portrait", "card"):
        pictures = sorted(path.name for path in page.parent.glob(f"receipt.{format_name}.*.webp"))
        assert len(pictures) == 7
        assert all(name in page.read_text() for name in pictures)
    assert list(page.parent.glob("mine.*")) == []  # it was not asked for


def keep_formats(file: Path, *names: str) -> None:
    look = yaml.safe_load(file.read_text(encoding="utf-8"))
    look["formats"] = {name: look["formats"][name] for name in names}
    file.write_text(yaml.safe_dump(look, allow_unicode=True), encoding="utf-8")
