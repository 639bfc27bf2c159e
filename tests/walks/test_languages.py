"""A third language is a folder: nothing of Python knows which languages there are."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from postergen.adapters.content.word_files import read_words
from postergen.bootstrap import Product
from postergen.config import CONTENT
from postergen.domain.accounts import Role
from postergen.web.app import create_app
from tests.web.studio.conftest import SignIn

STUDIO = ["", "drafts", "more", "publish", "results", "results/tree", "catalogue", "catalogue/files", "audit", "people"]


@pytest.fixture
def app(product: Product, tmp_path: Path) -> Flask:
    """The app with a folder ``eo`` more, which says everything as in English with a mark before it."""
    words = tmp_path / "words"
    shutil.copytree(CONTENT / "templates/web/words", words)
    for path in (words / "en").rglob("*.yaml"):
        texts = yaml.safe_load(path.read_text(encoding="utf-8"))
        there = words / "eo" / path.relative_to(words / "en")
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(yaml.safe_dump({key: _marked(text) for key, text in texts.items()}), encoding="utf-8")
    (words / "eo/language.yaml").write_text("name: Esperanto\nlocale: en\n", encoding="utf-8")
    return create_app(product, read_words(words))


def _marked(text: object) -> object:
    return {key: _marked(form) for key, form in text.items()} if isinstance(text, dict) else f"ĉ{text}"


def test_the_campaign_page_speaks_it_and_shows_content_in_the_locale_that_goes_with_it(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "eo, zh;q=0.5"})
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, "eo")
    assert '<html lang="eo"' in answer.text
    assert "ĉ105 small lives, on a dial" in answer.text
    assert "One hundred and five small lives" in answer.text  # the title of the campaign, which has no Esperanto
    assert re.findall(r'<a href="\?lang=([\w-]+)" lang="[\w-]+">([^<]+)</a>', answer.text) == [
        ("en", "English"),
        ("zh-CN", "中文"),
    ]


def test_every_other_language_offers_it_by_its_name(client: FlaskClient) -> None:
    assert '<a href="?lang=eo" lang="eo">Esperanto</a>' in client.get("/?lang=zh-CN").text


def test_a_poster_of_its_readers_is_made_in_the_locale_of_content(client: FlaskClient, product: Product) -> None:
    form = {"option": ["wuhan-hot-dry-noodles"], "template": "receipt", "lang": "eo"}
    made = client.post("/c/better-life", data=form)
    assert "lang=eo" in made.location
    code = re.search(r"/p/(\w+)", made.location)
    assert code is not None
    assert product.posters.get(code[1]).brief.locale == "en"
    assert "ĉYour poster" in client.get(made.location).text
    assert client.post("/c/better-life/preview?lang=eo", data=form).mimetype == "image/jpeg"
    assert client.get("/c/better-life/looks/receipt.webp?lang=eo").status_code == 200


def test_the_studio_is_set_to_it_and_speaks_it_on_every_page(sign_in: SignIn) -> None:
    person = sign_in(Role.ADMIN)
    person.post("/studio/language", data={"to": "eo", "back": "/studio/"})
    for path in STUDIO:
        answer = person.get(f"/studio/{path}")
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, "eo"), path
        assert ">ĉDrafts</a>" in answer.text
        assert 'value="zh-CN" lang="zh-CN">中文</button>' in answer.text
        assert re.search(r"<h1[^>]*>(ĉ|One hundred)", answer.text), path


def test_an_error_is_told_in_it(client: FlaskClient) -> None:
    assert "ĉNothing lives here" in client.get("/c/nowhere?lang=eo", headers={"Accept": "text/html"}).text
