"""Signed pictures: an address that was computed elsewhere becomes a poster when it is first asked for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.cli import main
from postergen.config import Settings
from postergen.domain.signing import SigningKey, is_signed, sign, write_brief
from postergen.web.app import create_app
from postergen.web.schemas import SignedBriefIn
from postergen.web.signed import signed_order
from tests.conftest import NOON, PUBLIC_URL
from tests.web.test_api import problem, stored_posters

OLD, NEW = SigningKey("k1", b"0123456789abcdef0123456789abcdef"), SigningKey("k2", b"f" * 32)
LATER = int((NOON + timedelta(days=30)).timestamp())
WISH: dict[str, Any] = {"options": ["wuhan-hot-dry-noodles"], "nickname": "小明", "expires": LATER}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, signing_keys=((NEW.id, NEW.secret), (OLD.id, OLD.secret)))


def address(brief: object = WISH, key: SigningKey = NEW, extension: str = "jpg", campaign: str = "better-life") -> str:
    text = write_brief(brief)  # type: ignore[arg-type]
    return f"/r/{campaign}/{sign(key, campaign, text, extension)}/{text}.{extension}"


def test_the_signature_is_the_one_of_the_guide() -> None:
    """The vector of docs/doors.md, computed there in ten lines."""
    brief = base64.urlsafe_b64encode(b'{"expires":1798761600,"options":["wuhan-hot-dry-noodles"]}').decode().rstrip("=")
    assert write_brief({"options": ["wuhan-hot-dry-noodles"], "expires": 1798761600}) == brief
    mac = hmac.new(OLD.secret, f"better-life/{brief}.jpg".encode(), hashlib.sha256).digest()
    by_hand = "k1." + base64.urlsafe_b64encode(mac[:16]).decode().rstrip("=")
    assert sign(OLD, "better-life", brief, "jpg") == by_hand == "k1.CF4rnMdX0iaYus8NEZh0PQ"


def test_a_signed_picture_is_made_once_and_the_same_ever_after(client: FlaskClient, product: Product) -> None:
    first, second = client.get(address()), client.get(address())
    assert (first.status_code, first.mimetype) == (200, "image/jpeg")
    assert first.data == second.data
    assert stored_posters(product) <= 1
    assert first.headers["Cache-Control"] == f"public, max-age={30 * 86_400}"
    known = client.get(address(), headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


def code(client: FlaskClient, brief: dict[str, Any], **more: Any) -> str:
    answer = client.get(address(brief, **more))
    assert answer.status_code == 200
    return answer.headers["Postergen-Code"]


def test_renewing_rotating_and_spelling_out_defaults_give_the_same_poster(client: FlaskClient) -> None:
    first = code(client, WISH)
    assert code(client, {**WISH, "expires": LATER + 99}) == first
    assert code(client, WISH, key=OLD) == first
    assert code(client, WISH, extension="png") == first
    assert code(client, {**WISH, "locale": "zh-CN", "format": "story", "place": None}) == first


def test_two_people_with_one_wish_have_two_posters(client: FlaskClient) -> None:
    assert len({code(client, {**WISH, "for": caller}) for caller in ("", "customer 1", "customer 2")}) == 3


def forged() -> list[str]:
    right = address()
    _, _, campaign, signature, file = right.split("/")
    other = write_brief({**WISH, "nickname": "小红"})
    return [
        f"/r/{campaign}/{signature}/{other}.jpg",
        f"/r/{campaign}/{signature}/{file.replace('.jpg', '.png')}",
        f"/r/another/{signature}/{file}",
        f"/r/{campaign}/{signature[:-1]}/{file}",
        f"/r/{campaign}/{signature.replace('k2', 'k1')}/{file}",
        f"/r/{campaign}/{signature.partition('.')[2]}/{file}",
        f"/r/{campaign}/k2./{file}",
        f"/r/{campaign}/小明/{file}",
        address(key=SigningKey("k2", b"x" * 32)),
        address(extension="gif"),
    ]


def test_whatever_is_not_signed_is_not_found_and_all_answers_are_alike(client: FlaskClient, product: Product) -> None:
    answers = [client.get(path) for path in forged()]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert len({json.dumps({**json.loads(answer.data), "instance": ""}) for answer in answers}) == 1
    assert product.journals.backlog()[0] == stored_posters(product) == 0


def test_an_address_lives_until_it_expires(client: FlaskClient, product: Product) -> None:
    now = int(NOON.timestamp())
    problem(client.get(address({**WISH, "expires": now})), 410, "expired")
    assert stored_posters(product) == 0
    last = client.get(address({**WISH, "expires": now + 1}))
    assert last.headers["Cache-Control"] == "public, max-age=1"


MISTAKES: list[tuple[object, set[str]]] = [
    ({**WISH, "options": ["nope"]}, {"#/options/0"}),
    ({"options": ["wuhan-hot-dry-noodles"]}, {"#/expires"}),
    ({**WISH, "expires": "soon", "colour": "red"}, {"#/expires", "#/colour"}),
    ({**WISH, "campaign": "another"}, {"#/campaign"}),
    ({**WISH, "expires": True}, {"#/expires"}),
    ([], {"#/"}),
]


def test_a_signed_mistake_is_named(client: FlaskClient) -> None:
    for brief, pointers in MISTAKES:
        body = problem(client.get(address(brief)), 422, "invalid-request")
        assert {error["pointer"] for error in body["errors"]} == pointers


def test_a_signed_brief_that_is_no_json_is_a_mistake(client: FlaskClient) -> None:
    for text in ("bm9uc2Vuc2U", "x", "w"):
        signature = sign(NEW, "better-life", text, "jpg")
        problem(client.get(f"/r/better-life/{signature}/{text}.jpg"), 422, "invalid-request")


def test_nobody_takes_the_key_of_a_signed_picture_beforehand(client: FlaskClient, product: Product) -> None:
    path = address(WISH)
    name = signed_order("better-life", SignedBriefIn.model_validate(WISH)).idempotency_key
    headers = {"Idempotency-Key": name or ""}
    taken = client.post("/api/v1/posters", json={"options": WISH["options"]}, headers=headers)
    assert taken.status_code == 201
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Postergen-Code"] != taken.get_json()["code"]


def test_without_signing_keys_nothing_is_signed(product: Product, settings: Settings) -> None:
    client = create_app(replace(product, settings=replace(settings, signing_keys=()))).test_client()
    assert client.get(address()).status_code == 404


def test_only_the_key_that_it_names_opens_an_address() -> None:
    signature = sign(OLD, "c", "b", "jpg")
    assert is_signed([NEW, OLD], "c", signature, "b", "jpg")
    assert not is_signed([NEW], "c", signature, "b", "jpg")
    assert not is_signed([NEW, SigningKey("k1", NEW.secret)], "c", signature, "b", "jpg")


def test_the_command_line_prints_an_address_that_works(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTERGEN_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("POSTERGEN_PUBLIC_URL", PUBLIC_URL)
    arguments = ["sign", "--option", "wuhan-hot-dry-noodles", "--nickname", "小明", "--expires", "12h"]
    assert CliRunner().invoke(main, arguments).exit_code == 2  # no keys yet
    monkeypatch.setenv("POSTERGEN_SIGNING_KEYS", f"k2:{NEW.secret.decode()},k1:{OLD.secret.decode()}")
    printed = CliRunner().invoke(main, arguments)
    assert printed.exit_code == 0, printed.output
    url = printed.stdout.strip()
    assert url.startswith(f"{PUBLIC_URL}/r/better-life/k2.")
    assert client.get(url.removeprefix(PUBLIC_URL)).status_code == 200
    assert CliRunner().invoke(main, [*arguments, "--option", "nope"]).exit_code == 2
    assert CliRunner().invoke(main, ["sign", "--option", "wuhan-hot-dry-noodles", "--expires", "soon"]).exit_code == 2
