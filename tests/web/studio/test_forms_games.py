"""Games are made, copied, changed and retired in a form before they open, and what is wrong stands beside its field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from postergen.adapters.content.pack_items import ITEM_KINDS, find_item
from postergen.bootstrap import Product
from postergen.config import CONTENT
from postergen.domain.accounts import Role
from postergen.domain.checking_in import Diary
from postergen.domain.localized import LOCALES
from postergen.web.studio.forms.fields import form_of
from postergen.web.studio.forms.query import typed_values
from tests.web.studio.conftest import SignIn
from tests.web.studio.editing import CAMPAIGN, send
from tests.web.studio.test_forms import as_sent, csrf_of

AT = "/studio/catalogue/collect"
SHIPPED = CONTENT / "assets/campaigns/better-life/games/going-home.yaml"
ODDS = ("49.5 %", "0.495", "1/100")

Form = dict[str, Any]


def both(name: str, zh: str, en: str) -> Form:
    return {f"{name}.zh-CN": zh, f"{name}.en": en}


def texts_on_cards(product: Product) -> list[tuple[str, dict[str, str]]]:
    """Three options, each with a text in both languages that may stand on anybody's card."""
    found: dict[str, dict[str, str]] = {}
    for text in product.library.campaign(CAMPAIGN).variants:
        if text.fits.options and not text.fits.occasions and not text.needs_nickname:
            found.setdefault(text.fits.options[0], {}).setdefault(text.locale, text.id)
    return [(option, texts) for option, texts in found.items() if set(texts) == set(LOCALES)][:3]


def typed(product: Product, **changed: Any) -> Form:
    """All that a form of a game asks for, as somebody fills it in."""
    form: Form = {
        **both("name", "三样小日子", "Three small lives"),
        **both("about", "做海报、答题、到店，都能得一张卡", "A poster, an answer or a visit brings a card"),
        **both("who", "中国大陆年满十八岁的人", "Whoever is eighteen and lives in mainland China"),
        "opens": "2026-07-01T00:00",
        "closes": "2026-07-20T22:00",
        "look": "matchbox",
        **both("organiser.name", "小面馆有限公司", "Noodle Shop Ltd."),
        "organiser.contact": "027-8888-0000",
        "ways": ["poster", "question", "spot"],
        "questions.row": ["0"],
        **both("questions.0.asks", "热干面拌的是什么酱", "Which paste goes on hot dry noodles"),
        **both("questions.0.answers", "芝麻酱\r\n麻酱", "sesame paste\r\nsesame"),
        "spots.row": ["0"],
        **both("spots.0.name", "江汉关码头", "Customs House pier"),
        "limits.per_day": "3",
        "limits.in_all": "40",
        "cards.row": ["0", "1", "2"],
        "ending.kind": "share",
        "ending.pool": "1000",
        "ending.worth": "nothing",
        "ending.leftover": "first",
        **both("ending.unit", "红豆", "red beans"),
        **both("claim.how", "凭卡册到店领取", "Show your cards at the shop"),
        "claim.until": "2026-08-05T00:00",
        **both("claim.delivery", "当面付清", "Paid out at the counter"),
        **both("claim.forfeit", "过期不领的归入下一次", "What is not claimed by then is kept"),
    }
    for number, (option, texts) in enumerate(texts_on_cards(product)):
        name = f"cards.{number}"
        form |= both(f"{name}.name", f"第{'一二三'[number]}张", f"Card {['one', 'two', 'three'][number]}")
        form |= {f"{name}.options": [option], f"{name}.odds": ODDS[number]}
        form |= {f"{name}.variants.{locale}": texts[locale] for locale in LOCALES}
    return {name: value for name, value in {**form, **changed}.items() if value is not None}


def file_of(product: Product, game: str) -> str:
    return product.library.pack(CAMPAIGN).files[f"games/{game}.yaml"].decode()


@pytest.fixture
def admin(sign_in: SignIn) -> FlaskClient:
    client = sign_in(Role.ADMIN)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def publish(admin: FlaskClient, product: Product, game: str = "new", **changed: Any) -> None:
    answer = send(admin, f"{AT}/{game}", **typed(product, **changed), step="publish")
    assert answer.status_code == 303, re.findall(r"data-problems=[^\n]*<li>[^\n]*", answer.text)


