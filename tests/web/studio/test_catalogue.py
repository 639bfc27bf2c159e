"""The catalogue is read by everybody of the studio, and changed by admins with care."""

from __future__ import annotations

import csv
import io
import re

import pytest

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.editorial import Action
from tests.web.studio.conftest import SignIn, whole_pack
from tests.web.studio.editing import CAMPAIGN, propose, send, text

OFFERS = "/studio/catalogue/files/offers.yaml"
SETTINGS = "/studio/catalogue/files/campaign.yaml"


def file(product: Product, name: str) -> str:
    return product.library.pack(CAMPAIGN).files[name].decode()


@whole_pack
def test_the_tables_say_what_there_is(sign_in: SignIn, product: Product) -> None:
    page = sign_in(Role.WRITER).get("/studio/catalogue?lang=zh-CN").text
    for words in (
        "把热干面拌开，边走边吃",
        "热干面、过早、芝麻酱、早饭",
        "农历8月15日，前 3 天起，到后 1 天",
        "check-up-nearby",
        "crayon",
    ):
        assert words in page
    assert "/studio/catalogue/files" not in page  # a writer cannot change them
    assert OFFERS in sign_in(Role.ADMIN).get("/studio/catalogue").text


def test_each_option_leads_to_its_lines_on_the_board(sign_in: SignIn) -> None:
    writer = sign_in(Role.WRITER)
    page = writer.get("/studio/catalogue?lang=en").text
    found = re.findall(r'<a class="to-board" href="([^"]+)">Show its lines on the board', page)
    assert len(found) == 105
    assert "/studio/?option=wuhan-hot-dry-noodles" in found
    board = writer.get(found[0], query_string=None)
    assert (board.status_code, "This is an example" in board.text) == (200, False)


def test_a_word_finds_options_by_place_and_keyword(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER)
    page = client.get("/studio/catalogue?q=武汉").text
    assert "wuhan-hot-dry-noodles" in page
    assert "lanzhou-beef-noodles" not in page
    nothing = client.get("/studio/catalogue?q=<b>nothing").text
    assert "&lt;b&gt;nothing" in nothing


