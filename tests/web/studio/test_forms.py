"""Forms are made from the shapes of files: saved as they were opened they change nothing, and what is wrong is told beside its field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from postergen.adapters.content.pack_items import ITEM_KINDS, find_item
from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.localized import LOCALES
from postergen.loading import load_words
from postergen.web.studio.forms.fields import Field, Widget, form_of
from postergen.web.studio.forms.merging import merge
from postergen.web.studio.forms.query import shown_moment, typed_values
from postergen.web.studio.forms.told import label_of
from tests.web.studio.conftest import SignIn, csrf_of
from tests.web.studio.editing import CAMPAIGN, send

NOODLES = "wuhan-hot-dry-noodles"
AT = "/studio/catalogue"


def files(product: Product) -> Mapping[str, bytes]:
    return product.library.pack(CAMPAIGN).files


def values_of(product: Product, kind: str, name: str) -> dict[str, Any]:
    item = find_item(files(product), ITEM_KINDS[kind], name)
    assert item is not None
    return dict(item.values)


def as_sent(fields: Sequence[Field], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form with these values in it."""
    for field in fields:
        value = values.get(field.path[-1])
        if value is None:
            continue
        match field.widget:
            case Widget.WORDS | Widget.COPY:
                yield from ((f"{field.name}.{locale}", value[locale]) for locale in LOCALES)
            case Widget.SAYINGS:
                yield from ((f"{field.name}.{locale}", "\r\n".join(value.get(locale, ()))) for locale in LOCALES)
            case Widget.TICKS:
                yield from ((field.name, one) for one in sorted(value))
            case Widget.LINES:
                yield field.name, "\r\n".join(value)
            case Widget.PAIRS:
                yield field.name, "\r\n".join(f"{name}: {text}" for name, text in value.items())
            case Widget.DAY:
                yield from ((f"{field.name}.{i}", str(part)) for i, part in enumerate(value))
            case Widget.YES:
                yield field.name, "yes" if value else "no"
            case Widget.GROUP:
                yield from as_sent(field.fields, value)
            case Widget.ROWS:
                for number, row in enumerate(value):
                    yield f"{field.name}.row", str(number)
                    yield from as_sent(field.row(number), row)
            case Widget.MOMENT:
                yield field.name, shown_moment(value)
            case _:
                yield field.name, str(value)


def every_field(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from every_field(field.fields)


@pytest.fixture
def admin(sign_in: SignIn) -> FlaskClient:
    client = sign_in(Role.ADMIN)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sent(product: Product, kind: str, name: str, **changed: str) -> dict[str, Any]:
    """The form of an item with some fields filled in otherwise."""
    values = values_of(product, kind, name)
    form: dict[str, Any] = {}
    for field, text in as_sent(form_of(ITEM_KINDS[kind]), values):
        form.setdefault(field, []).append(text)
    return form | changed | {"was": json.dumps(values)}


def test_every_item_comes_out_of_its_form_as_it_went_in(product: Product) -> None:
    campaign = product.library.campaign(CAMPAIGN)
    names = {
        "options": [one.id for one in campaign.catalogue.options][::9],
        "themes": [one.id for one in campaign.catalogue.themes],
        "occasions": [one.id for one in campaign.occasions],
        "offers": [one.id for one in campaign.offers],
        "settings": [CAMPAIGN],
        "places": ["hubei", "beijing"],
        "none-of-these": ["none-of-these"],
    }
    for kind, name in ((kind, name) for kind, found in names.items() for name in found):
        fields, values = form_of(ITEM_KINDS[kind]), values_of(product, kind, name)
        assert typed_values(fields, MultiDict(as_sent(fields, values)), values) == values


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_field_and_every_word_to_choose_has_a_name(language: str) -> None:
    w = load_words()[language].pages["studio/forms"]
    for kind in ITEM_KINDS.values():
        for field in every_field(form_of(kind)):
            assert label_of(kind.name, field.path, w) != field.key, field
            assert [word for word in field.words if f"word_{field.path[-1]}_{word}" not in w] == []


MERGES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], list[tuple[str, ...]]]] = {
    # mine, theirs, what comes of it, what both changed; all begun from {a: 1, b: {x: 1, y: 1}, c: [1]}
    "nobody": ({}, {}, {}, []),
    "I alone": ({"a": 2}, {}, {"a": 2}, []),
    "they alone": ({}, {"b": {"x": 2, "y": 1}}, {"b": {"x": 2, "y": 1}}, []),
    "each another": ({"a": 2}, {"c": [2]}, {"a": 2, "c": [2]}, []),
    "each another language": ({"b": {"x": 2, "y": 1}}, {"b": {"x": 1, "y": 3}}, {"b": {"x": 2, "y": 3}}, []),
    "both the same": ({"a": 2}, {"a": 2}, {"a": 2}, []),
    "both otherwise": ({"b": {"x": 2, "y": 1}}, {"b": {"x": 3, "y": 1}}, {"b": {"x": 2, "y": 1}}, [("b", "x")]),
    "they added": ({"a": 2}, {"d": 1}, {"a": 2, "d": 1}, []),
}


