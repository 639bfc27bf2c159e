"""The page of a look back: what will be there, its pages to leaf through, and all of them as one picture."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import NotFound as UnknownAddress

from postergen.domain.campaign import Campaign
from postergen.domain.look_backs import LookBack, Opening
from postergen.domain.poster import Poster
from postergen.domain.scan import MAX_CLICK
from postergen.domain.typed import MAX_TYPED
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.rendering.content import PosterContent
from postergen.rendering.cover import COVER_FILES
from postergen.rendering.encode import drawing_cost
from postergen.rendering.long import LONG_FILES, MOST_HEIGHT
from postergen.service.look_backs import LookBackOrder
from postergen.service.pictures import PAGE_WIDTH
from postergen.tracking.visitors import is_of_a_cookie
from postergen.web.callers import callers_key
from postergen.web.game_words import moment
from postergen.web.holding import check_asked_by_us
from postergen.web.links import FOR_A_MINUTE
from postergen.web.own_tokens import own_codes
from postergen.web.pages import campaign_page, page_language, page_locale, words
from postergen.web.pictures import validated_answer
from postergen.web.product import product
from postergen.web.told import told
from postergen.web.visitors import remember_erase_token, visitor_key

look_backs = Blueprint("look_backs", __name__)

BETWEEN = "-"  # the codes of pages in an address
MOST_CODES = 7
COVER_COST = 8  # tenths of a second


class PageShown(NamedTuple):
    poster: Poster
    content: PosterContent
    version: str


@look_backs.get("/c/<campaign>/look-back")
def start(campaign: str) -> Response:
    """What will be there, and the way to it; ``?look_back=`` is another one than the first of the campaign."""
    return _start(campaign)


@look_backs.post("/c/<campaign>/look-back")
def make(campaign: str) -> Response:
    """Make the pages out of the browser's own posters, and show them."""
    check_asked_by_us()
    one = _look_back(campaign)
    codes = own_codes(product().salts.recent() or (), request.form.getlist("own"))
    key = visitor_key()
    makers = [key] if is_of_a_cookie(key) else []
    figures = product().look_backs.own_figures(campaign, one, makers, codes)
    if figures is None:
        return _start(campaign, is_empty=True)
    nonce = request.form.get("key", "")[:MAX_TYPED]
    order = LookBackOrder(
        campaign=campaign,
        look_back=one.id,
        figures=figures,
        locale=page_locale(),
        nickname=request.form.get("nickname", ""),
        personalised="plain" not in request.form,
        maker=key,
        idempotency_key=callers_key(nonce) if nonce else None,
        scan=request.form.get("click", "")[:MAX_CLICK] or None,
    )
    try:
        issued = product().look_backs.make(order)
    except InvalidInput as exc:
        return _start(campaign, exc.findings, 422)
    pages = BETWEEN.join(one.poster.code for one in issued)
    response = redirect(
        url_for("look_backs.show", campaign=campaign, pages=pages, lang=page_language().id, mine=1), 303
    )
    for made in issued:
        if made.erase_token:
            remember_erase_token(response, made.poster.code, made.erase_token)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


@look_backs.get("/c/<campaign>/look-back/<pages>")
def show(campaign: str, pages: str) -> Response:
    """The pages, one beside the other, for whoever has their address."""
    posters = _posters(campaign, pages)
    found, pictures = product().library.campaign(campaign), product().pictures
    first = posters[0]
    one = found.look_back_by_id.get(first.brief.site.partition("/")[0])
    contents = [pictures.content(poster) for poster in posters]
    shown = [PageShown(*each, pictures.version(each[0])) for each in zip(posters, contents, strict=True)]
    return campaign_page(
        "look-back.html",
        framed_by=found.origins,
        campaign=found,
        look_back=one,
        shown=shown,
        joined=BETWEEN.join(poster.code for poster in posters),
        version=_etag(posters, "")[:10],
        size=pictures.template(first).formats[first.brief.format],
        moves=_moves(first),
        who=contents[0].nickname,
        caption=_caption(found, one, contents, posters[-1]),
        mine="mine" in request.args,
        state="made",
        findings=told((), page_language()),
    )


