"""What is said of fonts, packs and time zones that can be read; those that cannot raise by themselves."""

from __future__ import annotations

import pytest

from postergen.doctor.decisions.content import (
    Content,
    Fonts,
    Publications,
    Resting,
    TimeZones,
    judge_content,
    judge_fonts,
    judge_publications,
    judge_time_zones,
)
from postergen.doctor.values import result_of


def test_fonts() -> None:
    assert result_of("fonts", judge_fonts(Fonts(81, 0, (), True))).found == "81 fonts, each as it was made"
    unshaped = result_of("fonts", judge_fonts(Fonts(81, 2, ("/fonts",), False)))
    assert (unshaped.verdict, "libfribidi0" in unshaped.mend) == ("warning", True)


def test_a_campaign_that_is_not_there() -> None:
    assert result_of("content", judge_content(Content(("life",), "life", 1, 2, 3))).verdict == "ok"
    other = result_of("content", judge_content(Content(("life",), "love", 1, 2, 3)))
    assert (other.verdict, "one of life" in other.mend) == ("error", True)


def test_what_rests_is_named_with_its_mistakes() -> None:
    assert result_of("publications", judge_publications(Publications(2, ()))).verdict == "ok"
    assert result_of("publications", judge_publications(Publications(None, ()))).verdict == "skipped"
    rests = Resting("life", 7, ("games/x.yaml:9: the game x names the text 'y', which is withdrawn", "b", "c", "d"))
    told = result_of("publications", judge_publications(Publications(2, (rests,))))
    assert told.verdict == "error"
    assert "publication 7" in told.found
    assert "the game x names the text 'y', which is withdrawn; b; c; and 1 more" in told.found
    assert "files of life" in told.mend


@pytest.mark.parametrize(
    ("zones", "verdict"),
    [
        (TimeZones(599, "2025b", 2026), "ok"),
        (TimeZones(599, "", 2026), "ok"),
        (TimeZones(599, "2019c", 2026), "note"),
        (TimeZones(0, "", 2026), "error"),
    ],
)
def test_time_zones(zones: TimeZones, verdict: str) -> None:
    assert judge_time_zones(zones)[0].verdict == verdict
