"""What a poster's addresses answer: the picture, the share page, the scan."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound as UnknownAddress

from postergen.rendering.encode import FILE_FORMATS
from postergen.tracking.classify import Hit
from postergen.web.api import product
from postergen.web.pages import page

links = Blueprint("links", __name__)


@links.get("/p/<code>.<extension>")
def picture(code: str, extension: str) -> Response:
    """The picture; its validator is known before anything is drawn."""
    if extension not in FILE_FORMATS:
        raise UnknownAddress(f"a poster comes as {', '.join(FILE_FORMATS)}")
    posters = product().posters
    poster = posters.get(code)
    format_name = request.args.get("format")
    etag = posters.etag(poster, extension, format_name)
    if etag in request.if_none_match:
        response = Response(status=304)
    else:
        drawn = posters.picture(poster, extension, format_name)
        response = Response(drawn.data, mimetype=drawn.media_type)
        response.headers["Content-Disposition"] = f'inline; filename="{poster.code}.{extension}"'
    response.set_etag(etag)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@links.get("/p/<code>")
def share(code: str) -> Response:
    """The poster with its Open Graph tags, and the way to one's own."""
    return _share_page(code, mine="mine" in request.args)


@links.route("/s/<code>", methods=["GET", "HEAD"])
@links.route("/S/<code>", methods=["GET", "HEAD"])
def scan(code: str) -> Response:
    """Count the hit and lead on. A preview fetcher sees the poster instead."""
    hit = Hit(request.method, {name.lower(): value for name, value in request.headers.items()})
    scanned = product().scans.record(code, hit)
    if scanned.wants_preview:
        response = _share_page(code, mine=False)
    else:
        response = redirect(scanned.target, 302)  # type: ignore[assignment]
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _share_page(code: str, *, mine: bool) -> Response:
    posters = product().posters
    poster = posters.get(code)
    formats = posters.template(poster).formats
    card = "card" if "card" in formats else poster.brief.format
    return page(
        "poster.html",
        poster=poster,
        content=posters.content(poster),
        card=f"{posters.addresses.image(poster.code)}?format={card}",
        card_size=formats[card],
        share=posters.addresses.share(poster.code),
        size=formats[poster.brief.format],
        mine=mine,
    )