@look_backs.get("/c/<campaign>/look-back/<pages>/page.webp")
def page(campaign: str, pages: str) -> Response:
    """One page, small. A browser asks for all of them at once, so they wait where looks do (`lanes`)."""
    (poster,) = _posters(campaign, pages.partition(BETWEEN)[0])
    etag = product().pictures.etag(poster, "webp") + f"-{PAGE_WIDTH}"
    return validated_answer(
        lambda: product().pictures.picture(poster, "webp", width=PAGE_WIDTH), "webp", etag, FOR_A_MINUTE, cost=0
    )


@look_backs.get("/c/<campaign>/look-back/<pages>.<extension>")
def long(campaign: str, pages: str, extension: str) -> Response:
    """All pages as one long picture."""
    if extension not in LONG_FILES:
        raise UnknownAddress(f"a long picture comes as {', '.join(LONG_FILES)}")
    posters = _posters(campaign, pages)
    cost = drawing_cost(extension, 1080, MOST_HEIGHT)
    etag = _etag(posters, extension)
    return validated_answer(
        lambda: product().pictures.long(posters, extension), extension, etag, FOR_A_MINUTE, cost=cost
    )


@look_backs.get("/c/<campaign>/look-back/<pages>/cover.<extension>")
def cover(campaign: str, pages: str, extension: str) -> Response:
    """The first page, moving."""
    if extension not in COVER_FILES:
        raise UnknownAddress(f"a moving cover comes as {', '.join(COVER_FILES)}")
    first, *_ = _posters(campaign, pages)
    if not _moves(first):
        raise NotFound("moving cover", first.code)
    etag = _etag([first], f"moving.{extension}")
    return validated_answer(
        lambda: product().pictures.moving(first, extension), extension, etag, FOR_A_MINUTE, cost=COVER_COST
    )


def _moves(poster: Poster) -> bool:
    moving = product().pictures.template(poster).moving
    return moving is not None and moving.sheet == product().pictures.content(poster).sheet


def _etag(posters: Sequence[Poster], extension: str) -> str:
    parts = [product().pictures.etag(poster, extension) for poster in posters]
    return hashlib.sha256("\0".join(["look-back", extension, *parts]).encode()).hexdigest()[:32]


def _posters(campaign: str, pages: str) -> list[Poster]:
    product().library.campaign(campaign)
    codes = pages.split(BETWEEN)
    if len(codes) > MOST_CODES:
        raise NotFound("look back", pages[:80])
    return product().look_backs.pages(campaign, codes)


def _caption(found: Campaign, one: LookBack | None, contents: Sequence[PosterContent], last: Poster) -> str:
    """The few words that go with the pictures, in the language of the pages, and where they lead."""
    locale = contents[0].locale
    name = one.name.in_locale(locale) if one else found.title.in_locale(locale)
    lines = "\n".join(f"· {content.headline}" for content in contents[1:-1])
    return f"{name}\n{lines}\n{product().addresses.share(last.code)}"


def _look_back(campaign: str) -> LookBack:
    """The one that is asked for, or the first that own posters tell."""
    found = product().library.campaign(campaign)
    asked = request.values.get("look_back", "")[:MAX_TYPED]
    if asked:
        return product().look_backs.of(campaign, asked)
    one = next((one for one in found.look_backs if one.is_of_posters), None)
    if one is None:
        raise NotFound("look back", campaign)
    return one


def _start(campaign: str, findings: tuple[Finding, ...] = (), status: int = 200, *, is_empty: bool = False) -> Response:
    found, one = product().library.campaign(campaign), _look_back(campaign)
    opening = product().look_backs.opening(one)
    state = "empty" if is_empty else "start" if opening is Opening.OPEN else opening.value
    at = one.closes if opening is Opening.OVER and one.closes else one.opens
    return campaign_page(
        "look-back.html",
        status,
        framed_by=found.origins,
        campaign=found,
        look_back=one,
        shown=(),
        state=state,
        at=moment(at, one.timezone, words("game")),
        nickname=request.form.get("nickname", "")[:MAX_TYPED],
        key=secrets.token_urlsafe(16),
        click=request.values.get("click", "")[:MAX_CLICK],
        findings=told(findings, page_language()),
    )
