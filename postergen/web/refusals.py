"""What a client is told that is not let in: a problem document, or a page for a person's browser."""

from __future__ import annotations

import json
from typing import Protocol

from flask import Flask

from postergen.bootstrap import Product
from postergen.domain.addresses import path_of
from postergen.domain.localized import negotiate_locale
from postergen.domain.words import Languages
from postergen.web.cors import cors_headers
from postergen.web.headers import EVERYWHERE, ON_PAGES
from postergen.web.logs import request_id
from postergen.web.pages import error_page
from postergen.web.problems import Problem, problem_document, retry_after

_AS_IF = 429  # the page says that too many came at once, whoever they are


class Headers(Protocol):
    def get(self, name: str, default: str = "") -> str: ...


class Refusals:
    """Finished answers: whoever has no time to draw has none to fill in a template."""

    def __init__(self, app: Flask) -> None:
        self._product: Product = app.extensions["postergen"]
        self._languages: Languages = app.extensions["postergen.languages"]
        self._pages = {name: _page(app, name) for name in self._languages}

    def answer(self, problem: Problem, path: str, asked: Headers) -> tuple[list[tuple[str, str]], bytes]:
        """Headers and body."""
        headers = dict(EVERYWHERE) | {
            "Cache-Control": "no-store",
            "X-Request-Id": request_id(asked.get("x-request-id", "")),
        }
        wait = retry_after(problem)
        if wait is not None:
            headers["Retry-After"] = str(wait)
        if "text/html" in asked.get("accept", "") and not path.startswith("/api/"):
            language = negotiate_locale(asked.get("accept-language", ""), self._languages)
            headers |= ON_PAGES | {"Content-Type": "text/html; charset=utf-8", "Content-Language": language}
            return [*headers.items()], self._pages[language]
        headers["Content-Type"] = "application/problem+json"
        if path.startswith("/api/"):
            headers |= cors_headers(asked.get("origin", ""), self._product.library)
        return [*headers.items()], json.dumps(problem_document(problem, problem.title, path)).encode()


def _page(app: Flask, language: str) -> bytes:
    where = {"SCRIPT_NAME": path_of(app.extensions["postergen"].settings.public_url)}
    with app.test_request_context("/", headers={"Accept-Language": language}, environ_overrides=where):
        return error_page(_AS_IF).get_data()
