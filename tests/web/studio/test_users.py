"""Who may what is said by admins, and somebody can always say it."""

from __future__ import annotations

import pytest
from flask import Flask

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from tests.web.studio.conftest import PASSWORD, SignIn, enter_as
from tests.web.studio.editing import send


def user(product: Product, name: str):
    return next(one for one in product.accounts.list() if one.name == name)


@pytest.mark.parametrize("role", [Role.WRITER, Role.APPROVER])
def test_people_are_looked_after_by_admins(sign_in: SignIn, role: Role, product: Product) -> None:
    client = sign_in(role)
    assert client.get("/studio/people").status_code == 403
    assert "/studio/people" not in client.get("/studio/audit").text
    assert send(client, "/studio/people", name="eve", password=PASSWORD, role="admin").status_code == 403
    assert send(client, f"/studio/people/{role.value}.one", role="admin").status_code == 403
    assert user(product, f"{role.value}.one").role is role


def test_somebody_is_added_and_may_sign_in(sign_in: SignIn, app: Flask, product: Product) -> None:
    client = sign_in(Role.ADMIN)
    answer = send(client, "/studio/people", name="wen", password=PASSWORD, role="writer")
    assert answer.status_code == 303
    assert "wen" in client.get(answer.location).text
    entered = enter_as(app.test_client(), "wen")
    assert entered.status_code == 303


@pytest.mark.parametrize(("name", "password"), [("Wen!", PASSWORD), ("wen", "short"), ("admin.one", PASSWORD)])
def test_a_bad_name_or_password_is_said(sign_in: SignIn, name: str, password: str) -> None:
    answer = send(sign_in(Role.ADMIN), "/studio/people", name=name, password=password, role="writer")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert password not in answer.text or password == "short"


def test_roles_change_and_accounts_close(sign_in: SignIn, product: Product) -> None:
    other, admin = sign_in(Role.WRITER), sign_in(Role.ADMIN)
    assert send(admin, "/studio/people/writer.one", role="approver").status_code == 303
    assert user(product, "writer.one").role is Role.APPROVER
    assert other.get("/studio/drafts").status_code == 303  # the session has ended
    assert send(admin, "/studio/people/writer.one", account="close").status_code == 303
    assert user(product, "writer.one").disabled
    assert send(admin, "/studio/people/writer.one", account="open").status_code == 303
    assert not user(product, "writer.one").disabled
    assert send(admin, "/studio/people/nobody", role="admin").status_code == 404


@pytest.mark.parametrize("change", [{"role": "writer"}, {"account": "close"}])
def test_the_last_admin_stays_and_is_told_why(sign_in: SignIn, product: Product, change: dict[str, str]) -> None:
    client = sign_in(Role.ADMIN)
    answer = send(client, "/studio/people/admin.one", lang="en", **change)
    assert answer.status_code == 422
    assert "admin.one is the only admin" in answer.text
    assert user(product, "admin.one").role is Role.ADMIN


def test_nobody_is_changed_without_the_token_of_the_session(sign_in: SignIn, product: Product) -> None:
    client = sign_in(Role.ADMIN)
    assert client.post("/studio/people", data={"name": "eve", "password": PASSWORD}).status_code == 403
    assert client.post("/studio/people/admin.one", data={"password": "another long phrase"}).status_code == 403
    assert [one.name for one in product.accounts.list()] == ["admin.one"]
