"""Specimens: posters of no person, to see a text or a look on; an ordinary one, or the hardest there are.

They are made of whatever a pack has. A pack of two options gives posters of one and two; one without places, none with
a place; a language without copy, none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice
from random import Random
from typing import NamedTuple

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import MAX_PICKS, Option
from postergen.domain.codes import specimen, varied_specimen
from postergen.domain.localized import LOCALES
from postergen.domain.poster import Brief, Choice, Lineage, Poster
from postergen.domain.variant import CopyVariant, Fits
from postergen.rendering.content import PosterContent
from postergen.rendering.samples import sample_avatar, sample_logo
from postergen.service.contents import AI_LABEL, Addresses, poster_content

ORDINARY_PICKS = 4
# A name as long as most, to measure copy that calls a person by name.
USUAL_NICKNAME = {"zh-CN": "住在三楼的小明", "en": "Margaret Rose"}
POLICY = "specimen"  # stands where a poster says by which policy its text was drawn
LONG_DATE = datetime(2026, 12, 28, tzinfo=UTC)  # as long as dates come, in both languages

ORDINARY, ONE_OPTION, LONGEST, WIDEST, EMOJI, ARABIC = (
    "ordinary",
    "one option",
    "longest",
    "widest",
    "emoji",
    "from right to left, joined",
)
PICKS = (ONE_OPTION, "two options", "three options", "four options", "five options", "six options")
SHORT_NICKNAME = "小明"
LONG_NICKNAMES = {
    LONGEST: "我是那个每天早上都想再睡五分钟然后又跑着去赶地铁的人呀真的",
    WIDEST: "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
}
STRANGE_NICKNAMES = {
    EMOJI: "👨‍👩‍👧‍👦🇨🇳👍🏽 小太阳",
    "from right to left": "שלום מרגרט",
    ARABIC: "محمد بن عبد الله",
    "marks upon letters": "Ñandú é̂ ǻ ệ",
    "scripts of other fonts": "สวัสดี नमस्ते",
    "markup": "{{ 7*7 }} <b>&amp;",
    "rare characters": "𠮷野家𡈽",
}


class CaseName(NamedTuple):
    """What is hard about a content: the language, and what stands on it."""

    locale: str
    name: str


def ordinary(campaign: Campaign, variant: CopyVariant, look: str, format_name: str = "story") -> Brief:
    """What somebody may have asked for who got this text: what it fits first, then others of the catalogue."""
    fits = variant.fits
    return Brief(
        campaign=campaign.id,
        options=ordinary_options(campaign, fits=fits),
        locale=variant.locale,
        template=look,
        format=format_name,
        nickname=USUAL_NICKNAME[variant.locale],
        place=next((place for place in fits.places if place in campaign.catalogue.place_by_id), None),
        occasion=next((name for name in fits.occasions if name in campaign.occasion_by_id), None),
    )


def ordinary_options(campaign: Campaign, count: int = ORDINARY_PICKS, fits: Fits | None = None) -> tuple[str, ...]:
    """So many options that go together, or all there are: those that fit, then the first of each theme, then others."""
    catalogue, fits = campaign.catalogue, fits or Fits()
    wanted = [option for option in fits.options if option in catalogue.option_by_id]
    wanted += [option.id for option in catalogue.offered if option.place in fits.places]
    wanted += [option.id for option in catalogue.offered if option.theme in fits.themes]
    wanted += [options[0].id for _, options in catalogue.offered_by_theme()]
    wanted += [option.id for option in catalogue.offered]
    return tuple(dict.fromkeys(wanted))[:count]


def every_piece(campaign: Campaign, locale: str, look: str, format_name: str) -> Iterator[tuple[Brief, CopyVariant]]:
    """Posters that together show every option in each of its slots, and every text; without a name, for that is a
    person's. None in a language without copy."""
    options, variants = [option.id for option in campaign.catalogue.offered], campaign.variants_in(locale)
    if not variants:
        return
    texts = cycle(variants)
    shown = 0
    for count in range(1, min(MAX_PICKS, len(options)) + 1):
        for first in range(len(options)):
            picked = tuple(options[(first + i) % len(options)] for i in range(count))
            yield Brief(campaign.id, picked, locale, look, format_name, ""), next(texts)
            shown += 1
    for text in islice(texts, max(len(variants) - shown, 0)):
        yield Brief(campaign.id, tuple(options[:1]), locale, look, format_name, ""), text


