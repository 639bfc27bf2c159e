"""What Prometheus is told, and who may ask."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from threading import Timer

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.web.metrics import Metrics
from tests.servers import PATIENCE, serve
from tests.web.test_api import BRIEF, problem
from tests.web.test_keys import bearer


def value(text: str, name: str, **labels: str) -> float:
    """The sum of the samples of this name with these labels."""
    total = 0.0
    for line in text.splitlines():
        found = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if found and found[1] == name and all(f'{k}="{v}"' in (found[2] or "") for k, v in labels.items()):
            total += float(found[3])
    return total


def scrape(client: FlaskClient) -> str:
    answer = client.get("/metrics", base_url="http://127.0.0.1:8000")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return answer.text


def test_requests_posters_and_drawings_are_counted(client: FlaskClient) -> None:
    client.post("/api/v1/posters", json=BRIEF)
    client.post("/api/v1/posters", json=BRIEF, headers={"Accept": "image/jpeg"})
    client.post("/api/v1/posters", json={"options": []})
    client.post("/c/better-life", data={"option": BRIEF["options"][:1]})
    told = scrape(client)
    count = "postergen_request_seconds_count"
    assert value(told, count, endpoint="api.make_poster", method="POST", status="2xx") == 2
    assert value(told, count, endpoint="api.make_poster", method="POST", status="4xx") == 1
    assert value(told, "postergen_posters_made_total", door="api") == 2
    assert value(told, "postergen_posters_made_total", door="page") == 1
    assert value(told, "postergen_render_seconds_count", extension="jpg") == 1


def test_visitors_cannot_make_new_labels(client: FlaskClient) -> None:
    for number in range(5):
        client.open(f"/nowhere/{number}", method=f"WORD{number}")
    told = scrape(client)
    assert value(told, "postergen_request_seconds_count", endpoint="none", method="other") == 5
    assert "nowhere" not in told
    assert "WORD" not in told


def test_what_never_happened_is_told_as_nothing() -> None:
    """Prometheus sees a rise between two numbers, and none before the first."""
    told = Metrics().exposition().decode()
    for line in (
        'postergen_dropped_total{reason="journal"} 0.0',
        'postergen_refused_total{lane="posters",reason="full"} 0.0',
        'postergen_rate_limited_total{door="sign-ins"} 0.0',
        'postergen_scans_total{scan_class="human"} 0.0',
        'postergen_posters_made_total{door="signed"} 0.0',
        'postergen_requests_waiting{lane="scans"} 0.0',
    ):
        assert line in told.splitlines()


ASKED: list[tuple[str, str, dict[str, str], bool]] = [
    ("127.0.0.1", "http://127.0.0.1:8000", {}, True),
    ("::1", "http://[::1]:8000", {}, True),
    ("127.0.0.1", "http://localhost:8000", {}, True),
    ("203.0.113.7", "http://127.0.0.1:8000", {}, False),
    ("127.0.0.1", "https://life.example.com", {}, False),  # a reverse proxy on this machine
    ("127.0.0.1", "http://127.0.0.1:8000", {"X-Forwarded-For": "203.0.113.7"}, False),
    ("127.0.0.1", "http://127.0.0.1:8000", {"Via": "1.1 proxy"}, False),
]


def test_only_this_machine_asks_without_a_key(client: FlaskClient, product: Product) -> None:
    _, key = product.keys.create("prometheus", ["stats"])
    for address, base_url, headers, is_open in ASKED:
        where = {"base_url": base_url, "environ_base": {"REMOTE_ADDR": address}}
        asked = client.get("/metrics", headers=headers, **where)
        if is_open:
            assert asked.status_code == 200
        else:
            problem(asked, 401, "key-needed")
        assert client.get("/metrics", headers={**headers, **bearer(key)}, **where).status_code == 200


def test_several_workers_tell_of_all_of_them(tmp_path: Path) -> None:
    with serve(tmp_path, LOG="json") as url:
        before = _count(url)
        for _ in range(40):
            _get(f"{url}/healthz")
        assert [_count(url) - before for _ in range(6)] == [40] * 6
    told = [json.loads(line) for line in (tmp_path / "server.log").read_text().splitlines() if line.startswith("{")]
    assert sum(line.get("endpoint") == "health.healthz" for line in told) >= 40


def test_a_worker_that_just_begins_to_count_disturbs_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its file is there for a moment before anything is in it."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    empty = tmp_path / "counter_4711.db"
    empty.touch()
    later = Timer(0.01, lambda: empty.write_bytes(bytes((8, 0, 0, 0, 0, 0, 0, 0))))
    later.start()
    assert isinstance(Metrics().exposition(), bytes)
    later.join()


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def _count(url: str) -> float:
    return value(_get(f"{url}/metrics"), "postergen_request_seconds_count", endpoint="health.healthz")
