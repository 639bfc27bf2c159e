"""What every test may ask for: the shipped pack and looks, a fresh product, a fixed clock."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from postergen.adapters.content.font_files import load_font_book
from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.adapters.content.template_files import find_template_folders, parse_template, read_template_folder
from postergen.bootstrap import Product
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.rendering.fonts import FontBook
from postergen.rendering.template import PosterTemplate
from postergen.web.app import create_app
from tests import loops, once, stores
from tests.products import CACHE, product_for, settings_for
from tests.products import NOON as NOON
from tests.products import PUBLIC_URL as PUBLIC_URL

TURNS = 5


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two runs, one after the other, need not try the same twice."""
    parser.addoption("--passed-to", type=Path, help="write down what passed")
    parser.addoption("--without", type=Path, action="append", default=[], help="leave out what is written there")
    parser.addoption("--turn", type=int, help=f"of what is marked long try the files whose turn it is: one in {TURNS}")
    parser.addoption("--derived", type=Path, help="the folder of derived files, for the next run, too")


@pytest.fixture(autouse=True)
def apart_from_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests without it do not notice that it was started before them."""
    with nullcontext() if request.node.get_closest_marker("browser") else loops.apart():
        yield


def pytest_configure(config: pytest.Config) -> None:
    """One folder of derived files for the whole run: what one test has drawn the next one need not."""
    if not hasattr(config, "workerinput"):  # the workers of xdist have the environment of who starts them
        if config.option.derived is not None:
            os.environ[CACHE] = str(config.option.derived.absolute())
        else:
            folder = TemporaryDirectory(prefix="postergen-tests-")
            os.environ[CACHE] = folder.name
            config.add_cleanup(folder.cleanup)
        if config.option.passed_to is not None:
            config.pluginmanager.register(Passed(config.option.passed_to))
    once.share()
    # an application compiles the templates that it shows, and there are hundreds of applications here
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(os.environ[CACHE])}


class Passed:
    """Writes down which tests passed, setting up and tearing down included."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._outcomes: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._outcomes.setdefault(report.nodeid, set()).add(report.outcome)

    def pytest_sessionfinish(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        passed = [name for name, outcomes in self._outcomes.items() if outcomes == {"passed"}]
        self._path.write_text("\0".join(passed), encoding="utf-8")  # some names have line ends in them


@pytest.hookimpl(trylast=True)  # when what nobody asked for is gone
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Two workers begin with a half each, and take from the end of what the other has left: what is slow comes first in both.

    One draws pages while the other waits for servers that it kills. Files stay whole, or both would start their servers.
    """
    known = {name for path in config.option.without for name in path.read_text(encoding="utf-8").split("\0")}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in known])
    items[:] = [item for item in items if item.nodeid not in known]
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    by_kind: dict[str, list[pytest.Item]] = {kind: [] for kind in ("browser", "faults", "slow", "quick")}
    for path, tests in files.items():
        by_kind[_kind(path, tests)] += tests
    half = max(0, len(items) // 2 - len(by_kind["browser"]))
    quick = by_kind["quick"]
    items[:] = by_kind["browser"] + quick[:half] + by_kind["faults"] + by_kind["slow"] + quick[half:]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Long files whose turn comes with one of the next changes are not even imported."""
    if config.option.turn is not None and collection_path in _waiting(config.option.turn % TURNS):
        return True
    return None


@cache
def _waiting(turn: int) -> frozenset[Path]:
    files = sorted(Path(__file__).parent.rglob("test_*.py"))
    long = [path for path in files if re.search(r"^pytestmark = .*pytest\.mark\.long\b", path.read_text("utf-8"), re.M)]
    return frozenset(path for number, path in enumerate(long) if number % TURNS != turn)


def _kind(path: Path, tests: list[pytest.Item]) -> str:
    marks = {mark.name for test in tests for mark in test.iter_markers()}
    if "browser" in marks:
        return "browser"
    if path.parent.name == "faults":
        return "faults"
    return "slow" if marks & {"slow", "postgres", "semantic"} else "quick"


def pytest_collection_finish() -> None:
    """What is imported by now stays: collecting garbage goes over what the tests leave behind, soon and quickly."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _no_database_is_left() -> Iterator[None]:
    yield
    stores.drop_databases()


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("POSTERGEN_", "OPENAI_")) and not name.startswith("POSTERGEN_TEST_") and name != CACHE:
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
    return settings_for(tmp_path)


@pytest.fixture
def product(settings: Settings) -> Iterator[Product]:
    """A product on an empty SQLite file, with a fixed clock and a seeded source of codes."""
    product = product_for(settings)
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
