"""What every answer tells the browser, and what the log tells of a request."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.logs import JsonLines
from postergen.web.app import create_app
from postergen.web.logs import about_request
from tests.web.test_api import BRIEF, PHONE

PAGES = ("/", "/c/better-life", "/docs")


def test_a_page_runs_nothing_from_elsewhere_and_may_use_no_device(client: FlaskClient) -> None:
    for path in PAGES:
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_every_answer_is_what_it_says_and_only_over_https(client: FlaskClient) -> None:
    for path in (*PAGES, "/api/v1/catalogue", "/nothing", "/healthz", "/static/page.css"):
        with client.get(path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
            assert answer.headers["Referrer-Policy"]


def test_a_server_without_https_does_not_promise_it(product: Product, settings: Settings) -> None:
    changed = replace(product, settings=replace(settings, public_url="http://127.0.0.1:8000"))
    assert "Strict-Transport-Security" not in create_app(changed).test_client().get("/healthz").headers


def test_a_request_keeps_its_id_when_it_has_a_harmless_one(client: FlaskClient) -> None:
    for sent, is_kept in (("order-12345678", True), ("short", False), ("a b c d e f g", False), ("x" * 65, False)):
        answer = client.get("/healthz", headers={"X-Request-Id": sent})
        assert (answer.headers["X-Request-Id"] == sent) is is_kept
        assert len(answer.headers["X-Request-Id"]) >= 8


@pytest.fixture
def written() -> Iterator[Callable[[], list[dict[str, object]]]]:
    """What the log in JSON says, line by line."""
    out, access = io.StringIO(), logging.getLogger("postergen.access")
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines(about_request))
    logging.getLogger().addHandler(handler)
    access.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    access.setLevel(logging.NOTSET)
    logging.getLogger().removeHandler(handler)


def test_a_request_is_one_line_that_leads_to_nobody(
    written: Callable[[], list[dict[str, object]]], client: FlaskClient
) -> None:
    made = client.post("/api/v1/posters", json=BRIEF, headers={"X-Request-Id": "order-12345678"})
    code = made.get_json()["code"]
    client.get(f"/s/{code}?from=secret-query", headers={"User-Agent": PHONE})
    first, second = (line for line in written() if line["logger"] == "postergen.access")
    assert first["request_id"] == "order-12345678"
    assert (first["endpoint"], first["status"], first["method"]) == ("api.make_poster", 201, "POST")
    assert isinstance(first["duration"], float)
    assert second["status"] == 302
    for secret in (code, "小明", "secret-query", "MicroMessenger", "127.0.0.1"):
        assert secret not in json.dumps(written(), ensure_ascii=False)


def test_an_error_is_told_by_its_kind_and_place_and_not_in_its_words(
    written: Callable[[], list[dict[str, object]]], client: FlaskClient
) -> None:
    def explode() -> None:
        raise RuntimeError("小明 wrote this")

    client.application.add_url_rule("/explode", view_func=explode)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get("/explode").status_code == 500
    error = next(line for line in written() if line["level"] == "error")
    assert error["error"] == "RuntimeError"
    assert any("explode" in place for place in error["where"])  # type: ignore[attr-defined]
    assert "小明" not in json.dumps(error, ensure_ascii=False)


def test_requests_are_not_logged_as_text(capsys: pytest.CaptureFixture[str], client: FlaskClient) -> None:
    client.get("/healthz")
    assert capsys.readouterr().err == ""


def test_a_message_outside_of_a_request_is_a_line_too() -> None:
    record = logging.LogRecord("postergen", logging.WARNING, "x.py", 1, "two\n%s", ("lines",), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "two\nlines"
