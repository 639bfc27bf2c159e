"""The JSON API of look backs: for whoever knows more of a person's year than their posters say."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from postergen.domain.localized import LOCALES
from postergen.domain.look_backs import LookBack
from postergen.errors import Conflict
from postergen.service.look_backs import LookBackOrder
from postergen.service.orders import Issued
from postergen.web import look_back_schemas as schemas
from postergen.web.addressing import address
from postergen.web.api import MAX_KEY
from postergen.web.callers import callers_key
from postergen.web.json_http import json_answer, json_body
from postergen.web.look_backs import BETWEEN
from postergen.web.product import product
from postergen.web.visitors import visitor_key

look_back_api = Blueprint("look_back_api", __name__, url_prefix="/api/v1")


@look_back_api.get("/look-backs")
def listed() -> Response:
    campaign = product().library.campaign(request.args.get("campaign") or product().settings.campaign)
    found = [_out(campaign.id, one) for one in campaign.look_backs]
    return json_answer(schemas.LookBacksOut(campaign=campaign.id, look_backs=found))


@look_back_api.post("/look-backs/<look_back>")
def make(look_back: str) -> Response:
    """Make the pages; the same key with the same body gives the same ones."""
    asked = schemas.LookBackIn.model_validate(json_body())
    campaign = asked.campaign or product().settings.campaign
    product().look_backs.of(campaign, look_back)
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise BadRequest(f"Idempotency-Key should have 1 to {MAX_KEY} characters")
    order = LookBackOrder(
        campaign=campaign,
        look_back=look_back,
        figures=asked.figures,
        locale=asked.locale,
        nickname=asked.nickname,
        personalised=asked.personalised,
        maker=visitor_key(),
        idempotency_key=callers_key(key) if key is not None else None,
        scan=asked.scan,
    )
    try:
        issued = product().look_backs.make(order)
    except Conflict as exc:
        raise Conflict(key or "") from exc  # as the caller calls it
    created = any(one.created for one in issued)
    return json_answer(_made(campaign, look_back, issued), 201 if created else 200)


def _out(campaign: str, one: LookBack) -> schemas.LookBackOut:
    both = {locale: one.name.in_locale(locale) for locale in LOCALES}
    about = {locale: one.about.in_locale(locale) for locale in LOCALES}
    return schemas.LookBackOut(
        id=one.id,
        name=both,
        about=about,
        state=product().look_backs.opening(one),
        first=one.first,
        last=one.last,
        opens=one.opens,
        closes=one.closes,
        look=one.look,
        figures=[schemas.FigureOut(name=each.name, kind=each.kind, most=each.most) for each in one.figures],
        url=address("look_backs.start", campaign=campaign, look_back=one.id),
    )


def _made(campaign: str, look_back: str, issued: list[Issued]) -> schemas.LookBackMadeOut:
    pages = BETWEEN.join(one.poster.code for one in issued)
    pictures = product().pictures
    first = issued[0].poster
    moving = pictures.template(first).moving
    moves = moving is not None and moving.sheet == pictures.content(first).sheet
    return schemas.LookBackMadeOut(
        campaign=campaign,
        look_back=look_back,
        pages=[_page(one) for one in issued],
        url=address("look_backs.show", campaign=campaign, pages=pages),
        long_url=address("look_backs.long", campaign=campaign, pages=pages, extension="jpg"),
        cover_url=address("look_backs.cover", campaign=campaign, pages=pages, extension="webp") if moves else None,
    )


def _page(one: Issued) -> schemas.LookBackPageOut:
    poster, pictures, addresses = one.poster, product().pictures, product().addresses
    _, page, band = poster.brief.site.split("/")
    content = pictures.content(poster)
    return schemas.LookBackPageOut(
        page=page,
        band=band,
        code=poster.code,
        headline=content.headline,
        body=content.body,
        variant=poster.choice.variant,
        revision=poster.choice.revision,
        propensity=poster.choice.propensity,
        image_url=addresses.image(poster.code, pictures.version(poster)),
        share_url=addresses.share(poster.code),
        scan_url=addresses.scan(poster.code),
        erase_token=one.erase_token,
    )
