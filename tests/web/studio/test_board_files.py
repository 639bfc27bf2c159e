"""What lies on the board is taken along: as a table, and as pictures in a zip."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.briefs import BriefRequest
from postergen.service.orders import Order
from postergen.web.pages import words
from postergen.web.studio.board.bundle import MOST_LARGE, MOST_PICTURES, hindrances
from postergen.web.studio.board.cards import Card
from postergen.web.studio.board.table import board_table
from postergen.web.studio.results.tables import table_answer
from tests.web.studio.conftest import SignIn, whole_pack

NOODLES = "wuhan-hot-dry-noodles"
THREE = tuple(f"{NOODLES}.en-{n}" for n in (3, 1, 2))
BRIEF = {"option": NOODLES, "locale": "en", "nickname": "Ann", "count": "12"}


@pytest.fixture
def writer(sign_in: SignIn) -> FlaskClient:
    client = sign_in(Role.WRITER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def rows_of(writer: FlaskClient, **asked: str) -> list[dict[str, str]]:
    answer = writer.get("/studio/board.csv", query_string={**BRIEF, **asked})
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert 'filename="board.csv"' in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_table_has_the_texts_of_the_board_in_its_order(writer: FlaskClient, product: Product) -> None:
    order = Order("better-life", BriefRequest((NOODLES,), "en", nickname="Ann"))
    ranked = product.posters.rank(order, 5).candidates
    rows = rows_of(writer, count="5")
    assert [row["variant_id"] for row in rows] == [one.ranked.variant.id for one in ranked]
    first, known = rows[0], ranked[0]
    assert first["body"] == known.ranked.variant.body
    assert first["revision"] == known.ranked.variant.revision
    assert first["options"].split() == list(known.ranked.variant.fits.options)
    assert float(first["propensity"]) == pytest.approx(known.propensity, abs=1e-6)
    assert "written for" in first["why"]
    assert (first["posters"], first["rate"]) == ("0", "")


def test_numbers_of_the_table_are_those_beneath_the_words(writer: FlaskClient, product: Product) -> None:
    made = product.posters.issue(Order("better-life", BriefRequest((NOODLES,), "en", nickname="Ann"))).poster
    product.fold_worker.fold_now()
    row = next(row for row in rows_of(writer) if row["variant_id"] == made.choice.variant)
    assert (row["posters"], row["posters_scanned"], row["rate"], row["low"]) == ("1", "0", "0.0", "0.0")
    assert float(row["high"]) > 0.7


def test_a_headline_never_becomes_a_formula(product: Product) -> None:
    order = Order("better-life", BriefRequest((NOODLES,), "en"))
    found = product.posters.rank(order, 1).candidates[0]
    evil = replace(found.ranked.variant, headline='=HYPERLINK("http://evil")')
    card = Card(replace(found, ranked=replace(found.ranked, variant=evil)), "", {}, (), None, False)
    rows = csv.DictReader(io.StringIO(table_answer(board_table([card]), "board").get_data(as_text=True)))
    assert [row["headline"] for row in rows] == ['\'=HYPERLINK("http://evil")']


def test_a_brief_that_cannot_be_is_refused(writer: FlaskClient) -> None:
    assert writer.get("/studio/board.csv", query_string={"option": "nope"}).status_code == 422


@whole_pack
def test_ticked_posters_come_as_pictures_that_say_which_they_are(writer: FlaskClient, product: Product) -> None:
    answer = writer.get("/studio/board.zip", query_string={**BRIEF, "look": "receipt", "text": THREE})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert names == [*(f"{n:02d}-{name}-receipt-story.jpg" for n, name in enumerate(THREE, 1)), "posters.csv"]
        pictures = [Image.open(io.BytesIO(archive.read(name))) for name in names[:3]]
        assert {(one.format, one.size) for one in pictures} == {("JPEG", (1080, 1920))}
        assert len({one.tobytes() for one in pictures}) == 3
        rows = list(csv.DictReader(io.StringIO(archive.read("posters.csv").decode("utf-8-sig"))))
    known = product.library.campaign("better-life").variant_by_id
    assert [(row["file"], row["variant_id"], row["body"]) for row in rows] == [
        (file, name, known[name].body.replace("{nickname}", "Ann")) for file, name in zip(names[:3], THREE, strict=True)
    ]


@whole_pack
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Tick the posters that you want first"),
        ({"text": [THREE[0], "gone.<b>"]}, "“gone.&lt;b&gt;” is not live any more"),
        ({"text": [f"x{n}" for n in range(MOST_PICTURES + 1)]}, f"one download holds {MOST_PICTURES}"),
        ({"text": [f"x{n}" for n in range(MOST_LARGE + 1)], "format": "print"}, f"one download holds {MOST_LARGE}"),
        ({"text": THREE, "option": "nope"}, "nope"),
    ],
)
def test_what_hinders_is_said_on_the_board_and_nothing_is_sent(
    writer: FlaskClient, asked: dict[str, str], said: str
) -> None:
    answer = writer.get("/studio/board.zip", query_string={**BRIEF, **asked})
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert said in answer.text
    if THREE[0] in asked.get("text", ()) and "option" not in asked:
        assert f'value="{THREE[0]}" form="chosen" checked' in answer.text


def test_a_text_that_calls_by_name_needs_one(app: Flask, product: Product) -> None:
    campaign = product.library.campaign("better-life")
    calls = replace(campaign.variants[0], headline="{nickname}, come down", id="calls")
    known = replace(campaign, variants=(*campaign.variants, calls))

    def said(nickname: str) -> list[str]:
        brief = BriefRequest((NOODLES,), calls.locale, "receipt", nickname=nickname)
        return hindrances(known, Order("better-life", brief), ["calls"], words("studio/board"))

    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert said("Ann") == []
        assert ["calls its person by name" in one for one in said("")] == [True]


def test_only_people_of_the_studio_take_anything_along(client: FlaskClient) -> None:
    for path in ("/studio/board.csv", "/studio/board.zip"):
        assert client.get(path).status_code == 303
