"""The campaign page: pick, name, make. Works without a script."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request, url_for

from postergen.domain.briefs import TODAY, BriefRequest, Field
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import MAX_PICKS
from postergen.domain.findings import Kind
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.domain.numbers import whole_number
from postergen.domain.occasions import NamedRule
from postergen.domain.offer import Offer
from postergen.domain.poster import Poster
from postergen.domain.scan import MAX_CLICK
from postergen.domain.typed import MAX_TYPED
from postergen.errors import Finding, InvalidInput, NotFound, Unavailable
from postergen.rendering.content import PosterContent
from postergen.rendering.template import Format
from postergen.service.orders import Order
from postergen.service.pictures import PAGE_WIDTH
from postergen.tracking.landing import landing_token
from postergen.web.answers import wish_out
from postergen.web.checking_in import friends_diary
from postergen.web.framing import refusal, stranger_around
from postergen.web.json_http import json_answer
from postergen.web.line_tokens import LONGEST
from postergen.web.lines import HEADER as LINE
from postergen.web.lines import fresh_page, line_of_form, page_of_form, told_line, turn_of_form, with_line
from postergen.web.lines import in_header as line_in_header
from postergen.web.lives import lives
from postergen.web.naming import called_now
from postergen.web.notes import HEADER as NOTES
from postergen.web.notes import in_header, notes_of
from postergen.web.pages import campaign_page, is_embedded, page_language, page_locale, words
from postergen.web.pictures import NEVER_KEPT, draw, picture_answer
from postergen.web.plays import plays
from postergen.web.product import product
from postergen.web.schemas import OptionsFound
from postergen.web.told import FIELDS, said, told
from postergen.web.visitors import remember_erase_token, visitor_key

campaign_pages = Blueprint("campaign", __name__)

WISH_LENGTH = {"zh-CN": 14, "en": 42}  # characters of a wish of one's own, as many as an option may have
MOST_OPTIONS = 100  # of a form that are looked at: many more than may be chosen
SEARCHES_KEPT = "private, max-age=3600"  # by the browser; what people look for is nobody else's


@campaign_pages.get("/")
def home() -> Response:
    return _picker(product().settings.campaign)


@campaign_pages.get("/c/<name>")
def picker(name: str) -> Response:
    """The page; ``?option=`` (several times), ``place`` and ``template`` fill it in beforehand."""
    return _picker(name)


@campaign_pages.post("/c/<name>")
def make(name: str) -> Response:
    """Make a poster out of the form, then show it; mistakes come back with the form as it was, and so does the form
    when another line is asked for.
    """
    order = _order(name)
    try:
        if turn_of_form():
            return _picker(name, line=told_line(with_line(order)))
        issued = product().posters.issue(order)
    except InvalidInput as exc:
        return _picker(name, exc.findings, 422)
    code, framed = issued.poster.code, is_embedded()
    shown = url_for("links.share", code=code, mine=1, lang=page_language().id, embed=1 if framed else None)
    response = redirect(shown, 303)
    if issued.erase_token:
        remember_erase_token(response, code, issued.erase_token, framed=framed)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


@campaign_pages.post("/c/<name>/again")
def again(name: str) -> Response:
    """The form as it was sent, to go on with: in another language, or for another poster. For who runs no script."""
    return _picker(name)


@campaign_pages.post("/c/<name>/preview")
def preview(name: str) -> Response:
    """What the form would make, small, which line stands on it, and what of it is not as it was written. Nothing is
    kept: who leafs through nine looks has made no poster.
    """
    order = with_line(_order(name))
    picture = draw(lambda: product().pictures.preview(order, PAGE_WIDTH), "jpg")
    answer = picture_answer(picture, NEVER_KEPT)
    answer.headers[LINE] = line_in_header(told_line(order))
    answer.headers[NOTES] = in_header(notes_of(picture.warnings, words("poster")))
    return answer


@campaign_pages.post("/c/<name>/reading")
def reading(name: str) -> Response:
    """What the form's wish is read as, as `POST /api/v1/rank` says it; nothing where there is none. Nothing is kept."""
    read = wish_out(product().posters.rank(_order(name), 1), product().library.campaign(name))
    answer = json_answer(read) if read else Response(status=204)
    answer.headers["Cache-Control"] = NEVER_KEPT
    return answer


@campaign_pages.get("/c/<name>/search")
def search(name: str) -> Response:
    """The ids of the options that ``?q=`` is about, the best first. Whoever types it again need not ask."""
    found = product().posters.search(name, request.args.get("q", ""), page_locale())
    answer = json_answer(OptionsFound(options=found))
    answer.headers["Cache-Control"] = SEARCHES_KEPT
    answer.vary.add("Accept-Language")
    return answer


@campaign_pages.get("/c/<name>/looks/<template>.webp")
def look(name: str, template: str) -> Response:
    """A small picture of a look."""
    if template not in product().library.campaign(name).templates:
        raise NotFound("template", template)
    return picture_answer(product().pictures.thumbnail(name, template, page_locale()), "public, max-age=86400")


def _order(name: str) -> Order:
    """What the form asks for."""
    form = request.form
    return Order(
        campaign=name,
        request=BriefRequest(
            options=tuple(form.getlist("option")[:MOST_OPTIONS]),
            locale=page_locale(),
            template=form.get("template") or None,
            nickname=form.get("nickname", ""),
            place=form.get("place") or None,
            occasion=_occasion(product().library.campaign(name)),
            channel="page",
            personalised="plain" not in form,
            fields=_fields_of(form.get("template")),
            wish=form.get("wish", ""),
            wish_means=form.get("wish_means", "")[:MAX_TYPED],
        ),
        scan=form.get("click", "")[:MAX_CLICK] or None,
        avatar=_avatar(),
        maker=visitor_key(),
        page=page_of_form(),
        line=line_of_form(),
    )


