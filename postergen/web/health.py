"""Say whether this process lives, whether it can serve, and what it has counted."""

from __future__ import annotations

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST

from postergen.web import schemas
from postergen.web.json_http import json_answer
from postergen.web.keys import require_scope
from postergen.web.metrics import asks_from_this_machine, metrics
from postergen.web.product import product

health = Blueprint("health", __name__)

ROBOTS = "User-agent: *\nDisallow: /s/\nDisallow: /S/\nDisallow: /api/\nDisallow: /studio\n"


@health.get("/healthz")
def healthz() -> Response:
    return json_answer(schemas.HealthOut(status="ok"))


@health.get("/readyz")
def readyz() -> Response:
    product().check_ready()
    return json_answer(schemas.HealthOut(status="ok"))


@health.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers from what is counted and from what is nobody's. Posters may be read: their header unlists them."""
    response = Response(ROBOTS, mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@health.get("/metrics")
def show_metrics() -> Response:
    """For a Prometheus on this machine, or one with a key."""
    if not asks_from_this_machine():
        require_scope("stats")
    response = Response(metrics().exposition(), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response
