"""The JSON API for campaign pages of one's own."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, current_app, json, request, url_for
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, NotAcceptable

from postergen.bootstrap import Product
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.domain.poster import Poster
from postergen.errors import Finding, InvalidBrief
from postergen.rendering.encode import FILE_FORMATS
from postergen.web import answers, schemas

api = Blueprint("api", __name__, url_prefix="/api/v1")

MAX_KEY = 128
_EXTENSION_OF = {file.media_type: extension for extension, file in FILE_FORMATS.items()}


def product() -> Product:
    """The use cases behind this app."""
    return current_app.extensions["postergen"]  # type: ignore[no-any-return]


def json_answer(model: BaseModel, status: int = 200) -> Response:
    response = Response(model.model_dump_json(), status, mimetype="application/json")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@api.get("/catalogue")
def catalogue() -> Response:
    locale = request.args.get("locale", DEFAULT_LOCALE)
    if locale not in LOCALES:
        raise InvalidBrief([Finding("locale", f"{locale[:40]!r} is unknown", f"known: {', '.join(LOCALES)}")])
    campaign = product().library.campaign(_campaign())
    response = json_answer(answers.catalogue_out(campaign, product().library.templates(), locale))
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@api.post("/rank")
def rank() -> Response:
    asked = schemas.RankIn.model_validate(_body())
    ranking = product().posters.rank(asked.order(product().settings.campaign), asked.count)
    return json_answer(answers.ranking_out(ranking))


@api.post("/posters")
def make_poster() -> Response:
    media_type = _negotiate("application/json", *_EXTENSION_OF)
    asked = schemas.PosterIn.model_validate(_multipart() if request.mimetype == "multipart/form-data" else _body())
    avatar = request.files["avatar"].read() if "avatar" in request.files else asked.avatar
    order = asked.order(product().settings.campaign, asked.scan, _idempotency_key(), avatar)
    issued = product().posters.issue(order)
    status = 201 if issued.created else 200
    if media_type in _EXTENSION_OF:
        picture = product().posters.picture(issued.poster, _EXTENSION_OF[media_type])
        response = Response(picture.data, status, mimetype=picture.media_type)
        response.headers["Postergen-Warnings"] = json.dumps([f"{w.element}: {w.kind}" for w in picture.warnings])
    else:
        response = json_answer(_poster_out(issued.poster), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Postergen-Code"] = issued.poster.code
    response.headers["Location"] = url_for("api.show_poster", code=issued.poster.code)
    response.vary.add("Accept")
    return response


@api.get("/posters/<code>")
def show_poster(code: str) -> Response:
    poster = product().posters.get(code)
    return json_answer(_poster_out(poster))


@api.get("/stats/variants")
def variant_stats() -> Response:
    campaign = _campaign()
    rows = [answers.variant_stats_out(report) for report in product().reports.variants(campaign)]
    if _negotiate("application/json", "text/csv") == "text/csv":
        return _csv(rows)
    return json_answer(schemas.VariantsStatsOut(campaign=campaign, variants=rows))


def _negotiate(*offers: str) -> str:
    """The media type that the client likes most (RFC 9110, 12.5.1); the first offer when it does not say."""
    if not request.accept_mimetypes:
        return offers[0]
    chosen = request.accept_mimetypes.best_match(offers)
    if chosen is None:
        raise NotAcceptable(f"offered: {', '.join(offers)}")
    return chosen


def _campaign() -> str:
    return request.args.get("campaign") or product().settings.campaign


def _body() -> object:
    body = request.get_json()  # 415 for another media type, 400 for what is not JSON
    if not isinstance(body, dict):
        raise BadRequest("the body should be a JSON object")
    return body


def _multipart() -> object:
    """The part ``brief`` of a form, as JSON; the picture is the file part ``avatar``."""
    try:
        return json.loads(request.form.get("brief", ""))
    except ValueError as exc:
        raise BadRequest("the part 'brief' should be a JSON object") from exc


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise BadRequest(f"Idempotency-Key should have 1 to {MAX_KEY} characters")
    return key


def _poster_out(poster: Poster) -> schemas.PosterOut:
    posters = product().posters
    return answers.poster_out(
        poster,
        posters.variant(poster),
        posters.layout(poster).warnings(),
        image_url=posters.addresses.image(poster.code),
        share_url=posters.addresses.share(poster.code),
        scan_url=posters.addresses.scan(poster.code),
    )


def _csv(rows: list[schemas.VariantStatsOut]) -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    columns = ["variant", "revision", "locale", "headline", "posters", "posters_scanned", "scans"]
    writer.writerow([*columns, "rate", "rate_low", "rate_high"])
    for row in rows:
        cells = [getattr(row, column) for column in columns]
        writer.writerow([_safe_cell(cell) for cell in (*cells, row.rate.value, row.rate.low, row.rate.high)])
    return Response(out.getvalue(), mimetype="text/csv", headers={"Cache-Control": "no-store"})


def _safe_cell(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
