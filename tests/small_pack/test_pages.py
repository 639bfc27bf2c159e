"""Every page and every answer to a GET on a pack of two options: below 400, and true of this pack."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.briefs import BriefRequest
from postergen.service.battles import Throw
from postergen.service.orders import Order
from postergen.web.app import create_app
from postergen.web.studio.results.views import VIEWS
from postergen.web.visitors import ERASE_COOKIE
from tests.web.studio.conftest import enter_as

from .conftest import LOOK, NAME, PUBLIC_URL, Workshop, codes_on
from .test_game_pages import PAGES as GAME_PAGES
from .test_look_back_pages import PAGES as YEARS

PASSWORD = "quiet rivers run deep"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1"
OWN_TEXT = "headline=Slow&body=A+cup+of+tea&call_to_action=Scan&locale=en"


@dataclass(frozen=True)
class House:
    """The application on the small pack, with a poster of both options that was scanned, and a signed one of one."""

    client: FlaskClient
    code: str
    click: str
    signed: str
    sent: str  # the code of a sticker

    def get(self, address: str) -> TestResponse:
        return self.client.get(address.format(code=self.code, click=self.click, signed=self.signed, sent=self.sent))


Truth = Callable[[House, TestResponse], bool]


@pytest.fixture(scope="module")
def house(small_product: Product, workshop: Workshop) -> House:
    """A house whose client is a signed-in admin with a key for everything."""
    app = create_app(small_product)
    order = Order(NAME, BriefRequest(("early-night", "walk-home"), "en", nickname="Ann"))
    issued = small_product.posters.issue(order)
    code = issued.poster.code
    small_product.accounts.create("ann", PASSWORD, Role.ADMIN)
    client = app.test_client()
    client.environ_base.update({"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_USER_AGENT": PHONE, "wsgi.url_scheme": "https"})
    assert enter_as(client, "ann").status_code == 303
    client.set_cookie(ERASE_COOKIE, issued.erase_token or "", path=f"/p/{code}/friends")
    click = client.get(f"/s/{code}").headers["Location"].partition("click=")[2]
    signed = workshop.run("sign", "--option", "walk-home", "--locale", "en").stdout.strip().removeprefix(PUBLIC_URL)
    assert client.get(signed).status_code == 200
    small_product.fold_worker.fold_now()
    _, key = small_product.keys.create("all", ["stats", "write", "erase"])
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    sent = small_product.battles.send(Throw(NAME, "zh-CN", line="zh-soup")).poster.code
    return House(client, code, click, signed, sent)


def has(*words: str) -> Truth:
    """All of these stand on the page."""
    return lambda house, answer: all(word in answer.text for word in words)


def rows(*values: str) -> Truth:
    """The statistics have these rows and no others."""
    return lambda house, answer: sorted(row["value"] for row in answer.get_json()["rows"]) == sorted(values)


def poster(house: House, answer: TestResponse) -> bool:
    """A picture whose code is that of the poster."""
    return codes_on(answer.data) == [f"https://TWO.EXAMPLE.COM/S/{house.code}"]


def specimen(house: House, answer: TestResponse) -> bool:
    """A picture whose code is nobody's."""
    return [code.endswith("/S/TWSPEC1MEN00000") for code in codes_on(answer.data)] == [True]


def specimen_in_zip(data: bytes, name: str) -> bool:
    """A zip with this picture, whose code is nobody's, and the table."""
    with ZipFile(io.BytesIO(data)) as archive:
        codes = codes_on(archive.read(name))
        return archive.namelist() == [name, "posters.csv"] and codes[0].endswith("/S/TWSPEC1MEN00000")


def thumbnail(house: House, answer: TestResponse) -> bool:
    return Image.open(io.BytesIO(answer.data)).width == 216


def picker(house: House, answer: TestResponse) -> bool:
    """Two options to pick from and a wish of one's own; no place and no birthday to tell."""
    return (
        answer.text.count('name="option"') == 2
        and 'data-max="3"' in answer.text
        and 'name="place"' not in answer.text
        and 'name="birthday"' not in answer.text
    )


