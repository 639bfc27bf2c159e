"""Who did what, and why, in the language of whoever reads it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from tests.web.studio.conftest import SignIn
from tests.web.studio.editing import CAMPAIGN, approve, propose, send, text

REPLACED = {"en": "edit 2 took its place", "zh-CN": "换成了第 2 稿"}
UNDONE = {"en": "publication 2 undone", "zh-CN": "撤回第 2 次发布"}
DECISION = {"en": "the decision was taken back", "zh-CN": "撤回了刚才的决定"}
TURNED_DOWN = {"en": "too general; 哪碗面都能用", "zh-CN": "太泛; 哪碗面都能用"}


@pytest.fixture
def after_an_undo(sign_in: SignIn, product: Product) -> None:
    """One text was replaced by another edit, the publication undone by somebody who reads Chinese; one turned down."""
    client = sign_in(Role.APPROVER)
    for number, headline in ((1, "面拌开了，江风也凉了"), (2, "面还没拌，江风先到了")):
        (edit,) = propose(product, replace(text(), headline=headline), number=number)
        approve(product, edit)
        product.publishing.publish(CAMPAIGN, "li")
    assert send(client, "/studio/publish/undo", number="2", lang="zh-CN").status_code == 303
    propose(product, text("noodles.zh-w2", "一碗面的工夫，天就亮了"))
    path = "/studio/drafts/noodles.zh-w2/1/reject"
    answer = send(client, path, seen="checked", pick="general", why="哪碗面都能用", lang="zh-CN")
    assert answer.status_code == 303
    propose(product, text("noodles.zh-w3", "筷子停住，风先吃了一口"))
    for action, seen in (("approve", "checked"), ("undo", "approved")):
        path = f"/studio/drafts/noodles.zh-w3/1/{action}"
        assert send(client, path, seen=seen, lang="zh-CN").status_code == 303


@pytest.mark.usefixtures("after_an_undo")
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_reasons_are_told_in_the_readers_language(sign_in: SignIn, language: str) -> None:
    client = sign_in(Role.WRITER)
    log = client.get(f"/studio/audit?lang={language}").text
    history = client.get(f"/studio/drafts/noodles.zh-w1/3?lang={language}").text
    for told in (REPLACED, UNDONE):
        assert told[language] in log
        assert told[language] in history
    assert DECISION[language] in log
    assert TURNED_DOWN[language] in log
    assert TURNED_DOWN[language] in client.get(f"/studio/drafts?tab=rejected&lang={language}").text
    assert UNDONE[language] in client.get(f"/studio/publish?lang={language}").text
    assert REPLACED[language] in client.get(f"/studio/edit/noodles.zh-w1?lang={language}").text


@pytest.mark.usefixtures("after_an_undo")
def test_programs_read_reasons_in_english(sign_in: SignIn, product: Product, client: FlaskClient) -> None:
    answer = sign_in(Role.WRITER).get("/studio/audit.csv?lang=zh-CN")
    said = [row["why"] for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))]
    assert {REPLACED["en"], UNDONE["en"], DECISION["en"], TURNED_DOWN["en"]} <= set(said)
    _, key = product.keys.create("editor", ["write"])
    answered = client.get("/api/v1/edits?state=retired", headers={"Authorization": f"Bearer {key}"}).get_json()
    told = {edit["number"]: edit["why"] for edit in answered["edits"]}
    assert told == {1: REPLACED["en"], 2: "edit 3 took its place"}
