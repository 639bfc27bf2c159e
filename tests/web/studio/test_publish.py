"""From a draft to posters, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.briefs import BriefRequest
from postergen.domain.editorial import Action
from postergen.service.editorial import Proposal
from postergen.service.orders import Order
from postergen.web.app import create_app
from tests.products import product_for, settings_for
from tests.web.studio.conftest import PASSWORD, SignIn, enter_as
from tests.web.studio.editing import CAMPAIGN, NOODLES, approve, propose, send, state_of, text


def test_with_nothing_approved_the_page_teaches(sign_in: SignIn) -> None:
    page = sign_in(Role.WRITER).get("/studio/publish?lang=en").text
    assert "Approve some drafts first" in page
    assert '<button class="button"' not in page


def test_a_draft_goes_all_the_way_to_a_new_poster(sign_in: SignIn, product: Product, client: FlaskClient) -> None:
    asked = {"options": [NOODLES], "locale": "zh-CN"}
    old = product.posters.get(client.post("/api/v1/posters", json=asked).get_json()["code"])
    words = product.pictures.variant(old)
    (edit,) = propose(product, replace(words, body="热气先到，人后到。"))
    writer, approver = sign_in(Role.WRITER), sign_in(Role.APPROVER)
    assert send(approver, f"/studio/drafts/{edit.variant.id}/1/approve", seen="checked").status_code == 303
    assert "<ins>" in approver.get("/studio/publish").text
    assert send(writer, "/studio/publish").status_code == 403
    assert approver.post("/studio/publish").status_code == 403
    answer = send(approver, "/studio/publish", note="第一批")
    assert answer.status_code == 303
    assert "published=1" in answer.location
    assert state_of(product, edit.variant.id) == "live"
    orders = [Order(CAMPAIGN, BriefRequest((NOODLES,), "zh-CN", nickname=f"小{i}")) for i in range(300)]
    posters = [issued.poster for issued in product.posters.issue_many(orders)]
    bodies = {product.pictures.content(poster).body for poster in posters if poster.choice.variant == words.id}
    assert bodies == {"热气先到，人后到。"}
    assert product.pictures.variant(old) == words  # the poster of before keeps its words
    assert "第一批" in approver.get("/studio/publish").text


def test_the_change_of_a_live_text_is_shown_with_both_posters(sign_in: SignIn, product: Product) -> None:
    now = next(v for v in product.library.campaign(CAMPAIGN).variants if v.locale == "en")
    (edit,) = propose(product, replace(now, headline="Quite another thing"))
    approve(product, edit)
    page = sign_in(Role.APPROVER).get("/studio/publish").text
    assert f"/studio/drafts/{now.id}/0.webp" in page
    assert f"/studio/drafts/{now.id}/1.webp" in page
    assert "<del>" in page


def test_a_publication_is_taken_back(sign_in: SignIn, product: Product) -> None:
    now = next(v for v in product.library.campaign(CAMPAIGN).variants if v.locale == "en")
    for edit in propose(product, replace(now, headline="Quite another thing"), text()):
        approve(product, edit)
    client = sign_in(Role.APPROVER)
    send(client, "/studio/publish")
    assert 'action="/studio/publish/undo"' in client.get("/studio/publish").text
    answer = send(client, "/studio/publish/undo", number="1")
    assert answer.status_code == 303
    assert "paused=1" in answer.location
    assert "restored=1" in answer.location
    assert state_of(product, "noodles.zh-w1") == "paused"
    assert "noodles.zh-w1" not in product.library.campaign(CAMPAIGN).variant_by_id
    assert product.library.campaign(CAMPAIGN).variant_by_id[now.id].headline == now.headline
    assert send(client, "/studio/publish/undo", number="1").status_code == 409


def test_publishing_nothing_changes_nothing(sign_in: SignIn, product: Product) -> None:
    version = product.library.campaign(CAMPAIGN).version
    answer = send(sign_in(Role.APPROVER), "/studio/publish")
    assert "published=0" in answer.location
    assert product.library.campaign(CAMPAIGN).version == version


def test_a_draft_that_somebody_began_meanwhile_does_not_stand_in_the_way_of_undo(
    sign_in: SignIn, product: Product
) -> None:
    now = next(v for v in product.library.campaign(CAMPAIGN).variants if v.locale == "en")
    for edit in propose(product, replace(now, headline="Quite another thing"), text()):
        approve(product, edit)
    client = sign_in(Role.APPROVER)
    send(client, "/studio/publish")
    (begun,) = propose(product, replace(now, headline="A third thing"), number=2)
    assert send(client, "/studio/publish/undo", number="1").status_code == 303
    assert state_of(product, "noodles.zh-w1") == "paused"
    assert state_of(product, now.id, begun.number) == "checked"
    assert state_of(product, now.id, 3) == "live"
    assert send(client, "/studio/publish/undo", number="1").status_code == 409
    assert product.library.campaign(CAMPAIGN).variant_by_id[now.id].headline == now.headline


def test_an_undo_that_comes_too_late_changes_nothing_and_names_every_text(sign_in: SignIn, product: Product) -> None:
    now = next(v for v in product.library.campaign(CAMPAIGN).variants if v.locale == "en")
    for edit in propose(product, replace(now, headline="Quite another thing"), text()):
        approve(product, edit)
    client = sign_in(Role.APPROVER)
    send(client, "/studio/publish")
    product.editorial.act(CAMPAIGN, now.id, 1, Action.PAUSE, "li", "a complaint")
    answer = send(client, "/studio/publish/undo", number="1", lang="en")
    assert answer.status_code == 409
    assert f"{now.id}: paused" in answer.text
    assert "noodles.zh-w1: live" in answer.text
    assert state_of(product, "noodles.zh-w1") == "live"
    assert [edit.number for edit in product.editorial.history(CAMPAIGN, now.id)] == [1, 0]


def test_with_four_eyes_the_page_says_beforehand_what_waits_for_whom(tmp_path: Path) -> None:
    product = product_for(replace(settings_for(tmp_path), four_eyes=True))
    client, other = create_app(product).test_client(), create_app(product).test_client()
    for name in ("ann", "bob"):
        product.accounts.create(name, PASSWORD, Role.APPROVER)
    enter_as(client, "ann")
    enter_as(other, "bob")
    (edit,) = product.editorial.propose(CAMPAIGN, [Proposal(text())], "ann")
    path = f"/studio/drafts/{edit.edit.variant.id}/1"
    assert 'data-do="approve"' not in client.get(f"{path}?lang=en").text
    assert "somebody else approves and publishes it. That is for bob." in client.get(f"{path}?lang=en").text
    alone = send(client, f"{path}/approve", seen="checked", lang="zh-CN")
    assert alone.status_code == 422
    assert "要由别人通过和发布。 可以找：bob。" in alone.text
    assert "four eyes" not in alone.text
    assert send(other, f"{path}/approve", seen="checked").status_code == 303
    page = client.get("/studio/publish?lang=en").text
    assert "That is for bob." in page
    assert 'value="now"' not in page
    refused = send(client, "/studio/publish", lang="en")
    assert refused.status_code == 422
    assert f"{edit.edit.variant.id} 1" in refused.text
    assert "whoever wrote" not in refused.text
    assert 'name="edit" value="noodles.zh-w1 1" checked' in other.get("/studio/publish?lang=en").text
    assert "published=1" in send(other, "/studio/publish").location
    assert send(client, f"{path}/pause", seen="live", why="a complaint").status_code == 303  # stopping never waits
    key = product.keys.create("the shop", ["write", "approve"])[1]
    answer = client.post("/api/v1/publications", json={}, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200  # nothing is due
    product.editorial.propose(CAMPAIGN, [Proposal(replace(edit.edit.variant, headline="另一句话"), 1)], "ann")
    product.editorial.act(CAMPAIGN, edit.edit.variant.id, 2, Action.APPROVE, "bob")
    answer = client.post("/api/v1/publications", json={}, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 422
    assert "may be done by bob" in answer.text
    product.close()


def test_single_texts_are_left_out_and_wait_for_the_next_time(sign_in: SignIn, product: Product) -> None:
    first, second = propose(product, text(), text("noodles.zh-w2", "面汤还烫着"))
    approve(product, first)
    approve(product, second)
    client = sign_in(Role.APPROVER)
    page = client.get("/studio/publish").text
    assert page.count('name="edit" value="noodles') == 2
    answer = send(client, "/studio/publish", listed="yes", edit=["noodles.zh-w2 1"], when="now")
    assert answer.status_code == 303
    assert (state_of(product, "noodles.zh-w1"), state_of(product, "noodles.zh-w2")) == ("approved", "live")
    assert send(client, "/studio/publish", listed="yes", when="now").status_code == 422
    assert send(client, "/studio/publish", listed="yes", edit=["noodles.zh-w2 1"], when="now").status_code == 409


def test_a_publication_is_scheduled_shown_put_off_and_called_off(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    approve(product, edit)
    client = sign_in(Role.APPROVER)
    named = ["noodles.zh-w1 1"]
    soon = {"listed": "yes", "edit": named, "when": "later", "at": "2026-06-01T18:00", "note": "傍晚发"}
    assert send(client, "/studio/publish", **{**soon, "at": "2020-01-01T00:00"}).status_code == 422
    answer = send(client, "/studio/publish", **soon)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "2026-06-01 18:00（Asia/Shanghai 时间）" in page
    assert "傍晚发" in page
    assert state_of(product, "noodles.zh-w1") == "approved"
    assert send(client, "/studio/publish/scheduled/1", at="2026-06-01T19:30").status_code == 303
    assert "2026-06-01 19:30（Asia/Shanghai 时间）" in client.get("/studio/publish").text
    assert send(client, "/studio/publish/scheduled/1", **{"call-off": "yes"}).status_code == 303
    assert "schedule-called-off" in client.get("/studio/publish").text
    assert send(client, "/studio/publish/scheduled/1", at="2026-06-01T20:30").status_code == 409
    assert send(sign_in(Role.WRITER), "/studio/publish/scheduled/1", at="2026-06-01T20:30").status_code == 403
    actions = [entry.action for entry in product.editorial.audit(CAMPAIGN) if entry.subject == CAMPAIGN]
    assert actions == ["call-off", "reschedule", "schedule"]


def test_a_text_is_scheduled_once_and_the_page_says_for_when(sign_in: SignIn, product: Product) -> None:
    first, second = propose(product, text(), text("noodles.zh-w2", "面汤还烫着"))
    approve(product, first)
    approve(product, second)
    client = sign_in(Role.APPROVER)
    later = {"listed": "yes", "edit": ["noodles.zh-w1 1"], "when": "later"}
    assert send(client, "/studio/publish", **later, at="2026-06-02T18:00").status_code == 303
    page = client.get("/studio/publish?lang=en").text
    assert 'value="noodles.zh-w1 1">' in page, "not ticked"
    assert 'value="noodles.zh-w2 1" checked>' in page
    assert "Scheduled for 2026-06-02 18:00 (Asia/Shanghai)" in page
    for language, said in (
        ("zh-CN", "“noodles.zh-w1”已经定在 2026-06-02 18:00（Asia/Shanghai 时间）发了"),
        ("en", "“noodles.zh-w1” is already scheduled for 2026-06-02 18:00 (Asia/Shanghai)"),
    ):
        twice = send(client, f"/studio/publish?lang={language}", **later, at="2026-06-03T18:00")
        assert twice.status_code == 422
        assert said in twice.text
    assert len(product.schedules.latest(CAMPAIGN)) == 1
    assert send(client, "/studio/publish/scheduled/1", **{"call-off": "yes"}).status_code == 303
    assert send(client, "/studio/publish", **later, at="2026-06-03T18:00").status_code == 303


def test_a_time_that_is_over_is_told_in_a_sentence(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    approve(product, edit)
    client = sign_in(Role.APPROVER)
    late = {"listed": "yes", "edit": ["noodles.zh-w1 1"], "when": "later"}
    for language, at, said in (
        (
            "zh-CN",
            "2020-01-01T10:00",
            "请选今后 366 天里的时间。你选的是 2020-01-01 10:00，Asia/Shanghai 现在是 2026-06-01 12:00。",
        ),
        ("en", "2020-01-01T10:00", "You chose 2020-01-01 10:00; in Asia/Shanghai it is 2026-06-01 12:00 now."),
        ("en", "", "Choose a day and a time."),
    ):
        assert said in send(client, f"/studio/publish?lang={language}", **late, at=at).text
