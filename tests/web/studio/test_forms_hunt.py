"""A game of hide and find is made in a form, and what is wrong stands beside its field in the page's language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from postergen.adapters.content.pack_items import ITEM_KINDS, find_item
from postergen.bootstrap import Product
from postergen.config import CONTENT
from postergen.domain.hiding import FoundBy, Hunt
from postergen.domain.localized import LOCALES
from postergen.domain.places import Place
from postergen.web.studio.forms.fields import form_of
from postergen.web.studio.forms.query import typed_values
from tests.web.studio.conftest import csrf_of
from tests.web.studio.editing import CAMPAIGN, send
from tests.web.studio.test_forms import as_sent
from tests.web.studio.test_forms_games import Form, admin, both, file_of, texts_on_cards, typed

__all__ = ["admin"]

AT = "/studio/catalogue/hide"
HIDE = ITEM_KINDS["hide"]
SHIPPED = CONTENT / "assets/campaigns/better-life/games/hidden-beans.yaml"


def hunt(product: Product, **changed: Any) -> Form:
    """All that a form of hide and find asks for, as somebody fills it in: two envelopes, one for an answer, one for
    being there.
    """
    mine = ("name.", "about.", "who.", "opens", "closes", "organiser.", "claim.")
    (option, texts), *_ = texts_on_cards(product)
    form: Form = {
        **{name: value for name, value in typed(product).items() if name.startswith(mine)},
        "look": "red-envelope",
        "poster.options": [option],
        **{f"poster.variants.{locale}": texts[locale] for locale in LOCALES},
        "pool": "500",
        **both("unit", "颗豆", "beans"),
        "worth": "nothing",
        "clues": ["sentence", "photo"],
        "found_by": ["answer", "location"],
        **{f"limits.{name}": "3" for name in ("hides_per_day", "lying", "finders", "finds_per_day")},
        "limits.units": "30",
        "envelopes.row": ["0", "1"],
        **both("envelopes.0.clue", "晚上抬头", "Look up at night"),
        "envelopes.0.found_by": "answer",
        **both("envelopes.0.answers", "月亮\r\n月", "the moon\r\nmoon"),
        "envelopes.0.units": "20",
        "envelopes.0.finders": "4",
        **both("envelopes.1.clue", "老码头的铁链", "The chain of the old pier"),
        "envelopes.1.found_by": "location",
        "envelopes.1.place.latitude": "30.5728",
        "envelopes.1.place.longitude": "114.2881",
        "envelopes.1.units": "0",
        "envelopes.1.finders": "9",
        **both("envelopes.1.words", "船还在", "The boat still goes"),
    }
    return {name: value for name, value in {**form, **changed}.items() if value is not None}


def test_the_hunt_that_ships_comes_out_of_its_form_as_it_went_in() -> None:
    item = find_item({"games/hidden-beans.yaml": SHIPPED.read_bytes()}, HIDE, "hidden-beans")
    assert item is not None
    fields = form_of(HIDE)
    assert typed_values(fields, MultiDict(as_sent(fields, item.values)), item.values) == item.values


def test_a_hunt_that_was_typed_is_published_and_copied(admin: FlaskClient, product: Product) -> None:
    assert send(admin, f"{AT}/new", **hunt(product), step="publish").status_code == 303
    (game,) = product.library.campaign(CAMPAIGN).games
    assert isinstance(game, Hunt)
    assert (game.pool, game.hours, game.near, game.strips.count, game.limits.units) == (500, 24, 100, 8, 30)
    answer, place = game.envelopes
    assert (answer.id, answer.found_by, set(answer.answers)) == (
        "look-up-at-night", FoundBy.ANSWER, {"月亮", "月", "the moon", "moon"}
    )  # fmt: skip
    assert (place.place, place.units, place.words and place.words.in_locale("en")) == (
        Place(30.5728, 114.2881), 0, "The boat still goes"
    )  # fmt: skip
    assert admin.get(f"/c/{CAMPAIGN}/games/three-small-lives").status_code == 200
    copy = admin.get(f"{AT}/new?copy=three-small-lives").text
    assert 'value="30.5728"' in copy
    assert "2026-07-01" not in copy


def test_an_envelope_that_is_found_otherwise_says_no_answers_in_its_file(admin: FlaskClient, product: Product) -> None:
    assert send(admin, f"{AT}/new", **hunt(product), step="publish").status_code == 303
    changed = {f"envelopes.0.answers.{locale}": "" for locale in LOCALES} | {"envelopes.0.found_by": "code"}
    changed |= {"envelopes.0.id": "look-up-at-night", "envelopes.1.id": "the-chain-of-the-old-pier"}
    form = hunt(product, **changed, found_by=["answer", "location", "code"])
    assert send(admin, f"{AT}/three-small-lives", **form, step="publish").status_code == 303
    assert "answers" not in file_of(product, "three-small-lives")


WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({"pool": "all"}, "pool", "Write a whole number", "写一个整数"),
    ({"worth": "dear"}, "worth", "0.01 CNY", "0.01 元"),
    ({"clues": None}, "clues", "Choose at least one.", "至少选一个。"),
    ({"clues": ["follow us"]}, "clues", "Choose among these.", "只能从这几样里选。"),
    ({"found_by": ["answer"]}, "envelopes.1.found_by", "not ticked above", "上面没有勾"),
    ({"poster.options": None}, "poster.options", "Choose at least one.", "至少选一个。"),
    ({"poster.variants.en": ""}, "poster.variants.en", "Choose one.", "请选一句。"),
    ({"limits.finders": "40"}, "limits.units", "40 finders need 40 at least", "至少 40 份"),
    ({"limits.units": "501"}, "limits.units", "There are 500 only.", "一共才 500 份。"),
    ({"limits.lying": "many"}, "limits.lying", "Write a whole number.", "要写整数。"),
    ({"hours": "100"}, "hours", "At most 72.", "最多是 72"),
    ({"near": "5"}, "near", "At least 20.", "至少是 20"),
    ({"strips.at_first": "8"}, "strips.at_first", "nothing is hidden", "没得猜"),
    ({"envelopes.0.finders": "21"}, "envelopes.0.units", "21 finders need 21", "至少 21 份"),
    ({"envelopes.0.units": "600"}, "envelopes", "They hold 600 together", "加起来装了 600 份"),
    ({"envelopes.0.units": "0"}, "envelopes.0.units", "or words for whoever finds it", "留句话"),
    (both("envelopes.0.answers", "", ""), "envelopes.0.found_by", "there is no right answer", "还没写答案"),
    ({"envelopes.0.answers.en": "?!"}, "envelopes.0.answers.en", "no letter and no digit", "没有字也没有数"),
    ({"envelopes.0.answers.en": ""}, "envelopes.0.answers.en", "Please fill this in.", "这里要填。"),
    ({f"envelopes.1.place.{part}": "" for part in ("latitude", "longitude")},
     "envelopes.1.found_by", "there is no place", "还没写藏在哪儿"),
    ({"envelopes.1.place.latitude": "100"}, "envelopes.1.place.latitude", "At most 90", "最多是 90"),
    ({"envelopes.1.place.longitude": ""}, "envelopes.1.place.longitude", "Please fill this in.", "这里要填。"),
    ({"envelopes.1.found_by": "answer", **both("envelopes.1.answers", "船", "boat")},
     "envelopes.1.place", "found in another way", "不是靠人到了"),
    ({**both("envelopes.1.answers", "船", "boat")}, "envelopes.1.answers", "found in another way", "不是靠答对"),
    ({"envelopes.1.clue.en": "x" * 61}, "envelopes.1.clue.en", "at most 60 fit", "最多放得下 60"),
    ({"envelopes.0.id": "x", "envelopes.1.id": "x"}, "envelopes.1.id", "“x” is here twice.", "“x”写了两遍。"),
    ({"envelopes.0.found_by": ""}, "envelopes.0.found_by", "Please fill this in.", "这里要填。"),
    ({"worth": "60 CNY", "limits.units": "3", "pool": "90000", "envelopes.0.units": "84000"},
     "envelopes.0.units", "the law allows 50,000", "法律的上限是 50,000 元"),
    (both("unit", "元", "yuan"), "worth", "This is money", "这是钱"),
    (both("unit", "积分", "points"), "voucher", "where, until when", "在哪用"),
    ({"who.zh-CN": "", "who.en": ""}, "who", "The law wants this", "法律要求事先公布"),
    ({"look": "matchbox"}, "look", "This look has no room", "这个样式没有地方写"),
    ({"claim.until": "2026-07-02T00:00"}, "claim.until", "claimed later than that", "领奖的期限要再晚些"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "which"), [("en", 0), ("zh-CN", 1)])
def test_what_is_wrong_is_told_beside_its_field(
    admin: FlaskClient, product: Product, language: str, which: int
) -> None:
    csrf = csrf_of(admin)
    for changed, field, *said in WRONG:
        form = hunt(product, **changed) | {"step": "check", "csrf": csrf}
        problems = (admin.post(f"{AT}/new", data=form, headers={"Accept-Language": language}).json or {})["problems"]
        assert field in problems, (changed, problems)
        assert {name for name in problems if name != field} <= {"look"}, (changed, problems)
        assert said[which] in problems[field][0], problems
        assert any("一" <= letter <= "鿿" for letter in problems[field][0]) == (language == "zh-CN")


def open_parts(page: str) -> list[str]:
    return re.findall(r'<details class="form-fold"[^>]* open><summary><b>([^<]+)', page)


def test_parts_are_folded_but_for_those_that_need_mending(admin: FlaskClient, product: Product) -> None:
    review = send(admin, f"{AT}/new", **hunt(product), step="review").text
    assert open_parts(review) == []
    assert "<b>Envelope 1: Look up at night</b>" in review
    assert "By an answer · How many are in it: 20 · For how many finders: 4" in review
    wrong = {"envelopes.0.finders": "21", "limits.lying": "many"}
    mend = send(admin, f"{AT}/new", **hunt(product, **wrong), step="review").text
    assert open_parts(mend) == ["One player, at most", "Envelope 1: Look up at night"]
    assert '<a href="#wrong-envelopes.0.units">How many are in it (no. 1)</a>' in mend
    assert open_parts(admin.get(f"{AT}/new").text) == []
    assert open_parts(send(admin, f"{AT}/new", **hunt(product), step="add.envelopes").text) == ["Envelope 3"]
    again = send(admin, f"{AT}/new", **hunt(product), step="again.poster.variants").text
    assert open_parts(again) == ["What every poster shows"]


def test_a_hunt_has_forty_envelopes_at_most(admin: FlaskClient, product: Product) -> None:
    form = hunt(product, pool="5000", **{"envelopes.row": [str(n) for n in range(41)]})
    for n in range(2, 41):
        form |= {name.replace(".0.", f".{n}."): value for name, value in form.items() if ".0." in name}
    problems = (send(admin, f"{AT}/new", **form, step="check").json or {})["problems"]
    assert problems["envelopes"] == ["At most 40."]


def test_the_rules_of_a_hunt_that_has_begun_are_fixed(admin: FlaskClient, product: Product) -> None:
    begun = hunt(product, opens="2026-05-01T00:00")
    assert send(admin, f"{AT}/new", **begun, step="publish").status_code == 303
    page = admin.get(f"{AT}/three-small-lives").text
    assert "nobody can change its rules" in page
    assert '<fieldset class="item-fields" disabled>' in page
    before = file_of(product, "three-small-lives")
    assert send(admin, f"{AT}/three-small-lives", **hunt(product, pool="9"), step="publish").status_code == 409
    assert send(admin, f"{AT}/three-small-lives/retire", retired="yes").status_code == 409
    assert file_of(product, "three-small-lives") == before
    assert f'href="{AT}/three-small-lives"' in admin.get("/studio/catalogue").text


def test_a_hunt_is_retired_before_it_opens(admin: FlaskClient, product: Product) -> None:
    assert send(admin, f"{AT}/new", **hunt(product), step="publish").status_code == 303
    assert send(admin, f"{AT}/three-small-lives/retire", retired="yes").status_code == 303
    assert product.library.campaign(CAMPAIGN).games == ()
    assert send(admin, f"{AT}/three-small-lives/retire", retired="no").status_code == 303
    assert [one.id for one in product.library.campaign(CAMPAIGN).games] == ["three-small-lives"]
