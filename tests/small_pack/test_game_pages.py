"""Every page of a game on a pack of two options, with three cards: below 400, and true of it."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from postergen.bootstrap import Product, build_product
from postergen.config import CONTENT, Settings
from postergen.domain.accounts import Role
from postergen.domain.briefs import BriefRequest
from postergen.service.orders import Order
from postergen.web.app import create_app
from postergen.web.visitors import ERASE_COOKIE
from tests.web.studio.conftest import PASSWORD, enter_as

from .conftest import NAME, PACKS, Workshop, codes_on

GAME, OVER, CARDS, HIDE = "three", "over", "cards", "hide"
DIARY, DAYS = "leaves", "days"
CARD_FIELDS = """
card: {kind: text, most: 40, label: {zh-CN: 牌, en: Card}}
name: {kind: text, most: 40, label: {zh-CN: 牌名, en: Its name}}
number: {kind: number, most: 12, label: {zh-CN: 第几张, en: Its number}}
of: {kind: number, most: 12, label: {zh-CN: 共几张, en: Of how many}}
clue: {kind: text, most: 60, label: {zh-CN: 线索, en: The clue}}
by: {kind: text, most: 12, label: {zh-CN: 怎么找, en: How it is found}}
units: {kind: number, most: 1000, label: {zh-CN: 放几份, en: How much}}
unit: {kind: text, most: 20, label: {zh-CN: 放什么, en: What}}
finders: {kind: number, most: 100, label: {zh-CN: 几个人, en: For how many}}
"""
DAY_FIELDS = """
streak: {kind: number, most: 9999, asked: false, label: {zh-CN: 连着几天, en: Days in a row}}
days: {kind: number, most: 9999, asked: false, label: {zh-CN: 一共几天, en: Days in all}}
date: {kind: text, most: 10, asked: false, label: {zh-CN: 哪一天, en: Which day}}
month: {kind: text, most: 37, asked: false, label: {zh-CN: 这个月, en: The month}}
lunar: {kind: text, most: 6, asked: false, label: {zh-CN: 农历, en: Lunar date}}
line: {kind: text, most: 40, asked: false, label: {zh-CN: 写一句, en: A line}}
"""
LEAVES = """
kind: check-in
name: {zh-CN: 一天一页, en: A leaf a day}
about: {zh-CN: 一天撕一页, en: Tear one off each day}
opens: 2026-01-01 00:00
closes: 2099-12-31 24:00
look: days
asks:
  - {id: way, asks: {zh-CN: 今天怎么回家, en: How do you get home today?}, options: [walk-home, early-night]}
organiser: {name: {zh-CN: 我们, en: We}, contact: us@example.com}
"""
SQUARE = """
width: 1080
height: 1080
background: paper
elements:
  - {kind: text, id: name, style: headline, box: [80, 60, 920, 260], text: "{{ fields.name or headline }}"}
  - {kind: text, id: headline, style: body, box: [80, 340, 920, 120], text: "{{ headline }}"}
  - {kind: text, id: typed, style: small, box: [80, 980, 560, 40], text: "{{ t.typed }} {{ typed_fallback }}"}
  - {kind: text, id: ai, style: small, box: [80, 930, 560, 40], when: ai_label, text: "{{ ai_label }}"}
  - {kind: qr, id: qr, box: [700, 700, 330, 330], dark: ink, light: paper}
"""
HOME = f"/c/{NAME}/games/{GAME}"
WALL = f"/c/{NAME}/games/{DIARY}"
HUNT = f"/c/{NAME}/games/{HIDE}"


@dataclass(frozen=True)
class Arcade:
    """The application, and an admin of the studio who was dealt a card for today's check-in and has it on offer."""

    product: Product
    client: FlaskClient
    link: str
    spot: str
    today: str
    envelope: str
    photo: str

    def get(self, address: str) -> TestResponse:
        return self.client.get(address.format(**self.ids))

    @property
    def ids(self) -> dict[str, str]:
        token = self.product.hiding.code_of(NAME, HIDE, self.envelope)
        named = {"link": self.link, "spot": self.spot, "token": token, "today": self.today}
        return named | {"envelope": self.envelope, "photo": self.photo}

    def post(self, address: str, **form: str) -> TestResponse:
        return self.client.post(address, data=form)


def said_on(answer: TestResponse) -> str:
    """The page without the places at which its lines may end."""
    return answer.text.replace("<wbr>", "")


