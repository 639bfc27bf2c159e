"""What the law on promotions has against a game: what is not published, and prizes that are too great."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.domain.collecting import Card, Collection, Ending, EndKind, Leftover, Limits, Way
from postergen.domain.games import Notice, Organiser
from postergen.domain.localized import Localized
from postergen.games.endings import payout
from postergen.games.lawful import GREATEST, PUBLISHED, greatest_prize, unlawful


def said(chinese: str, english: str) -> Localized:
    return Localized({"zh-CN": chinese, "en": english})


NOTHING = said(" ", "")
NOTICE = Notice(
    who=said("年满十八岁的人", "Whoever is eighteen"),
    claim_until=datetime(2027, 3, 5, 16, tzinfo=UTC),
    delivery=said("当面给", "Handed over"),
    forfeit=said("过期作废", "Lost after that"),
)
SHARE = Ending(EndKind.SHARE, 100_000, said("分钱", "fen"), fen=1)
GAME = Collection(
    id="spring",
    name=said("三样小日子", "Three small lives"),
    about=said("做海报得一张卡", "A poster brings a card"),
    opens=datetime(2027, 1, 19, 16, tzinfo=UTC),
    closes=datetime(2027, 2, 5, 14, tzinfo=UTC),
    timezone="Asia/Shanghai",
    look="lantern",
    cards=tuple(Card(name, said(name, name), ("noodles",), said("a", "b"), 250_000) for name in "abcd"),
    ways=(Way.POSTER,),
    limits=Limits(3, 40),
    ending=SHARE,
    organiser=Organiser(said("小面馆", "Noodle shop"), "027-8888-0000"),
    claim=said("凭卡册到店领取", "Show your cards at the shop"),
    notice=NOTICE,
)


def wrong(**changes: Any) -> list[tuple[str, str]]:
    return [(found.where, found.problem) for found in unlawful(replace(GAME, **changes))]


def ends(**changes: Any) -> list[tuple[str, str]]:
    return wrong(ending=replace(SHARE, **changes))


def test_nothing_is_against_a_game_that_says_everything() -> None:
    assert wrong() == []


UNSAID: dict[str, dict[str, Any]] = {
    "about": {"about": NOTHING},
    "who": {"notice": replace(NOTICE, who=None)},
    "ending/unit": {"ending": replace(SHARE, unit=NOTHING)},
    "claim/until": {"notice": replace(NOTICE, claim_until=None)},
    "claim/how": {"claim": said("到店领", "")},
    "claim/delivery": {"notice": replace(NOTICE, delivery=NOTHING)},
    "claim/forfeit": {"notice": replace(NOTICE, forfeit=None)},
    "organiser/name": {"organiser": Organiser(NOTHING, "027")},
    "organiser/contact": {"organiser": Organiser(said("小面馆", "Noodle shop"), " ")},
}


@pytest.mark.parametrize(("where", "what"), [(where, what) for where, _, what in PUBLISHED])
def test_whatever_is_published_beforehand_is_said(where: str, what: str) -> None:
    ((found, problem),) = wrong(**UNSAID[where])
    assert found == where
    assert what in problem
    assert problem.endswith("《规范促销行为暂行规定》, Art. 13")


def test_all_that_is_not_said_is_told_at_once() -> None:
    assert [where for where, _ in wrong(notice=Notice())] == ["who", "claim/until", "claim/delivery", "claim/forfeit"]


PRIZES: dict[str, tuple[dict[str, Any], int]] = {
    "one alone has a set": ({}, 100_000),
    "one gets no more than the most": ({"most": 700}, 700),
    "one of the drawn": ({"kind": EndKind.DRAW, "winners": 3}, 33_333),
    "the first of them": ({"kind": EndKind.DRAW, "winners": 3, "leftover": Leftover.FIRST}, 33_334),
    "all are alike": ({"kind": EndKind.DRAW, "winners": 4, "leftover": Leftover.FIRST}, 25_000),
    "the drawn get no more than the most": ({"kind": EndKind.DRAW, "winners": 3, "most": 5}, 5),
}


@pytest.mark.parametrize("case", PRIZES)
def test_the_greatest_prize_is_what_one_person_can_get(case: str) -> None:
    changes, units = PRIZES[case]
    assert greatest_prize(replace(SHARE, **changes)) == units


@given(
    kind=st.sampled_from(EndKind),
    leftover=st.sampled_from(Leftover),
    pool=st.integers(1, 60),
    winners=st.integers(1, 20),
    most=st.none() | st.integers(1, 60),
    sets=st.integers(1, 25),
)
def test_nobody_is_paid_more_than_the_greatest_prize(
    kind: EndKind, leftover: Leftover, pool: int, winners: int, most: int | None, sets: int
) -> None:
    ending = replace(SHARE, kind=kind, leftover=leftover, pool=pool, winners=min(winners, pool), most=most)
    paid = [max(payout(ending, range(n), b"seed").units.values()) for n in (1, sets)]
    assert paid[0] == greatest_prize(ending) >= paid[1]


def test_the_greatest_prize_is_fifty_thousand_yuan() -> None:
    assert GREATEST == 5_000_000
    assert ends(pool=GREATEST) == []
    ((where, problem),) = ends(pool=GREATEST + 1)
    assert where == "ending/pool"
    assert "one person may get 50,000.01 yuan (5,000,001 of 0.01 yuan each)" in problem
    assert problem.endswith("the greatest prize is 50,000 yuan: 《规范促销行为暂行规定》, Art. 17")
    assert ends(pool=GREATEST * 9, most=GREATEST) == []
    ((where, problem),) = ends(pool=10, most=6, fen=900_000)
    assert (where, problem.partition(",")[0]) == ("ending/most", "one person may get 54")


def test_the_remedy_is_a_most_that_is_lawful() -> None:
    (found,) = unlawful(replace(GAME, ending=replace(SHARE, pool=10, most=6, fen=900_000)))
    assert found.remedy == "most: 5"
    assert ends(pool=10, most=5, fen=900_000) == []
    (dear,) = unlawful(replace(GAME, ending=replace(SHARE, pool=10, fen=GREATEST + 1)))
    assert dear.remedy == "a unit of less worth"


def test_what_has_no_price_may_be_of_any_number() -> None:
    assert ends(pool=10**12, unit=said("张壁纸", "wallpapers"), fen=0) == []


UNITS = {
    "张面馆优惠券": ("ending/voucher",),
    "个积分": ("ending/voucher",),
    "元现金": ("ending/worth",),
    "元": ("ending/worth",),
    "元代金券": ("ending/voucher",),
    "碗面": (),
    "张元旦壁纸": (),
    "个红包封面": (),
}


@pytest.mark.parametrize("unit", UNITS)
def test_a_voucher_says_how_it_is_used_and_money_what_it_is_worth(unit: str) -> None:
    found = ends(unit=said(unit, "things"), fen=0)
    assert tuple(where for where, _ in found) == UNITS[unit]
    if found:
        assert unit in found[0][1]


@pytest.mark.parametrize(
    ("unit", "where"),
    [
        ("Vouchers for noodles", "ending/voucher"),
        ("points", "ending/voucher"),
        ("YUAN", "ending/worth"),
        ("red packet", "ending/worth"),
    ],
)
def test_so_it_is_in_english(unit: str, where: str) -> None:
    assert [found for found, _ in ends(unit=said("样东西", unit), fen=0)] == [where]


def test_a_voucher_whose_use_is_told_is_lawful() -> None:
    used = replace(NOTICE, voucher=said("三月底前在本店用", "At this shop until the end of March"))
    assert wrong(notice=used, ending=replace(SHARE, unit=said("张优惠券", "coupons"))) == []
