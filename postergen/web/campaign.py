"""The campaign page: pick, name, make. Works without a script."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from postergen.domain.briefs import TODAY, BriefRequest
from postergen.domain.catalogue import MAX_PICKS
from postergen.domain.localized import LOCALES
from postergen.errors import Finding, InvalidInput, NotFound, Unavailable
from postergen.service.posters import Order
from postergen.web.api import product
from postergen.web.pages import page, page_locale
from postergen.web.visitors import remember_erase_token, remember_visitor, visitor_key

campaign_pages = Blueprint("campaign", __name__)


@campaign_pages.get("/")
def home() -> Response:
    return _picker(product().settings.campaign)


@campaign_pages.get("/c/<name>")
def picker(name: str) -> Response:
    return _picker(name)


@campaign_pages.post("/c/<name>")
def make(name: str) -> Response:
    """Make a poster out of the form, then show it; mistakes come back with the form as it was."""
    form = request.form
    order = Order(
        campaign=name,
        request=BriefRequest(
            options=tuple(form.getlist("option")),
            locale=page_locale(),
            template=form.get("template") or None,
            nickname=form.get("nickname", ""),
            place=form.get("place") or None,
            occasion=TODAY,
            channel="page",
            personalised="plain" not in form,
            fields=_fields_of(form.get("template")),
        ),
        scan=form.get("click") or None,
        avatar=_avatar(),
        maker=visitor_key(),
    )
    try:
        issued = product().posters.issue(order)
    except InvalidInput as exc:
        return _picker(name, exc.findings, 422)
    code = issued.poster.code
    response = redirect(url_for("links.share", code=code, mine=1, lang=page_locale()), 303)
    if issued.erase_token:
        remember_erase_token(response, code, issued.erase_token)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


def _avatar() -> bytes | None:
    """The picture that was chosen; a form without one sends an empty part."""
    picture = request.files.get("avatar")
    return (picture.read() or None) if picture else None


def _fields_of(template: str | None) -> tuple[tuple[str, str | int], ...]:
    """What the form says of the chosen look's fields; those of other looks, and empty ones, are passed over."""
    asked = next((look.fields for look in product().library.templates() if look.id == template), ())
    given = ((field, request.form.get(f"{template}.{field.name}", "").strip()) for field in asked)
    return tuple(
        (field.name, int(text) if field.kind == "number" and text.isascii() and text.isdigit() else text)
        for field, text in given
        if text
    )


@campaign_pages.get("/c/<name>/looks/<template>.webp")
def look(name: str, template: str) -> Response:
    """A small picture of a look."""
    if template not in product().library.campaign(name).templates:
        raise NotFound("template", template)
    response = Response(product().posters.thumbnail(name, template, page_locale()), mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _picker(name: str, findings: tuple[Finding, ...] = (), status: int = 200) -> Response:
    campaign = product().library.campaign(name)
    click = request.values.get("click", "")
    posters = product().posters
    try:
        friend = product().scans.poster_of(click) if click else None
        shown, known = posters.content(friend) if friend else None, friend is not None
    except Unavailable:  # somebody scanned a code: they get their page all the same
        shown, known = None, True
    looks = {template.id: template for template in product().library.templates()}
    response = page(
        "campaign.html",
        status,
        campaign=campaign,
        groups=campaign.catalogue.options_by_theme(),
        looks=[looks[name] for name in campaign.templates],
        friend=shown,
        click=click if known else "",
        picked=request.form.getlist("option"),
        form=request.form,
        findings=findings,
        max_picks=MAX_PICKS,
        locales=LOCALES,
    )
    remember_visitor(response)  # whoever makes a poster is known from here on, and not only from their first scan
    return response