def specimen_poster(
    campaign: Campaign, brief: Brief, choice: Choice, template_version: str = "", moment: datetime = LONG_DATE
) -> Poster:
    """A poster under a code that is nobody's."""
    code = specimen(campaign.code_prefix)
    return Poster(code, brief, choice, campaign.version, template_version, Lineage(None, None, code, 0), moment)


def chosen(variant: CopyVariant) -> Choice:
    """This text, because somebody wants to see it."""
    return Choice(variant.id, variant.revision, POLICY, 1.0)


def hardest(campaign: Campaign, addresses: Addresses) -> dict[CaseName, PosterContent]:
    """Contents that a look must stand, by what is hard about them; the first are ordinary ones."""
    cases: dict[CaseName, PosterContent] = {}
    for locale in LOCALES:
        if campaign.variants_in(locale):
            own = _hardest_in(campaign, addresses, locale)
            cases |= {CaseName(locale, name): content for name, content in own.items()}
    return cases


def _hardest_in(campaign: Campaign, addresses: Addresses, locale: str) -> dict[str, PosterContent]:
    options = sorted(campaign.catalogue.offered, key=lambda option: len(option.text.in_locale(locale)))
    variants = campaign.variants_in(locale)
    longest_place = max(campaign.catalogue.places, key=lambda place: len(place.city.in_locale(locale)), default=None)
    place = longest_place.id if longest_place else None
    avatar, logo = sample_avatar(), sample_logo()

    def content(
        name: str, picked: Sequence[Option], variant: CopyVariant, nickname: str, at: str | None = None
    ) -> PosterContent:
        brief = Brief(campaign.id, tuple(o.id for o in picked), locale, campaign.templates[0], "story", nickname, at)
        code = varied_specimen(campaign.code_prefix, Random(f"{locale} {name}").randrange)
        poster = replace(specimen_poster(campaign, brief, chosen(variant)), code=code)
        return poster_content(poster, campaign, addresses, variant=variant)

    plain = {}
    for count in range(1, min(MAX_PICKS, len(options)) + 1):
        name = ORDINARY if count == min(ORDINARY_PICKS, len(options)) else PICKS[count - 1]
        plain[name] = content(name, _middling(options, count), variants[count % len(variants)], SHORT_NICKNAME)
    shortest = content("shortest", options[:1], _extreme(variants, min), "")
    longest = {
        name: content(name, options[-MAX_PICKS:], _extreme(variants, max), nickname, place)
        for name, nickname in LONG_NICKNAMES.items()
    }
    strange = {
        name: content(name, options[-3:], variants[-1], nickname, place) for name, nickname in STRANGE_NICKNAMES.items()
    }
    pictured = {
        f"{name}, with a picture": replace(case, avatar=avatar, logo=logo if len(case.options) % 2 else None)
        for name, case in plain.items()
    }
    full = {name: replace(case, ai_label=AI_LABEL[locale], avatar=avatar, logo=logo) for name, case in longest.items()}
    return {**plain, "shortest": shortest, **full, **strange, **pictured}


def _middling(options: Sequence[Option], count: int) -> Sequence[Option]:
    """So many options of middling length, out of all by length."""
    first = (len(options) - count) // 2
    return options[first : first + count]


def _extreme(variants: Sequence[CopyVariant], pick: Callable[..., CopyVariant]) -> CopyVariant:
    """The variant with the shortest or longest headline, with the shortest or longest body and call put in."""
    found = pick(variants, key=lambda v: len(v.headline))
    body = pick(variants, key=lambda v: len(v.body)).body
    call = pick(variants, key=lambda v: len(v.call_to_action)).call_to_action
    return replace(found, body=body, call_to_action=call)
