"""The campaign page: pick, name, make. Works without a script."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from postergen.domain.briefs import TODAY, BriefRequest
from postergen.domain.catalogue import MAX_PICKS
from postergen.domain.localized import LOCALES
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.service.posters import Order
from postergen.web.api import product
from postergen.web.pages import page, page_locale

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
        ),
        scan=form.get("click") or None,
    )
    try:
        issued = product().posters.issue(order)
    except InvalidInput as exc:
        return _picker(name, exc.findings, 422)
    return redirect(url_for("links.share", code=issued.poster.code, mine=1, lang=page_locale()), 303)  # type: ignore[return-value]


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
    friend = product().scans.poster_of(click) if click else None
    posters = product().posters
    looks = {template.id: template for template in product().library.templates()}
    return page(
        "campaign.html",
        status,
        campaign=campaign,
        groups=campaign.catalogue.options_by_theme(),
        looks=[looks[name] for name in campaign.templates],
        friend=posters.content(friend) if friend else None,
        click=click if friend else "",
        picked=request.form.getlist("option"),
        form=request.form,
        findings=findings,
        max_picks=MAX_PICKS,
        locales=LOCALES,
    )
