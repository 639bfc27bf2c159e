"""Look through options, occasions, offers and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request

from postergen.adapters.content.game_kinds import KINDS
from postergen.adapters.content.pack_items import games_in
from postergen.domain.accounts import Role
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Option, Place, Theme
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.occasions import FixedRule, LunarRule, MonthDay, NamedRule, Occasion, Rule
from postergen.domain.offer import Offer, OfferKind
from postergen.web.pages import page_locale, words
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.forms.query import shown_moment
from postergen.web.studio.frame import studio_campaign, studio_page

studio_catalogue = Blueprint("studio_catalogue", __name__, url_prefix="/studio")


@studio_catalogue.get("/catalogue")
@needs(Role.WRITER)
def catalogue() -> Response:
    campaign, q = studio_campaign(), request.args.get("q", "").strip()[:80]
    return studio_page(
        "catalogue/catalogue.html",
        campaign=campaign,
        q=q,
        groups=_groups(campaign, q),
        occasions=[(one, rule_in_words(one.rule)) for one in campaign.occasions if _has(q, _words_of(one))],
        offers=[(one, _coupons(campaign, one)) for one in campaign.offers if _has(q, _words_of_offer(one))],
        games=[one for one in _games(campaign) if _has(q, (one.id, *one.name.values()))],
        game_kinds=tuple(KINDS),
        provinces=_provinces(campaign, q),
        may_edit=current_user().role.may(Role.ADMIN),
        fits_of=lambda offer: _fits_of(campaign, offer),
        has=_has,
    )


@dataclass(frozen=True, slots=True)
class ListedGame:
    """A game as its file has it; one of which only a file that is wrong is left does not stand here."""

    id: str
    kind: str
    name: Mapping[str, str]
    opens: str
    closes: str
    retired: bool
    has_begun: bool


def _provinces(campaign: Campaign, q: str) -> list[tuple[str, Localized, list[Place]]]:
    """Each with its id and name, and its cities; of a search, those that have the words."""
    found: dict[str, tuple[Localized, list[Place]]] = {}
    for place in campaign.catalogue.places:
        if _has(q, (place.id, *place.city.texts.values(), *place.province.texts.values())):
            found.setdefault(place.id.partition("/")[0], (place.province, []))[1].append(place)
    return [(name, *both) for name, both in found.items()]


def _games(campaign: Campaign) -> list[ListedGame]:
    games = product().games
    return [
        ListedGame(
            id=one.id,
            kind=one.kind.name,
            name=one.values["name"],
            opens=shown_moment(one.values["opens"]).replace("T", " "),
            closes=shown_moment(one.values["closes"]).replace("T", " "),
            retired=bool(one.values.get("retired")),
            has_begun=games.has_begun(campaign.id, one.id),
        )
        for one in games_in(product().library.pack(campaign.id).files)
    ]


def rule_in_words(rule: Rule) -> str:
    """When an occasion is, as one would say it."""
    w = words("studio/catalogue")
    match rule:
        case FixedRule(first, last) if first == last:
            return w["rule_day"].format(first=_month_day(first))
        case FixedRule(first, last):
            return w["rule_range"].format(first=_month_day(first), last=_month_day(last))
        case LunarRule():
            said = w["rule_lunar"].format(month=rule.month, day=rule.day)
            said += w["rule_before"].format(before=rule.before) if rule.before else ""
            return said + (w["rule_after"].format(after=rule.after) if rule.after else "")
        case NamedRule():
            return w[f"rule_{rule.kind}"]


def _month_day(day: MonthDay) -> str:
    return words("studio/catalogue")["month_day"].format(month=day[0], day=day[1])


def _groups(campaign: Campaign, q: str) -> list[tuple[Theme, list[Option]]]:
    """The options that have these words, by theme."""
    cities = {place.id: tuple(place.city.texts.values()) for place in campaign.catalogue.places}
    found = [
        (theme, [o for o in options if _has(q, (*_words_of_option(o), *theme.name.texts.values(), *_at(o, cities)))])
        for theme, options in campaign.catalogue.options_by_theme()
    ]
    return [(theme, options) for theme, options in found if options]


def _at(option: Option, cities: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return cities.get(option.place or "", ())


def _words_of_option(option: Option) -> tuple[str, ...]:
    return (option.id, *(words for locale in LOCALES for words in option.said_as(locale)))


def _words_of(occasion: Occasion) -> tuple[str, ...]:
    return (occasion.id, *occasion.name.texts.values())


def _words_of_offer(offer: Offer) -> tuple[str, ...]:
    return (offer.id, offer.gloss, *offer.title.texts.values(), *offer.text.texts.values(), *offer.fits.options)


def _fits_of(campaign: Campaign, offer: Offer) -> list[str]:
    """What an offer is for, in the reader's language; the id of what is gone."""
    locale, catalogue = page_locale(), campaign.catalogue
    options = ((id, option.text) for id in offer.fits.options if (option := catalogue.option_by_id.get(id)))
    themes = ((id, theme.name) for id in offer.fits.themes if (theme := catalogue.theme_by_id.get(id)))
    named = {id: text.in_locale(locale) for id, text in (*options, *themes)}
    return [named.get(id, id) for id in (*offer.fits.options, *offer.fits.themes)]


def _has(q: str, words: Iterable[str]) -> bool:
    return not q or any(q.casefold() in word.casefold() for word in words)


def _coupons(campaign: Campaign, offer: Offer) -> tuple[int, int] | None:
    """How many are left of how many; None for an offer without coupons."""
    return product().offers.left(campaign.id).get(offer.id, (0, 0)) if offer.kind is OfferKind.COUPON else None
