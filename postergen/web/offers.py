"""What a person can do about the wishes on a friend's poster; coupons are handed out once."""

from __future__ import annotations

from flask import Blueprint, Response, request

from postergen.domain.findings import unspoken
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.domain.scan import MAX_CLICK
from postergen.errors import InvalidBrief
from postergen.service.offers import OfferShown
from postergen.web import scan_schemas, schemas
from postergen.web.json_http import json_answer
from postergen.web.pages import campaign_page, page_locale
from postergen.web.product import product
from postergen.web.rate_limits import check_rate_limit, note_use

offers = Blueprint("offers", __name__)


@offers.get("/api/v1/scans/<click>/offers")
def after_scan(click: str) -> Response:
    locale = request.args.get("locale", DEFAULT_LOCALE)
    if unknown := unspoken(locale):
        raise InvalidBrief(unknown)
    shown = product().offers.after_scan(click, locale)
    return json_answer(scan_schemas.OffersOut(offers=[_offer_out(one, locale) for one in shown]))


@offers.post("/api/v1/scans/<click>/offers/<offer>/claim")
def claim(click: str, offer: str) -> Response:
    coupon = product().offers.claim(click, offer, admit=_admit, given=_note)
    return json_answer(scan_schemas.CouponOut(offer=coupon.offer.id, code=coupon.code), 201 if coupon.fresh else 200)


@offers.post("/c/<name>/offers/<offer>")
def claim_on_page(name: str, offer: str) -> Response:
    """The coupon, for somebody whose browser runs no script."""
    campaign = product().library.campaign(name)
    click = request.form.get("click", "")[:MAX_CLICK]
    coupon = product().offers.claim(click, offer, campaign.id, admit=_admit, given=_note)
    url = coupon.offer.url.in_locale(page_locale())
    return campaign_page("coupon.html", framed_by=campaign.origins, campaign=campaign, coupon=coupon, url=url)


def _admit(code: str) -> None:
    """One more coupon is to go to this network, after a scan of this poster."""
    check_rate_limit("coupon-networks")
    check_rate_limit("coupon-posters", code)


def _note(code: str) -> None:
    """It has gone there."""
    note_use("coupon-networks")
    note_use("coupon-posters", code)


def _offer_out(shown: OfferShown, locale: str) -> scan_schemas.OfferOut:
    offer = shown.offer
    return scan_schemas.OfferOut(
        id=offer.id,
        kind=offer.kind.value,
        title=offer.title.in_locale(locale),
        text=offer.text.in_locale(locale),
        url=offer.url.in_locale(locale),
        score=shown.score,
        reasons=[schemas.ReasonOut(kind=r.kind, subject=r.subject, score=r.score) for r in shown.reasons],
    )
