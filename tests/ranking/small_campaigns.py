"""Small catalogues and variants, for tests that want to see every number."""

from __future__ import annotations

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Catalogue, Frequency, Need, Option, Place, Theme
from postergen.domain.localized import Localized
from postergen.domain.occasions import NamedRule, Occasion
from postergen.domain.poster import Brief
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.ranking.ranker import RankedList, RankedVariant


def both(text: str) -> Localized:
    return Localized({"zh-CN": text, "en": text})


def option(name: str, text: str = "", *, place: str | None = None, occasions: tuple[str, ...] = ()) -> Option:
    words = {"zh-CN": (), "en": ()}
    return Option(name, "food", both(text or name), "🍜", words, place, Need.SOFT, Frequency.HIGH, occasions=occasions)


def variant(name: str, headline: str, fits: Fits, locale: str = "en") -> CopyVariant:
    return CopyVariant(name, locale, Hook.THEME, Tone.WARM, fits, headline, "", "scan")


def small_campaign(options: list[Option], variants: list[CopyVariant]) -> Campaign:
    return Campaign(
        id="small",
        version="1",
        title=both("Small"),
        invitation=both("Pick"),
        code_prefix="SM",
        landing_url="",
        search_phrase=None,
        timezone="UTC",
        templates=("ticket",),
        catalogue=Catalogue(
            tuple(options),
            (Theme("food", both("Food"), both("?"), "🍜"),),
            (Place("hubei/wuhan", both("Hubei"), both("Wuhan")),),
        ),
        occasions=(Occasion("birthday", both("Birthday"), NamedRule("birthday")),),
        variants=tuple(variants),
    )


def brief_for(
    *options: str,
    campaign: str = "small",
    locale: str = "en",
    nickname: str = "",
    place: str | None = None,
    occasion: str | None = None,
    personalised: bool = True,
    wish: str = "",
) -> Brief:
    return Brief(
        campaign,
        options,
        locale,
        "ticket",
        nickname=nickname,
        place=place,
        occasion=occasion,
        personalised=personalised,
        wish=wish,
    )


def ranked(*scores: float) -> RankedList:
    """Texts v0, v1, ... with these scores."""
    found = [RankedVariant(variant(f"v{i}", f"{i}", Fits()), score, ()) for i, score in enumerate(scores)]
    return RankedList(tuple(found), "", "state")
