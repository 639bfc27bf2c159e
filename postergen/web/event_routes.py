"""What pages and servers report back: a poster was shared, a landing page was seen, somebody bought; and erasure."""

from __future__ import annotations

from flask import Blueprint, Response, request

from postergen.errors import Finding, Forbidden, InvalidBrief, Unavailable
from postergen.tracking.landing import is_landing_token
from postergen.web import scan_schemas, schemas
from postergen.web.callers import callers_key
from postergen.web.json_http import json_answer, json_body
from postergen.web.keys import caller_may
from postergen.web.product import product

event_routes = Blueprint("events", __name__, url_prefix="/api/v1")

TOKEN_HEADER = "Postergen-Erase-Token"


@event_routes.post("/scans/<click>/confirm")
def confirm(click: str) -> Response:
    _check_landed(click)
    product().scans.confirm(click)
    return _done()


@event_routes.post("/posters/<code>/share")
def share(code: str) -> Response:
    product().posters.share(code)
    return _done()


@event_routes.post("/conversions")
def convert() -> Response:
    report = scan_schemas.ConversionIn.model_validate(json_body())
    click = report.click or _claimed_after(report.coupon)
    if click:
        product().scans.convert(callers_key(report.key), click, report.type, report.value, report.currency)
    return json_answer(scan_schemas.AcceptedOut(key=report.key), 202)


@event_routes.delete("/posters/<code>")
def erase(code: str) -> Response:
    product().posters.erase(code, _erase_token())
    return _done()


@event_routes.get("/posters/<code>/person")
def person(code: str) -> Response:
    poster = product().posters.get(code)
    product().posters.check_erase_token(poster.code, _erase_token())
    product().fold_worker.fold_all()
    return json_answer(schemas.PersonOut.model_validate(product().personal_data.export(poster.code)))


def _check_landed(click: str) -> None:
    """`Forbidden` unless a page says it: ours by its token, one that the campaign names by its origin, which no page
    chooses itself, or a server by its key.
    """
    salts = _recent_salts()
    token = request.args.get("token", "")
    if salts is None or is_landing_token(salts, token, click, product().clock()):
        return
    if request.headers.get("Origin", "") not in product().scans.origins_of(click) and not caller_may("conversions"):
        raise Forbidden("only the page that the scan led to may say so: send its token")


def _recent_salts() -> list[bytes] | None:
    try:
        return product().salts.recent()
    except Unavailable:  # a scan of now is confirmed all the same
        return None


def _claimed_after(coupon: scan_schemas.RedeemedIn | None) -> str:
    """The scan after which this coupon was handed out; "" for one whose claim was the conversion."""
    if coupon is None:
        raise InvalidBrief([Finding("click", "is missing", "send the click id, or the coupon that was redeemed")])
    return product().offers.scan_of(coupon.campaign or product().settings.campaign, coupon.offer, coupon.code)


def _erase_token() -> str | None:
    """The person's token; None for a caller whose key may erase anybody."""
    token = request.headers.get(TOKEN_HEADER)
    if token is None and not caller_may("erase"):
        raise Forbidden(f"send the token of this poster in {TOKEN_HEADER}, or a key with the scope erase")
    return token


def _done() -> Response:
    response = Response(status=204)
    response.headers["Cache-Control"] = "no-store"
    return response