@pytest.mark.parametrize("who", MERGES)
def test_only_what_both_changed_is_a_conflict(who: str) -> None:
    was: dict[str, Any] = {"a": 1, "b": {"x": 1, "y": 1}, "c": [1]}
    mine, theirs, merged, conflicts = MERGES[who]
    found = merge(was, was | mine, was | theirs)
    assert (found.values, list(found.conflicts)) == (was | merged, conflicts)
    assert merge(was, {"a": 1, "c": [1]}, was).values == {"a": 1, "c": [1]}  # what I took away stays away


WRONG: list[tuple[str, str, dict[str, str], str, str]] = [
    ("options", NOODLES, {"text.zh-CN": "多" * 15}, "text.zh-CN", "15 letters: at most 14 fit."),
    ("options", NOODLES, {"text.en": ""}, "text.en", "Please fill this in."),
    ("options", NOODLES, {"aliases.en": "nap\nNap"}, "aliases.en", "“Nap” is here twice."),
    ("options", NOODLES, {"aliases.en": "\n".join(f"nap {n}" for n in range(101))}, "aliases.en", "At most 100."),
    ("options", NOODLES, {"need": "urgent"}, "need", "Choose one."),
    ("occasions", "graduation", {"dates.first.0": "13"}, "dates.first.0", "At most 12."),
    ("occasions", "graduation", {"naming.en": "you"}, "naming", "Needs {{ nickname }} in both languages."),
    ("occasions", "graduation", {"by": "birthday"}, "", "Two ways to tell the day"),
    ("offers", "check-up-nearby", {"url.en": "shop"}, "url.en", "Should look like https://shop"),
    ("settings", CAMPAIGN, {"landing_url": "javascript:alert(1)"}, "landing_url", "Should look like"),
    ("settings", CAMPAIGN, {"landing_urls": "wechat https"}, "landing_urls", "Each line needs a channel"),
    ("settings", CAMPAIGN, {"origins": "https://a.example/"}, "origins", "scheme and host alone"),
    ("settings", CAMPAIGN, {"timezone": "Mars/Base"}, "timezone", "IANA"),
    ("settings", CAMPAIGN, {"learning.holdout": "a lot"}, "learning.holdout", "Write a number."),
    ("settings", CAMPAIGN, {"templates": ""}, "templates", ""),
]  # fmt: skip


def test_what_is_wrong_is_told_beside_its_field(admin: FlaskClient, product: Product) -> None:
    csrf = csrf_of(admin)
    for kind, name, changed, field, said in WRONG:
        form = sent(product, kind, name, **changed) | {"csrf": csrf}
        problems = (admin.post(f"{AT}/{kind}/{name}", data=form | {"step": "check"}).json or {})["problems"]
        assert list(problems) == [field], changed
        assert said in problems[field][0]
    assert admin.post(f"{AT}/{kind}/{name}", data=form | {"step": "publish"}).status_code == 422


