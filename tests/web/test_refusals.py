"""What those are told who are not let in."""

from __future__ import annotations

import json

from flask import Flask

from postergen.web.problems import BUSY, SLOW_BODY
from postergen.web.refusals import Refusals


def test_a_program_reads_a_problem_document(app: Flask) -> None:
    headers, body = Refusals(app).answer(BUSY, "/api/v1/posters", {"accept": "image/jpeg", "x-request-id": "abcdefgh1"})
    told = dict(headers)
    assert told["Content-Type"] == "application/problem+json"
    assert (told["Retry-After"], told["Cache-Control"], told["X-Request-Id"]) == ("1", "no-store", "abcdefgh1")
    assert json.loads(body) == {
        "type": "urn:postergen:problem:busy",
        "title": BUSY.title,
        "status": 503,
        "detail": BUSY.title,
        "instance": "/api/v1/posters",
    }


def test_a_person_reads_a_page_in_their_language(app: Flask) -> None:
    for language in ("en", "zh-CN"):
        asked = {"accept": "text/html,*/*", "accept-language": language}
        headers, body = Refusals(app).answer(BUSY, "/c/better-life", asked)
        assert dict(headers)["Content-Language"] == language
        assert f'lang="{language}"' in body.decode()
        assert "Content-Security-Policy" in dict(headers)


def test_what_came_too_slowly_is_not_worth_the_same_try(app: Flask) -> None:
    headers, _ = Refusals(app).answer(SLOW_BODY, "/api/v1/posters", {})
    assert "Retry-After" not in dict(headers)


def test_only_a_page_whose_origin_a_campaign_lists_may_read_it(app: Flask) -> None:
    for origin in ("", "https://elsewhere.example"):
        headers, _ = Refusals(app).answer(BUSY, "/api/v1/posters", {"origin": origin})
        assert "Access-Control-Allow-Origin" not in dict(headers)