def test_the_game_that_ships_comes_out_of_its_form_as_it_went_in() -> None:
    item = find_item({"games/going-home.yaml": SHIPPED.read_bytes()}, ITEM_KINDS["collect"], "going-home")
    assert item is not None
    fields = form_of(item.kind)
    assert typed_values(fields, MultiDict(as_sent(fields, item.values)), item.values) == item.values


def test_a_game_that_was_typed_is_published_and_has_a_page(admin: FlaskClient, product: Product) -> None:
    review = send(admin, f"{AT}/new", **typed(product), step="review")
    assert review.status_code == 200
    assert "Everything here is new" in review.text
    publish(admin, product, note="three at once")
    text = file_of(product, "three-small-lives")
    assert "\n  - id: card-one\n    name: {" in text  # items stand below each other, as people write them
    assert [card.id for card in product.library.campaign(CAMPAIGN).games[0].cards] == [
        "card-one", "card-two", "card-three"
    ]  # fmt: skip
    assert admin.get(f"/c/{CAMPAIGN}/games/three-small-lives").status_code == 200
    assert "three at once" in admin.get("/studio/audit").text
    assert "Three small lives" in admin.get("/studio/catalogue").text
    page = admin.get(f"{AT}/three-small-lives").text
    for said in ("49.5 %", "0.495", "1/100", "2026-07-20T22:00", "Customs House pier", "sesame paste"):
        assert said in page


def test_a_change_leaves_all_else_of_the_file_as_it_was(admin: FlaskClient, product: Product) -> None:
    publish(admin, product)
    before = file_of(product, "three-small-lives")
    with_remark = before.replace("look: matchbox", "look: matchbox  # drawn for this", 1)
    number = product.publishing.publish_files(CAMPAIGN, {"games/three-small-lives.yaml": with_remark.encode()}, "ann")
    assert number.number == 2
    named = {f"cards.{n}.id": f"card-{name}" for n, name in enumerate(("one", "two", "three"))}
    named |= {"spots.0.id": "customs-house-pier", "questions.0.id": "which-paste-goes-on-hot-dry"}
    publish(admin, product, "three-small-lives", **named, **{"cards.2.odds": "1 %", "cards.0.at_most": "70"})
    changed = with_remark.replace('"1/100"', '"1 %"').replace('odds: "49.5 %"\n', 'odds: "49.5 %"\n    at_most: 70\n')
    assert file_of(product, "three-small-lives") == changed


WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({"cards.0.odds": "40 %"}, "cards", "The chances add up to 90.5 %: 9.5 % is missing.", "机会加起来是 90.5 %，还差 9.5 %。"),
    ({"cards.1.odds": "lots"}, "cards.1.odds", "Write 30 %, 0.3 or 3/10", "写成 30 %、0.3 或 3/10"),
    ({"cards.1.id": "x", "cards.2.id": "x"}, "cards.2.id", "“x” is here twice.", "“x”写了两遍。"),
    ({"cards.row": ["0", "1"]}, "cards", "A game has 3 to 12 cards, and here are 2.", "要有 3 到 12 张卡，现在是 2 张。"),
    ({"cards.0.options": None}, "cards.0.options", "Choose at least one.", "至少选一个。"),
    ({"cards.0.variants.en": ""}, "cards.0.variants.en", "Choose one.", "请选一句。"),
    ({"cards.0.at_most": "many"}, "cards.0.at_most", "Write a whole number.", "要写整数。"),
    ({"opens": None}, "opens", "Please fill this in.", "这里要填。"),
    ({"closes": "2026-06-30T22:00"}, "closes", "It has to close after it opens.", "结束要在开始之后。"),
    ({"closes": "2026-02-30T22:00"}, "closes", "a day of the calendar", "日历上有的日子"),
    ({"claim.until": "2026-07-02T00:00"}, "claim.until", "claimed later than that", "领奖的期限要再晚些"),
    ({"claim.until": None}, "claim.until", "The law wants this", "法律要求事先公布"),
    ({"who.zh-CN": "", "who.en": ""}, "who", "The law wants this", "法律要求事先公布"),
    ({"look": "receipt"}, "look", "This look has no room", "这个样式没有地方写"),
    ({"ways": None}, "ways", "Choose at least one", "至少选一样"),
    ({"spots.row": []}, "ways", "there is no spot below", "一个地点也没有"),
    ({"ways": ["poster", "spot"]}, "questions", "answering one is not ticked", "没勾答题"),
    ({"questions.0.answers.en": "?!"}, "questions.0.answers.en", "no letter and no digit", "没有字也没有数"),
    ({"questions.0.answers.en": ""}, "questions.0.answers.en", "Please fill this in.", "这里要填。"),
    ({"limits.in_all": "2"}, "limits.in_all", "A set has 3 cards", "一套有 3 张"),
    ({"ending.kind": "draw"}, "ending.winners", "How many are drawn?", "抽几个人？"),
    ({"ending.winners": "4"}, "ending.winners", "Where all share, nobody is drawn.", "平分的话没有"),
    ({"ending.pool": "all"}, "ending.pool", "Write a whole number", "写一个整数"),
    ({"ending.most": "2000"}, "ending.most", "There are 1000 only.", "一共才 1000 份。"),
    ({"ending.worth": "dear"}, "ending.worth", "0.01 CNY", "0.01 元"),
    ({"ending.worth": "60 CNY"}, "ending.pool", "the law allows 50,000", "法律的上限是 50,000 元"),
    (both("ending.unit", "元", "yuan"), "ending.worth", "This is money", "这是钱"),
    ({"id": "Three!"}, "id", "Small letters a–z", "只用小写字母"),
]  # fmt: skip


def test_what_is_wrong_is_told_beside_its_field_in_both_languages(admin: FlaskClient, product: Product) -> None:
    csrf = csrf_of(admin)
    for changed, field, en, zh in WRONG:
        for language, said in (("en", en), ("zh-CN", zh)):
            form = typed(product, **changed) | {"step": "check", "csrf": csrf}
            answer = admin.post(f"{AT}/new", data=form, headers={"Accept-Language": language})
            problems = (answer.json or {})["problems"]
            assert list(problems) == [field], (changed, problems)
            assert said in problems[field][0], problems
            assert any("一" <= letter <= "鿿" for letter in problems[field][0]) == (language == "zh-CN")
    assert send(admin, f"{AT}/new", **(form | {"step": "publish"})).status_code == 422


def test_what_only_the_whole_pack_knows_is_told_beside_its_field(admin: FlaskClient, product: Product) -> None:
    zh, en = texts_on_cards(product)[0][1]["zh-CN"], texts_on_cards(product)[0][1]["en"]
    for changed, field, said in (
        ({"cards.0.variants.zh-CN": "nobody.zh-1"}, "cards.0.variants.zh-CN", "没有“nobody.zh-1”这句文案。"),
        ({"cards.0.variants.zh-CN": en}, "cards.0.variants.zh-CN", "这句是另一种语言的。"),
        ({"cards.0.options": ["nobody"]}, "cards.0.options", "活动里没有小日子“nobody”。"),
        ({"about.zh-CN": "转发领红包"}, "about.zh-CN", "“转发领红包”："),
    ):
        form = typed(product, **changed)
        answer = admin.post(
            f"{AT}/new",
            data=form | {"csrf": csrf_of(admin), "step": "review"},
            headers={"Accept": "text/html", "Accept-Language": "zh-CN"},
        )
        assert answer.status_code == 422
        assert said in answer.text.partition(f'data-problems="{field}"')[2].partition("</ul>")[0], (changed, zh)