NAMELESS = [
    ("options", NOODLES, {"theme": "foood"}, "theme",
     "The campaign has no theme “foood”. Is it “food”?", "活动里没有主题“foood”。是不是想写“food”？"),
    ("options", NOODLES, {"occasions": "zzz"}, "occasions",
     "The campaign has no occasion “zzz”.", "活动里没有时机“zzz”。"),
    ("settings", CAMPAIGN, {"templates": "zzz"}, "templates",
     "The campaign has no look “zzz”.", "活动里没有样式“zzz”。"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "changed", "field", "english", "chinese"), NAMELESS)
def test_what_is_named_and_not_there_is_told_in_the_language_of_the_page(
    admin: FlaskClient,
    product: Product,
    kind: str,
    name: str,
    changed: dict[str, str],
    field: str,
    english: str,
    chinese: str,
) -> None:
    form = sent(product, kind, name, **changed) | {"step": "review", "csrf": csrf_of(admin)}
    for language, said in (("en", english), ("zh-CN", chinese)):
        answer = admin.post(
            f"{AT}/{kind}/{name}", data=form, headers={"Accept": "text/html", "Accept-Language": language}
        )
        assert answer.status_code == 422
        assert said in answer.text.partition(f'data-problems="{field}"')[2].partition("</ul>")[0], language


def test_what_a_rule_says_of_an_offer_stands_at_its_field(admin: FlaskClient, product: Product) -> None:
    form = sent(product, "offers", "check-up-nearby", **{"title.zh-CN": "国家级体检中心"})
    answer = send(admin, f"{AT}/offers/check-up-nearby", **form, step="review")
    assert answer.status_code == 422
    assert "国家级" in answer.text.partition('data-problems="title"')[2].partition("</ul>")[0]


def test_a_change_leaves_all_else_of_its_file_as_it_was(admin: FlaskClient, product: Product) -> None:
    before = files(product)["offers.yaml"].decode()
    form = sent(product, "offers", "check-up-nearby", need="soft")
    review = send(admin, f"{AT}/offers/check-up-nearby", **form, step="review").text
    assert "<dt>Need</dt><dd>a <del>must</del><ins>treat</ins></dd>" in review
    answer = send(admin, f"{AT}/offers/check-up-nearby", **form, step="publish", note="nobody must")
    assert answer.status_code == 303
    assert files(product)["offers.yaml"].decode() == before.replace("need: rigid", "need: soft", 1)
    assert "nobody must" in admin.get("/studio/audit").text


def test_what_is_retired_is_offered_no_more_and_known_all_the_same(admin: FlaskClient, product: Product) -> None:
    send(admin, f"{AT}/options/{NOODLES}/retire", retired="yes")
    send(admin, f"{AT}/occasions/birthday/retire", retired="yes")
    catalogue = admin.get("/api/v1/catalogue?locale=zh-CN").json or {}
    assert NOODLES not in {one["id"] for one in catalogue["options"]}
    assert "birthday" not in {one["id"] for one in catalogue["occasions"]}
    rank = "/api/v1/rank"
    read = admin.post(rank, json={"wish": "想吃热干面", "locale": "zh-CN"}).json or {}
    assert NOODLES not in {one["option"] for one in read["wish_read_as"]["options"]}
    assert NOODLES not in (admin.get(f"/c/{CAMPAIGN}/search?q=sesame+noodles").json or {})["options"]
    made = admin.post("/api/v1/posters", json={"options": [NOODLES], "locale": "en", "nickname": "Ann"})
    assert made.status_code == 201
    assert "retired" in admin.get(f"{AT}?q=noodles").text
    send(admin, f"{AT}/options/{NOODLES}/retire", retired="no")
    assert NOODLES in {one["id"] for one in (admin.get("/api/v1/catalogue?locale=en").json or {})["options"]}
    assert "retired" not in files(product)["options/food.yaml"].decode()


