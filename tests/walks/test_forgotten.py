"""Who was erased is in no file of the store, searched for by its bytes; who may not be found is not indexed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select

from postergen.adapters.journal import journal as journals
from postergen.adapters.sql import database
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.salts import DailySalts
from postergen.adapters.sql.schema import deferred
from postergen.bootstrap import Product
from postergen.cli import main
from postergen.config import Settings
from postergen.domain.events import PersonErased
from postergen.web.app import create_app
from tests.adapters.events import poster, scan
from tests.conftest import NOON
from tests.products import product_for
from tests.stores import KINDS, empty_database
from tests.web.test_api import BRIEF, PHONE

NAME = "Zephyrine"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, journal_dir=tmp_path / "journal")


def traces(folder: Path, text: str = NAME) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def made(client: FlaskClient, **more: object) -> tuple[str, str]:
    body = client.post("/api/v1/posters", json={**BRIEF, **more}, headers={"User-Agent": PHONE}).get_json()
    return body["code"], body["erase_token"]


def test_the_name_of_an_erased_person_is_in_no_file(
    product: Product, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals, "WIPE_EVERY", 0.0)
    people = [made(client, nickname=f"{NAME} {number}", wish=f"to meet {NAME}") for number in range(30)]
    product.fold_worker.fold_now()
    assert traces(tmp_path)
    for code, token in people:
        sent = {"Postergen-Erase-Token": token}
        assert client.delete(f"/api/v1/posters/{code}", headers=sent).status_code == 204
    product.fold_worker.fold_now()
    assert traces(tmp_path) == []


def test_a_server_that_folds_leaves_no_name_of_an_erased_person_after_a_moment(
    product: Product, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals, "WIPE_EVERY", 0.2)
    product.start()
    code, token = made(client, nickname=NAME)
    time.sleep(0.5)
    client.delete(f"/api/v1/posters/{code}", headers={"Postergen-Erase-Token": token})
    until = time.monotonic() + 10
    while traces(tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    assert traces(tmp_path) == []


def test_a_deleted_salt_is_in_no_file(tmp_path: Path) -> None:
    """The first visitor of a day deletes it; nobody has to tidy up."""
    day = [NOON]
    with empty_database("sqlite", tmp_path) as url:
        engine = database.open_database(url)
        salts = DailySalts(engine, lambda: day[0])
        old = salts.today()
        assert [path.name for path in tmp_path.iterdir() if old in path.read_bytes()]
        day[0] += timedelta(days=3)
        assert salts.today() != old
        assert [path.name for path in tmp_path.iterdir() if old in path.read_bytes()] == []
        engine.dispose()


def test_tidying_up_empties_the_log_of_the_database(product: Product, client: FlaskClient, tmp_path: Path) -> None:
    made(client)
    product.fold_worker.fold_now()
    log = tmp_path / "postergen.db-wal"
    assert log.stat().st_size > 0
    product.personal_data.prune(NOON, keep_scans=400, keep_avatars=365)
    assert log.stat().st_size == 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_that_waits_keeps_no_key_of_an_erased_visitor(kind: str, tmp_path: Path) -> None:
    """A poster of the person is erased while scans of theirs wait for a poster of another machine."""
    own, elsewhere = poster(1, maker="d1"), poster(2)
    early, late = scan(1, elsewhere, visitor="d1"), scan(2, elsewhere, visitor="d1")
    other = scan(3, elsewhere, visitor="d2")
    with empty_database(kind, tmp_path) as url:
        engine = database.open_database(url)
        fold = EventFold(engine, lambda: NOON)
        fold.fold("a", [(1, own), (2, early), (3, other)])
        fold.fold("a", [(4, late), (5, PersonErased(own.id, NOON))])
        with engine.connect() as connection:
            waiting = [json.loads(text) for text in connection.scalars(select(deferred.c.payload))]
        engine.dispose()
        assert sorted(event["visitor"] for event in waiting) == ["", "", "d2"]


def test_an_erasure_that_overtakes_its_poster_forgets_the_visitor_too(tmp_path: Path) -> None:
    own, elsewhere = poster(1, maker="d1"), poster(2)
    with empty_database("sqlite", tmp_path) as url:
        engine = database.open_database(url)
        fold = EventFold(engine, lambda: NOON)
        fold.fold("a", [(1, elsewhere), (2, scan(1, elsewhere, visitor="d1")), (3, PersonErased(own.id, NOON))])
        fold.fold("b", [(1, own)])
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT visitor FROM scan").scalars().all() == [""]


def test_posters_are_not_to_be_indexed(client: FlaskClient) -> None:
    code, _ = made(client, nickname=NAME)
    for path in (f"/p/{code}", f"/p/{code}.jpg", f"/p/{code}.jpg?format=card", f"/s/{code}"):
        assert "noindex" in client.get(path, headers={"User-Agent": PHONE}).headers["X-Robots-Tag"], path
    preview = client.get(f"/s/{code}", headers={"User-Agent": "Twitterbot/1.0"})
    assert (preview.status_code, "noindex" in preview.headers["X-Robots-Tag"]) == (200, True)
    assert "X-Robots-Tag" not in client.get("/").headers
    rules = client.get("/robots.txt")
    assert rules.mimetype == "text/plain"
    assert "Disallow: /s/" in rules.text
    assert "/p" not in rules.text  # who may not read a page does not learn that it is unlisted


def test_a_person_is_told_all_that_is_stored(client: FlaskClient, product: Product) -> None:
    code, token = made(client, nickname=NAME)
    client.get(f"/s/{code}", headers={"User-Agent": PHONE})
    person = client.get(f"/api/v1/posters/{code}/person", headers={"Postergen-Erase-Token": token}).get_json()
    shown = client.get(f"/api/v1/posters/{code}").get_json()
    assert [person[name] for name in ("locale", "template", "format")] == [
        shown[name] for name in ("locale", "template", "format")
    ]
    assert (person["campaign"], person["root"], person["generation"]) == ("better-life", code, 0)
    assert person["coupons"] == []
    assert [visit["class"] for visit in person["own_scans"]] == ["owner"]


def test_who_is_known_by_network_alone_is_told_of_no_scans_of_others(client: FlaskClient) -> None:
    objecting = {"User-Agent": PHONE, "DNT": "1"}
    body = client.post("/api/v1/posters", json=BRIEF, headers=objecting).get_json()
    client.get(f"/s/{body['code']}", headers={"User-Agent": f"{PHONE} of a neighbour", "DNT": "1"})
    sent = {"Postergen-Erase-Token": body["erase_token"]}
    assert client.get(f"/api/v1/posters/{body['code']}/person", headers=sent).get_json()["own_scans"] == []


@pytest.fixture
def restored(settings: Settings, tmp_path: Path) -> Iterator[Product]:
    product = product_for(replace(settings, database_url=f"sqlite:///{tmp_path}/restored.db"))
    yield product
    product.close()


def test_a_restored_backup_is_erased_again(
    product: Product, restored: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, old = create_app(product).test_client(), create_app(restored).test_client()
    code, token = made(client, nickname=NAME)
    assert made(old, nickname=NAME)[0] == code  # the same poster, as the backup has it
    restored.fold_worker.fold_now()
    client.delete(f"/api/v1/posters/{code}", headers={"Postergen-Erase-Token": token})
    product.fold_worker.fold_now()
    monkeypatch.setenv("POSTERGEN_JOURNAL_DIR", str(product.settings.journal_dir))
    monkeypatch.setenv("POSTERGEN_PUBLIC_URL", product.settings.public_url)
    monkeypatch.setenv("POSTERGEN_DATABASE_URL", product.settings.database_url)
    listed = CliRunner().invoke(main, ["db", "erased"])
    assert listed.output == f"{code}\n"
    codes = tmp_path / "erased.txt"
    codes.write_text(listed.output + "BT0000000000000\n", encoding="utf-8")
    monkeypatch.setenv("POSTERGEN_DATABASE_URL", restored.settings.database_url)
    again = CliRunner().invoke(main, ["db", "erase-again", str(codes)])
    assert (again.exit_code, again.output) == (0, "1 erased, 1 not in this database\n")
    assert restored.posters.get(code).brief.nickname == ""
    assert restored.clock() - NOON == timedelta(0)
