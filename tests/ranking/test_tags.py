"""What the authors said of their texts."""

from __future__ import annotations

from postergen.domain.variant import Fits
from postergen.ranking.tags import TAG_WEIGHTS, shared_tags, tag_score

from .small_campaigns import option, variant

NOODLES = option("noodles", "热干面", place="hubei/wuhan", occasions=("birthday",))


def test_every_kind_of_tag_counts_and_the_strongest_is_taken() -> None:
    fits = {
        "option": Fits(options=("noodles",)),
        "place": Fits(places=("hubei/wuhan",)),
        "theme": Fits(themes=("food",)),
        "occasion": Fits(occasions=("birthday",)),
    }
    for kind, one in fits.items():
        found = variant("v", "x", one)
        assert shared_tags(NOODLES, found) == (kind,)
        assert tag_score(NOODLES, found) == TAG_WEIGHTS[kind]
    everything = variant("v", "x", Fits(("noodles",), ("food",), ("birthday",), ("hubei/wuhan",)))
    assert tag_score(NOODLES, everything) == max(TAG_WEIGHTS.values()) == TAG_WEIGHTS["option"]
    assert tag_score(NOODLES, variant("v", "x", Fits(themes=("health",)))) == 0


def test_a_placeless_option_shares_no_place() -> None:
    assert shared_tags(option("nowhere"), variant("v", "x", Fits(places=("hubei/wuhan",)))) == ()