BY_CODE = {"clue": "sentence", "found_by": "code", "says": "Under the lamp", "units": "6", "finders": "2"}


def photo_of(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(file, "JPEG")
    return file.getvalue()


Truth = Callable[[TestResponse], bool]


def has(*words: str) -> Truth:
    """All of these stand on the page."""
    return lambda answer: all(word in said_on(answer) for word in words)


def specimen(answer: TestResponse) -> bool:
    """A picture whose code is nobody's."""
    return codes_on(answer.data)[0].endswith("/S/TWSPEC1MEN00000")


PAGES: dict[str, tuple[str, Truth]] = {
    "/c/<campaign>/games/<game>": (HOME, has("Three cards", "50%", "The bridge", "1,000 beans", "You were here today")),
    "/c/<campaign>/games/<game>/cards/<card>.webp": (f"{HOME}/cards/walk.webp", specimen),
    "/c/<campaign>/games/<game>/cards/<int:serial>": (
        f"{HOME}/cards/1",
        lambda answer: "/p/TW" in answer.headers["Location"],
    ),
    "/c/<campaign>/games/<game>/links/<link>": (f"{HOME}/links/{{link}}", has("This is your own offer")),
    "/c/<campaign>/games/<game>/at/<spot>/<token>": (f"{HOME}/at/bridge/{{spot}}", has("The bridge", "Deal me a card")),
    "/c/<campaign>/games/<game>/days/<day>": (
        f"{WALL}/days/{{today}}",
        lambda answer: "/p/TW" in answer.headers["Location"],
    ),
    "/api/v1/games/<game>/diary": (
        f"/api/v1/games/{DIARY}/diary",
        lambda answer: [answer.get_json()[name] for name in ("streak", "longest")] == [1, 1],
    ),
    "/api/v1/games/<game>/days/<day>": (f"/api/v1/games/{DIARY}/days/{{today}}", has("/p/TW")),
    "/c/<campaign>/games/<game>/enter/<ticket>": (f"{HOME}/enter/x", has("Yes, here, too")),
    "/c/<campaign>/games/<game>/record": (
        f"/c/{NAME}/games/{OVER}/record",
        lambda answer: json.loads(answer.text.splitlines()[-1])["kind"] == "close",
    ),
    "/c/<campaign>/games/<game>/envelopes/<envelope>": (
        f"{HUNT}/envelopes/{{envelope}}",
        has("lamp", "You hid this", "The poster with the clue", "<path"),
    ),
    "/c/<campaign>/games/<game>/envelopes/<envelope>.webp": (
        f"{HUNT}/envelopes/{{photo}}.webp",
        lambda answer: answer.data[8:12] == b"WEBP",
    ),
    "/c/<campaign>/games/<game>/envelopes/<envelope>/here/<token>": (
        f"{HUNT}/envelopes/{{envelope}}/here/{{token}}",
        has("lamp"),
    ),
    "/c/<campaign>/games/<game>/envelopes/<envelope>/poster": (
        f"{HUNT}/envelopes/{{envelope}}/poster",
        lambda answer: "/p/TW" in answer.headers["Location"],
    ),
    "/api/v1/games/<game>/envelopes": (
        f"/api/v1/games/{HIDE}/envelopes",
        lambda answer: len(answer.get_json()["hidden"]) == 2,
    ),
    "/api/v1/games/<game>/envelopes/<envelope>": (
        f"/api/v1/games/{HIDE}/envelopes/{{envelope}}",
        lambda answer: answer.get_json()["says"]["en"] == "Under the lamp",
    ),
    "/api/v1/games/<game>/envelopes/<envelope>/poster": (
        f"/api/v1/games/{HIDE}/envelopes/{{envelope}}/poster",
        has("/p/TW"),
    ),
    "/api/v1/games": (
        "/api/v1/games",
        lambda answer: sorted(game["id"] for game in answer.get_json()["games"]) == [HIDE, DIARY, OVER, GAME],
    ),
    "/api/v1/games/<game>": (f"/api/v1/games/{GAME}", lambda answer: len(answer.get_json()["collect"]["cards"]) == 3),
    "/api/v1/games/<game>/record": (
        f"/api/v1/games/{OVER}/record",
        lambda answer: json.loads(answer.text.splitlines()[-1])["kind"] == "close",
    ),
    "/api/v1/games/<game>/hand": (
        f"/api/v1/games/{GAME}/hand",
        lambda answer: 1 in [card["serial"] for card in answer.get_json()["cards"]],
    ),
    "/api/v1/games/<game>/cards/<int:serial>": (f"/api/v1/games/{GAME}/cards/1", has("/p/TW")),
    "/api/v1/games/<game>/offers/<link>": (
        f"/api/v1/games/{GAME}/offers/{{link}}",
        lambda answer: answer.get_json()["state"] == "open",
    ),
    "/api/v1/holder": (
        "/api/v1/holder",
        lambda answer: answer.get_json()["games"][0]["acts"][0]["way"] == "check-in",
    ),
    "/studio/games": ("/studio/games", has("Three cards", "running", "closed", "1,000 beans", "A leaf a day")),
    "/studio/games/<game>": (
        f"/studio/games/{GAME}",
        has("Three cards", "Too few cards", "Every line follows", "Pause the game", "Check-in", "secret until"),
    ),
    "/studio/games/<game>/spots": (
        f"/studio/games/{GAME}/spots",
        has("The bridge", "桥头", "Scan, and get a card", "<path"),
    ),
    "/studio/games/<game>/record.csv": (
        f"/studio/games/{GAME}/record.csv",
        lambda answer: answer.text.splitlines()[1].startswith("1,2"),
    ),
    "/studio/games/<game>/envelopes.csv": (
        f"/studio/games/{HIDE}/envelopes.csv",
        lambda answer: answer.text.splitlines()[1].startswith("1,2") and ",moon," in answer.text,
    ),
    "/studio/games/<game>/payouts.csv": (
        f"/studio/games/{OVER}/payouts.csv",
        lambda answer: answer.text.splitlines()[0].endswith("units,unit,worth_yuan,erased"),
    ),
    "/studio/games/<game>/<figure>.csv": (
        f"/studio/games/{GAME}/odds.csv",
        lambda answer: len(answer.text.splitlines()) == 4,
    ),
    "/c/<campaign>/holder.json": (
        f"/c/{NAME}/holder.json",
        lambda answer: answer.get_json()["games"][0]["acts"][0]["way"] == "check-in",
    ),
}


def arcade_in(folder: Path) -> dict[str, str]:
    """The environment of a pack with two games, in this folder; the time of one of them is over."""
    shutil.copytree(PACKS, folder / "packs")
    shutil.copytree(CONTENT / "templates/starter", folder / "looks/plain")
    _copy_look(folder / "looks" / CARDS, CARD_FIELDS)
    _copy_look(folder / "looks" / DAYS, DAY_FIELDS)
    games, rules = folder / "packs" / NAME / "games", Path(__file__).with_name("three.yaml").read_text("utf-8")
    games.mkdir()
    (games / f"{GAME}.yaml").write_text(rules, "utf-8")
    (games / f"{DIARY}.yaml").write_text(LEAVES, "utf-8")
    (games / f"{HIDE}.yaml").write_text(Path(__file__).with_name("hide.yaml").read_text("utf-8"), "utf-8")
    (games / f"{OVER}.yaml").write_text(rules.replace("2099-12-31", "2026-01-02"), "utf-8")
    return Workshop(folder).environment | {"POSTERGEN_CAMPAIGNS_DIR": str(folder / "packs")}


@pytest.fixture(scope="module")
def arcade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arcade]:
    product = build_product(Settings.from_mapping(arcade_in(tmp_path_factory.mktemp("arcade"))))
    product.games.close_due()
    product.accounts.create("ann", PASSWORD, Role.ADMIN)
    client = _client(product)
    client.environ_base["wsgi.url_scheme"] = "https"  # or the cookie of the studio is not sent
    assert enter_as(client, "ann").status_code == 303
    client.post(f"{HOME}/deal", data={"way": "check-in", "key": "today"})
    link = client.post(f"{HOME}/offer", data={"serial": "1"}).headers["Location"].partition("link=")[2]
    hidden = client.post(f"{HUNT}/envelopes", data=BY_CODE).headers["Location"].partition("hidden=")[2]
    photo = {**BY_CODE, "clue": "photo", "photo": (io.BytesIO(photo_of(600, 400)), "p.jpg")}
    shown = client.post(f"{HUNT}/envelopes", data=photo).headers["Location"].partition("hidden=")[2]
    client.environ_base["HTTP_POSTERGEN_HOLDER"] = _cookie(client)  # as a program names whom the pages know
    assert client.post(f"{WALL}/check", data={"option": "walk-home", "key": "leaf"}).status_code == 303
    today = str(product.checking_in.view(NAME, DIARY, None).today)
    spot = product.collecting.spot_token(NAME, GAME, "bridge")
    yield Arcade(product, client, link, spot, today, hidden, shown)
    product.close()


