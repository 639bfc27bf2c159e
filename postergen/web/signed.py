"""Pictures for `<img>` tags: the address holds a signed brief, and the poster is made when it is first asked for."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response
from pydantic import ValidationError
from werkzeug.exceptions import Gone

from postergen.domain.signing import SigningKey, canonical, is_signed, read_brief
from postergen.errors import Finding, InvalidBrief, NotFound
from postergen.rendering.encode import FILE_FORMATS
from postergen.service.orders import Order
from postergen.web.metrics import metrics
from postergen.web.pictures import validated_answer
from postergen.web.product import product
from postergen.web.schemas import SignedBriefIn

signed = Blueprint("signed", __name__)

SIGNED_KEYS = "signed:"  # keys of signed pictures; those of callers begin otherwise (`web/callers`)
LONGEST_AGE = 31_536_000  # seconds; a year stands for "for ever" (RFC 9111, 1.2.2)


@signed.get("/r/<campaign>/<signature>/<brief>.<extension>")
def picture(campaign: str, signature: str, brief: str, extension: str) -> Response:
    """The picture of the poster that this brief stands for; unlike `/p/`, the address is known beforehand."""
    if extension not in FILE_FORMATS or not is_signed(signing_keys(), campaign, signature, brief, extension):
        raise NotFound("picture", brief)
    asked = _read(brief)
    left = asked.expires - int(product().clock().timestamp())
    if left <= 0:
        raise Gone("this address has expired")
    issued, pictures = product().posters.issue(signed_order(campaign, asked)), product().pictures
    if issued.created:
        metrics().made("signed")
    etag, cache = pictures.etag(issued.poster, extension), f"public, max-age={min(left, LONGEST_AGE)}"
    response = validated_answer(
        lambda: pictures.picture(issued.poster, extension),
        extension,
        etag,
        cache,
        cost=pictures.poster_cost(issued.poster, extension, None),
    )
    response.headers["Postergen-Code"] = issued.poster.code
    return response


def signing_keys() -> list[SigningKey]:
    return [SigningKey(*pair) for pair in product().settings.signing_keys]


def signed_order(campaign: str, asked: SignedBriefIn) -> Order:
    """The same brief is the same poster, whoever signed it and however often its expiry was renewed."""
    # defaults left out: a brief of today stays the same when briefs can say more
    said: dict[str, Any] = asked.model_dump(mode="json", by_alias=True, exclude={"expires"}, exclude_defaults=True)
    name = hashlib.sha256(canonical({"campaign": campaign, "brief": said})).hexdigest()
    return asked.order(campaign, idempotency_key=SIGNED_KEYS + name)


def _read(brief: str) -> SignedBriefIn:
    try:
        return SignedBriefIn.model_validate(read_brief(brief))
    except ValidationError:
        raise
    except ValueError as exc:
        raise InvalidBrief([Finding("", str(exc), "see /docs")]) from exc
