"""Describe the API: its OpenAPI document, and the same as a page."""

from __future__ import annotations

from flask import Blueprint, Response, request

from postergen.web.api_page import routes_by_group
from postergen.web.openapi import openapi_document
from postergen.web.pages import page
from postergen.web.problems import PROBLEMS, TYPE_PREFIX
from postergen.web.product import product

api_docs = Blueprint("api_docs", __name__)


@api_docs.get("/openapi.json")
def openapi() -> dict[str, object]:
    return {**openapi_document(), "servers": [{"url": request.script_root or "/"}]}


@api_docs.get("/docs")
def docs() -> Response:
    return page(
        "docs.html",
        groups=routes_by_group(product().settings.public_url),
        schemas=openapi_document()["components"]["schemas"],
        problems=PROBLEMS,
        prefix=TYPE_PREFIX,
    )
