"""What a poster's addresses answer: the picture, the share page, the scan."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import NotFound as UnknownAddress

from postergen.domain.codes import is_specimen
from postergen.errors import Forbidden, NotFound
from postergen.rendering.encode import FILE_FORMATS
from postergen.service.pictures import PAGE_WIDTH
from postergen.web.battle_page import battle_page
from postergen.web.captions import caption, title
from postergen.web.json_http import json_answer
from postergen.web.metrics import metrics
from postergen.web.naming import called_now
from postergen.web.notes import notes_of
from postergen.web.own_tokens import own_token
from postergen.web.pages import campaign_page, is_embedded, page_language, words
from postergen.web.pictures import validated_answer
from postergen.web.product import product
from postergen.web.schemas import FriendsOut
from postergen.web.visitors import ERASE_COOKIE, drop_erase_token, hit_of_request, network_of_request, visitor_key

links = Blueprint("links", __name__)

# A browser keeps what it was shown; who shows it to others (s-maxage) asks again after five minutes, for an erasure
# reaches no cache.
FOR_EVER = "public, max-age=31536000, s-maxage=300, immutable"
FOR_A_MINUTE = "public, max-age=60"  # of an address that stays the same when a person is erased
WECHAT = ("MicroMessenger", "Mobile")  # what its browser on a phone calls itself: it neither downloads nor shares


@links.get("/p/<code>.<extension>")
def picture(code: str, extension: str) -> Response:
    """The picture; its validator is known before anything is drawn."""
    if extension not in FILE_FORMATS:
        raise UnknownAddress(f"a poster comes as {', '.join(FILE_FORMATS)}")
    width = _width()
    pictures, poster = product().pictures, product().posters.get(code)
    if poster.brief.is_sticker:
        return redirect(url_for("battles.card", code=poster.code))  # type: ignore[return-value]
    format_name = request.args.get("format")
    etag = pictures.etag(poster, extension, format_name) + (f"-{width}" if width else "")
    response = validated_answer(
        lambda: pictures.picture(poster, extension, format_name, width=width),
        extension,
        etag,
        FOR_EVER if request.args.get("v") == pictures.version(poster) else FOR_A_MINUTE,
        cost=pictures.poster_cost(poster, extension, format_name, width),
    )
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'inline; filename="{poster.code}.{extension}"'
    return response


def _width() -> int | None:
    """One width beside the poster's own, and no others: each would be drawn anew."""
    asked = request.args.get("width")
    if asked not in (None, str(PAGE_WIDTH)):
        raise UnknownAddress(f"a poster comes in its own width, or {PAGE_WIDTH}")
    return PAGE_WIDTH if asked else None


@links.get("/p/<code>")
def share(code: str) -> Response:
    """The poster with its Open Graph tags, and the way to one's own."""
    poster = product().posters.get(code)
    if poster.brief.is_sticker:
        return redirect(url_for("battles.shown", code=poster.code, lang=page_language().id))  # type: ignore[return-value]
    mine = "mine" in request.args or ERASE_COOKIE in request.cookies
    return _share_page(code, mine=mine, format_name=request.args.get("format"))


@links.post("/p/<code>/forget")
def forget(code: str) -> Response:
    """The maker's own browser asks to forget the person; its cookie is sent by no other site."""
    token = request.cookies.get(ERASE_COOKIE)
    if not token:
        raise Forbidden("only the browser that made this poster may do this")
    product().posters.erase(code, token)
    framed = is_embedded()
    embed = 1 if framed else None
    shown = url_for("links.share", code=code, mine=1, forgotten=1, lang=page_language().id, embed=embed)
    response = redirect(shown, 303)
    response.headers["Clear-Site-Data"] = '"cache"'  # this browser keeps the old picture otherwise
    drop_erase_token(response, code, framed=framed)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


@links.get("/p/<code>/friends")
def friends(code: str) -> Response:
    """How often people came through this poster, for the browser that made it alone."""
    found = product().friends.of(code, request.cookies.get(ERASE_COOKIE))
    own = own_token(product().salts.today(), product().posters.get(code).code)
    return json_answer(FriendsOut(visits=found.visits, made=found.made, since=found.since, own=own))


@links.route("/s/<code>", methods=["GET", "HEAD"], strict_slashes=False)  # some people end an address with one
@links.route("/S/<code>", methods=["GET", "HEAD"], strict_slashes=False)
def scan(code: str) -> Response:
    """Count the hit and lead on. A preview fetcher sees the poster instead."""
    for campaign in product().library.campaigns():
        if is_specimen(code, campaign.code_prefix):  # a preview that somebody photographed
            return redirect(url_for("campaign.picker", name=campaign.id), 302)  # type: ignore[return-value]
    scanned = product().scans.record(
        code, hit_of_request(), visitor_key(), request.args.to_dict(), network_of_request()
    )
    metrics().scanned(scanned.scan.classification.scan_class)
    if scanned.wants_preview:
        is_sticker = product().posters.get(code).brief.is_sticker
        response = battle_page(product().battles.get(code)) if is_sticker else _share_page(code)
    else:
        response = Response(status=302, headers={"Location": scanned.target}, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _share_page(code: str, *, mine: bool = False, format_name: str | None = None) -> Response:
    pictures, addresses, poster = product().pictures, product().addresses, product().posters.get(code)
    campaign = product().library.campaign_version(poster.brief.campaign, poster.campaign_version)
    formats = pictures.template(poster).formats
    card = "card" if "card" in formats else poster.brief.format
    chosen = format_name or poster.brief.format
    if chosen not in formats:
        raise NotFound("format", chosen)
    content, known = pictures.content(poster), ERASE_COOKIE in request.cookies
    return campaign_page(
        "poster.html",
        framed_by=campaign.origins,
        poster=poster,
        content=content,
        who=called_now(poster.brief, campaign),
        title=title(content),
        caption=caption(content, poster.brief.nickname, addresses.share(poster.code)) if mine else "",
        in_wechat=all(word in request.user_agent.string for word in WECHAT),
        is_new=known and "mine" in request.args and format_name is None,
        glossary=campaign.glossary[poster.brief.locale],
        version=pictures.version(poster),
        card=f"{addresses.image(poster.code, pictures.version(poster))}&format={card}",
        card_size=formats[card],
        share=addresses.share(poster.code),
        formats=formats,
        chosen=chosen,
        mine=mine,
        known=known,
        notes=notes_of(pictures.fitting(poster).warnings, words("poster")) if mine else (),
        games=product().game_views.open_for(poster) if known and not is_embedded() else (),
        may_forget=known and poster.brief.is_personal,
        is_forgotten="forgotten" in request.args and not poster.brief.is_personal,
    )
