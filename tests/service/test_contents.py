"""What a person wrote stands among the words of a poster and changes the order of none of them."""

from __future__ import annotations

from dataclasses import replace

from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.domain.variant import NICKNAME
from postergen.rendering.bidi import isolated
from postergen.rendering.content import PosterContent
from postergen.service.contents import Addresses, poster_content
from postergen.service.specimens import chosen, ordinary, specimen_poster


def content(campaign: Campaign, **changes: object) -> PosterContent:
    variant = replace(campaign.variants_in("en")[0], headline=f"{NICKNAME}, 3 things")
    brief: Brief = replace(ordinary(campaign, variant, campaign.templates[0]), occasion=None, **changes)  # type: ignore[arg-type]
    return poster_content(
        specimen_poster(campaign, brief, chosen(variant)), campaign, Addresses("https://a.example"), variant=variant
    )


def test_a_name_from_right_to_left_stands_isolated(campaign: Campaign) -> None:
    found = content(campaign, nickname="أحمد (2)", wish="أحمد", fields=(("years", 3), ("note", "א")))
    assert found.headline == f"{isolated('أحمد (2)')}, 3 things"
    assert (found.nickname, found.options[-1].text) == (isolated("أحمد (2)"), isolated("أحمد"))
    assert found.fields == {"years": 3, "note": isolated("א")}


def test_any_other_name_stands_as_it_is(campaign: Campaign) -> None:
    found = content(campaign, nickname="小明", wish="看海")
    assert (found.headline, found.nickname, found.options[-1].text) == ("小明, 3 things", "小明", "看海")
