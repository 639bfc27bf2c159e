"""A text is written with its poster beside it, kept as an edit, and two writers never lose a word."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.editorial import Action, State
from tests.web.studio.conftest import PASSWORD, SignIn, csrf_of, enter_as, whole_pack

NAME = "wuhan-hot-dry-noodles.en-2"
EDIT = f"/studio/edit/{NAME}"
TYPED: dict[str, Any] = {
    "headline": "The lane wakes up to sesame",
    "body": "A few seconds in the pot, a ladle of paste, and off you go.",
    "call_to_action": "Scan and follow the smell",
    "gloss": "Sesame paste in the morning.",
    "hook": "product",
    "tone": "lyrical",
    "options": ["wuhan-hot-dry-noodles"],
    "locale": "en",
}
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def writer(sign_in: SignIn) -> FlaskClient:
    return english(sign_in(Role.WRITER))


@pytest.fixture
def other(app: Flask, product: Product) -> FlaskClient:
    """Somebody else, who may not do more."""
    product.accounts.create("bo", PASSWORD, Role.WRITER)
    client = app.test_client()
    enter_as(client, "bo")
    return english(client)


def english(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def send(client: FlaskClient, path: str, **more: Any) -> Any:
    return client.post(path, data={**TYPED, "csrf": csrf_of(client), **more})


def newest(product: Product, name: str = NAME) -> Any:
    return product.editorial.history("better-life", name)[0]


@whole_pack
def test_the_page_shows_the_text_its_lines_and_its_edits(writer: FlaskClient) -> None:
    page = writer.get(EDIT)
    assert page.status_code == 200
    assert "By six the lane smells of sesame</textarea>" in page.text
    assert "smells of sesame</span>" in page.text, "the line breaker's lines"
    assert "As the pack has it" in page.text
    picture = writer.get(unescape(re.findall(r'<img data-picture src="([^"]+)"', page.text)[0]))
    assert picture.headers["Cache-Control"] == "no-store"
    assert Image.open(BytesIO(picture.data)).width == 480


def test_a_text_that_does_not_exist_is_not_found(writer: FlaskClient) -> None:
    assert writer.get("/studio/edit/nobody.en-1").status_code == 404


@pytest.mark.parametrize("path", [EDIT, "/studio/new", "/studio/preview.webp", "/studio/findings", f"{EDIT}/take-back"])
def test_strangers_and_foreign_forms_change_nothing(client: FlaskClient, writer: FlaskClient, path: str) -> None:
    assert client.post(path, data=TYPED).status_code == 401
    assert writer.post(path, data=TYPED).status_code == 403
    assert writer.post(path, data={**TYPED, "csrf": "0" * 32}).status_code == 403


@whole_pack
def test_the_picture_follows_the_words_the_look_and_the_format(writer: FlaskClient) -> None:
    drawn = {
        send(writer, "/studio/preview.webp", **more).data
        for more in ({}, {"headline": "Other words"}, {"look": "receipt"}, {"format": "square"})
    }
    assert len(drawn) == 4


def test_what_is_seen_of_a_text_is_told_with_its_places(writer: FlaskClient) -> None:
    told = send(writer, "/studio/findings", headline="🍜 The best noodles\r\nin {city}", look="receipt").get_json()
    by_rule = {found["rule"]: found for found in told["findings"]}
    placeholder = by_rule["text.placeholder"]
    text = "🍜 The best noodles\nin {city}"
    assert text[placeholder["start"] :].startswith("{city}")
    superlative = next(f for f in told["findings"] if f["found"] == "The best noodles")
    assert (superlative["field"], superlative["start"], superlative["end"]) == ("headline", 2, 18)
    assert superlative["severity"] in ("block", "review")
    assert superlative["source"]
    assert superlative["remedy"]
    assert [one["part"] for one in told["texts"]] == ["headline", "body", "call_to_action"]
    assert told["limits"] == {"headline": 60, "body": 150, "call_to_action": 34}


@whole_pack
def test_nearly_the_same_is_named_with_a_link(writer: FlaskClient) -> None:
    told = send(writer, "/studio/findings", headline="By six the lane smells of sesames").get_json()
    assert told["duplicates"][0]["url"] == EDIT
    own = send(writer, "/studio/findings", headline="By six the lane smells of sesame", name=NAME).get_json()
    assert own["duplicates"] == [], "a text is no duplicate of itself"


@pytest.mark.parametrize(
    "more",
    [
        {"headline": "x" * 5000, "body": "长" * 5000},
        {"headline": "\0\u202e", "locale": "zh-CN"},
        {"options": ["nope", "../../etc"], "places": ["x/y"], "occasions": ["z"], "look": "nope", "format": "nope"},
        {"headline": "", "body": "", "call_to_action": ""},
        {"body": "{{ 7 * 7 }} {% raw %}"},
    ],
)
def test_odd_texts_are_drawn_all_the_same(writer: FlaskClient, more: dict[str, Any]) -> None:
    assert send(writer, "/studio/preview.webp", **more).status_code == 200
    assert send(writer, "/studio/findings", **more).status_code == 200


def test_a_word_that_does_not_exist_is_named(writer: FlaskClient) -> None:
    assert send(writer, "/studio/preview.webp", tone="angry").status_code == 422


@whole_pack
def test_saving_proposes_an_edit_that_can_be_taken_back_at_once(writer: FlaskClient, product: Product) -> None:
    answer = send(writer, EDIT, based_on=0, look="receipt", format="square")
    assert answer.location == f"{EDIT}?look=receipt&format=square&saved=1"
    kept = newest(product)
    assert (kept.number, kept.state, kept.origin.who) == (1, State.CHECKED, "writer.one")
    assert kept.variant.headline == TYPED["headline"]
    page = writer.get(answer.location).text
    assert "Saved: edit 1, checked." in page
    assert "Take this edit back" in page
    assert "<ins>" in page
    assert "<del>" in page
    undone = writer.post(f"{EDIT}/take-back", data={"csrf": csrf_of(writer), "number": 1})
    assert undone.location == f"{EDIT}?taken=1"
    assert newest(product).state is State.REJECTED
    page = writer.get(undone.location).text
    assert "By six the lane smells of sesame</textarea>" in page, "the text before it stands in the form again"
    assert f"{TYPED['headline']}</textarea>" in writer.get(f"{EDIT}?text=1").text, "and nothing is lost"


@whole_pack
def test_after_a_live_edit_the_text_before_it_is_written_anew(writer: FlaskClient, product: Product) -> None:
    send(writer, EDIT, based_on=0)
    product.editorial.act("better-life", NAME, 1, Action.APPROVE, "cy", "fine")
    product.publishing.publish("better-life", "cy")
    writer.post(f"{EDIT}/take-back", data={"csrf": csrf_of(writer), "number": 1})
    restored = newest(product)
    assert restored.number == 2
    assert restored.state in (State.DRAFT, State.CHECKED), "nothing goes live unread"
    assert restored.variant.headline == "By six the lane smells of sesame"


@whole_pack
def test_two_writers_on_one_text(writer: FlaskClient, other: FlaskClient, product: Product) -> None:
    assert send(other, EDIT, based_on=0, headline="Theirs came first").status_code == 303
    clash = send(writer, EDIT, based_on=0, headline="Mine came second")
    assert clash.status_code == 409
    assert "While you wrote, bo saved edit 1." in clash.text
    assert "Theirs came first" in clash.text
    assert "Mine came second</textarea>" in clash.text
    assert [e.number for e in product.editorial.history("better-life", NAME)] == [1, 0], "nothing was kept of mine yet"
    assert 'name="on_top" value="1"' in clash.text
    again = send(writer, EDIT, based_on=0, headline="Mine came second")
    assert again.status_code == 409, "only who has seen theirs may go on top"
    on_top = send(writer, EDIT, based_on=0, on_top=1, headline="Mine came second")
    assert on_top.status_code == 303
    heads = [e.variant.headline for e in product.editorial.history("better-life", NAME)]
    assert heads[:2] == ["Mine came second", "Theirs came first"]


@whole_pack
def test_only_ones_own_edit_is_taken_back(
    writer: FlaskClient, other: FlaskClient, sign_in: SignIn, product: Product
) -> None:
    send(other, EDIT, based_on=0)
    data = {"number": 1}
    assert writer.post(f"{EDIT}/take-back", data={**data, "csrf": csrf_of(writer)}).status_code == 403
    assert newest(product).state is State.CHECKED
    approver = sign_in(Role.APPROVER)
    assert approver.post(f"{EDIT}/take-back", data={**data, "csrf": csrf_of(approver)}).status_code == 303
    assert approver.post(f"{EDIT}/take-back", data={"number": 9, "csrf": csrf_of(approver)}).status_code == 404
    twice = approver.post(f"{EDIT}/take-back", data={**data, "csrf": csrf_of(approver)})
    assert twice.status_code == 422


@whole_pack
def test_nothing_changed_is_nothing_saved(writer: FlaskClient, product: Product) -> None:
    send(writer, EDIT, based_on=0)
    again = send(writer, EDIT, based_on=1)
    assert again.location.endswith("unchanged=1")
    assert newest(product).number == 1


def test_a_fresh_text_gets_a_name_of_its_own(writer: FlaskClient, product: Product) -> None:
    page = writer.get("/studio/new?option=wuhan-hot-dry-noodles&locale=en").text
    assert re.search(r'value="wuhan-hot-dry-noodles" checked', page)
    answer = send(writer, "/studio/new", based_on=0)
    name = re.findall(r"/studio/edit/([^?]+)", answer.location)[0]
    assert re.fullmatch(r"wuhan-hot-dry-noodles\.en-[0-9a-f]{8}", name)
    assert newest(product, name).variant.headline == TYPED["headline"]
    assert writer.get(answer.location).status_code == 200


def test_a_text_that_fits_nothing_is_not_kept_and_not_lost(writer: FlaskClient) -> None:
    answer = send(writer, "/studio/new", options=[])
    assert answer.status_code == 422
    assert "it fits nothing" in answer.text
    assert f"{TYPED['headline']}</textarea>" in answer.text


@whole_pack
def test_a_source_is_kept_and_shown_and_followed_where_it_is_an_address(writer: FlaskClient, product: Product) -> None:
    address = "https://example.com/noodles"
    page = writer.get(send(writer, EDIT, source=f" {address} ").location).text
    assert newest(product).variant.source == address
    assert f'name="source" maxlength="400" value="{address}"' in page
    shown = f'<a href="{address}" target="_blank" rel="noopener noreferrer">'
    assert f"{shown}Open it</a>" in page
    assert f"Source: {shown}{address}</a>" in writer.get("/studio/drafts").text
    cited = send(writer, EDIT, based_on=1, source="javascript:alert(1)")
    assert "Source: javascript:alert(1)</p>" in writer.get("/studio/drafts").text
    assert "Open it" not in writer.get(cited.location).text


@whole_pack
def test_marks_of_lines_are_kept_beside_the_text(writer: FlaskClient, product: Product) -> None:
    marked = TYPED["headline"][:2] + "|" + TYPED["headline"][2:]
    page = writer.get(send(writer, EDIT, breaks=marked).location).text
    assert newest(product).variant.breaks == marked
    assert f"{marked}</textarea>" in page
    invisible = send(writer, EDIT, based_on=1, headline=marked.replace("|", "\u2060"))
    assert invisible.status_code == 303
    assert (newest(product).variant.headline, newest(product).variant.breaks) == (
        TYPED["headline"],
        marked.replace("|", "~"),
    )


def test_marks_of_lines_that_the_text_does_not_have_are_told(writer: FlaskClient) -> None:
    answer = send(writer, "/studio/new", breaks="no|where")
    assert answer.status_code == 422
    assert "breaks: &#39;no|where&#39;: copy a passage of the text" in answer.text


def test_a_source_that_cannot_be_one_is_told_and_nothing_is_lost(writer: FlaskClient) -> None:
    answer = send(writer, "/studio/new", source="https://")
    assert answer.status_code == 422
    assert "source: should look like https://" in answer.text
    assert f"{TYPED['headline']}</textarea>" in answer.text


@whole_pack
def test_without_a_script_the_form_shows_the_poster(writer: FlaskClient, product: Product) -> None:
    page = send(writer, EDIT, show=1, headline="The best noodles of all", look="ticket", format="square")
    assert page.status_code == 200
    assert '<mark class="' in page.text
    assert "headline=The+best+noodles+of+all" in page.text
    assert newest(product).number == 0


@whole_pack
def test_hostile_text_is_text(writer: FlaskClient) -> None:
    answer = send(writer, EDIT, based_on=0, headline=EVIL, body=f"</textarea>{EVIL}", gloss=EVIL)
    for page in (writer.get(answer.location), writer.get(f"{EDIT}?from=0&to=1"), send(writer, EDIT, headline=EVIL)):
        assert EVIL not in page.text
        assert "&lt;script&gt;" in page.text
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@whole_pack
def test_any_two_edits_can_be_compared(writer: FlaskClient) -> None:
    send(writer, EDIT, based_on=0, headline="First")
    send(writer, EDIT, based_on=1, headline="Second")
    page = writer.get(f"{EDIT}?from=1&to=2").text
    assert "<del>First</del><ins>Second</ins>" in page


def test_each_revision_has_its_own_numbers(writer: FlaskClient, product: Product) -> None:
    from postergen.domain.briefs import BriefRequest
    from postergen.service.orders import Order

    order = Order("better-life", BriefRequest(("wuhan-hot-dry-noodles",), "en"))
    name = product.posters.issue(order).poster.choice.variant
    product.fold_worker.fold_now()
    send(writer, f"/studio/edit/{name}", based_on=0)
    page = writer.get(f"/studio/edit/{name}").text
    assert re.findall(r'<td class="number(?: faint)?">([^<]*)</td>', page)[::3] == ["0", "1"]


def test_the_errors_that_programs_may_meet_have_names(writer: FlaskClient, app: Flask) -> None:
    from postergen.errors import Outdated, OverBudget, SoldOut
    from postergen.web.problems import _ours

    expected = {
        Outdated("variant", "x", "at edit 2"): ("outdated", 409),
        SoldOut("noodles"): ("sold-out", 410),
        OverBudget(10, 5, "the first of next month (UTC)"): ("over-budget", 429),
    }
    for error, (slug, status) in expected.items():
        with app.test_request_context("/api/v1/x"):
            answer = _ours(error)
        assert (answer.get_json()["type"].rpartition(":")[2], answer.status_code) == (slug, status)
        assert ("Retry-After" in answer.headers) == (status == 429)


@pytest.mark.parametrize(
    ("brief", "fits", "around"),
    [
        (
            {"option": ["wuhan-hot-dry-noodles", "parents-medical-check-up"], "nickname": "Ann"},
            {"options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"], "wishes": []},
            {"with_name": "Ann", "with_count": "2", "with_wish": ""},
        ),
        (
            {"option": ["wuhan-hot-dry-noodles"], "wish": "take mum to the doctor for a check-up"},
            {"options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"], "wishes": []},
            {"with_name": "Margaret Rose", "with_count": "2", "with_wish": "take mum to the doctor for a check-up"},
        ),
        (
            {"wish": "learn french"},
            {"options": [], "wishes": ["any"]},
            {"with_count": "1", "with_wish": "learn french"},
        ),
    ],
)
def test_the_board_takes_the_whole_brief_to_the_editor(
    writer: FlaskClient, brief: dict[str, Any], fits: dict[str, list[str]], around: dict[str, str]
) -> None:
    board = writer.get("/studio/", query_string={**brief, "locale": "en", "look": "receipt", "format": "square"}).text
    (address,) = re.findall(r'href="(/studio/new[^"]*)"', board)
    page = writer.get(unescape(address)).text
    form = page.partition('<form id="text"')[2].partition("</form>")[0]
    for kind, names in fits.items():
        assert set(re.findall(rf'name="{kind}" value="([^"]+)" checked', form)) == set(names)
    for name, value in around.items():
        assert re.search(rf'name="{name}"[^>]* value="{value}"', page), name
    assert '<option value="square" selected' in page
    assert '<option value="en" selected' in page
    (picture,) = re.findall(r'data-picture src="([^"]+)"', page)
    assert writer.get(unescape(picture)).status_code == 200


def test_the_poster_that_a_text_is_looked_at_on_has_a_name_and_lives_of_ones_own(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER)
    asked = {
        "headline": "江风也凉了",
        "body": "",
        "call_to_action": "扫",
        "locale": "zh-CN",
        "options": "wuhan-hot-dry-noodles",
    }
    pictures = {
        send(client, "/studio/preview.webp", **asked, **more).data
        for more in (
            {},
            {"with_name": "阿珍"},
            {"with_name": ""},
            {"with_count": "1"},
            {"with_count": "6"},
            {"with_option": "parents-medical-check-up", "with_count": "1"},
            {"with_wish": "和爷爷下盘棋", "with_count": "1"},
        )
    }
    assert len(pictures) == 7
    too_wide = send(client, "/studio/preview.webp", **asked, with_wish="很长很长很长很长很长很长很长很长的心愿")
    assert too_wide.status_code == 200
    page = client.get("/studio/new").text
    looks = client.application.extensions["postergen"].library.campaign("better-life").templates
    assert page.count('data-look="') == len(looks)