@pytest.mark.parametrize("role", [Role.WRITER, Role.APPROVER])
def test_files_are_for_admins(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get("/studio/catalogue/files").status_code == 403
    assert client.get(OFFERS).status_code == 403
    assert send(client, OFFERS, text="[]", step="publish", based_on=0).status_code == 403


def test_only_the_catalogue_is_edited_here(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    for name in ("variants/food.yaml", "editorial.yaml", "../../etc/passwd", "logo.png"):
        assert client.get(f"/studio/catalogue/files/{name}").status_code == 404
    assert client.post(OFFERS, data={"text": "[]", "step": "publish"}).status_code == 403


def test_every_mistake_is_shown_with_its_line(sign_in: SignIn, product: Product) -> None:
    wrong = file(product, "offers.yaml").replace("need: rigid", "need: maybe", 1).replace("kind: link", "kind: gift", 1)
    answer = send(sign_in(Role.ADMIN), OFFERS, text=wrong, step="check", based_on=0)
    assert answer.status_code == 422
    assert "offers.yaml:5" in answer.text
    assert "offers.yaml:7" in answer.text
    assert "need: maybe" in answer.text  # the admin keeps what they wrote


@whole_pack
def test_a_look_misspelt_is_one_mistake_whatever_names_it(sign_in: SignIn, product: Product) -> None:
    wrong = file(product, "campaign.yaml").replace("crayon", "crayn")
    line = next(i for i, text in enumerate(wrong.splitlines(), 1) if "crayn" in text)
    answer = send(sign_in(Role.ADMIN), SETTINGS, text=wrong, step="check", based_on=0)
    assert answer.text.count("data-line=") == 1
    assert f"campaign.yaml:{line}</code>" in answer.text


def test_an_option_misspelt_is_one_mistake_however_many_texts_are_for_it(sign_in: SignIn, product: Product) -> None:
    name = "options/food.yaml"
    for before, after in (("need: rigid", "need: rigd"), ("need: rigid", "need：rigid"), (": food\n", ": foot\n")):
        wrong = file(product, name).replace(before, after, 1)
        line = next(
            i
            for i, (one, was) in enumerate(zip(wrong.splitlines(), file(product, name).splitlines(), strict=True), 1)
            if one != was
        )
        answer = send(sign_in(Role.ADMIN), f"/studio/catalogue/files/{name}", text=wrong, step="check", based_on=0)
        assert re.findall(r'data-line="(\d+)"', answer.text) == [str(line)]


def test_a_change_is_reviewed_published_and_in_the_log(sign_in: SignIn, product: Product) -> None:
    client = sign_in(Role.ADMIN)
    changed = file(product, "campaign.yaml").replace("一百零五种小日子", "一百零五种好日子").replace("\n", "\r\n")
    assert send(client, SETTINGS, text=changed, step="check", based_on=0).status_code == 200
    review = send(client, SETTINGS, text=changed, step="review", based_on=0)
    assert "<del>  zh-CN: 一百零五种小日子</del>" in review.text
    assert "<ins>  zh-CN: 一百零五种好日子</ins>" in review.text
    answer = send(client, SETTINGS, text=changed, step="publish", based_on=0, note="换个说法")
    assert answer.status_code == 303
    assert product.library.campaign(CAMPAIGN).title.in_locale("zh-CN") == "一百零五种好日子"
    assert "\r" not in file(product, "campaign.yaml")
    assert "换个说法" in client.get("/studio/audit").text
    assert "一百零五种好日子" in client.get("/").text  # the campaign page has it


def test_who_was_slower_is_told_and_keeps_their_text(sign_in: SignIn, product: Product) -> None:
    client = sign_in(Role.ADMIN)
    mine = file(product, "campaign.yaml").replace("One hundred and five small lives", "My title")
    theirs = file(product, "campaign.yaml").replace("One hundred and five small lives", "Their title")
    product.publishing.publish_files(CAMPAIGN, {"campaign.yaml": theirs.encode()}, "bob")
    answer = send(client, SETTINGS, text=mine, step="publish", based_on=0)
    assert answer.status_code == 409
    assert "My title" in answer.text
    assert "<del>  en: Their title</del>" in answer.text
    assert 'name="based_on" value="1"' in answer.text
    assert product.library.campaign(CAMPAIGN).title.in_locale("en") == "Their title"
    assert send(client, SETTINGS, text=mine, step="publish", based_on=1).status_code == 303
    assert product.library.campaign(CAMPAIGN).title.in_locale("en") == "My title"


@pytest.mark.parametrize(("key", "before", "after"), [("id", "better-life", "other"), ("code_prefix", '"BT"', '"QQ"')])
def test_what_stands_in_codes_never_changes(
    sign_in: SignIn, product: Product, key: str, before: str, after: str
) -> None:
    changed = file(product, "campaign.yaml").replace(f"{key}: {before}", f"{key}: {after}")
    for step in ("check", "publish"):
        answer = send(sign_in(Role.ADMIN), SETTINGS, text=changed, step=step, based_on=0)
        assert answer.status_code == 422
        assert key.split("_")[0] in answer.text
    assert product.library.campaign(CAMPAIGN).code_prefix == "BT"


def test_hostile_yaml_is_only_text(sign_in: SignIn) -> None:
    answer = send(sign_in(Role.ADMIN), OFFERS, text="</textarea><script>alert(1)</script>", step="review", based_on=0)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_the_log_is_filtered_paged_and_taken_home(sign_in: SignIn, product: Product) -> None:
    propose(product, *(text(f"noodles.zh-w{i}", f"第{i}碗，{'面汤粉豆藕'[i % 5]}{i}") for i in range(1, 31)), who="ann")
    propose(product, text("noodles.zh-x1", "=1+1 不是公式"), who="=cmd")
    product.editorial.act(CAMPAIGN, "noodles.zh-w3", 1, Action.REJECT, "li", "too general")
    client = sign_in(Role.WRITER)
    page = client.get("/studio/audit?who=li").text
    assert "too general" in page
    assert "noodles.zh-w4" not in page
    assert page.count("<tr>") == 2
    assert "too general" in client.get("/studio/audit?subject=noodles.zh-w3").text
    assert "noodles.zh-w1<" not in client.get("/studio/audit?page=2").text
    answer = client.get("/studio/audit.csv?subject=noodles.zh-x1")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["who"] for row in rows] == ["'=cmd"]  # no formula


def test_a_log_without_entries_teaches(sign_in: SignIn) -> None:
    assert "Nothing yet" in sign_in(Role.WRITER).get("/studio/audit?lang=en").text


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "“ridgid” is not known here. Did you mean rigid? Known are rigid, soft."),
        ("zh-CN", "这里没有“ridgid”这个值。是不是 rigid？可以写：rigid, soft。"),
    ],
)
def test_a_mistyped_word_of_a_file_is_told_in_the_language_of_the_page(
    sign_in: SignIn, product: Product, lang: str, says: str
) -> None:
    name = "options/food.yaml"
    text = file(product, name).replace("need: rigid", "need: ridgid", 1)
    answer = send(
        sign_in(Role.ADMIN), f"/studio/catalogue/files/{name}?lang={lang}", text=text, step="check", based_on=0
    )
    assert answer.status_code == 422
    assert says in answer.text
    assert "Input should" not in answer.text
