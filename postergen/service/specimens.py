"""The briefs that a look must stand: the shortest, the longest and the strangest, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import MAX_PICKS, Option
from postergen.domain.codes import new_code
from postergen.domain.localized import LOCALES
from postergen.domain.poster import Brief, Choice, Lineage, Poster
from postergen.domain.variant import CopyVariant
from postergen.rendering.content import PosterContent
from postergen.rendering.samples import sample_avatar, sample_logo
from postergen.service.contents import AI_LABEL, Addresses, poster_content

LONG_NICKNAMES = (
    "我是那个每天早上都想再睡五分钟然后又跑着去赶地铁的人呀真的",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
)
STRANGE_NICKNAMES = (
    "👨‍👩‍👧‍👦🇨🇳👍🏽 小太阳",
    "שלום מרגרט",
    "محمد بن عبد الله",
    "Ñandú é̂ ǻ ệ",
    "สวัสดี नमस्ते",
    "{{ 7*7 }} <b>&amp;",
    "𠮷野家𡈽",
)


def hard_contents(campaign: Campaign, addresses: Addresses) -> list[PosterContent]:
    """Contents to check a look with; the first is an ordinary one."""
    contents = []
    avatar, logo = sample_avatar(), sample_logo()
    for locale in LOCALES:
        options = sorted(campaign.catalogue.options, key=lambda o: _length(o, locale))
        variants = campaign.variants_in(locale)
        longest_place = max(campaign.catalogue.places, key=lambda p: len(p.city.in_locale(locale))).id
        for count in range(1, MAX_PICKS + 1):
            ordinary = _content(campaign, addresses, locale, options[40 : 40 + count], variants[count], "小明")
            contents.append(ordinary)
        contents.append(_content(campaign, addresses, locale, options[:1], _extreme(variants, min), ""))
        for nickname in LONG_NICKNAMES:
            longest = options[-MAX_PICKS:]
            content = _content(campaign, addresses, locale, longest, _extreme(variants, max), nickname, longest_place)
            contents.append(replace(content, ai_label=AI_LABEL[locale], avatar=avatar, logo=logo))
        contents += [
            _content(campaign, addresses, locale, options[-3:], variants[-1], nickname, longest_place)
            for nickname in STRANGE_NICKNAMES
        ]
        for content in contents[-len(STRANGE_NICKNAMES) - MAX_PICKS - len(LONG_NICKNAMES) - 1 :][:MAX_PICKS]:
            contents.append(replace(content, avatar=avatar, logo=logo if len(content.options) % 2 else None))
    return contents


def _length(option: Option, locale: str) -> int:
    return len(option.text.in_locale(locale))


def _extreme(variants: Sequence[CopyVariant], pick: Callable[..., CopyVariant]) -> CopyVariant:
    """The variant with the shortest or longest headline, with the shortest or longest body and call put in."""
    chosen = pick(variants, key=lambda v: len(v.headline))
    body = pick(variants, key=lambda v: len(v.body)).body
    call = pick(variants, key=lambda v: len(v.call_to_action)).call_to_action
    return replace(chosen, body=body, call_to_action=call)


def _content(
    campaign: Campaign,
    addresses: Addresses,
    locale: str,
    options: Sequence[Option],
    variant: CopyVariant,
    nickname: str,
    place: str | None = None,
) -> PosterContent:
    code = new_code(campaign.code_prefix, Random(f"{locale} {len(options)} {nickname}").randrange)
    brief = Brief(campaign.id, tuple(o.id for o in options), locale, campaign.templates[0], "story", nickname, place)
    choice = Choice(variant.id, variant.revision, "check", 1.0)
    lineage = Lineage(None, None, code, 0)
    poster = Poster(code, brief, choice, campaign.version, "", lineage, datetime(2026, 12, 28, tzinfo=UTC))
    content = poster_content(poster, campaign, addresses)
    return replace(content, headline=variant.headline, body=variant.body, call_to_action=variant.call_to_action)