def days(product: Product, **changed: Any) -> Form:
    """A game of check-ins, as somebody fills it in."""
    mine = ("name.", "about.", "opens", "closes", "organiser.")
    form = {name: value for name, value in typed(product).items() if name.startswith(mine)}
    options = [option for option, _ in texts_on_cards(product)]
    form |= {"look": "calendar-leaf", "asks.row": ["0", "1"], "asks.1.day": "2026-07-07", "asks.0.options": options[:2]}
    form |= both("asks.0.asks", "今天吃了什么", "What did you eat today") | {"asks.1.options": options[2:]}
    return form | both("asks.1.asks", "七夕给谁打了电话", "Whom did you call") | changed


def test_a_game_of_check_ins_has_a_form_from_the_shape_of_its_file(admin: FlaskClient, product: Product) -> None:
    at = AT.replace("collect", "check-in")
    for changed, field, said in (
        ({"asks.1.day": "2026-08-07"}, "asks.1.day", "The game is not open on this day."),
        ({"asks.1.day": "7 July"}, "asks.1.day", "Should look like 2027-02-06"),
        ({"asks.0.day": "2026-07-07"}, "asks", "Each has its day"),
        ({"repairs": "9"}, "repairs", "At most 3."),
    ):
        problems = (send(admin, f"{at}/new", **days(product, **changed), step="check").json or {})["problems"]
        assert said in problems[field][0], problems
    assert send(admin, f"{at}/new", **days(product), step="publish").status_code == 303
    (game,) = product.library.campaign(CAMPAIGN).games
    assert isinstance(game, Diary)
    assert [(one.id, str(one.day)) for one in game.asks] == [
        ("what-did-you-eat-today", "None"), ("whom-did-you-call", "2026-07-07")
    ]  # fmt: skip
    item = find_item(product.library.pack(CAMPAIGN).files, ITEM_KINDS["check-in"], "three-small-lives")
    assert item is not None
    fields = form_of(item.kind)
    assert typed_values(fields, MultiDict(as_sent(fields, item.values)), item.values) == item.values
    assert "Three small lives" in admin.get(f"{at}/three-small-lives").text


def test_a_game_with_more_rows_than_a_form_shows_is_changed_in_its_file(admin: FlaskClient, product: Product) -> None:
    at = AT.replace("collect", "check-in")
    assert send(admin, f"{at}/new", **days(product), step="publish").status_code == 303
    text = file_of(product, "three-small-lives")
    option = texts_on_cards(product)[0][0]
    more = [f'  - {{id: more-{n}, asks: {{zh-CN: "问", en: "Ask"}}, options: [{option}]}}\n' for n in range(70)]
    text = text.replace("asks:\n", "asks:\n" + "".join(more), 1)
    product.publishing.publish_files(CAMPAIGN, {"games/three-small-lives.yaml": text.encode()}, "ann")
    page = admin.get(f"{at}/three-small-lives").text
    assert "A form shows 60 items of a list at most" in page
    assert '<fieldset class="item-fields" disabled>' in page
    assert send(admin, f"{at}/three-small-lives", **days(product), step="publish").status_code == 409
    assert file_of(product, "three-small-lives") == text


def test_rows_come_and_go_by_buttons_and_nothing_that_was_typed_is_lost(admin: FlaskClient, product: Product) -> None:
    def titles(page: str) -> list[str]:
        return re.findall(r'id="row-cards-\d+"[^>]*><summary><b>([^<]+)', page)

    more = send(admin, f"{AT}/new", **typed(product, opens="2026-07-01T06:30"), step="add.cards").text
    assert titles(more) == ["Card 1: Card one", "Card 2: Card two", "Card 3: Card three", "Card 4"]
    assert 'value="2026-07-01T06:30"' in more
    assert "need mending" not in more
    fewer = send(admin, f"{AT}/new", **typed(product), step="remove.cards.1").text
    assert titles(fewer) == ["Card 1: Card one", "Card 2: Card three"]
    assert 'value="1/100"' in fewer
    for hostile in ("remove.cards.99", "remove.cards.x", "add.name", "remove", "add.", "again.cards.0.variants"):
        assert len(titles(send(admin, f"{AT}/new", **typed(product), step=hostile).text)) == 3
    blank = typed(product, **{"cards.row": ["0", "1", "2", "3", "9" * 30, "-1", "x"]})
    assert send(admin, f"{AT}/new", **blank, step="review").status_code == 200  # nothing stands in the fourth


