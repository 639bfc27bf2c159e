"""Answer a picture: drawn under the clock of the metrics, with its type, how long it keeps, and its validator."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, current_app, request

from postergen.rendering.renderer import Picture
from postergen.service.picture_memory import PictureMemory
from postergen.web.keys import caller_may
from postergen.web.metrics import metrics
from postergen.web.rate_limits import count_try, unlimited_scope_of

NEVER_KEPT = "no-store"


def draw(work: Callable[[], Picture], extension: str = "webp") -> Picture:
    """Draw a picture, and time it for `/metrics`."""
    with metrics().drawing(extension):
        return work()


def picture_answer(picture: Picture, cache: str, status: int = 200) -> Response:
    """A finished picture; ``cache`` is its Cache-Control."""
    response = Response(picture.data, status, mimetype=picture.media_type)
    response.headers["Cache-Control"] = cache
    return response


def drawn_answer(work: Callable[[], Picture], cache: str) -> Response:
    """A preview, drawn now."""
    return picture_answer(draw(work), cache)


def finished() -> PictureMemory:
    """The finished pictures that this process keeps."""
    return current_app.extensions["postergen-pictures"]  # type: ignore[no-any-return]


def count_drawing(cost: int) -> None:
    """Count a drawing of so many tenths of a second; `TooManyRequests` when the caller has had too many.

    Small pictures cost nothing, and programs with a key of the scope ``render`` have what they like.
    """
    if cost and not caller_may(unlimited_scope_of("drawings")):
        count_try("drawings", cost=cost)


def validated_answer(work: Callable[[], Picture], extension: str, etag: str, cache: str, *, cost: int) -> Response:
    """The picture that this validator stands for; nothing is drawn for whoever has it already (RFC 9110, 13.1.2).

    Args:
        cost: of drawing it, in tenths of a second; what is kept costs nobody anything.
    """
    if request.if_none_match.contains_weak(etag):  # a cache that compresses makes a validator weak
        response = Response(status=304)
        response.headers["Cache-Control"] = cache
    else:
        if not finished().has(etag):
            count_drawing(cost)
        response = picture_answer(finished().get(etag, lambda: draw(work, extension)), cache)
    response.set_etag(etag)
    return response
