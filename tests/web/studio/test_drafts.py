"""What waits is seen on a poster, and decided by whom it should be."""

from __future__ import annotations

import re

import pytest

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.editorial import Action
from postergen.domain.variant import CopyVariant
from tests.web.studio.conftest import SignIn, whole_pack
from tests.web.studio.editing import CAMPAIGN, approve, propose, send, state_of, text, write

HOSTILE = '"><script>alert(1)</script>'


def test_drafts_without_a_text_teach_where_texts_come_from(sign_in: SignIn) -> None:
    page = sign_in(Role.WRITER).get("/studio/drafts")
    assert page.status_code == 200
    assert "postergen import" in page.text
    assert "/studio/more" in page.text


def test_a_draft_shows_its_words_its_poster_and_its_findings(sign_in: SignIn, product: Product) -> None:
    fine, blocked = write(product, text(), text("noodles.zh-w2", "全国第一的好面"))
    page = sign_in(Role.WRITER).get("/studio/drafts").text
    assert '<h2 id="keys-title">键盘</h2>' in page
    assert fine.variant.headline in page
    assert f"/studio/drafts/{fine.variant.id}/1.webp" in page
    assert "zh.absolute.rank" in page
    assert "广告法" in page  # the source of the rule
    assert page.index(fine.variant.headline) < page.index(blocked.variant.headline)


@whole_pack
def test_a_picture_is_drawn_for_people_of_the_studio_and_kept_by_nobody(
    client, sign_in: SignIn, product: Product
) -> None:
    (edit,) = propose(product, text())
    path = f"/studio/drafts/{edit.variant.id}/1.webp"
    assert client.get(path).status_code == 303
    answer = sign_in(Role.WRITER).get(path)
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.data[:4] == b"RIFF"
    other = sign_in(Role.WRITER).get(f"{path}?look=receipt")
    assert other.data != answer.data
    assert sign_in(Role.WRITER).get("/studio/drafts/nobody/1.webp").status_code == 404


@pytest.mark.parametrize("look", ["night-windows", "time-gear", "passbook"])
def test_a_text_of_the_pack_has_a_picture_in_every_look(sign_in: SignIn, product: Product, look: str) -> None:
    variant = product.library.campaign(CAMPAIGN).variants[0]
    assert sign_in(Role.WRITER).get(f"/studio/drafts/{variant.id}/0.webp?look={look}").status_code == 200