def _client(product: Product) -> FlaskClient:
    client = create_app(product).test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def _copy_look(folder: Path, fields: str) -> None:
    """The starter look, as one that can show what a game tells: it asks for that, and is square, too."""
    shutil.copytree(CONTENT / "templates/starter", folder)
    file = folder / "template.yaml"
    look = yaml.safe_load(file.read_text("utf-8"))
    look["fields"] = yaml.safe_load(fields)
    look["formats"]["square"] = yaml.safe_load(SQUARE if "\nname:" in fields else SQUARE.replace("fields.name or ", ""))
    file.write_text(json.dumps(look, ensure_ascii=False, indent=1), "utf-8")


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_of_a_game_is_true(rule: str, arcade: Arcade) -> None:
    address, is_true = PAGES[rule]
    answer = arcade.get(address)
    assert answer.status_code < 400, answer.text
    assert is_true(answer), answer.text if answer.is_json else answer.mimetype


def test_a_form_that_is_sent_twice_deals_once(arcade: Arcade) -> None:
    again = arcade.post(f"{HOME}/deal", way="check-in", key="today")
    assert again.headers["Location"].endswith("got=1")
    refused = arcade.post(f"{HOME}/deal", way="check-in", key="another")
    assert refused.status_code == 409
    assert "You have had the card for this." in refused.text


