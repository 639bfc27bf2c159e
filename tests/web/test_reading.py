"""What people send is read without trust."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from postergen.web.reading import is_own_path


@pytest.mark.parametrize("own", ["/", "/c/x?lang=en#top", "/studio/edit/a.zh-1"])
def test_a_path_of_our_own_is_one(own: str) -> None:
    assert is_own_path(own)


@pytest.mark.parametrize(
    "other", ["", "x", "//evil.example", "/\t/evil.example", "/\\evil.example", "https://evil.example/", "/\nx", "/ x"]
)
def test_whatever_leads_elsewhere_is_not(other: str) -> None:
    assert not is_own_path(other)


@pytest.mark.parametrize("back", ["/\t/evil.example", "/\nx", "//evil.example", "/\\evil.example"])
def test_an_answer_to_the_consent_leads_home_and_nowhere_else(client: FlaskClient, back: str) -> None:
    answer = client.post("/consent", data={"answer": "no", "back": back})
    assert (answer.status_code, answer.location) == (303, "/")


def test_another_sites_form_cannot_answer_for_the_visitor(client: FlaskClient) -> None:
    elsewhere = {"Origin": "https://evil.example"}
    assert client.post("/consent", data={"answer": "yes", "back": "/"}, headers=elsewhere).status_code == 403


def test_a_number_that_is_far_too_long_is_named_and_no_failure(client: FlaskClient) -> None:
    form = {"option": "wuhan-hot-dry-noodles", "template": "passbook", "passbook.streak": "1" * 5000}
    assert client.post("/c/better-life", data=form).status_code == 422