def test_a_writer_reads_why_there_is_no_button_and_cannot_do_without_it(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    client = sign_in(Role.WRITER)
    page = client.get("/studio/drafts?lang=en").text
    assert "An approver decides" in page
    assert "data-do" not in page
    assert send(client, f"/studio/drafts/{edit.variant.id}/1/approve").status_code == 403
    assert state_of(product, edit.variant.id) == "checked"


def test_nothing_is_decided_without_the_token_of_the_session(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    client = sign_in(Role.APPROVER)
    assert client.post(f"/studio/drafts/{edit.variant.id}/1/approve").status_code == 403
    assert client.post(f"/studio/drafts/{edit.variant.id}/1/undo").status_code == 403
    assert state_of(product, edit.variant.id) == "checked"


def test_approving_keeps_the_place_and_can_be_undone(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    client, path = sign_in(Role.APPROVER), f"/studio/drafts/{edit.variant.id}"
    answer = send(client, f"{path}/1/approve", seen="checked", place="3", locale="zh-CN")
    assert answer.status_code == 303
    assert answer.location.endswith("#card-3")
    assert "locale=zh-CN" in answer.location
    assert state_of(product, edit.variant.id) == "approved"
    page = client.get(answer.location).text
    assert f'action="{path}/1/undo"' in page
    undone = send(client, f"{path}/1/undo", seen="approved")
    assert undone.status_code == 303
    assert state_of(product, edit.variant.id) == "rejected"
    assert state_of(product, edit.variant.id, 2) == "checked"  # the same words wait again


def test_turning_down_needs_a_reason_and_keeps_it(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    client, path = sign_in(Role.APPROVER), f"/studio/drafts/{edit.variant.id}/1/reject"
    assert send(client, path, seen="checked").status_code == 422
    assert send(client, path, seen="checked", pick="general", why="哪碗面都能用", lang="zh-CN").status_code == 303
    assert state_of(product, edit.variant.id) == "rejected"
    page = client.get("/studio/drafts?tab=rejected&lang=zh-CN").text
    assert "太泛; 哪碗面都能用" in page


def test_what_a_rule_asks_about_is_approved_only_with_a_reason(sign_in: SignIn, product: Product) -> None:
    _, twin = propose(product, text(), text("noodles.zh-w2", "面拌开了，江风也凉了吧"))
    client, path = sign_in(Role.APPROVER), f"/studio/drafts/{twin.variant.id}/1/approve"
    assert 'data-explain="approve"' in client.get("/studio/drafts").text
    product.editorial.act(CAMPAIGN, "noodles.zh-w1", 1, Action.APPROVE, "li")
    product.publishing.publish(CAMPAIGN, "li")
    answer = send(client, path, seen="checked")
    assert answer.status_code == 422
    assert send(client, path, seen="checked", why="两句都要").status_code == 303


def test_somebody_faster_is_told_and_nothing_typed_is_lost(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    client = sign_in(Role.APPROVER)
    product.editorial.act(CAMPAIGN, edit.variant.id, 1, Action.APPROVE, "li", "reads well")
    answer = send(
        client, f"/studio/drafts/{edit.variant.id}/1/reject", seen="checked", why="我觉得太长", tab="approved"
    )
    assert answer.status_code == 409
    assert "我觉得太长" in answer.text
    assert "li" in answer.text
    assert state_of(product, edit.variant.id) == "approved"


def test_live_texts_of_the_pack_are_found_paused_and_resumed(sign_in: SignIn, product: Product) -> None:
    variant = product.library.campaign(CAMPAIGN).variants[7]
    client = sign_in(Role.APPROVER)
    page = client.get(f"/studio/drafts?tab=live&q={variant.id}").text
    assert variant.headline in page
    path = f"/studio/drafts/{variant.id}/0"
    assert send(client, f"{path}/pause", seen="live", tab="live", why="客户说先不用").status_code == 303
    assert variant.id not in product.library.campaign(CAMPAIGN).variant_by_id
    assert variant.headline in client.get("/studio/drafts?tab=paused").text
    assert send(client, f"{path}/undo", seen="paused").status_code == 303
    assert variant.id in product.library.campaign(CAMPAIGN).variant_by_id


def test_hostile_words_are_only_words(sign_in: SignIn, product: Product) -> None:
    propose(product, text("noodles.zh-w1", HOSTILE), who=HOSTILE)
    client = sign_in(Role.APPROVER)
    for path in ("/studio/drafts", "/studio/drafts/noodles.zh-w1/1", "/studio/audit"):
        assert "<script>alert" not in client.get(path).text
    pages = [f"/studio/drafts?q={HOSTILE}&look={HOSTILE}&who={HOSTILE}", f"/studio/drafts?did={HOSTILE}&of=x&number=1"]
    for path in pages:
        assert "<script>alert" not in client.get(path).text


def test_filters_leave_what_fits(sign_in: SignIn, product: Product) -> None:
    propose(product, text(), who="ann")
    propose(product, text("noodles.zh-w2", "一碗面的工夫，天就亮了"), who="wen")
    client = sign_in(Role.WRITER)
    page = client.get("/studio/drafts?who=wen").text
    assert "noodles.zh-w2/1.webp" in page
    assert "noodles.zh-w1/1.webp" not in page
    assert "noodles.zh-w1/1.webp" in client.get("/studio/drafts?option=wuhan-hot-dry-noodles&q=江风&page=99").text
    assert ".webp" not in client.get("/studio/drafts?locale=en").text


def test_an_edit_of_a_live_text_shows_what_changes(sign_in: SignIn, product: Product) -> None:
    from dataclasses import replace

    now = next(v for v in product.library.campaign(CAMPAIGN).variants if v.locale == "en")
    propose(product, replace(now, headline=f"{now.headline} Again"))
    assert "<ins> Again</ins>" in sign_in(Role.WRITER).get("/studio/drafts").text


def test_what_cannot_be_undone_says_so(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    client = sign_in(Role.APPROVER)
    assert send(client, f"/studio/drafts/{edit.variant.id}/1/undo", seen="checked").status_code == 422
    assert send(client, f"/studio/drafts/{edit.variant.id}/1/dance", seen="checked").status_code == 404


def test_an_approved_text_stays_approved_when_the_page_is_only_read(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    approve(product, edit)
    assert edit.variant.headline in sign_in(Role.WRITER).get("/studio/drafts?tab=approved").text
    assert state_of(product, edit.variant.id) == "approved"


def test_a_text_that_no_look_can_set_is_told_where_it_is_tried(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text(headline="看\U00010600海"))
    client = sign_in(Role.WRITER)
    page = f"/studio/drafts/{edit.variant.id}/{edit.number}"
    assert "?looks=1" in client.get(page).text
    assert "text.fit" in client.get(f"{page}?looks=1").text


def test_several_are_decided_at_once_and_what_could_not_be_is_named(sign_in: SignIn, product: Product) -> None:
    first, second, third = propose(
        product, text(), text("noodles.zh-w2", "面汤还烫着"), text("noodles.zh-w3", "第三站到了")
    )
    client = sign_in(Role.APPROVER)
    assert client.get("/studio/drafts").text.count('form="bulk" name="edit"') == 3
    product.editorial.act(CAMPAIGN, third.variant.id, 1, Action.REJECT, "li", "said before")
    ticked = [f"{one.variant.id} 1 checked" for one in (first, second, third)]
    answer = send(client, "/studio/drafts/many", edit=ticked, action="approve", why="reads well", lang="en")
    assert answer.status_code == 422
    assert "2 texts are approved." in answer.text
    assert third.variant.headline in answer.text
    assert [state_of(product, one.variant.id) for one in (first, second, third)] == ["approved", "approved", "rejected"]
    ticked = [f"{one.variant.id} 1 approved" for one in (first, second)]
    assert send(client, "/studio/drafts/many", edit=ticked, action="reject", why="general").status_code == 200
    assert state_of(product, first.variant.id) == state_of(product, second.variant.id) == "rejected"
    assert send(client, "/studio/drafts/many", action="approve").status_code == 422
    assert send(sign_in(Role.WRITER), "/studio/drafts/many", edit=ticked, action="reject").status_code == 403


def test_the_live_shelf_has_numbers_and_leads_to_the_editor(sign_in: SignIn, product: Product) -> None:
    live = next(iter(product.library.campaign(CAMPAIGN).variants))
    page = sign_in(Role.WRITER).get(f"/studio/drafts?tab=live&q={live.id}&lang=en").text
    assert f'href="/studio/edit/{live.id}"' in page
    assert f'href="/studio/results/texts/{live.id}"' in page
    assert "No poster has used it yet." in page


def test_a_comment_calls_somebody_who_is_told_until_they_read_it(sign_in: SignIn, product: Product) -> None:
    (edit,) = propose(product, text())
    path = f"/studio/drafts/{edit.variant.id}/1"
    writer, approver = sign_in(Role.WRITER), sign_in(Role.APPROVER)
    said = "@approver.one 这句 <b>会不会</b> 太长？"
    answer = send(writer, f"{path}/comments", said=said)
    assert answer.status_code == 303
    assert "@ 1<" in approver.get("/studio/drafts").text
    assert "@ 1<" not in writer.get("/studio/drafts").text
    assert "&lt;b&gt;会不会" in approver.get("/studio/mentions").text
    assert "@ 1<" in approver.get("/studio/mentions").text
    assert "会不会" in approver.get(path).text
    assert "@ 1<" not in approver.get("/studio/drafts").text
    assert "会不会" in approver.get("/studio/mentions").text
    assert send(writer, f"{path}/comments", said="  ").status_code == 422
    assert send(writer, f"{path}/comments", said="长" * 1001).status_code == 422
    assert writer.post(f"{path}/comments", data={"said": "no token"}).status_code == 403


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        (
            "en",
            [
                "Nobody here is called @nobody. There are @approver.one",
                "Nobody here is called @aprover.one. Did you mean",
            ],
        ),
        (
            "zh-CN",
            ["这里没有人叫 @nobody。能叫到的是 @approver.one", "这里没有人叫 @aprover.one，是不是 @approver.one？"],
        ),
    ],
)
def test_whoever_calls_nobody_hears_so_before_it_is_kept(
    sign_in: SignIn, product: Product, lang: str, says: list[str]
) -> None:
    (edit,) = propose(product, text())
    path = f"/studio/drafts/{edit.variant.id}/1"
    writer, _ = sign_in(Role.WRITER), sign_in(Role.APPROVER)
    said = "@nobody、@aprover.one、@approver.one 看一下"
    answer = send(writer, f"{path}/comments?lang={lang}", said=said)
    assert answer.status_code == 422
    for sentence in says:
        assert sentence in answer.text
    assert f">{said}</textarea>" in answer.text
    assert product.comments.of_text(CAMPAIGN, edit.variant.id) == []

    (offered,) = re.findall(r'name="as_words" value="([^"]+)"', answer.text)
    assert send(writer, f"{path}/comments", said=said, as_words=offered).status_code == 303
    assert [one.said for one in product.comments.of_text(CAMPAIGN, edit.variant.id)] == [said]
    assert product.comments.unread("approver.one") == 1


@pytest.mark.parametrize(("lang", "says"), [("en", "Write a line first."), ("zh-CN", "先写一句再留言。")])
def test_a_comment_without_words_is_asked_for_some(sign_in: SignIn, product: Product, lang: str, says: str) -> None:
    (edit,) = propose(product, text())
    answer = send(sign_in(Role.WRITER), f"/studio/drafts/{edit.variant.id}/1/comments?lang={lang}", said=" ")
    assert answer.status_code == 422
    assert says in answer.text


# What is said where a decision needs a reason: (the decision, the text, English, Chinese).
UNEXPLAINED = (
    ("reject", text(), "Say why first.", "先写一句理由。"),
    (
        "approve",
        text(headline="睡前一碗，增强免疫力"),
        "Say why first: the rules have something to remark",
        "规则对这条有提醒，先写一句",
    ),
)


@pytest.mark.parametrize(
    ("action", "unexplained", "english", "chinese"), UNEXPLAINED, ids=[one[0] for one in UNEXPLAINED]
)
def test_a_decision_without_its_reason_asks_for_one(
    sign_in: SignIn, product: Product, action: str, unexplained: CopyVariant, english: str, chinese: str
) -> None:
    (edit,) = propose(product, unexplained)
    for lang, says in (("en", english), ("zh-CN", chinese)):
        answer = send(sign_in(Role.APPROVER), f"/studio/drafts/{edit.variant.id}/1/{action}?lang={lang}", why="  ")
        assert answer.status_code == 422
        assert says in answer.text
        assert edit.variant.headline in answer.text
        many = send(
            sign_in(Role.APPROVER),
            f"/studio/drafts/many?lang={lang}",
            edit=f"{edit.variant.id} 1 checked",
            action=action,
        )
        assert many.status_code == 422
        assert says in many.text
    assert state_of(product, edit.variant.id) == "checked"
