"""What every test may ask for: the shipped pack and looks, a fresh product, a fixed clock."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from postergen.adapters.content.font_files import load_font_book
from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.adapters.content.template_files import find_template_folders, parse_template, read_template_folder
from postergen.bootstrap import Product, build_product
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.rendering.fonts import FontBook
from postergen.rendering.template import PosterTemplate
from postergen.web.app import create_app

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)  # noon in Shanghai
PUBLIC_URL = "https://life.example.com"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("POSTERGEN_", "OPENAI_")) and not name.startswith("POSTERGEN_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def fonts() -> FontBook:
    return load_font_book(CONTENT / "assets/fonts")


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return parse_pack(read_pack_folder(CONTENT / "assets/campaigns/better-life"))


@pytest.fixture(scope="session")
def templates(fonts: FontBook) -> dict[str, PosterTemplate]:
    folders = find_template_folders(CONTENT / "templates/posters")
    return {f.name: parse_template(f.name, read_template_folder(f), fonts.families) for f in folders}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    # wishes are read alike on every machine, whether it has a model or not
    return Settings(database_url=f"sqlite:///{tmp_path}/postergen.db", public_url=PUBLIC_URL, embed_wishes=False)


@pytest.fixture
def product(settings: Settings) -> Iterator[Product]:
    """A product on an empty SQLite file, with a fixed clock and a seeded source of codes."""
    product = build_product(settings, clock=lambda: NOON, random_below=random.Random(7).randrange)
    yield product
    product.close()


@pytest.fixture
def app(product: Product) -> Flask:
    return create_app(product)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def stats_client(app: Flask, product: Product) -> FlaskClient:
    """A client whose every request carries a key that may read statistics."""
    _, key = product.keys.create("reader", ["stats"])
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client