def _occasion(campaign: Campaign) -> str:
    """What the person ticked, else what the page around asked for, else that of the day."""
    birthday = _birthday(campaign) if "birthday" in request.form else None
    return birthday or request.form.get("occasion", "")[:MAX_TYPED] or TODAY


def _birthday(campaign: Campaign) -> str | None:
    """The campaign's occasion for birthdays. The page asks whether it is today, and never for the date."""
    return next((o.id for o in campaign.occasions if o.rule == NamedRule("birthday") and not o.retired), None)


def _avatar() -> bytes | None:
    """The picture that was chosen; a form without one sends an empty part."""
    picture = request.files.get("avatar")
    return (picture.read() or None) if picture else None


def _fields_of(template: str | None) -> tuple[tuple[str, str | int], ...]:
    """What the form says of the chosen look's fields; those of other looks, and empty ones, are passed over."""
    asked = next((look.fields for look in product().library.templates() if look.id == template), ())
    given = ((field, request.form.get(f"{template}.{field.name}", "").strip()) for field in asked if field.asked)
    return tuple(
        (field.name, text if (number := _number(field, text)) is None else number) for field, text in given if text
    )


def _number(field: Field, text: str) -> int | None:
    return whole_number(text) if field.kind == "number" else None


def _picker(
    name: str,
    findings: tuple[Finding, ...] = (),
    status: int = 200,
    line: Mapping[str, object] | None = None,
) -> Response:
    campaign = product().library.campaign(name)
    if stranger := stranger_around(campaign.origins):
        return refusal(campaign, stranger)
    friend, content, click = _friend()
    diary = friends_diary(friend) if friend and request.method == "GET" and not is_embedded() else None
    if diary and friend and friend.brief.campaign == name:
        there = url_for("games.play", campaign=name, game=diary, click=click, lang=request.args.get("lang"))
        return redirect(there, 302)  # type: ignore[return-value]
    looks = {template.id: template for template in product().library.templates()}
    picked = request.values.getlist("option")[:MAX_PICKS]
    most_picks = min(MAX_PICKS, len(campaign.catalogue.offered) + 1)  # and a wish of one's own
    return campaign_page(
        "campaign.html",
        status,
        framed_by=campaign.origins,
        campaign=campaign,
        lives=list(lives(campaign, page_locale(), picked, friend.brief.options if friend else ())),
        provinces=campaign.catalogue.provinces_of_options(),
        looks=[looks[name] for name in campaign.templates],
        friend=friend,
        content=content,
        friend_called=called_now(friend.brief, campaign) if friend else "",
        friend_format=_shown_format(friend) if friend else None,
        friend_version=product().pictures.version(friend) if friend else "",
        offers=_offers(friend),
        games=(playable := _games(friend)),
        paths=_paths(playable, friend),
        plays=plays(campaign, click),
        click=click,
        landed=landing_token(product().salts.today(), click, product().clock()) if click else "",
        form={name: value[:MAX_TYPED] for name, value in request.values.items()},
        page=request.form.get("page", "")[:MAX_TYPED] or fresh_page(),
        line=line or {"line": request.form.get("line", "")[:LONGEST]},
        findings=told(findings, page_language()),
        fields=FIELDS,
        max_body=product().settings.max_body,
        too_heavy=said(Kind.PHOTO_HEAVY, page_language()),
        max_picks=most_picks,
        longest_wish=WISH_LENGTH[page_locale()],
        has_birthday=_birthday(campaign) is not None,
    )


def _shown_format(friend: Poster) -> Format:
    """The format in which a friend's poster stands beside other things."""
    formats = product().pictures.template(friend).formats
    return formats.get("portrait", formats[friend.brief.format])


def _offers(friend: Poster | None) -> list[Offer]:
    """What can be done about what the friend longs for."""
    return [shown.offer for shown in product().offers.for_poster(friend, page_locale())] if friend else []


def _games(friend: Poster | None) -> list[Game]:
    """The one that the poster is of whose code led here, if it is of one."""
    shown = product().game_views.shown_by(friend) if friend and not is_embedded() else None
    return [shown] if shown else []


def _paths(games: list[Game], friend: Poster | None) -> dict[str, str]:
    """Where in a game the code of one of its posters leads, by game: to its envelope."""
    found: dict[str, str] = {}
    for game in games:
        envelope = product().hide_views.shown_by(friend, game.id) if friend and isinstance(game, Hunt) else None
        if envelope:
            found[game.id] = f"/envelopes/{envelope.id}"
    return found


def _friend() -> tuple[Poster | None, PosterContent | None, str]:
    """Whose code led here and what they long for, and the click id when it is one of ours."""
    click = request.values.get("click", "")[:MAX_CLICK]
    try:
        friend = product().scans.poster_of(click) if click else None
        if friend and friend.brief.is_sticker:
            return None, None, click  # what is made after it is its child; there are no lives to show
        return (friend, product().pictures.content(friend), click) if friend else (None, None, "")
    except Unavailable:  # somebody scanned a code: they get their page all the same
        return None, None, click
