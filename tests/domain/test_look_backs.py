"""A figure falls into one band; what a program gives is checked, and all that is wrong with it is told."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from postergen.domain.catalogue import Theme
from postergen.domain.localized import Localized
from postergen.domain.look_backs import (
    MOST_FIGURE,
    OWN,
    Band,
    Figure,
    FigureKind,
    LookBack,
    Opening,
    Page,
    check_figures,
    written,
)
from postergen.errors import InvalidInput

BOTH = Localized({"zh-CN": "小", "en": "small"})
THEMES = {
    name: Theme(name, Localized({"zh-CN": said, "en": name.title()}), BOTH, "🍜")
    for name, said in (("food", "好吃的"), ("home", "家里"), ("travel", "出门"))
}
FRIENDS = Page("friends", "door", OWN["friends"], (Band("none", {}, 0), Band("one", {}, 1), Band("many", {}, 10)))
THEME = Page("theme", "drawer", OWN["theme"], (Band("food", {}, themes=("food",)), Band("other", {})))
HOUR = Page("hour", "window", OWN["hour"], (Band("night", {}, 0), Band("unknown", {}, is_missing=True)))
CUPS = Page("cups", "bowl", Figure("cups", FigureKind.NUMBER, 400), (Band("any", {}, 0),))
COVER = Page("cover", "cover", None, (Band("all", {}),))


def year(*pages: Page) -> LookBack:
    return LookBack(
        id="year",
        name=BOTH,
        about=BOTH,
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        opens=datetime(2026, 12, 1, tzinfo=UTC),
        closes=datetime(2027, 2, 1, tzinfo=UTC),
        timezone="Asia/Shanghai",
        look="almanac",
        options=("a",),
        pages=pages,
    )


@pytest.mark.parametrize(("value", "band"), [(0, "none"), (1, "one"), (9, "one"), (10, "many"), (MOST_FIGURE, "many")])
def test_a_number_falls_into_the_last_band_that_begins_before_it(value: int, band: str) -> None:
    found = FRIENDS.band_of(value)
    assert found is not None
    assert found.id == band


@pytest.mark.parametrize(("value", "band"), [("food", "food"), ("home", "other")])
def test_a_theme_that_no_band_names_is_for_the_one_that_names_none(value: str, band: str) -> None:
    found = THEME.band_of(value)
    assert found is not None
    assert found.id == band


def test_a_page_of_which_there_is_nothing_to_say_is_left_out_unless_a_band_says_so() -> None:
    assert FRIENDS.band_of(None) is None
    leaves = year(COVER, FRIENDS, HOUR).leaves({"friends": None, "hour": None})
    assert [(leaf.page.id, leaf.band.id, leaf.value) for leaf in leaves] == [
        ("cover", "all", None),
        ("hour", "unknown", None),
    ]


def test_every_wrong_figure_is_named_with_what_it_may_be() -> None:
    given = {"friends": -1, "theme": "fodo", "cups": 10**12, "steps": 4, "hour": 24}
    with pytest.raises(InvalidInput) as caught:
        check_figures(year(FRIENDS, THEME, CUPS, HOUR), given, THEMES)
    assert [str(one) for one in caught.value.findings] == [
        "figures/steps: is no figure of this look back (it is told by friends, theme, cups, hour)",
        f"figures/friends: '-1' is no whole number that it may be (a whole number from 0 to {MOST_FIGURE})",
        "figures/theme: 'fodo' is no theme of the campaign (one of food, home, travel)",
        "figures/cups: '1000000000000' is no whole number that it may be (a whole number from 0 to 400)",
        "figures/hour: '24' is no hour of the day (a whole number from 0 to 23)",
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, 3.0, True, "3", [], None])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput, match="is no whole number that it may be"):
        check_figures(year(FRIENDS), {"friends": value}, THEMES)


def test_a_figure_that_is_missing_is_named_and_one_with_a_band_for_that_may_be_null() -> None:
    with pytest.raises(InvalidInput, match=r"figures/friends: is missing \(a whole number"):
        check_figures(year(FRIENDS, HOUR), {"hour": None}, THEMES)
    assert check_figures(year(FRIENDS, HOUR), {"hour": None, "friends": 0}, THEMES) == {"friends": 0, "hour": None}


@pytest.mark.parametrize(
    ("figure", "value", "chinese", "english"),
    [
        (OWN["friends"], 1204, "1,204", "1,204"),
        (OWN["theme"], "food", "好吃的", "Food"),
        (OWN["hour"], 0, "0点", "midnight"),
        (OWN["hour"], 5, "5点", "5 a.m."),
        (OWN["hour"], 12, "12点", "noon"),
        (OWN["hour"], 23, "23点", "11 p.m."),
        (OWN["hour"], None, "", ""),
    ],
)
def test_figures_are_printed_as_people_write_them(
    figure: Figure, value: int | str | None, chinese: str, english: str
) -> None:
    assert (written(figure, value, "zh-CN", THEMES), written(figure, value, "en", THEMES)) == (chinese, english)


def test_its_year_begins_and_ends_by_the_clocks_of_the_campaign() -> None:
    begin, end = year().period()
    assert begin.astimezone(UTC) == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_it_is_to_be_had_from_when_it_opens_until_it_closes() -> None:
    one = year()
    moments = (datetime(2026, 11, 30, 23, tzinfo=UTC), one.opens, datetime(2027, 2, 1, tzinfo=UTC))
    assert [one.opening(moment) for moment in moments] == [Opening.EARLY, Opening.OPEN, Opening.OVER]


def test_a_site_leads_back_to_the_band_that_it_is_of() -> None:
    one = year(COVER, FRIENDS)
    assert one.site(FRIENDS, FRIENDS.bands[2]) == "year/friends/many"
    assert one.band_at("year/friends/many") == (FRIENDS, FRIENDS.bands[2])
    assert one.band_at("year/friends/few") is None


def test_posters_alone_tell_a_year_that_has_no_figure_of_others() -> None:
    assert year(COVER, FRIENDS, THEME).is_of_posters
    assert not year(FRIENDS, CUPS).is_of_posters
