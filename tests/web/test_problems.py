"""An answer that lists mistakes is short, however many there are."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask.testing import FlaskClient

BRIEF = {"options": ["wuhan-hot-dry-noodles"]}
MOST = 20_000  # bytes of an answer

FLOODS: dict[str, dict[str, Any]] = {
    "unknown keys": {f"key{n}": 1 for n in range(9_000)},
    "long unknown key": {"k" * 100_000: 1},
    "fields of the wrong type": {"fields": {f"{'f' * 60}{n}": [1] for n in range(4_000)}},
    "long option": {"options": ["o" * 100_000]},
    "long locale": {"locale": "l" * 100_000},
    "more than any request has": {f"key{n}": 1 for n in range(100_000)},
    "deep and wide": {"fields": {"a": [[1] * 2_000] * 100}},
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_an_answer_is_short(client: FlaskClient, flood: dict[str, Any]) -> None:
    answer = client.post("/api/v1/posters", json={**BRIEF, **flood})
    assert answer.status_code in (400, 422)
    assert len(answer.data) < MOST


def test_the_first_mistakes_are_listed_and_all_are_counted(client: FlaskClient) -> None:
    body = client.post("/api/v1/posters", json={**BRIEF, **FLOODS["unknown keys"]}).get_json()
    assert len(body["errors"]) == 20
    assert body["detail"] == "9000 thing(s) to mend; the first 20 are listed"
    assert body["errors"][0]["pointer"] == "#/key0"


def test_millions_of_members_are_not_even_read(client: FlaskClient) -> None:
    flood = b'{"options": [' + b"[]," * 2_000_000 + b"[]]}"
    client.post("/api/v1/posters", json={})  # whatever is done once only
    began = time.process_time()
    answer = client.post("/api/v1/posters", data=flood, content_type="application/json")
    assert (answer.status_code, time.process_time() - began < 0.2) == (400, True)


def test_a_long_address_does_not_come_back_whole(client: FlaskClient) -> None:
    answer = client.get("/api/v1/posters/" + "a" * 50_000)
    assert answer.status_code == 404
    assert len(answer.data) < MOST