def friend(house: House, answer: TestResponse) -> bool:
    """Whose code led here, with their poster in a format that its look has."""
    (address,) = re.findall(r'<img src="(/p/[^"]+)"', answer.text)
    return "Ann" in answer.text and poster(house, house.get(unescape(address)))


PAGES: dict[str, tuple[tuple[str, Truth], ...]] = {
    "/": (("/", picker), ("/?click={click}", friend), ("/?lang=zh-CN", has("<title>两件小事</title>"))),
    "/c/<name>": ((f"/c/{NAME}?option=walk-home", picker),),
    "/c/<name>/looks/<template>.webp": ((f"/c/{NAME}/looks/{LOOK}.webp", thumbnail),),
    "/c/<name>/search": (
        (f"/c/{NAME}/search?q=walk", lambda house, answer: answer.get_json()["options"][0] == "walk-home"),
        (f"/c/{NAME}/search?q=zzzz", lambda house, answer: answer.get_json() == {"options": []}),
    ),
    "/api/v1/campaigns/<campaign>/stickers": (
        (
            f"/api/v1/campaigns/{NAME}/stickers?locale=en",
            lambda house, answer: [one["text"] for one in answer.get_json()["stickers"]] == ["walking home"],
        ),
    ),
    "/api/v1/campaigns/<campaign>/stickers/<sticker>.<extension>": (
        (
            f"/api/v1/campaigns/{NAME}/stickers/en-walk-home.gif",
            lambda house, answer: Image.open(io.BytesIO(answer.data)).size == (240, 240),
        ),
    ),
    "/c/<name>/stickers": ((f"/c/{NAME}/stickers?lang=zh-CN", has("汤在锅里", "走路回家")),),
    "/b/<code>": (
        ("/b/{sent}?lang=en", has("汤在锅里", "走路回家", "Your turn")),
        ("/b/{sent}?lang=en&in=en", has("walking home")),
        ("/b/{sent}?mine=1&lang=en", has("/card.jpg")),
    ),
    "/b/<code>.<extension>": (
        ("/b/{sent}.webp", lambda house, answer: Image.open(io.BytesIO(answer.data)).size == (240, 240)),
    ),
    "/b/<code>/card.jpg": (
        (
            "/b/{sent}/card.jpg",
            lambda house, answer: codes_on(answer.data) == [f"https://TWO.EXAMPLE.COM/S/{house.sent}"],
        ),
    ),
    "/api/v1/battles/<code>": (("/api/v1/battles/{sent}", has("汤在锅里")),),
    "/api/v1/battles/<code>/answers": (("/api/v1/battles/{sent}/answers", has("zh-walk-home")),),
    "/api/v1/stats/stickers": (
        ("/api/v1/stats/stickers", lambda house, answer: answer.get_json()["campaign"] == NAME),
    ),
    "/p/<code>/friends": (("/p/{code}/friends", lambda house, answer: answer.get_json()["made"] == 0),),
    "/s/<code>": (("/s/{code}", lambda house, answer: f"/c/{NAME}?click=" in answer.headers["Location"]),),
    "/S/<code>": (("/S/{code}", lambda house, answer: f"/c/{NAME}?click=" in answer.headers["Location"]),),
    "/p/<code>": (
        ("/p/{code}", has("The evening is mine", 'property="og:image"')),
        ("/p/{code}?mine=1", has("Ann, your poster")),
    ),
    "/p/<code>.<extension>": (
        ("/p/{code}.jpg", poster),
        ("/p/{code}.webp?width=540", poster),
        ("/p/{code}.png", poster),
    ),
    "/r/<campaign>/<signature>/<brief>.<extension>": (
        ("{signed}", lambda house, answer: codes_on(answer.data)[0].startswith("https://TWO.EXAMPLE.COM/S/TW")),
    ),
    "/docs": (("/docs", has("/api/v1/posters")),),
    "/openapi.json": (("/openapi.json", lambda house, answer: "paths" in answer.get_json()),),
    "/healthz": (("/healthz", lambda house, answer: answer.status_code == 200),),
    "/readyz": (("/readyz", lambda house, answer: answer.status_code == 200),),
    "/metrics": (("/metrics", has("postergen_posters_made")),),
    "/static/<path:filename>": (("/static/page.css", has("{")),),
    "/api/v1/catalogue": (
        ("/api/v1/catalogue?locale=en", lambda house, answer: len(answer.get_json()["options"]) == 2),
    ),
    "/api/v1/posters/<code>": (
        ("/api/v1/posters/{code}", lambda house, answer: answer.get_json()["options"] == ["early-night", "walk-home"]),
    ),
    "/api/v1/posters/<code>/person": (
        ("/api/v1/posters/{code}/person", lambda house, answer: answer.get_json()["nickname"] == "Ann"),
    ),
    "/api/v1/scans/<click>/offers": (
        ("/api/v1/scans/{click}/offers", lambda house, answer: answer.get_json() == {"offers": []}),
    ),
    "/api/v1/edits": (("/api/v1/edits", lambda house, answer: answer.get_json() == {"edits": []}),),
    "/api/v1/stats/<by>": (
        ("/api/v1/stats/options", rows("early-night", "walk-home")),
        ("/api/v1/stats/themes", rows("evening")),
        ("/api/v1/stats/places", rows()),
        ("/api/v1/stats/occasions", rows()),
        ("/api/v1/stats/looks", rows(LOOK)),
        ("/api/v1/stats/locales", rows("en", "zh-CN")),
        ("/api/v1/stats/variants", rows("evening.en-1")),
    ),
    "/api/v1/stats/draws": (("/api/v1/stats/draws", lambda house, answer: answer.get_json()["disagreeing"] == 0),),
    "/api/v1/stats/lines": (
        (
            "/api/v1/stats/lines?option=early-night&locale=en",
            lambda house, answer: answer.get_json()["verdict"] == "too_young",
        ),
    ),
    "/api/v1/stats/lift": (("/api/v1/stats/lift", lambda house, answer: answer.get_json()["is_told"] is False),),
    "/api/v1/policy": (("/api/v1/policy", lambda house, answer: answer.get_json()["version"] is None),),
    "/api/v1/stats/funnel": (
        ("/api/v1/stats/funnel", lambda house, answer: answer.get_json()["steps"][0]["posters"] == 3),
    ),
    "/api/v1/stats/referrals": (("/api/v1/stats/referrals", lambda house, answer: answer.get_json()["young"] == 3),),
    "/api/v1/stats/series": (("/api/v1/stats/series", has('"posters":3')),),
    "/studio/": (
        ("/studio/", has("This is an example", "The evening is mine")),
        (
            "/studio/?option=walk-home&locale=zh-CN&count=9",
            lambda house, answer: answer.text.count("/studio/poster.webp?") == 5,
        ),
    ),
    "/studio/board.csv": (
        ("/studio/board.csv?option=walk-home&locale=en", has("variant_id,revision", "The evening is mine")),
    ),
    "/studio/board.zip": (
        (
            "/studio/board.zip?locale=en&text=evening.en-1",
            lambda house, answer: specimen_in_zip(answer.data, f"01-evening.en-1-{LOOK}-story.jpg"),
        ),
    ),
    "/studio/poster.webp": (("/studio/poster.webp?variant=evening.en-1&locale=en", specimen),),
    "/studio/audit": (("/studio/audit", has("Audit")),),
    "/studio/audit.csv": (("/studio/audit.csv", lambda house, answer: len(answer.text.splitlines()) == 1),),
    "/studio/catalogue": (("/studio/catalogue", has("Walk home", "Go to bed early")),),
    "/studio/catalogue/<kind>/<name>": (("/studio/catalogue/options/walk-home", has("Walk home")),),
    "/studio/mentions": (("/studio/mentions", has("@")),),
    "/studio/catalogue/files": (("/studio/catalogue/files", has("options/evening.yaml")),),
    "/studio/catalogue/files/<path:name>": (("/studio/catalogue/files/options/evening.yaml", has("walk-home")),),
    "/studio/drafts": (
        ("/studio/drafts", has("0 texts")),
        ("/studio/drafts?tab=live", has("The evening is mine", "少坐两站，多走一条街")),
    ),
    "/studio/drafts/<variant>/<int:number>": (
        ("/studio/drafts/walk-home.zh-1/0?looks=1", has("少坐两站，多走一条街")),
    ),
    "/studio/drafts/<variant>/<int:number>.webp": (("/studio/drafts/evening.en-1/0.webp", specimen),),
    "/studio/drafts/<variant>/<int:number>/<action>": (
        (
            "/studio/drafts/evening.en-1/0/pause",
            lambda house, answer: answer.headers["Location"] == "/studio/drafts/evening.en-1/0",
        ),
    ),
    "/studio/edit/<name>": (("/studio/edit/evening.en-1", has("The evening is mine", "Walk home")),),
    "/studio/new": (("/studio/new?option=walk-home", has("Walk home")),),
    "/studio/preview.webp": ((f"/studio/preview.webp?{OWN_TEXT}", specimen),),
    "/studio/more": (("/studio/more", has("No model")),),
    "/studio/people": (("/studio/people", has("ann")),),
    "/studio/publish": (("/studio/publish", has("Nothing to publish")),),
    "/studio/results": (("/studio/results", has("csv")),),
    "/studio/results/<name>": tuple((f"/studio/results/{name}", has("Results")) for name in VIEWS),
    "/studio/results/texts/<variant>": (("/studio/results/texts/evening.en-1", has("Results")),),
    "/studio/results/texts/<variant>/<figure>.csv": (("/studio/results/texts/evening.en-1/looks.csv", has("rate")),),
    "/studio/results/<name>/<figure>.csv": (
        ("/studio/results/options/options.csv", has("Walk home", "Go to bed early")),
        ("/studio/results/overview/funnel.csv", lambda house, answer: len(answer.text.splitlines()) > 2),
    ),
    "/robots.txt": (("/robots.txt", has("Disallow: /s/")),),
    "/studio/password": (("/studio/password", has("password")),),
    "/studio/second-factor": (("/studio/second-factor", has("Second factor")),),
    "/studio/sign-in": (("/studio/sign-in", has("password")),),
    "/studio/sign-in/code": (  # only after the password
        ("/studio/sign-in/code", lambda house, answer: answer.headers["Location"].startswith("/studio/sign-in")),
    ),
}


