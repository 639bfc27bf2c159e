"""The studio opens to whom it should, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from postergen.adapters.sql.account_store import Argon2Hasher, SqlAccounts
from postergen.bootstrap import Product
from postergen.domain.accounts import Role, User
from postergen.errors import Forbidden, InvalidInput
from postergen.service.accounts import BROWSER_KNOWN, FAILURES, IDLE, REST, AccountService
from tests.conftest import NOON
from tests.products import cheap_hasher
from tests.web.studio.conftest import PASSWORD, SignIn, csrf_of, enter_as

SECTIONS = ("/studio/", "/studio/drafts", "/studio/results", "/studio/catalogue")


@pytest.mark.parametrize("section", SECTIONS)
def test_a_stranger_is_led_to_the_door_and_back(client: FlaskClient, section: str) -> None:
    answer = client.get(section)
    assert answer.status_code == 303
    assert answer.location == f"/studio/sign-in?next={section.replace('/', '%2F')}" or section in answer.location


def test_a_right_password_opens_and_leads_on(app: Flask, product: Product) -> None:
    product.accounts.create("ann", PASSWORD, Role.WRITER)
    client = app.test_client()
    answer = enter_as(client, "ann", next="/studio/drafts")
    assert answer.location == "/studio/drafts"
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/studio"} <= {part.strip() for part in cookie.split(";")}
    page = client.get("/studio/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/studio\\..\\x", "/studio//evil", "x", "/studio\nx"]
)
def test_nobody_is_led_elsewhere(app: Flask, product: Product, elsewhere: str) -> None:
    product.accounts.create("ann", PASSWORD, Role.WRITER)
    assert enter_as(app.test_client(), "ann", next=elsewhere).location == "/studio/"


def test_a_form_without_the_token_of_the_session_changes_nothing(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER)
    assert client.post("/studio/sign-out").status_code == 403
    assert client.post("/studio/sign-out", data={"csrf": "0" * 32}).status_code == 403
    assert client.get("/studio/").status_code == 200
    assert client.post("/studio/sign-out", data={"csrf": csrf_of(client)}).status_code == 303
    assert client.get("/studio/").status_code == 303


def test_an_account_rests_after_too_many_tries_and_says_no_more_than_that(product: Product) -> None:
    now = [NOON]
    accounts = service(product, now)
    accounts.create("ann", PASSWORD, Role.WRITER)
    for _ in range(FAILURES):
        with pytest.raises(Forbidden):
            accounts.sign_in("ann", "wrong password")
    with pytest.raises(Forbidden) as known:
        accounts.sign_in("ann", PASSWORD)
    with pytest.raises(Forbidden) as unknown:
        accounts.sign_in("nobody", PASSWORD)
    assert str(known.value) == str(unknown.value)
    now[0] = NOON + REST + timedelta(seconds=1)
    assert accounts.sign_in("ann", PASSWORD)[0].user == "ann"


def wrong_from_everywhere(app: Flask, name: str, times: int, first: int = 1) -> None:
    """So many wrong passwords, each from an address of its own."""
    for number in range(first, first + times):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"198.51.{number // 250}.{number % 250}"
        assert enter_as(client, name, "wrong password").status_code == 403


def test_a_few_wrong_passwords_from_elsewhere_shut_nobody_out(app: Flask, product: Product) -> None:
    product.accounts.create("ann", PASSWORD, Role.ADMIN)
    wrong_from_everywhere(app, "ann", 8)
    assert enter_as(app.test_client(), "ann").status_code == 303


def test_however_many_try_a_known_browser_enters(app: Flask, product: Product) -> None:
    product.accounts.create("ann", PASSWORD, Role.ADMIN)
    known = app.test_client()
    assert enter_as(known, "ann").status_code == 303
    known.delete_cookie("postergen_studio", path="/studio")
    wrong_from_everywhere(app, "ann", FAILURES)
    assert enter_as(app.test_client(), "ann").status_code == 403  # the account rests
    assert enter_as(known, "ann", "wrong password").status_code == 403
    assert enter_as(known, "ann").status_code == 303


def test_a_browser_is_known_to_its_own_person_until_the_password_changes(product: Product) -> None:
    now = [NOON]
    accounts = service(product, now)
    for name in ("ann", "bo"):
        accounts.create(name, PASSWORD, Role.ADMIN)
    kept = accounts.browser_token("ann")
    assert accounts.knows_browser("ann", kept)
    assert not accounts.knows_browser("bo", kept)
    for forged in ("", "-", "zz-00", kept[:-1], f"{kept}é", "0-" + kept.partition("-")[2]):
        assert not accounts.knows_browser("ann", forged)
    now[0] = NOON + BROWSER_KNOWN + timedelta(days=1)
    assert not accounts.knows_browser("ann", kept)
    now[0] = NOON
    accounts.change("ann", password="another long phrase")
    assert not accounts.knows_browser("ann", kept)


def test_wrong_passwords_of_one_address_hold_up_that_address_alone(app: Flask, product: Product) -> None:
    product.accounts.create("ann", PASSWORD, Role.ADMIN)
    client = app.test_client()
    tries = [enter_as(client, "ann", "wrong password").status_code for _ in range(11)]
    assert tries == [403] * 10 + [429]
    assert enter_as(client, "ann").status_code == 429
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert enter_as(elsewhere, "ann").status_code == 303


def test_only_our_own_form_signs_a_browser_in(app: Flask, product: Product) -> None:
    product.accounts.create("ann", PASSWORD, Role.ADMIN)
    client, data = app.test_client(), {"name": "ann", "password": PASSWORD}
    assert client.post("/studio/sign-in", data=data).status_code == 403
    client.get("/studio/sign-in")
    assert client.post("/studio/sign-in", data={**data, "token": "0" * 32}).status_code == 403
    assert client.post("/studio/sign-in", data={**data, "token": ""}).status_code == 403
    assert enter_as(client, "ann").status_code == 303


def test_people_change_their_own_password(app: Flask, product: Product, sign_in: SignIn) -> None:
    client, other = sign_in(Role.WRITER), sign_in(Role.WRITER)
    new = "rivers in a new bed"

    def change(current: str, chosen: str) -> TestResponse:
        data = {"csrf": csrf_of(client), "current": current, "new": chosen}
        return client.post("/studio/password", data=data)

    assert client.post("/studio/password", data={"current": PASSWORD, "new": new}).status_code == 403
    assert change("not the password", new).status_code == 422
    assert change(PASSWORD, "short").status_code == 422
    assert other.get("/studio/").status_code == 200
    assert change(PASSWORD, new).status_code == 303
    assert client.get("/studio/password").status_code == 200  # goes on where it was
    assert other.get("/studio/").status_code == 303
    assert enter_as(app.test_client(), "writer.one").status_code == 403
    assert enter_as(app.test_client(), "writer.one", new).status_code == 303


def test_a_session_ends_by_itself_and_with_a_new_password(product: Product) -> None:
    now = [NOON]
    accounts = service(product, now)
    accounts.create("ann", PASSWORD, Role.ADMIN)
    _, first = accounts.sign_in("ann", PASSWORD)
    assert accounts.recognise(first) is not None
    accounts.change("ann", password="another long phrase")
    assert accounts.recognise(first) is None
    _, second = accounts.sign_in("ann", "another long phrase")
    now[0] = NOON + IDLE + timedelta(minutes=1)
    assert accounts.recognise(second) is None


def test_the_last_admin_stays_one(product: Product) -> None:
    product.accounts.create("ann", PASSWORD, Role.ADMIN)
    for change in ({"role": Role.WRITER}, {"disabled": True}):
        with pytest.raises(InvalidInput, match="only admin"):
            product.accounts.change("ann", **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "password"), [("Ann!", PASSWORD), ("ann", "short"), ("ann", "a" * 12), ("quiet.rivers", "quiet.rivers")]
)
def test_a_bad_name_or_password_is_named(product: Product, name: str, password: str) -> None:
    with pytest.raises(InvalidInput):
        product.accounts.create(name, password, Role.WRITER)


def test_the_language_stays_in_the_browser(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER)
    answer = client.post("/studio/language", data={"to": "en", "back": "/studio/drafts"})
    assert answer.location == "/studio/drafts"
    assert '<html lang="en">' in client.get("/studio/").text


def service(product: Product, now: list) -> AccountService:  # type: ignore[type-arg]
    counter = iter(range(1, 1000))
    return AccountService(
        accounts=SqlAccounts(product.engine),
        hasher=cheap_hasher(),
        second_factors=product.accounts.second_factors,
        note=lambda *_: None,
        clock=lambda: now[0],
        random_bytes=lambda n: next(counter).to_bytes(n, "big"),
    )


def test_an_admins_change_outlives_a_sign_in_that_was_under_way(product: Product) -> None:
    product.accounts.create("root", PASSWORD, Role.ADMIN)
    for tried in (PASSWORD, "wrong password"):
        product.accounts.create("ann", PASSWORD, Role.ADMIN)
        slow = service(product, [NOON])
        slow._hasher = _Interrupted(product)  # type: ignore[assignment]
        with pytest.raises(Forbidden):
            slow.sign_in("ann", tried)
        user = next(user for user in product.accounts.list() if user.name == "ann")
        assert (user.disabled, user.role) == (True, Role.WRITER)
        with product.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM account WHERE name = 'ann'")


class _Interrupted(Argon2Hasher):
    """While a password is compared, an admin closes the account."""

    def __init__(self, product: Product) -> None:
        super().__init__(CHEAPEST)
        self._product = product

    def fits(self, hashed: str, password: str) -> bool:
        fits = super().fits(hashed, password)
        self._product.accounts.change("ann", role=Role.WRITER, password="another long phrase", disabled=True)
        return fits


def test_after_too_many_wrong_tries_a_network_learns_nothing_more(app: Flask, product: Product) -> None:
    product.accounts.create("ann", PASSWORD, Role.WRITER)
    client = app.test_client()
    statuses = [enter_as(client, f"n{i}", "wrong password").status_code for i in range(22)]
    assert statuses == [403] * 20 + [429] * 2
    assert enter_as(client, "ann").status_code == 429


@pytest.mark.parametrize("path", ["/studio/drafts/%00/1", "/studio/audit?subject=%00", "/studio/edit/a%00"])
def test_a_nul_in_an_address_is_refused(sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.WRITER).get(path).status_code == 400


def test_a_page_that_is_refused_says_why(sign_in: SignIn) -> None:
    answer = sign_in(Role.WRITER).get("/studio/people", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert answer.status_code == 403
    assert "needs the role admin" in answer.text


def test_two_admins_who_close_each_other_at_once_are_told_and_one_stays(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ann", "bob"):
        product.accounts.create(name, PASSWORD, Role.ADMIN)
    other = service(product, [NOON])
    keep = product.accounts._keep_an_admin

    def meanwhile(before: User, after: User) -> None:
        keep(before, after)  # both admins are there; before this one is closed, the other is
        other.change("bob", disabled=True)

    monkeypatch.setattr(product.accounts, "_keep_an_admin", meanwhile)
    with pytest.raises(InvalidInput, match="only admin"):
        product.accounts.change("ann", disabled=True)
    assert {user.name: user.disabled for user in product.accounts.list()} == {"ann": False, "bob": True}