def test_a_friend_takes_a_gift_with_one_tap_and_is_known_from_then_on(arcade: Arcade) -> None:
    made = arcade.post(f"{HOME}/deal", way="question", subject="sky", proof=" BLUE! ", key="sky")
    serial = made.headers["Location"].partition("got=")[2]
    link = arcade.post(f"{HOME}/offer", serial=serial).headers["Location"].partition("link=")[2]
    friend = _client(arcade.product)
    assert "Take it" in friend.get(f"{HOME}/links/{link}").text
    taken = friend.post(f"{HOME}/links/{link}", data={"key": "k"})
    assert taken.headers["Location"].endswith(f"got={serial}")
    assert "1 / 3" in friend.get(HOME).text
    late = _client(arcade.product).post(f"{HOME}/links/{link}", data={"key": "k"})
    assert late.status_code == 409
    assert friend.get(f"{HOME}/links/{link}").status_code == 410


def test_a_swap_asks_for_what_is_wanted(arcade: Arcade) -> None:
    answer = arcade.post(f"{HOME}/offer", serial="1", wants="sun")
    assert answer.status_code == 404
    assert arcade.post(f"{HOME}/offer", serial="1", wants="late").status_code == 409  # it is on offer already


def test_what_the_rules_refuse_is_said_on_the_page_of_the_game(arcade: Arcade) -> None:
    for address, form, said in (
        (f"{HOME}/offer", {"serial": "99"}, "You do not hold that card just now."),
        (f"{HOME}/complete", {}, "A card of the set is missing."),
    ):
        page = arcade.client.post(address, data=form, headers={"Accept": "text/html"})
        assert (page.status_code, page.mimetype) == (409, "text/html")
        assert said in page.text
        assert "Three cards" in page.text


def test_a_day_is_kept_on_a_page_that_says_what_is_wrong_and_loses_nothing(arcade: Arcade) -> None:
    somebody = _client(arcade.product)
    form = {"option": "walk-home", "line": "x" * 41, "day": arcade.today}
    wrong = somebody.post(f"{WALL}/check", data=form)
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    assert "x" * 41 in wrong.text
    late = somebody.post(f"{WALL}/check", data=form | {"line": "Cold noodles", "day": "2026-01-01"})
    assert late.status_code == 409
    assert "It is past midnight, and a new day." in said_on(late)
    assert 'value="Cold noodles"' in late.text
    assert somebody.post(f"{WALL}/repair", data={"day": "2026-01-01"}).status_code == 409
    assert somebody.post(f"{WALL}/repair", data={"day": "someday"}).status_code == 422
    kept = somebody.post(f"{WALL}/check", data=form | {"line": "Cold noodles"})
    page = said_on(somebody.get(kept.headers["Location"]))
    assert "The first leaf is off. The nail is still new." in page
    assert 'aria-current="date"' in page
    again = somebody.post(f"{WALL}/check", data=form | {"line": "Cold noodles"})
    assert again.status_code == 409
    assert somebody.post(f"{WALL}/forget").status_code == 303
    assert "What you wrote is gone" in somebody.get(f"{WALL}?forgotten=1").text