def test_texts_to_choose_from_are_those_of_the_small_lives_beside_them(admin: FlaskClient, product: Product) -> None:
    option, texts = texts_on_cards(product)[1]
    form = typed(product, **{"cards.0.options": [option]})
    page = send(admin, f"{AT}/new", **form, step="again.cards.0.variants").text
    choices = page.partition('id="f-cards.0.variants.en"')[2].partition("</select>")[0]
    assert f'value="{texts["en"]}"' in choices
    assert f'value="{texts["zh-CN"]}"' not in choices


def test_a_copy_has_everything_but_dates_and_is_another_game(admin: FlaskClient, product: Product) -> None:
    publish(admin, product)
    page = admin.get(f"{AT}/new?copy=three-small-lives").text
    assert 'value="Three small lives"' in page
    assert "Customs House pier" in page
    assert not {"2026-07-01", "2026-07-20", "2026-08-05"} & set(re.findall(r"\d{4}-\d\d-\d\d", page))
    taken = send(admin, f"{AT}/new", **typed(product, id="three-small-lives"), step="check")
    assert (taken.json or {})["problems"] == {"id": ["This id is taken."]}
    publish(admin, product)
    assert {one.id for one in product.library.campaign(CAMPAIGN).games} == {
        "three-small-lives", "three-small-lives-2"
    }  # fmt: skip


def test_the_rules_of_a_game_that_has_begun_are_fixed(admin: FlaskClient, product: Product) -> None:
    publish(admin, product, opens="2026-05-01T00:00")
    path = f"{AT}/three-small-lives"
    page = admin.get(path).text
    assert "nobody can change its rules" in page
    assert "copy=three-small-lives" in page
    assert '<fieldset class="item-fields" disabled>' in page
    before = file_of(product, "three-small-lives")
    for step in ("publish", "review"):
        answer = send(admin, path, **typed(product, **both("name", "别的", "Another")), step=step)
        assert answer.status_code == 409
        assert "nobody can change its rules" in answer.text
    assert send(admin, f"{path}/retire", retired="yes").status_code == 409
    assert file_of(product, "three-small-lives") == before


def test_a_game_is_retired_before_it_opens_and_brought_back(admin: FlaskClient, product: Product) -> None:
    publish(admin, product)
    product.games.close_due()  # servers look at what the packs declare
    shown = f"/c/{CAMPAIGN}/games/three-small-lives"
    assert admin.get(shown).status_code == 200
    assert send(admin, f"{AT}/three-small-lives/retire", retired="yes").status_code == 303
    assert admin.get(shown).status_code == 404
    assert product.library.campaign(CAMPAIGN).games == ()
    assert product.games.known(CAMPAIGN) == []
    assert "retired" in admin.get("/studio/catalogue").text.partition('id="games"')[2]
    assert send(admin, f"{AT}/three-small-lives/retire", retired="no").status_code == 303
    assert admin.get(shown).status_code == 200
    assert "retired" not in file_of(product, "three-small-lives")


def test_a_text_that_a_card_shows_stays_live_and_the_page_says_which_game_needs_it(
    admin: FlaskClient, product: Product
) -> None:
    publish(admin, product)
    text = texts_on_cards(product)[0][1]["zh-CN"]
    for action in ("pause", "retire"):
        for language, said in (
            ("zh-CN", "游戏“three-small-lives”有张卡上印着这句"),
            ("en", "shows this text on a card"),
        ):
            form = {"csrf": csrf_of(admin), "seen": "live", "tab": "live", "why": "客户说先不用"}
            headers = {"Accept": "text/html", "Accept-Language": language}
            answer = admin.post(f"/studio/drafts/{text}/0/{action}", data=form, headers=headers)
            assert answer.status_code == 422
            assert said in answer.text
    assert text in product.library.campaign(CAMPAIGN).variant_by_id


@pytest.mark.parametrize("role", [Role.WRITER, Role.APPROVER])
def test_forms_of_games_are_for_admins(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get(f"{AT}/new").status_code == 403
    assert AT not in client.get("/studio/catalogue").text
