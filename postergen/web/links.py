"""What a poster's addresses answer: the picture, the share page, the scan."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import NotFound as UnknownAddress

from postergen.errors import Forbidden, Unavailable
from postergen.rendering.encode import FILE_FORMATS
from postergen.web.api import product
from postergen.web.metrics import metrics
from postergen.web.pages import page, page_locale
from postergen.web.visitors import ERASE_COOKIE, hit_of_request, remember_visitor, visitor_key

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
        with metrics().drawing(extension):
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


@links.post("/p/<code>/forget")
def forget(code: str) -> Response:
    """The maker's own browser asks to forget the person; its cookie is sent by no other site."""
    token = request.cookies.get(ERASE_COOKIE)
    if not token:
        raise Forbidden("only the browser that made this poster may do this")
    product().posters.erase(code, token)
    with suppress(Unavailable):  # it is kept, and the database hears of it when it is back
        product().folder.fold_now()
    response = redirect(url_for("links.share", code=code, lang=page_locale()), 303)
    response.delete_cookie(ERASE_COOKIE, path=f"/p/{code}")
    return response  # type: ignore[return-value]


@links.route("/s/<code>", methods=["GET", "HEAD"])
@links.route("/S/<code>", methods=["GET", "HEAD"])
def scan(code: str) -> Response:
    """Count the hit and lead on. A preview fetcher sees the poster instead."""
    scanned = product().scans.record(code, hit_of_request(), visitor_key(), request.args.to_dict())
    metrics().scanned(scanned.scan.classification.scan_class)
    if scanned.wants_preview:
        response = _share_page(code, mine=False)
    else:
        response = redirect(scanned.target, 302)  # type: ignore[assignment]
        remember_visitor(response)
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
        may_forget=mine
        and ERASE_COOKIE in request.cookies
        and poster.brief != replace(poster.brief, nickname="", wish="", avatar=None, fields=()),
    )
