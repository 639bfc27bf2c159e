"""Files land where they belong, in a folder or in a bucket of a real server that speaks S3, or it is told why not."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import obstore
import obstore.store
import pytest

from postergen.batch.targets import Folder, open_target
from postergen.errors import InvalidInput, Unavailable
from tests.batch.conftest import Batch, manifest, people


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the bucket ``posters``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-c", "import sys; from moto.server import main; main(sys.argv[1:])"]
    with (
        (tmp_path_factory.mktemp("s3") / "log").open("w") as log,
        subprocess.Popen([*command, "-p", str(port)], stdout=log, stderr=log) as server,
    ):
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urlopen(Request(f"{url}/posters", method="PUT"), timeout=5).close()
                break
            except (URLError, ConnectionError):
                time.sleep(0.1)
        yield url
        server.terminate()


@pytest.fixture
def access(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "ACCESS_KEY_ID": "key",
        "SECRET_ACCESS_KEY": "secret",
        "ENDPOINT": s3,
        "ALLOW_HTTP": "true",
        "REGION": "us-east-1",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"AWS_{name}", value)


def stored(s3: str, name: str) -> bytes:
    store = obstore.store.from_url("s3://posters", endpoint=s3)
    return bytes(obstore.get(store, name).bytes())


def test_a_folder_takes_files_whole(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "new"))
    target.put("a/b.jpg", b"one")
    target.put("a/b.jpg", io.BytesIO(b"two"))
    assert (tmp_path / "new/a/b.jpg").read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "new/a").iterdir()] == ["b.jpg"]
    assert isinstance(target, Folder)
    assert (target.size("a/b.jpg"), target.size("a/c.jpg")) == (3, 0)
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be written"):
        open_target(str(tmp_path / "file")).put("a.jpg", b"")


@pytest.mark.usefixtures("access")
def test_a_bucket_takes_the_posters_of_a_run_and_a_second_run_makes_none(batch: Batch, s3: str, tmp_path: Path) -> None:
    rows = people("Ann", "Bob")
    assert batch(rows, "--target", "s3://posters/spring")["done"] == 2
    entries = manifest(tmp_path / "out")
    assert [len(stored(s3, f"spring/{entry['file']}")) for entry in entries] == [
        int(entry["bytes"]) for entry in entries
    ]
    assert not list((tmp_path / "out").glob("*.jpg"))
    assert batch(rows, "--target", "s3://posters/spring")["skipped"] == 2


@pytest.mark.usefixtures("access")
def test_a_bucket_that_is_not_there_ends_the_run_which_may_go_on_elsewhere(batch: Batch, s3: str) -> None:
    target = open_target("s3://posters/there")
    target.put("x.zip", io.BytesIO(b"zip"))
    assert stored(s3, "there/x.zip") == b"zip"
    said = batch(people("Ann"), "--target", "s3://nowhere/spring", leaves=3)["said"]
    assert "s3://nowhere/spring" in said
    assert batch(people("Ann"), "--target", "s3://posters/spring")["done"] == 1


def test_an_address_of_no_store_is_told() -> None:
    with pytest.raises(InvalidInput, match="--target"):
        open_target("s3://")
