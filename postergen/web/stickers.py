"""Answer what stickers a campaign has, and each as a picture."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound as UnknownAddress

from postergen.domain.findings import unspoken
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.domain.stickers import Sticker
from postergen.errors import InvalidBrief
from postergen.service.stickers import EXTENSIONS, SIDES
from postergen.web import catalogue_schemas
from postergen.web.json_http import json_answer
from postergen.web.pictures import validated_answer
from postergen.web.product import product

stickers = Blueprint("stickers", __name__, url_prefix="/api/v1/campaigns/<campaign>/stickers")

FOR_A_YEAR, FOR_A_MINUTE = "public, max-age=31536000, immutable", "public, max-age=60"
COST = {"png": 1}  # tenths of a second to draw it
MOVING_COST = 4


@stickers.get("")
def every(campaign: str) -> Response:
    locale = request.args.get("locale", DEFAULT_LOCALE)
    if unknown := unspoken(locale):
        raise InvalidBrief(unknown)
    pack = product().library.campaign(campaign)
    about = pack.stickers
    response = json_answer(
        catalogue_schemas.StickersOut(
            campaign=pack.id,
            version=pack.version,
            locale=locale,  # type: ignore[arg-type]
            name=about.name.in_locale(locale) if about else "",
            about=about.about.in_locale(locale) if about else "",
            stickers=[sticker_out(campaign, one) for one in product().stickers.all(campaign, locale)],
        )
    )
    response.headers["Cache-Control"] = FOR_A_MINUTE
    return response


def sticker_out(campaign: str, sticker: Sticker) -> catalogue_schemas.StickerOut:
    """A line in the shape of the API."""
    version = product().stickers.version(sticker)
    return catalogue_schemas.StickerOut(
        id=sticker.id,
        text=sticker.text,
        meaning=sticker.meaning,
        emoji=sticker.emoji,
        figure=sticker.figure,
        movement=sticker.movement,
        tone=sticker.tone.value,
        options=list(sticker.fits.options),
        themes=list(sticker.fits.themes),
        files={one: product().addresses.sticker(campaign, sticker.id, one, version) for one in EXTENSIONS},
    )


@stickers.get("/<sticker>.<extension>")
def picture(campaign: str, sticker: str, extension: str) -> Response:
    """The picture; its validator is known before anything is drawn."""
    if extension not in EXTENSIONS:
        raise UnknownAddress(f"a sticker comes as {', '.join(EXTENSIONS)}")
    drawn, found, side = product().stickers, product().stickers.get(campaign, sticker), side_asked_for()
    return validated_answer(
        lambda: drawn.picture(found, extension, side),
        extension,
        drawn.etag(found, extension, side),
        FOR_A_YEAR if request.args.get("v") == drawn.version(found) else FOR_A_MINUTE,
        cost=COST.get(extension, MOVING_COST),
    )


def side_asked_for() -> int:
    """A few sizes and no others: each would be drawn anew."""
    asked = request.args.get("size", str(SIDES[0]))
    if asked not in map(str, SIDES):
        raise UnknownAddress(f"a sticker is {' or '.join(map(str, SIDES))} pixels wide")
    return int(asked)
