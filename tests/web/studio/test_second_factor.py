"""A password alone opens nothing where there is a second factor, and everything as before where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.second_factors import SecondFactor
from postergen.errors import Unavailable
from postergen.service.accounts import HalfWay
from postergen.web.app import create_app
from tests.products import NOON, product_for, settings_for
from tests.web.studio.conftest import PASSWORD, csrf_of, enter_as

PAGE = "/studio/second-factor"
FORM_TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')


class House:
    """A studio whose clock is set by hand."""

    def __init__(self, folder: Path, second_factor: str = "no") -> None:
        self.now: datetime = NOON
        settings = replace(settings_for(folder), second_factor=second_factor)
        self.product: Product = product_for(settings, clock=lambda: self.now)
        self.app: Flask = create_app(self.product)
        for role in Role:
            self.product.accounts.create(f"{role.value}.one", PASSWORD, role)

    def enter(self, name: str = "writer.one") -> FlaskClient:
        client = self.app.test_client()
        assert enter_as(client, name).status_code == 303
        return client

    def shown(self, name: str = "writer.one") -> str:
        factors = self.product.accounts.second_factors
        factor = factors.find(name) or factors.waiting(name)
        assert factor is not None
        return pyotp.TOTP(factor.secret).at(self.now)

    def enrol(self, client: FlaskClient, name: str = "writer.one") -> list[str]:
        """Through the page; the recovery codes that it shows."""
        assert send(client, do="begin").status_code == 303
        answer = send(client, do="confirm", code=self.shown(name), password=PASSWORD)
        assert answer.status_code == 200
        self.now += timedelta(seconds=30)
        return re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)

    def half_way(self, name: str = "writer.one") -> FlaskClient:
        client = self.app.test_client()
        answer = enter_as(client, name, next="/studio/drafts")
        assert answer.location == "/studio/sign-in/code?next=/studio/drafts"
        return client


def send(client: FlaskClient, **data: str) -> TestResponse:
    return client.post(PAGE, data={"csrf": csrf_of(client, PAGE), **data})


def send_code(client: FlaskClient, code: str, **more: str) -> TestResponse:
    found = FORM_TOKEN.search(client.get("/studio/sign-in/code").text)
    token = found[1] if found else ""
    return client.post("/studio/sign-in/code", data={"token": token, "code": code, "next": "/studio/drafts", **more})


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.product.close()


def test_somebody_sets_it_up_and_signs_in_with_a_code(house: House) -> None:
    client = house.enter()
    send(client, do="begin")
    page = client.get(PAGE).text
    factor = house.product.accounts.second_factors.waiting("writer.one")
    assert factor is not None
    assert "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page)) == factor.secret
    assert 'href="otpauth://totp/' in page
    assert len(house.enrol(client)) == 10
    assert client.get("/studio/").status_code == 200  # goes on where it was
    entering = house.half_way()
    assert entering.get("/studio/").status_code == 303
    assert send_code(entering, house.shown()).location == "/studio/drafts"
    assert entering.get("/studio/").status_code == 200


def test_a_wrong_first_code_turns_nothing_on(house: House) -> None:
    client = house.enter()
    send(client, do="begin")
    shown = house.shown()
    wrong = "000000" if shown != "000000" else "000001"
    assert send(client, do="confirm", code=wrong, password=PASSWORD).status_code == 422
    assert enter_as(house.app.test_client(), "writer.one").location == "/studio/"


def test_setting_it_up_needs_the_password(house: House) -> None:
    client = house.enter()
    send(client, do="begin")
    for password in ("", "not the password"):
        assert send(client, do="confirm", code=house.shown(), password=password).status_code == 422
    assert house.product.accounts.second_factors.find("writer.one") is None
    assert house.enter().get("/studio/").status_code == 200


def test_a_password_that_arrives_while_it_is_set_up_opens_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts, factors = house.product.accounts, house.product.accounts.second_factors
    house.enter()
    find = factors.find

    def find_and_be_overtaken(name: str) -> SecondFactor | None:
        found = find(name)
        monkeypatch.setattr(factors, "find", find)
        factors.begin(name)
        accounts.turn_on_second_factor(name, PASSWORD, house.shown())
        return found

    monkeypatch.setattr(factors, "find", find_and_be_overtaken)
    opened = accounts.sign_in("writer.one", PASSWORD)
    assert not isinstance(opened, HalfWay)
    assert accounts.recognise(opened[1]) is None


def test_recovery_codes_are_shown_though_the_audit_log_does_not_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: str) -> None:
        raise Unavailable("the database", "locked")

    client, other = house.enter(), house.enter()
    monkeypatch.setattr(house.product.accounts, "_note", fail)
    assert len(house.enrol(client)) == 10
    assert client.get("/studio/").status_code == 200
    assert other.get("/studio/").status_code == 303


def test_the_audit_log_tells_of_recovery_codes(house: House) -> None:
    client = house.enter()
    recovery = house.enrol(client)
    send_code(house.half_way(), recovery[0])
    send(client, do="renew", code=recovery[1])
    entries = house.product.editorial.audit(house.product.settings.campaign, "writer.one")
    assert [entry.action for entry in entries] == ["recovery-new", "recovery-used", "recovery-used", "factor-on"]


def test_an_app_is_told_of_the_host_without_its_port(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), public_url="http://studio.local:8000")
    product = product_for(settings)
    product.accounts.second_factors.begin("ann")
    waiting = product.accounts.second_factors.waiting("ann")
    assert waiting is not None
    address = product.accounts.second_factors.address(waiting)
    assert address.startswith("otpauth://totp/studio.local:ann?")
    assert pyotp.parse_uri(address).issuer == "studio.local"
    product.close()


def test_setting_it_up_ends_all_other_sessions(house: House) -> None:
    other, client = house.enter(), house.enter()
    house.enrol(client)
    assert other.get("/studio/").status_code == 303


def test_who_is_half_way_opens_no_page(house: House) -> None:
    house.enrol(house.enter())
    client = house.half_way()
    ticket = client.get_cookie("postergen_half_way", path="/studio/sign-in")
    assert ticket is not None
    client.set_cookie("postergen_studio", ticket.value, path="/studio")  # not even as what it is not
    opened = [
        (method, rule.rule, status)
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.rule.startswith("/studio") and rule.endpoint not in OPEN
        if (status := client.open(concrete(rule.rule), method=method).status_code) != (303 if method == "GET" else 401)
    ]
    assert opened == []


OPEN = {
    "studio_sign_in.sign_in",
    "studio_sign_in.enter",
    "studio_sign_in.code",
    "studio_sign_in.enter_with_code",
    "studio_sign_in.language",
}


def concrete(rule: str) -> str:
    return re.sub(r"<int:\w+>", "1", re.sub(r"<(?!int:)[^>]*>", "x", rule))


def test_codes_are_accepted_once(house: House) -> None:
    recovery = house.enrol(house.enter())
    code = house.shown()
    assert send_code(house.half_way(), code).status_code == 303
    assert send_code(house.half_way(), code).status_code == 403
    assert send_code(house.half_way(), recovery[0]).status_code == 303
    assert send_code(house.half_way(), recovery[0]).status_code == 403


def test_a_wrong_code_is_a_failed_sign_in_of_its_name_and_address(house: House) -> None:
    house.enrol(house.enter())
    client = house.half_way()
    client.delete_cookie("postergen_browser", path="/studio")
    tries = [send_code(client, "abcd").status_code for _ in range(11)]
    assert tries == [403] * 10 + [429]
    assert enter_as(house.app.test_client(), "writer.one").status_code == 429


def test_a_password_is_good_for_five_minutes_and_while_it_is_one(house: House) -> None:
    house.enrol(house.enter())
    late, changed = house.half_way(), house.half_way()
    house.now += timedelta(minutes=5, seconds=1)
    assert late.get("/studio/sign-in/code").location == "/studio/sign-in"
    assert send_code(late, house.shown()).status_code == 403
    house.now -= timedelta(minutes=5)
    house.product.accounts.change("writer.one", password="another long phrase")
    assert send_code(changed, house.shown()).status_code == 403


@pytest.mark.parametrize("ticket", ["", "-", "--", "zz--writer.one", "65-00-writer.one", "é-é-é", "1-\0-\0"])
def test_a_forged_ticket_is_none(house: House, ticket: str) -> None:
    house.enrol(house.enter())
    assert house.product.accounts.person_of(ticket) is None


def test_only_our_own_form_sends_a_code(house: House) -> None:
    house.enrol(house.enter())
    client = house.half_way()
    assert send_code(client, house.shown(), token="0" * 32).status_code == 403
    assert send_code(client, house.shown()).status_code == 303


def test_turning_it_off_needs_the_password_and_a_code(house: House) -> None:
    client = house.enter()
    recovery = house.enrol(client)
    assert send(client, do="turn-off", password="not the password", code=recovery[0]).status_code == 422
    assert send(client, do="turn-off", password=PASSWORD, code="wrong").status_code == 422
    assert send(client, do="turn-off", password=PASSWORD, code=recovery[0]).status_code == 303
    assert client.get(PAGE).status_code == 200
    assert enter_as(house.app.test_client(), "writer.one").location == "/studio/"


def test_recovery_codes_are_renewed_with_a_code(house: House) -> None:
    client = house.enter()
    old = house.enrol(client)
    assert send(client, do="renew", code="wrong").status_code == 422
    new = re.findall(r"<code>([a-z2-7-]{19})</code>", send(client, do="renew", code=house.shown()).text)
    assert len(set(new) - set(old)) == 10
    assert send_code(house.half_way(), old[0]).status_code == 403


def test_an_admin_resets_another_persons_and_the_log_says_so(house: House) -> None:
    client, admin = house.enter(), house.enter("admin.one")
    house.enrol(client)
    house.enrol(admin, "admin.one")
    page = admin.get("/studio/people").text
    assert "/studio/people/writer.one/second-factor" in page
    assert "/studio/people/admin.one/second-factor" not in page
    csrf = csrf_of(admin)
    own = admin.post("/studio/people/admin.one/second-factor", data={"csrf": csrf})
    assert own.status_code == 403
    assert admin.post("/studio/people/writer.one/second-factor", data={"csrf": csrf}).status_code == 303
    assert client.get("/studio/").status_code == 303
    assert enter_as(house.app.test_client(), "writer.one").location == "/studio/"
    (last,) = house.product.editorial.audit(house.product.settings.campaign, "writer.one", 1)
    assert (last.who, last.action) == ("admin.one", "factor-reset")
    assert "factor-reset" not in admin.get("/studio/audit").text  # said in words
    assert admin.post("/studio/people/writer.one/second-factor", data={"csrf": csrf}).status_code == 422


def test_what_the_forms_do_not_send_is_unknown(house: House) -> None:
    assert send(house.enter(), do="everything").status_code == 404


class TestDemanded:
    """Of approvers and admins."""

    @pytest.fixture
    def house(self, tmp_path: Path) -> Iterator[House]:
        house = House(tmp_path, "approvers")
        yield house
        house.product.close()

    def test_who_has_none_sets_it_up_before_anything_else(self, house: House) -> None:
        client = house.enter("approver.one")
        for path in ("/studio/", "/studio/drafts", "/studio/password", "/studio/audit.csv"):
            assert client.get(path).location == PAGE
        csrf = csrf_of(client, PAGE)
        assert client.post("/studio/publish", data={"csrf": csrf}).status_code == 403
        assert "/studio/drafts" not in client.get(PAGE).text
        house.enrol(client, "approver.one")
        assert client.get("/studio/drafts").status_code == 200

    def test_who_need_not_goes_on_as_before(self, house: House) -> None:
        assert house.enter("writer.one").get("/studio/").status_code == 200

    def test_who_has_to_set_it_up_may_leave(self, house: House) -> None:
        client = house.enter("admin.one")
        assert client.post("/studio/sign-out", data={"csrf": csrf_of(client, PAGE)}).status_code == 303
