"""Describe the API: its OpenAPI document, and the same as a page."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from postergen.web.openapi import complete, openapi_document
from postergen.web.operations import OPERATIONS
from postergen.web.problems import PROBLEMS, TYPE_PREFIX
from postergen.web.product import product

api_docs = Blueprint("api_docs", __name__)


@api_docs.get("/openapi.json")
def openapi() -> dict[str, object]:
    return {**openapi_document(), "servers": [{"url": request.script_root or "/"}]}


@api_docs.get("/docs")
def docs() -> str:
    return render_template(
        "docs.html",
        document=openapi_document(),
        operations=[complete(operation) for operation in OPERATIONS],
        problems=PROBLEMS,
        prefix=TYPE_PREFIX,
        base=product().settings.public_url,
    )
