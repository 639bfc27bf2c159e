"""People of the studio, signed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from postergen.bootstrap import Product
from postergen.config import CONTENT, Settings
from postergen.domain.accounts import Role
from tests.products import settings_for, small_pack

PASSWORD = "quiet rivers run deep"

SignIn = Callable[[Role], FlaskClient]


# for a test that needs every look and every text
whole_pack = pytest.mark.parametrize("campaigns", [CONTENT / "assets/campaigns"], ids=["whole"])


@pytest.fixture(scope="session")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What writers do is the same on one look, and sooner done."""
    return small_pack(tmp_path_factory.mktemp("studio"))


@pytest.fixture
def settings(tmp_path: Path, campaigns: Path) -> Settings:
    return settings_for(tmp_path, campaigns_dir=campaigns)


def enter_as(client: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """What the form of the sign-in page gives, filled in and sent."""
    found = re.search(r'name="token" value="([0-9a-f]+)"', client.get("/studio/sign-in").text)
    assert found is not None
    return client.post("/studio/sign-in", data={"name": name, "password": password, "token": found[1], **more})


@pytest.fixture
def sign_in(app: Flask, product: Product) -> SignIn:
    """A client that has signed in as somebody of this role, by the form."""

    def enter(role: Role) -> FlaskClient:
        name = f"{role.value}.one"
        if name not in {user.name for user in product.accounts.list()}:
            product.accounts.create(name, PASSWORD, role)
        client = app.test_client()
        answer = enter_as(client, name)
        assert answer.status_code == 303
        return client

    return enter


def csrf_of(client: FlaskClient, path: str = "/studio/password") -> str:
    """The token that the forms of this browser carry."""
    found = re.search(r'<meta name="csrf" content="([0-9a-f]+)">', client.get(path).text)
    assert found is not None
    return found[1]