def test_the_code_of_a_friends_day_leads_to_ones_own_first(arcade: Arcade) -> None:
    code = arcade.get(f"{WALL}/days/{arcade.today}").headers["Location"].split("/p/")[1].split("?")[0]
    friend = _client(arcade.product)
    scan = friend.get(f"/s/{code}", headers={"User-Agent": "Mozilla/5.0 (iPhone) Mobile"})
    page = friend.get(scan.headers["Location"], follow_redirects=True)
    assert page.request.path == WALL
    assert "A friend has just torn off this leaf" in said_on(page)
    assert "Their first." in said_on(page)
    assert 'value="walk-home" required checked' in page.text
    click = page.request.args["click"]
    form = {"option": "walk-home", "click": click, "day": arcade.today}
    mine = friend.post(f"{WALL}/check", data=form)
    shown = friend.get(f"{WALL}/days/{arcade.today}").headers["Location"].split("/p/")[1].split("?")[0]
    assert mine.status_code == 303
    assert arcade.product.posters.get(shown).lineage.parent == code


def test_a_poster_brings_its_maker_a_card(arcade: Arcade) -> None:
    made = arcade.product.posters.issue(Order(NAME, BriefRequest(("walk-home",), "en")))
    client, code = _client(arcade.product), made.poster.code
    assert client.post(f"/p/{code}/games/{GAME}").status_code == 403
    client.set_cookie(ERASE_COOKIE, made.erase_token or "", path=f"/p/{code}")
    assert "Take the card" in client.get(f"/p/{code}?mine=1").text
    assert "got=" in client.post(f"/p/{code}/games/{GAME}").headers["Location"]


def test_another_phone_has_the_same_cards(arcade: Arcade) -> None:
    page = arcade.post(f"{HOME}/phone").text
    assert "<path d=" in page
    holder = arcade.product.holders.of_token(NAME, _cookie(arcade.client))
    assert holder is not None
    other, ticket = _client(arcade.product), arcade.product.holders.ticket(holder)
    assert other.post(f"{HOME}/enter/{ticket}").status_code == 303
    assert other.get(f"/c/{NAME}/holder.json").get_json() != {}
    assert other.post(f"{HOME}/enter/{ticket}").status_code == 404


def test_who_is_forgotten_leaves_nothing_behind(arcade: Arcade) -> None:
    somebody = _client(arcade.product)
    somebody.post(f"{HOME}/deal", data={"way": "check-in"})
    assert somebody.post(f"{HOME}/forget").status_code == 303
    assert somebody.get(f"/c/{NAME}/holder.json").status_code == 404
    assert somebody.post(f"{HOME}/forget").status_code == 403


@pytest.mark.parametrize(
    ("address", "form", "status"),
    [
        ("/c/two-options/games/none/deal", {"way": "check-in"}, 404),
        (f"{HOME}/deal", {"way": "share"}, 409),
        (f"{HOME}/deal", {"way": "question", "subject": "sky", "proof": "red"}, 409),
        (f"{HOME}/deal", {"way": "question", "subject": "none", "proof": "red"}, 404),
        (f"{HOME}/deal", {"way": "spot", "subject": "bridge", "proof": "made-up"}, 404),
        (f"{HOME}/offer", {"serial": "-1"}, 409),
        (f"{HOME}/offer", {"serial": "9" * 30}, 409),
        (f"{HOME}/complete", {}, 409),
        (f"{HOME}/links/none", {}, 404),
    ],
)
def test_what_cannot_be_done_is_told(address: str, form: dict[str, str], status: int, arcade: Arcade) -> None:
    assert arcade.client.post(address, data=form).status_code == status


def test_an_answer_of_ten_megabytes_is_too_large(arcade: Arcade) -> None:
    form = {"way": "question", "subject": "sky", "proof": "x" * 10_000_000}
    assert arcade.client.post(f"{HOME}/deal", data=form).status_code == 413


