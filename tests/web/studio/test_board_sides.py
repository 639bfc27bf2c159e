"""Two texts of the board stand side by side, with what is known of each; the address says which."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.words import Words
from postergen.service.reports import Breakdown
from postergen.tracking.intervals import wilson
from postergen.web.studio.board.sides import Side, verdict_of
from tests.products import NOON
from tests.web.studio.conftest import SignIn, whole_pack
from tests.web.studio.month import live_a_month

NOODLES = "wuhan-hot-dry-noodles"
FIRST, SECOND, THIRD = (f"{NOODLES}.en-{n}" for n in (1, 2, 3))
BRIEF = {"option": NOODLES, "locale": "en", "nickname": "Ann", "count": "12"}


@pytest.fixture
def writer(sign_in: SignIn) -> FlaskClient:
    client = sign_in(Role.WRITER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sides(page: str) -> str:
    """The part of the page in which texts stand side by side."""
    return page.partition('id="sides"')[2].partition("</section>")[0]


@whole_pack
def test_one_that_is_pinned_waits_for_another(writer: FlaskClient, product: Product) -> None:
    page = writer.get("/studio/", query_string={**BRIEF, "pin": FIRST}).text
    headline = product.library.campaign("better-life").variant_by_id[FIRST].headline
    assert "Pin another below" in sides(page)
    assert headline in sides(page).replace("<wbr>", "")
    assert "<table" not in sides(page)
    assert page.count('name="pin" value="') >= 2
    assert "Compare with the pinned" in page


@whole_pack
def test_two_stand_side_by_side_with_all_that_tells_them_apart(writer: FlaskClient, product: Product) -> None:
    shown = sides(writer.get("/studio/", query_string={**BRIEF, "pin": [FIRST, SECOND]}).text)
    for name in (FIRST, SECOND):
        text = product.library.campaign("better-life").variant_by_id[name]
        assert unescape(shown).count(text.body) == 1
        assert text.call_to_action in unescape(shown)
        assert f"variant={name}" in unescape(shown)
        assert f"/studio/edit/{name}" in shown
    assert shown.count("Small lives") == 2
    assert shown.count("No poster has used it yet") == 2
    assert "Nobody can tell" not in shown


@whole_pack
def test_of_three_the_first_stays_and_the_latest_takes_the_other_place(writer: FlaskClient) -> None:
    shown = sides(writer.get("/studio/", query_string={**BRIEF, "pin": [FIRST, SECOND, THIRD]}).text)
    assert f"/studio/edit/{FIRST}" in shown
    assert f"/studio/edit/{SECOND}" not in shown
    assert f"/studio/edit/{THIRD}" in shown


@whole_pack
def test_one_is_taken_off_and_the_brief_stays(writer: FlaskClient) -> None:
    page = writer.get("/studio/", query_string={**BRIEF, "pin": [FIRST, SECOND], "text": THIRD}).text
    off = [unescape(found) for found in re.findall(r'href="([^"]+)#results">Take off', page)]
    left = writer.get(off[0]).text
    assert f'value="{SECOND}"' in left
    assert "Pin another below" in left
    assert 'name="nickname" dir="auto" value="Ann"' in left
    assert re.search(rf'value="{re.escape(THIRD)}" form="chosen" checked', left)


@whole_pack
def test_a_text_that_is_gone_is_named(writer: FlaskClient) -> None:
    page = writer.get("/studio/", query_string={**BRIEF, "pin": [FIRST, "no-such.<b>"]})
    assert page.status_code == 200
    assert "“no-such.&lt;b&gt;” is not live any more" in page.text


@whole_pack
def test_another_look_and_another_brief_keep_what_is_pinned(writer: FlaskClient) -> None:
    page = writer.get("/studio/", query_string={**BRIEF, "pin": [FIRST, SECOND]}).text
    form = page.partition('id="brief"')[2]
    for name in (FIRST, SECOND):
        assert f'<input type="hidden" name="pin" value="{name}">' in form
    formats = [unescape(found) for found in re.findall(r'href="(/studio/\?[^"]*format=card[^"]*)"', page)]
    assert formats
    assert all(f"pin={FIRST}&pin={SECOND}" in one for one in formats)
    assert all("pin=" not in one for one in re.findall(r'<img src="([^"]+)"', page))


@whole_pack
def test_how_both_have_done_is_said_with_intervals(writer: FlaskClient, product: Product) -> None:
    live_a_month(product, NOON, posters=900, texts=2)
    rows = product.reports.breakdown("better-life", "variants")
    options = product.library.campaign("better-life").variant_by_id
    two = [
        row.value for row in rows if options[row.value].locale == "en" and NOODLES in options[row.value].fits.options
    ]
    shown = sides(writer.get("/studio/", query_string={**BRIEF, "pin": two[:2]}).text)
    assert len(re.findall(r"\d%, with 95% between ", shown)) >= 2
    assert shown.count('class="whisker"') == 2
    assert re.search(r"is scanned more often than|Nobody can tell yet", shown)
    contest = unescape(re.findall(r'href="(/studio/results/variants[^"]+)"', shown)[0])
    assert f"pair={two[0]}&pair={two[1]}" in contest
    assert writer.get(contest).status_code == 200


WORDS = Words({"sides_told": "{better}>{other} {value} {low} {high}", "sides_open": "open {value} {low} {high}"})


def side(headline: str, scanned: int, posters: int) -> Side:
    counted = Breakdown(
        headline, "", posters, scanned, 0, 0, 0, 0, {}, {}, wilson(scanned, posters), wilson(0, posters)
    )
    return Side(None, "", {"headline": headline}, (), None, counted, None, "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("A", 56, 70), ("B", 48, 80), "A>B 20 5.2 33"),
        (("A", 48, 80), ("B", 56, 70), "B>A 20 5.2 33"),
        (("A", 5, 56), ("B", 0, 29), "open +8.9 −3.8 +19"),
    ],
)
def test_the_difference_is_told_only_where_it_is_sure(
    first: tuple[str, int, int], second: tuple[str, int, int], said: str
) -> None:
    assert verdict_of([side(*first), side(*second)], WORDS) == said
