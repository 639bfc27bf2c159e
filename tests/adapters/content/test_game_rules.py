"""What the law and the rules have against a game is told at its line, and no server starts with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from postergen.adapters.content.compliance_files import read_rulebook
from postergen.adapters.content.game_rules import forbidden
from postergen.adapters.content.hide_files import hunt_of
from postergen.adapters.content.hide_schema import HideFile
from postergen.adapters.content.published_pack import PackMaker
from postergen.adapters.content.yaml_lines import read_document
from postergen.config import CONTENT
from postergen.errors import InvalidContent
from tests.adapters.content.test_game_files import GAME, SPRING, files_with
from tests.adapters.content.test_game_references import shipped_game
from tests.products import pack_on_one_look, product_for, settings_for

MAKER = PackMaker("lexical", read_rulebook([CONTENT / "assets/compliance"]), None)


def told(text: str) -> list[str]:
    try:
        MAKER.compose(files_with(text), {})
    except InvalidContent as exc:
        return [str(finding) for finding in exc.findings]
    return []


def test_nothing_is_against_the_game_that_says_everything() -> None:
    assert told(GAME) == []


AGAINST = {  # what is written for what, the line, and a part of what is said
    "no word of who may take part": ("who: {zh-CN: 年满十八岁的人, en: Whoever is eighteen}\n", "", 1, "参与条件"),
    "no word of until when": ("  until: 2027-03-05 24:00\n", "", 44, "until when what was won is claimed"),
    "no word of how it comes": ("  delivery: {zh-CN: 当面给, en: Handed over}\n", "", 44, "奖品交付方式"),
    "too much for one": ("pool: 100000", "pool: 6000000", 40, "one person may get 60,000 yuan"),
    "a voucher without its use": ("{zh-CN: 分钱, en: fen}", "{zh-CN: 张券, en: coupons}", 34, "Art. 14"),
    "a reward for sharing": ("做海报、打卡、答题、到店，都能得一张卡", "转发领红包", 3, "[zh.share.reward]"),
    "one in English": ("a visit brings a card", "a visit; share to win cash", 4, "[en.share"),
    "a boast in a name": ("name: {zh-CN: 一条鱼", "name: {zh-CN: 国家级的鱼", 16, "[zh.absolute"),
    "a boast in a question": ("一碗面几块钱", "国家级的面几块钱", 29, "[zh.absolute"),
    "a boast at a place": ("江边小卖部", "全国第一小卖部", 32, "[zh.absolute"),
    "a threat in a claim": ("凭卡册到店领取", "分享后领取", 45, "[zh.share.gate]"),
}


@pytest.mark.parametrize("case", AGAINST)
def test_what_is_against_a_game_is_told_at_its_line(case: str) -> None:
    old, new, line, words = AGAINST[case]
    assert GAME.count(old) == 1
    text = GAME.replace(old, new)
    if case == "too much for one":
        text = text.replace("most: 2000", "most: 6000000")
    found = told(text)
    assert len(found) == 1, found
    assert found[0].startswith(f"{SPRING}:{line}: "), found
    assert words in found[0]


def test_an_envelope_that_holds_too_much_is_told_at_its_own_line() -> None:
    shipped = (CONTENT / "assets/campaigns/better-life/games/hidden-beans.yaml").read_text(encoding="utf-8")
    text = shipped.replace("worth: nothing", "worth: 100 CNY", 1)  # 888 for 88: one finder may have 801 of them
    document = read_document("hidden-beans.yaml", text.encode(), [])
    assert document is not None
    game = hunt_of("hidden-beans", HideFile.model_validate(document.data), "Asia/Shanghai")
    found = list(forbidden({"games/hidden-beans.yaml": text.encode()}, [game], lambda *_: ()))
    line = text.splitlines().index("    units: 888") + 1
    assert [(one.where, one.kind) for one in found] == [(f"games/hidden-beans.yaml:{line}", "law_too_great")]


def test_an_organiser_is_called_as_they_are() -> None:
    assert told(GAME.replace("zh-CN: 小面馆,", "zh-CN: 武汉市第一面粉厂,")) == []


def test_a_server_does_not_start_with_a_game_that_is_against_the_law(tmp_path: Path) -> None:
    packs = pack_on_one_look(tmp_path)
    text = GAME.replace("  most: 2000\n", "").replace("pool: 100000", "pool: 5000001").replace("lantern", "receipt")
    shipped_game(packs, text)
    with pytest.raises(InvalidContent) as caught:
        product_for(settings_for(tmp_path, campaigns_dir=packs))
    (found,) = caught.value.findings
    assert found.where == "better-life/games/spring.yaml:36"
