"""A prompt shows the wish, the voice and what was said before; its examples are of other wishes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from postergen.adapters.content.prompt_files import read_prompts
from postergen.config import CONTENT
from postergen.copywriting.prompt import EXAMPLES, Assignment, _examples, write_prompt
from postergen.domain.campaign import Campaign
from postergen.domain.variant import Tone


@pytest.mark.parametrize(("option", "locale"), [("wuhan-hot-dry-noodles", "zh-CN"), ("parents-medical-check-up", "en")])
def test_the_wish_and_what_was_said_of_it_stand_in_the_prompt(campaign: Campaign, option: str, locale: str) -> None:
    files = read_prompts(CONTENT / "templates/prompts")
    system, asked = write_prompt(files, campaign, Assignment(option, locale, Tone.WARM, 3), [])
    wanted = campaign.catalogue.option_by_id[option]
    assert (system.role, asked.role) == ("system", "user")
    assert wanted.text.in_locale(locale) in asked.text
    assert next(v.headline for v in campaign.variants_in(locale) if option in v.fits.options) in asked.text
    if wanted.place:
        assert campaign.catalogue.place_by_id[wanted.place].city.in_locale(locale) in asked.text


@pytest.mark.parametrize("tone", Tone)
def test_examples_have_the_tone_and_are_of_other_wishes_near_ones_first(campaign: Campaign, tone: Tone) -> None:
    option = campaign.catalogue.option_by_id["wuhan-hot-dry-noodles"]
    found = _examples(campaign, option, Assignment(option.id, "en", tone, 1))
    about = [text.fits.options[0] for text in found]
    assert len(found) == len(set(about)) == EXAMPLES
    assert {text.tone for text in found} == {tone}
    assert option.id not in about
    is_near = [campaign.catalogue.option_by_id[name].theme == option.theme for name in about]
    assert all(first or not second for first, second in pairwise(is_near))
