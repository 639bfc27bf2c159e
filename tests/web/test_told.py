"""Whatever a person can get wrong, there is a sentence for it in their language."""

from __future__ import annotations

import ast
import base64
import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.domain.findings import Kind
from postergen.domain.localized import LOCALES
from postergen.domain.words import Words
from postergen.errors import Finding
from postergen.loading import load_words
from postergen.web.told import sentence, told

# What refuses a brief, figures or a decision that a person made. Each finding of theirs has a kind.
REFUSING = (
    "domain/briefs",
    "domain/findings",
    "domain/look_backs",
    "copywriting/four_eyes",
    "service/look_backs",
    "web/checking_in",
    "service/choices",
    "service/posters",
    "rendering/avatar",
    "adapters/avatar_process",
)
NOODLES = {"options": ["wuhan-hot-dry-noodles"]}
LANGUAGES = load_words()


def own_keys(words: Words) -> set[str]:
    return {key for key in words if key.startswith("finding_")}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_has_a_sentence(locale: str) -> None:
    assert own_keys(LANGUAGES[locale].pages["findings"]) == {f"finding_{kind}" for kind in Kind}


@pytest.mark.parametrize("module", REFUSING)
def test_no_finding_about_a_brief_is_without_a_kind(module: str) -> None:
    tree = ast.parse((CONTENT / f"postergen/{module}.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Finding"]
    made = [call for call in calls if not any(keyword.arg is None for keyword in call.keywords)]  # not read from JSON
    assert made
    for call in made:
        kinds = [*call.args[3:4], *(keyword.value for keyword in call.keywords if keyword.arg == "kind")]
        assert [ast.unparse(kind).split(".")[0].lower() for kind in kinds] == ["kind"], ast.unparse(call)


def picture(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


BRIEFS: dict[Kind, dict[str, object]] = {
    Kind.FEW: {"options": []},
    Kind.MANY: {"options": ["wuhan-hot-dry-noodles"] * 6, "wish": "和爷爷下棋"},
    Kind.TWICE: {"options": ["wuhan-hot-dry-noodles"] * 2},
    Kind.OPTION: {"options": ["nobody-knows-this"]},
    Kind.MEANING: {"wish_means": "none"},
    Kind.LOCALE: {"locale": "fr"},
    Kind.LOOK: {"template": "no-look"},
    Kind.FORMAT: {"format": "no-format"},
    Kind.PLACE: {"place": "no/where"},
    Kind.OCCASION: {"occasion": "no-day"},
    Kind.CHANNEL: {"channel": "A b"},
    Kind.SITE: {"site": "#"},
    Kind.SCAN: {"scan": "nobody"},
    Kind.BLANK: {"nickname": "\u3000"},
    Kind.UNPRINTABLE: {"nickname": "a\ue000"},
    Kind.MARKS: {"nickname": "a" + "\u0301\u0316\u0302\u0317" * 3},
    Kind.LONG: {"nickname": "很" * 31},
    Kind.WIDE: {"wish": "很" * 15},
    Kind.OVERLONG: {"nickname": "很" * 401},
    Kind.NUMBER: {"template": "passbook", "fields": {"streak": 10_000}},
    Kind.FIELD: {"fields": {"nothing": 1}},
    Kind.TEXT: {"variant": "no-text"},
    Kind.PHOTO_KIND: {"avatar": b"<html></html>"},
    Kind.PHOTO_PIXELS: {"avatar": picture(Image.new("1", (8_000, 7_000)))},
    Kind.PHOTO_BROKEN: {"avatar": picture(Image.effect_noise((90, 90), 80))[:1000]},
    Kind.SHAPE: {"personalised": "perhaps"},
}


def errors(client: FlaskClient, brief: dict[str, object]) -> list[dict[str, object]]:
    said = {name: base64.b64encode(it).decode() if isinstance(it, bytes) else it for name, it in brief.items()}
    answer = client.post("/api/v1/posters", json={**NOODLES, **said})
    assert answer.status_code == 422
    found: list[dict[str, object]] = answer.get_json()["errors"]
    return found


@pytest.mark.parametrize("kind", BRIEFS, ids=str)
def test_the_api_says_which_kind_it_is_and_a_sentence_in_each_language(client: FlaskClient, kind: Kind) -> None:
    found = {str(error["code"]): error for error in errors(client, BRIEFS[kind])}
    assert kind in found
    texts = found[kind]["texts"]
    assert isinstance(texts, dict)
    assert texts.keys() == LANGUAGES.keys()
    assert all("{" not in text for text in texts.values())
    assert str(texts["en"]).isascii()
    assert not str(texts["zh-CN"]).isascii()
    assert f"{found[kind]['detail']}{found[kind]['remedy']}".isascii(), "for whoever builds, in English"


@pytest.mark.parametrize("path", ["catalogue", "campaigns/better-life/stickers"])
def test_a_language_that_nobody_speaks_is_told_in_those_that_are(client: FlaskClient, path: str) -> None:
    (error,) = client.get(f"/api/v1/{path}?locale=fr").get_json()["errors"]
    assert error["code"] == Kind.LOCALE
    assert error["texts"] == {
        "zh-CN": "还没有这种语言，用中文或者英文吧。",
        "en": "We do not speak this language yet. Chinese and English are there.",
    }


def test_who_comes_too_early_for_a_look_back_is_told_when_in_both_languages(client: FlaskClient) -> None:
    answer = client.post("/api/v1/look-backs/small-days", json={"figures": {}})
    (error,) = answer.get_json()["errors"]
    assert error["code"] == Kind.LOOK_BACK_EARLY
    assert error["texts"] == {
        "zh-CN": "还没到时候，2026-11-15 00:00 才能翻。",
        "en": "It is not time yet. It opens on 2026-11-15 00:00.",
    }


def test_a_text_that_is_out_of_place_says_why(client: FlaskClient, campaign: Campaign) -> None:
    texts = [v for v in campaign.variants if v.locale == "zh-CN"]
    out = {
        Kind.TEXT_LOCALE: {"variant": texts[0].id, "locale": "en"},
        Kind.TEXT_OCCASION: {"variant": next(v.id for v in texts if v.fits.occasions)},
    }
    for kind, brief in out.items():
        assert kind in {error["code"] for error in errors(client, brief)}


def test_what_a_rule_finds_bears_its_id_and_is_said_in_both_languages(client: FlaskClient) -> None:
    found = errors(client, {"nickname": "加微信 wx12345", "locale": "zh-CN"})[0]
    assert (found["pointer"], found["code"]) == ("#/nickname", "user.contact")
    assert found["texts"] == {
        "zh-CN": "海报会被很多人看到，请不要写电话、微信号、QQ号或者邮箱。去掉联系方式再试。",
        "en": "A poster is seen by many people, so it cannot carry a phone number, an account or an e-mail address. "
        "Take out the contact details and try again.",
    }
    assert "海报" not in str(found["detail"])


def test_all_that_a_rule_finds_in_a_field_is_one_finding_that_names_each(client: FlaskClient) -> None:
    found = errors(client, {"nickname": "wx12345 QQ12345678", "wish": "13800138000"})
    assert [(one["pointer"], one["code"]) for one in found] == [
        ("#/nickname", "user.contact"),
        ("#/wish", "user.contact"),
    ]
    assert "12345678" in str(found[0]["detail"])
    assert "wx12345" in str(found[0]["detail"])


def test_a_kind_that_nobody_named_is_said_all_the_same() -> None:
    assert sentence(Finding("x", "is odd", kind="news"), LANGUAGES["en"]).startswith("This is not written")


def test_sentences_stand_once_beside_their_fields_in_the_order_of_the_page() -> None:
    place = Finding("place", "is unknown", kind=Kind.PLACE)
    options = [Finding(f"options/{n}", "is unknown", kind=Kind.OPTION) for n in range(3)]
    streak = Finding("fields/streak", "is no number", kind=Kind.NUMBER, values=(("most", 9),))
    found = told([place, streak, *options, Finding("scan", "is unknown", kind=Kind.SCAN)], LANGUAGES["en"])
    assert list(found.by_field) == ["", "options", "fields/streak", "place"]
    assert found.at("options") == ("One of those you picked is no longer there. Pick another.",)
    assert found.at("fields/streak") == ("A whole number from 0 to 9, please.",)
    assert found.first == "options"
    assert not told([], LANGUAGES["en"])