def test_the_page_of_another_site_cannot_act(arcade: Arcade) -> None:
    answer = arcade.client.post(f"{HOME}/deal", data={"way": "check-in"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_record_of_a_game_that_goes_on_is_not_shown(arcade: Arcade) -> None:
    assert arcade.get(f"{HOME}/record").status_code == 409


def test_somebody_finds_what_another_hid(arcade: Arcade) -> None:
    finder, there = _client(arcade.product), f"{HUNT}/envelopes/{arcade.envelope}"
    assert "6 beans for 2 who find it" in finder.get(there).text
    foreign = finder.post(there, data={"proof": "made-up"}, headers={"Accept": "text/html"})
    assert foreign.status_code == 404
    page = said_on(finder.get(f"{there}/here/{arcade.ids['token']}"))
    assert "You have scanned what lies here." in page
    found = finder.post(there, data={"proof": arcade.ids["token"], "key": "k"})
    assert "found=" in found.headers["Location"]
    assert "beans are yours" in finder.get(found.headers["Location"]).text
    again = finder.post(there, data={"proof": arcade.ids["token"], "key": "k"})
    assert again.headers["Location"] == found.headers["Location"]
    assert finder.post(there, data={"proof": arcade.ids["token"], "key": "2"}).status_code == 409


def test_a_form_that_hides_nothing_comes_back_as_it_was(arcade: Arcade) -> None:
    form = {"clue": "sentence", "found_by": "answer", "says": "Where is it", "units": "99", "finders": "9"}
    page = arcade.client.post(f"{HUNT}/envelopes", data=form)
    assert page.status_code == 422
    assert "It is not hidden yet." in page.text
    assert "Write the answer" in page.text
    assert 'value="Where is it"' in page.text


def test_the_studio_shows_envelopes_and_takes_one_away(arcade: Arcade) -> None:
    form = {**BY_CODE, "says": "Behind the clock"}
    hidden = arcade.post(f"{HUNT}/envelopes", **form).headers["Location"].partition("hidden=")[2]
    page = arcade.get(f"/studio/games/{HIDE}").text
    assert all(words in page for words in ("Behind the clock", "Look up at night", "hidden by the game", "Every line"))
    lying = re.search(r"<dt>Lying now</dt><dd>(\d+)", page)
    assert lying
    assert int(lying[1]) >= 2, "that of the game, and this one"
    assert "every envelope that was hidden" in page
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    gone = arcade.post(f"/studio/games/{HIDE}/envelopes/{hidden}/remove", csrf=csrf, campaign=NAME, why="no place")
    assert gone.status_code == 303
    after = arcade.get(gone.headers["Location"].removeprefix("http://localhost")).text
    assert "It is taken away." in after
    assert "Behind the clock" not in after


def test_the_page_of_an_envelope_may_ask_where_somebody_is(arcade: Arcade) -> None:
    assert "geolocation=(self)" in arcade.get(f"{HUNT}/envelopes/{{envelope}}").headers["Permissions-Policy"]
    assert "geolocation=()" in arcade.get(HOME).headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"proof": "the sun"}, 409, "Not there. Look again."),
        ({"proof": "x" * 10_000_000}, 413, ""),
        ({"latitude": "nan", "longitude": "x", "accuracy": ""}, 409, "Not there"),
    ],
)
def test_what_finds_nothing_is_told(form: dict[str, str], status: int, said: str, arcade: Arcade) -> None:
    moon = arcade.client.get(f"/api/v1/games/{HIDE}").get_json()["hide"]["envelopes"][0]["id"]
    answer = arcade.client.post(f"{HUNT}/envelopes/{moon}", data=form, headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert said in answer.text


def _cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie(f"pg_holder_{NAME}")
    assert cookie
    return cookie.value


def test_the_studio_tells_who_keeps_a_diary(arcade: Arcade) -> None:
    page = arcade.get(f"/studio/games/{DIARY}")
    assert page.status_code == 200, page.text
    for said in ("A leaf a day", "Days kept", "Back on the next day", "Every line follows", "How long the streaks are"):
        assert said in page.text
    streaks = arcade.get(f"/studio/games/{DIARY}/streaks.csv").text.splitlines()
    assert streaks[0].endswith("streak,players,of_players")
    assert arcade.get(f"/studio/games/{DIARY}/spots").status_code == 404