def test_an_id_that_is_taken_is_told_and_one_that_is_left_out_is_made(admin: FlaskClient, product: Product) -> None:
    form = sent(product, "themes", "food") | {"was": "{}"}
    taken = send(admin, f"{AT}/themes/new", **form | {"id": "food"}, step="check")
    assert (taken.json or {})["problems"] == {"id": ["This id is taken."]}
    made = send(admin, f"{AT}/themes/new", **form | {"id": "", "name.en": "Día libre’s"}, step="publish")
    assert made.location.endswith("/themes/dia-libres?published=1")


def test_a_city_is_added_to_its_province_and_a_province_to_the_others(admin: FlaskClient, product: Product) -> None:
    before = files(product)["places.yaml"].decode()
    count = len(values_of(product, "places", "hubei")["cities"])
    form = sent(product, "places", "hubei")
    more = {"cities.row": [*form["cities.row"], str(count)]}
    more |= {f"cities.{count}.name.zh-CN": "潜江", f"cities.{count}.name.en": "Qianjiang"}
    assert "readonly" in admin.get(f"{AT}/places/hubei").text
    assert send(admin, f"{AT}/places/hubei", **(form | more), step="publish").status_code == 303
    after = files(product)["places.yaml"].decode()
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        "      - id: qianjiang", '        name: {zh-CN: "潜江", en: "Qianjiang"}'
    ]  # fmt: skip
    assert "hubei/qianjiang" in product.library.campaign(CAMPAIGN).catalogue.place_by_id
    fresh = {"name.zh-CN": "青海", "name.en": "Qinghai", "cities.row": ["0"]}
    fresh |= {"cities.0.name.zh-CN": "西宁", "cities.0.name.en": "Xining"}
    assert send(admin, f"{AT}/places/new", **fresh, step="publish").status_code == 303
    assert "qinghai/xining" in product.library.campaign(CAMPAIGN).catalogue.place_by_id
    assert "西宁" in admin.get(AT, headers={"Accept-Language": "zh-CN"}).text
    twice = sent(product, "places", "hubei") | {"cities.0.id": "qianjiang"}
    answer = send(admin, f"{AT}/places/hubei", **twice, step="review")
    assert answer.status_code == 422
    assert send(admin, f"{AT}/places/hubei/retire", retired="yes").status_code == 404


def test_wishes_that_nothing_answers_have_a_form(admin: FlaskClient, product: Product) -> None:
    at = f"{AT}/none-of-these/none-of-these"
    form = sent(product, "none-of-these", "none-of-these")
    wishes = form["wishes.en"][0]
    told = send(admin, at, **(form | {"wishes.en": f"{wishes}\nwin a raffle\nWin a raffle"}), step="check").json or {}
    assert told["problems"] == {"wishes.en": ["“Win a raffle” is here twice."]}
    assert send(admin, at, **(form | {"wishes.en": f"{wishes}\nwin a raffle"}), step="publish").status_code == 303
    assert "win a raffle" in product.library.campaign(CAMPAIGN).none_of_these["en"]
    assert "# What people wish for" in files(product)["none-of-these.yaml"].decode()
    assert admin.get(f"{AT}/none-of-these/new").status_code == 404


@pytest.mark.parametrize("role", [Role.WRITER, Role.APPROVER])
def test_forms_are_for_admins(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get(f"{AT}/options/{NOODLES}").status_code == 403
    assert send(client, f"{AT}/options/{NOODLES}/retire", retired="yes").status_code == 403
    assert f"{AT}/options" not in client.get(AT).text


def test_what_there_is_not_has_no_form_and_hostile_input_is_only_text(admin: FlaskClient, product: Product) -> None:
    for path in ("options/nobody", "settings/new", "settings/other", "variants/x"):
        assert admin.get(f"{AT}/{path}").status_code == 404
    for was in ("[", "[]", '{"id": "other"}', "null"):
        form = sent(product, "themes", "food") | {"was": was, "name.en": "</script><b>"}
        answer = send(admin, f"{AT}/themes/food", **form, step="review")
        assert answer.status_code in (200, 409)
        assert "</script><b>" not in answer.text
        assert "<code>food</code>" in answer.text
