"""A service stands again elsewhere as it stood, but for those who were erased since."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from postergen.adapters.sql import database
from postergen.backup import archive as archives
from postergen.backup import manifest as manifests
from postergen.backup.archive import read_archive, write_archive
from postergen.domain.accounts import Role
from postergen.errors import InvalidInput
from tests.backup.services import NAME, Place, Service, photo, rows, sqlite_in
from tests.stores import KINDS, blank_database, empty_database, sqlite_file

pytestmark = pytest.mark.long

HERE, THERE = "here", "there"


@contextmanager
def two_places(kind: str, folder: Path) -> Iterator[tuple[Place, Place]]:
    """A place with an empty service, and one with nothing at all."""
    if kind == "sqlite":
        yield sqlite_in(folder / HERE), sqlite_in(folder / THERE)
        return
    with empty_database(kind, folder) as one, blank_database() as other:
        yield Place(folder / HERE, one), Place(folder / THERE, other)


@contextmanager
def used(place: Place) -> Iterator[tuple[Service, list[str]]]:
    """A service with posters, a photo, scans, and a scanned poster's child; its last events wait in the journal."""
    with place.service() as service:
        first = service.make(nickname="小明")
        shown = service.make(nickname=NAME, avatar=photo(), template="passbook")
        service.scan(first["code"], 1)
        service.scan(shown["code"], 2)
        service.product.fold_worker.fold_now()
        service.scan(first["code"], 3)
        last = service.make(nickname="Last", locale="en")
        assert service.product.journals.backlog()[0] == 2
        yield service, [first["code"], shown["code"], last["code"]]


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_the_same_statistics_and_the_same_posters(kind: str, tmp_path: Path) -> None:
    with two_places(kind, tmp_path) as (here, there):
        with used(here) as (service, codes):
            here.run("backup", tmp_path / "one.backup")
            pictures = [service.picture(code) for code in codes]
            service.product.fold_worker.fold_now()
            counters = [rows(service, table) for table in ("rollup", "referral_rollup", "scan", "poster")]
        statistics = here.run("stats").output

        restored = there.run("restore", tmp_path / "one.backup").output

        assert "1 journals" in restored
        assert "2 events that the database lacked" in restored
        assert "to do" not in restored
        assert there.run("stats").output == statistics
        with there.service() as again:
            assert [rows(again, table) for table in ("rollup", "referral_rollup", "scan", "poster")] == counters
            assert [again.picture(code) for code in codes] == pictures
        assert not list((there.folder / "journal").glob("*.journal*"))
        assert not [path for path in there.folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("kind", KINDS)
def test_who_was_erased_since_stays_erased(kind: str, tmp_path: Path) -> None:
    """A person with name and photo, a key, an account and a holder of cards; somebody else stays."""
    backup, log = tmp_path / "one.backup", tmp_path / HERE / "erasures.jsonl"
    with two_places(kind, tmp_path) as (here, there):
        with here.service() as service:
            gone, kept = service.make(nickname=NAME, avatar=photo(), template="passbook"), service.make(nickname="小红")
            key, _ = service.product.keys.create("reader", ["stats"])
            for name in ("ann", "bob", "eve"):
                service.product.accounts.create(name, "quiet rivers run deep", Role.ADMIN)
            holders = service.product.holders
            tokens = [holders.new("better-life"), holders.new("better-life")]
            here.run("backup", backup)
            assert not log.exists()
            holders.erase(holders.of_token("better-life", tokens[0]) or 0)
            service.erase(gone)
            service.product.keys.revoke(key.id)
            for name, closed in (("bob", True), ("eve", True), ("eve", False)):
                service.product.accounts.change(name, disabled=closed)
        assert NAME not in log.read_text()
        assert "bob" not in log.read_text()
        assert log.stat().st_mode & 0o777 == 0o600

        restored = there.run("restore", backup, "--erasures", log)

        assert f"erased again: 1 persons, 1 keys, 1 accounts, 1 holders (by {log})" in restored.output
        with there.service() as again:
            found = [again.product.holders.of_token("better-life", token) is not None for token in tokens]
            assert found == [False, True]
            assert again.person(gone) == ("", None)
            assert again.person(kept)[0] == "小红"
            assert [one.revoked_at is not None for one in again.product.keys.list()] == [True]
            assert {one.name: one.disabled for one in again.product.accounts.list()} == {
                "ann": False,
                "bob": True,
                "eve": False,
            }
        assert (there.folder / "erasures.jsonl").read_text().count("\n") == 4, "the next backup needs them, too"
        if kind == "sqlite":
            assert NAME.encode() not in (there.folder / "postergen.db").read_bytes()


def test_the_log_that_the_operator_named_is_found(tmp_path: Path) -> None:
    backup, log = tmp_path / "one.backup", tmp_path / "elsewhere/erasures.jsonl"
    here = sqlite_in(tmp_path / HERE)
    with here.service() as service:
        gone = service.make(nickname=NAME)
        here.run("backup", backup)
    assert "no erasure log was found" in sqlite_in(tmp_path / THERE).run("restore", backup).output
    told = {"POSTERGEN_ERASURE_LOG": str(log)}
    here.run("db", "erase-again", code_in(tmp_path, gone["code"]), **told)
    restored = sqlite_in(tmp_path / "again").run("restore", backup, "--json", **told)
    assert json.loads(restored.output)["erased_again"] == {"person": 1, "key": 0, "account-closed": 0, "holder": 0}


def code_in(folder: Path, code: str) -> Path:
    (folder / "codes").write_text(f"{code}\n")
    return folder / "codes"


def test_a_list_of_codes_erases_again_and_what_is_no_code_is_named(tmp_path: Path) -> None:
    here, there = sqlite_in(tmp_path / HERE), sqlite_in(tmp_path / THERE)
    with here.service() as service:
        gone = service.make(nickname=NAME)
        here.run("backup", tmp_path / "one.backup")
    codes = code_in(tmp_path, gone["code"])
    codes.write_text(codes.read_text() + "nobody\n")
    refused = there.run("restore", tmp_path / "one.backup", "--erasures", codes, leaves=2)
    assert f"{codes}:2: is neither an erasure nor the code of a poster" in refused.output
    assert not there.folder.exists() or not list(there.folder.glob("*.db"))
    there.run("restore", tmp_path / "one.backup", "--erasures", code_in(tmp_path, gone["code"]))
    with there.service() as again:
        assert again.person(gone) == ("", None)


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of an empty service."""
    here = sqlite_in(tmp_path_factory.mktemp("empty"))
    sqlite_file(here.folder / "postergen.db")
    here.run("backup", here.folder / "one.backup")
    return here.folder / "one.backup"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_there_is_replaced_only_if_somebody_says_so(kind: str, tmp_path: Path) -> None:
    with two_places(kind, tmp_path) as (here, there):
        with here.service() as service:
            code = service.make(nickname="one")["code"]
            here.run("backup", tmp_path / "one.backup")
        there.run("restore", tmp_path / "one.backup")
        with there.service() as other:
            _, later = other.make(), other.make()["code"]  # the first one's code is that of the backup's
            other.scan(later)
            other.product.fold_worker.fold_now()  # on PostgreSQL the month has a part now, which the backup lacks
            other.make()
            in_use = there.run("restore", tmp_path / "one.backup", "--replace", leaves=3)
            assert "stop it first" in in_use.output
        refused = there.run("restore", tmp_path / "one.backup", leaves=2)
        assert "is not empty (name another one, or replace what is there with --replace)" in refused.output
        with there.service() as other:
            assert other.client.get(f"/api/v1/posters/{later}").status_code == 200
        there.run("restore", tmp_path / "one.backup", "--replace")
        with there.service() as other:
            assert other.client.get(f"/api/v1/posters/{code}").status_code == 200
            assert other.client.get(f"/api/v1/posters/{later}").status_code == 404


def test_a_database_that_somebody_has_open_is_not_replaced(backup: Path, tmp_path: Path) -> None:
    there = sqlite_in(tmp_path)
    engine = database.open_database(sqlite_file(tmp_path / "postergen.db"))
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM poster").scalar_one()
        assert "stop the servers that use it" in there.run("restore", backup, "--replace", leaves=3).output
    engine.dispose()


def test_tables_of_an_earlier_release_are_brought_forward(tmp_path: Path) -> None:
    here, there = sqlite_in(tmp_path / HERE), sqlite_in(tmp_path / THERE)
    with here.service() as service:
        code = service.make(nickname="old")["code"]
    engine = database.open_database(here.url)
    database.downgrade(engine, "0011")
    engine.dispose()
    assert "at revision 0011" in here.run("backup", tmp_path / "one.backup").output
    there.run("restore", tmp_path / "one.backup")
    with closing(sqlite(there)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(database.head(),)]
        assert connection.execute("SELECT code, referrals_counted FROM poster").fetchall() == [(code, 1)]


def sqlite(place: Place) -> sqlite3.Connection:
    return sqlite3.connect(place.folder / "postergen.db")


def rewritten(backup: Path, **changes: object) -> Path:
    """The same backup with another manifest."""
    with tempfile.TemporaryDirectory() as folder:
        manifest = read_archive(backup, Path(folder))
        other = backup.with_name("other.backup")
        other.unlink(missing_ok=True)
        write_archive(other, replace(manifest, **changes), Path(folder))  # type: ignore[arg-type]
    return other


def test_a_newer_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    there = sqlite_in(tmp_path / THERE)
    later = replace(read_archive(backup).database, revision="0999")
    for changes, said in (
        ({"format": 2, "product": "9.1"}, "it was made by postergen 9.1, and has a newer format"),
        ({"database": later}, "its tables are at 0999, of postergen"),
    ):
        refused = there.run("restore", rewritten(backup, **changes), leaves=2).output
        assert said in refused
        assert "(install the release that made it, or a newer one)" in refused


def test_a_backup_of_another_kind_of_database_is_refused(backup: Path, tmp_path: Path) -> None:
    there = Place(tmp_path / THERE, "postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert "holds a sqlite database" in there.run("restore", backup, leaves=2).output


def test_it_says_what_the_environment_lacks(tmp_path: Path) -> None:
    here, there = sqlite_in(tmp_path / HERE), sqlite_in(tmp_path / THERE)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/own.txt").write_text("forbidden\n")
    keys = "one:0123456789abcdef0123456789abcdef,two:0123456789abcdef0123456789abcdef"
    told = {
        "POSTERGEN_SIGNING_KEYS": keys,
        "POSTERGEN_COMPLIANCE_PATH": str(tmp_path / "rules"),
        "POSTERGEN_RATE_LIMIT_STORE": "redis://:secret@127.0.0.1:6379/0",
    }
    sqlite_file(here.folder / "postergen.db")
    here.run("backup", tmp_path / "one.backup", **told)
    with tempfile.TemporaryDirectory() as folder:
        read_archive(tmp_path / "one.backup", Path(folder))
        held = b"".join(path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())
    with tarfile.open(tmp_path / "one.backup") as tar:
        manifest = tar.extractfile(archives.MANIFEST)
        assert manifest is not None
        held += manifest.read()
    assert b"0123456789abcdef" not in held
    assert b":secret@" not in held

    now = {"POSTERGEN_SIGNING_KEYS": "one:0123456789abcdef0123456789abcdef,two:another-one-another-one-another-one"}
    to_do = [
        line for line in there.run("restore", tmp_path / "one.backup", **now).output.splitlines() if "to do: " in line
    ]
    assert to_do == [
        "to do: POSTERGEN_RATE_LIMIT_STORE was 'redis://…@127.0.0.1:6379/0', and is not set here",
        "to do: POSTERGEN_SIGNING_KEYS had the key 'two', and what is set here is another secret: "
        "without it, addresses of pictures that it signed are refused",
        f"to do: set POSTERGEN_COMPLIANCE_PATH={there.folder}/content/compliance/0: "
        "what it names here is not what it named there",
    ]
    assert (there.folder / "content/compliance/0/own.txt").read_text() == "forbidden\n"


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "content/../../outside", "elsewhere", "content/a\0b"])
def test_nothing_is_written_outside(name: str, backup: Path) -> None:
    manifest = read_archive(backup)
    hostile = replace(manifest, members=(*manifest.members, manifests.Member(name, 1, "")))
    with pytest.raises(manifests.NotReadable, match="outside of its own places"):
        manifests.decode(manifests.encode(hostile))


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "linked", "w:gz") as tar:
        link = tarfile.TarInfo(archives.MANIFEST)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link, io.BytesIO())
    with pytest.raises(InvalidInput, match="no whole backup"):
        read_archive(tmp_path / "linked", tmp_path)
