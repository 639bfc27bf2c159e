"""The page of a sticker that was sent: for whoever is to answer it, and for whoever sent it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from flask import Response, request

from postergen.domain.localized import LOCALES
from postergen.domain.scan import MAX_CLICK
from postergen.domain.typed import MAX_TYPED
from postergen.errors import Finding, Forbidden, NotFound, Unavailable
from postergen.service.battles import Offered, Round
from postergen.tracking.landing import landing_token
from postergen.web.line_tokens import line_token
from postergen.web.pages import campaign_page, page_language, page_locale
from postergen.web.product import product
from postergen.web.told import told
from postergen.web.visitors import ERASE_COOKIE, visitor_key


def battle_page(sent: Round, findings: tuple[Finding, ...] = (), status: int = 200) -> Response:
    """What was sent, and the three lines that answer it; its sender sees how to send it on, and how often it was
    answered.
    """
    campaign = product().library.campaign(sent.poster.brief.campaign)
    known = ERASE_COOKIE in request.cookies
    mine = request.method == "GET" and ("mine" in request.args or known)
    click, locale = click_of(sent), answer_locale(sent)
    offered = Offered(None, ()) if mine else product().battles.offered(sent, locale, _salt(sent, click))
    return campaign_page(
        "battle.html",
        status,
        framed_by=campaign.origins,
        campaign=campaign,
        kind="mine" if mine else "came",
        sent=sent,
        link=product().addresses.short(sent.code),
        page=product().addresses.battle(sent.code),
        card=product().addresses.battle(sent.code, f"/card.jpg?v={product().battle_cards.version(sent)}"),
        card_version=product().battle_cards.version(sent),
        version=product().stickers.version(sent.sticker),
        stickers=offered.stickers,
        offered=line_token(product().salts.today(), offered.line) if offered.line else "",
        click=click,
        landed=landing_token(product().salts.today(), click, product().clock()) if click else "",
        answers_in=locale,
        others=[other for other in LOCALES if other != locale],
        answered=_answered(sent) if mine else 0,
        known=known,
        may_forget=known and sent.poster.brief.is_personal,
        is_forgotten="forgotten" in request.args and sent.is_erased,
        **shared(campaign.id, findings),
    )


def shared(campaign: str, findings: tuple[Finding, ...]) -> Mapping[str, object]:
    """What the page shows on which a battle begins, too: who may say a line of one's own, and what was typed."""
    figures = product().stickers.figures_of(campaign)
    return {
        "figures": [(name, figure.template.name.in_locale(page_locale())) for name, figure in figures.items()],
        "version_of": product().stickers.version,
        "findings": told(findings, page_language()),
        "form": {name: value[:MAX_TYPED] for name, value in request.form.items()},
    }


def answer_locale(sent: Round) -> str:
    """A sticker is answered in its own language, unless another is asked for."""
    asked = request.values.get("in", "")
    return asked if asked in LOCALES else sent.sticker.locale


def click_of(sent: Round) -> str:
    """The click id, if it is one of a scan of this sticker: in no other way would an answer be its child."""
    click = request.values.get("click", "")[:MAX_CLICK]
    try:
        scanned = product().scans.poster_of(click) if click else None
    except Unavailable:
        return click
    return click if scanned and scanned.code == sent.code else ""


def _salt(sent: Round, click: str) -> str:
    return hashlib.sha256(f"{sent.code}\0{click or visitor_key()}".encode()).hexdigest()[:16]


def _answered(sent: Round) -> int:
    """How many answers there are, as far as they are folded, for the browser that sent it."""
    try:
        return product().friends.of(sent.code, request.cookies.get(ERASE_COOKIE)).made
    except (Forbidden, NotFound, Unavailable):
        return 0
