"""Posters that show a text or a look: the same brief wherever a text is shown, and hard cases out of any pack."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from postergen.adapters.sql.poster_store import SqlStore
from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest, Look, check_brief
from postergen.domain.campaign import Campaign
from postergen.domain.codes import repair_code
from postergen.domain.poster import Brief
from postergen.domain.variant import Fits
from postergen.rendering.content import PosterContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.placed import Layout
from postergen.rendering.renderer import Picture, Renderer
from postergen.rendering.template import PosterTemplate
from postergen.service.contents import Addresses
from postergen.service.copy_checks import CopyChecks
from postergen.service.pictures import PictureService
from postergen.service.specimens import (
    LONGEST,
    ORDINARY,
    PICKS,
    CaseName,
    every_piece,
    hardest,
    ordinary,
    ordinary_options,
)
from tests.ranking.small_campaigns import option, small_campaign, variant

ADDRESSES = Addresses("https://life.example.com")


class RecordingRenderer(Renderer):
    """Keeps what it was given to set."""

    def __init__(self, fonts: FontBook) -> None:
        super().__init__(fonts)
        self.seen: list[PosterContent] = []

    def render(self, template: PosterTemplate, format_name: str, content: PosterContent, **how: Any) -> Picture:
        """Small pictures are printed, which sets what is new alone."""
        self.seen.append(content)
        return super().render(template, format_name, content, **how)

    def lay_out(
        self,
        template: PosterTemplate,
        format_name: str,
        content: PosterContent,
        *,
        glossary: frozenset[str] = frozenset(),
    ) -> Layout:
        self.seen.append(content)
        return super().lay_out(template, format_name, content, glossary=glossary)


def request_of(brief: Brief) -> BriefRequest:
    return BriefRequest(
        **{field.name: getattr(brief, field.name) for field in fields(brief) if field.name != "campaign"}
    )


@pytest.mark.slow
def test_every_text_of_the_pack_has_an_ordinary_brief_that_anybody_may_send(
    campaign: Campaign, templates: dict[str, PosterTemplate]
) -> None:
    looks = {name: Look(tuple(look.formats), look.fields) for name, look in templates.items()}
    for text in campaign.variants:
        brief = ordinary(campaign, text, campaign.templates[0])
        assert check_brief(request_of(brief), campaign, looks, date(2026, 6, 1)) == brief
        assert len(brief.options) == 4
        assert set(brief.options) >= set(text.fits.options[:4])
        assert brief.place in (text.fits.places or (None,))
        assert brief.occasion in (text.fits.occasions or (None,))


@pytest.mark.slow
def test_the_editor_the_desk_and_the_copy_check_set_a_text_on_the_same_brief(
    product: Product, campaign: Campaign, fonts: FontBook
) -> None:
    renderer = RecordingRenderer(fonts)
    pictures = PictureService(
        library=product.library,
        avatars=SqlStore(product.engine, product.clock),
        specimens=product.posters,
        renderer=renderer,
        addresses=ADDRESSES,
        keep=lambda parts, make: make(),
    )
    checks = CopyChecks(
        library=product.library,
        rulebook=product.checks.rulebook,
        renderer=renderer,
        addresses=ADDRESSES,
        embedder=None,
    )
    one_of_each_kind = {
        tuple(sorted(name for name in ("options", "themes", "places", "occasions") if getattr(text.fits, name))): text
        for text in campaign.variants
    }
    assert len(one_of_each_kind) > 3
    for text in one_of_each_kind.values():
        renderer.seen.clear()
        pictures.preview_ordinary(campaign.id, text, "receipt", width=60)
        pictures.preview_ordinary(campaign.id, text, "ticket", "square", width=216)
        checks.check_all(replace(campaign, templates=("menu",)), [text], with_looks=True)
        contents = [content for content in renderer.seen if content.headline != "一"]
        assert len(contents) == 7
        days = [replace(content, date="") for content in contents]  # a preview has today's, a check the longest
        assert days == [days[0]] * 7


def test_a_brief_takes_what_fits_first_and_then_one_of_each_theme(campaign: Campaign) -> None:
    first = [options[0].id for _, options in campaign.catalogue.options_by_theme()]
    assert list(ordinary_options(campaign, 3)) == first[:3]
    fits = Fits(options=("home-height-marks", "gone"), places=("hubei/wuhan",))
    picked = ordinary_options(campaign, 3, fits)
    assert picked[0] == "home-height-marks"
    assert {campaign.catalogue.option_by_id[name].place for name in picked[1:]} == {"hubei/wuhan"}


def test_the_shipped_pack_gives_every_hard_case_in_both_languages(campaign: Campaign) -> None:
    cases = hardest(campaign, ADDRESSES)
    names = defaultdict(list)
    for case in cases:
        names[case.locale].append(case.name)
    assert names["zh-CN"] == names["en"]
    assert len(cases) == 44
    assert len({content.code for content in cases.values()}) == 32  # a picture on it does not make it another poster
    assert all(repair_code(content.code) is None for content in cases.values())
    by_name = {case.name: content for case, content in cases.items() if case.locale == "en"}
    assert len(by_name[LONGEST].options) == 6
    assert len(by_name[ORDINARY].options) == 4
    assert by_name[LONGEST].avatar
    assert by_name[LONGEST].place
    most = max(len(text.headline) for text in campaign.variants_in("en"))
    assert len(by_name[LONGEST].headline) == most


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7])
def test_a_small_pack_gives_as_many_picks_as_it_has(count: int) -> None:
    options = [option(f"option-{n}", "x" * n) for n in range(1, count + 1)]
    few = small_campaign(options, [variant("only", "Slow down", Fits(themes=("food",)))])
    cases = hardest(few, ADDRESSES)
    assert {case.locale for case in cases} == {"en"}  # there is no copy in Chinese
    assert {len(content.options) for content in cases.values()} == set(range(1, min(6, count) + 1))
    assert len(cases[CaseName("en", ORDINARY)].options) == min(4, count)
    assert (CaseName("en", PICKS[0]) in cases) == (count > 1)
    assert len(ordinary(few, few.variants[0], "ticket").options) == min(4, count)


def test_a_pack_without_places_or_copy_gives_none() -> None:
    bare = small_campaign([option("a"), option("b")], [variant("only", "Slow down", Fits(themes=("food",)))])
    bare = replace(bare, catalogue=replace(bare.catalogue, places=()), occasions=())
    assert {content.place for content in hardest(bare, ADDRESSES).values()} == {""}
    assert hardest(replace(bare, variants=()), ADDRESSES) == {}


def test_every_option_is_shown_in_each_of_its_slots_and_every_text_once(campaign: Campaign) -> None:
    for locale in ("zh-CN", "en"):
        pieces = list(every_piece(campaign, locale, "receipt", "story"))
        slots = {(len(brief.options), slot, option) for brief, _ in pieces for slot, option in enumerate(brief.options)}
        assert len(slots) == (1 + 2 + 3 + 4 + 5 + 6) * len(campaign.catalogue.options)
        assert {text.id for _, text in pieces} == {text.id for text in campaign.variants_in(locale)}
        assert {brief.nickname for brief, _ in pieces} == {""}


def test_few_options_show_every_text_too() -> None:
    campaign = small_campaign([option("a"), option("b")], [variant(f"v{n}", "Soup", Fits()) for n in range(9)])
    assert {text.id for _, text in every_piece(campaign, "en", "look", "story")} == {f"v{n}" for n in range(9)}
    assert list(every_piece(campaign, "zh-CN", "look", "story")) == []
