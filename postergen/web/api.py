"""The JSON API for campaign pages of one's own."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, json, request, url_for
from werkzeug.exceptions import BadRequest

from postergen.domain.findings import unspoken
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.domain.poster import Poster
from postergen.errors import Conflict, InvalidBrief
from postergen.rendering.encode import FILE_FORMATS
from postergen.web import answers, schemas
from postergen.web.callers import callers_key
from postergen.web.json_http import check_size, json_answer, json_body, negotiate
from postergen.web.pictures import NEVER_KEPT, count_drawing, draw, picture_answer
from postergen.web.product import product
from postergen.web.visitors import visitor_key

api = Blueprint("api", __name__, url_prefix="/api/v1")

MAX_KEY = 128
_EXTENSION_OF = {file.media_type: extension for extension, file in FILE_FORMATS.items()}


@api.get("/catalogue")
def catalogue() -> Response:
    locale = request.args.get("locale", DEFAULT_LOCALE)
    if unknown := unspoken(locale):
        raise InvalidBrief(unknown)
    campaign = product().library.campaign(_campaign())
    response = json_answer(answers.catalogue_out(campaign, product().library.templates(), locale))
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@api.post("/rank")
def rank() -> Response:
    asked = schemas.RankIn.model_validate(json_body())
    ranking = product().posters.rank(asked.order(product().settings.campaign), asked.count)
    return json_answer(answers.ranking_out(ranking, product().library.campaign(ranking.brief.campaign)))


@api.post("/posters")
def make_poster() -> Response:
    media_type = negotiate("application/json", *_EXTENSION_OF)
    asked = schemas.PosterIn.model_validate(_multipart() if request.mimetype == "multipart/form-data" else json_body())
    avatar = request.files["avatar"].read() if "avatar" in request.files else asked.avatar
    key = idempotency_key()
    if media_type in _EXTENSION_OF:
        count_drawing(product().pictures.cost(_EXTENSION_OF[media_type], asked.format))
    own = callers_key(key) if key is not None else None
    try:
        order = asked.order(product().settings.campaign, asked.scan, own, avatar, visitor_key())
        issued = product().posters.issue(replace(order, variant=asked.variant))
    except Conflict as exc:
        raise Conflict(key or "") from exc  # as the caller calls it
    status = 201 if issued.created else 200
    if media_type in _EXTENSION_OF:
        extension = _EXTENSION_OF[media_type]
        picture = draw(lambda: product().pictures.picture(issued.poster, extension), extension)
        response = picture_answer(picture, NEVER_KEPT, status)
        response.headers["Postergen-Warnings"] = json.dumps([f"{w.element}: {w.kind}" for w in picture.warnings])
    else:
        response = json_answer(_poster_out(issued.poster, issued.erase_token), status)
        response.headers["Cache-Control"] = NEVER_KEPT
    response.headers["Postergen-Code"] = issued.poster.code
    if issued.erase_token:
        response.headers["Postergen-Erase-Token"] = issued.erase_token
    response.headers["Location"] = url_for("api.show_poster", code=issued.poster.code)
    response.vary.add("Accept")
    return response


@api.get("/posters/<code>")
def show_poster(code: str) -> Response:
    poster = product().posters.get(code)
    return json_answer(_poster_out(poster))


def _campaign() -> str:
    return request.args.get("campaign") or product().settings.campaign


def _multipart() -> object:
    """The part ``brief`` of a form, as JSON; the picture is the file part ``avatar``. A page that says of which type
    its JSON is (``Blob``) sends it as a file part, too.
    """
    part = request.files.get("brief")
    try:
        brief = json.loads(part.read() if part else request.form.get("brief", ""))
    except (RecursionError, ValueError) as exc:
        raise BadRequest("the part 'brief' should be a JSON object") from exc
    check_size(brief)
    return brief


def idempotency_key() -> str | None:
    """What the header says, if it is there."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise BadRequest(f"Idempotency-Key should have 1 to {MAX_KEY} characters")
    return key


def _poster_out(poster: Poster, erase_token: str | None = None) -> schemas.PosterOut:
    pictures, addresses = product().pictures, product().addresses
    return answers.poster_out(
        poster,
        pictures.variant(poster),
        pictures.fitting(poster),
        called=pictures.content(poster).called,
        image_url=addresses.image(poster.code, pictures.version(poster)),
        share_url=addresses.share(poster.code),
        scan_url=addresses.scan(poster.code),
        erase_token=erase_token,
    )
