"""Make the Flask application."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

from flask import Blueprint, Flask, Response, render_template

from postergen.bootstrap import Product, build_product
from postergen.config import CONTENT, Settings
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.web import schemas
from postergen.web.api import api, json_answer, product
from postergen.web.campaign import campaign_pages
from postergen.web.links import links
from postergen.web.openapi import OPERATIONS, openapi_document
from postergen.web.pages import phrases
from postergen.web.problems import PROBLEMS, TYPE_PREFIX, register_problems

operations = Blueprint("operations", __name__)

# No inline script or style, nothing from elsewhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


def create_app(built: Product) -> Flask:
    """The application over a product that is already wired."""
    app = Flask(
        "postergen",
        template_folder=str(CONTENT / "templates/web"),
        static_folder=str(CONTENT / "assets/static"),
        root_path=str(Path(__file__).parent),
    )
    app.config["MAX_CONTENT_LENGTH"] = built.settings.max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = built.settings.max_body
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["postergen"] = built
    app.jinja_env.filters["phrases"] = phrases
    for blueprint in (api, links, campaign_pages, operations):
        app.register_blueprint(blueprint)
    register_problems(app)
    app.after_request(_secure)
    return app


def app_from_environment() -> Flask:
    """What the server processes call."""
    built = build_product(Settings.from_environment())
    Thread(target=_warm_up, args=(built,), name="warm-up", daemon=True).start()
    return create_app(built)


def _warm_up(built: Product) -> None:
    """Draw every look once, beside the first requests: rasterising the artwork takes a second or more for each."""
    for campaign in built.library.campaigns():
        for template in campaign.templates:
            built.posters.thumbnail(campaign.id, template, DEFAULT_LOCALE)


def _secure(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    return response


@operations.get("/openapi.json")
def openapi() -> dict[str, object]:
    return openapi_document()


@operations.get("/docs")
def docs() -> str:
    return render_template(
        "docs.html",
        document=openapi_document(),
        operations=OPERATIONS,
        problems=PROBLEMS,
        prefix=TYPE_PREFIX,
        base=product().settings.public_url,
    )


@operations.get("/healthz")
def healthz() -> Response:
    return json_answer(schemas.HealthOut(status="ok"))


@operations.get("/readyz")
def readyz() -> Response:
    product().check_ready()
    return json_answer(schemas.HealthOut(status="ok"))