def test_every_page_is_asked_for_on_the_small_pack(house: House) -> None:
    answered = {rule.rule for rule in house.client.application.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert answered == PAGES.keys() | GAME_PAGES.keys() | YEARS.keys(), (
        "write down above what a page says of a small pack"
    )


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_is_true_of_the_small_pack(rule: str, house: House) -> None:
    for address, is_true in PAGES[rule]:
        answer = house.get(address)
        assert answer.status_code < 400, (address, answer.text)
        assert is_true(house, answer), (address, answer.status_code, answer.text if answer.is_json else answer.mimetype)
        answer.close()


def test_the_pages_of_the_table_are_those_of_their_rule(house: House) -> None:
    adapter = house.client.application.url_map.bind("x")
    for rule, asked in PAGES.items():
        for address, _ in asked:
            path = address.format(code=house.code, click=house.click, signed=house.signed, sent=house.sent).partition(
                "?"
            )[0]
            found, _ = adapter.match(path, return_rule=True)
            assert isinstance(found, Rule)
            assert found.rule == rule


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_poster_is_made_and_previewed_in_both_languages(locale: str, house: House) -> None:
    form = {"option": "walk-home", "nickname": "小明", "lang": locale}
    assert specimen(house, house.client.post(f"/c/{NAME}/preview?lang={locale}", data=form))
    made = house.client.post(f"/c/{NAME}?lang={locale}", data=form)
    assert made.status_code == 303
    code = made.headers["Location"].partition("/p/")[2].partition("?")[0]
    shown = json.loads(house.client.get(f"/api/v1/posters/{code}").text)
    assert shown["locale"] == locale
    assert shown["variant"]["locale"] == locale
