"""A line that was shown stays until another is asked for, and the poster says how it came to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.line import Line, Turn
from postergen.domain.policies import Slice
from postergen.domain.poster import CHOSEN, Choice, Poster
from postergen.ranking.draws import Odds, as_drawn, odds
from postergen.ranking.policy import fixed_policy
from postergen.service.lines import stands
from postergen.service.orders import Order
from postergen.service.redraws import redraw
from tests.products import product_for
from tests.service.learning import NAME, Place, scan

NOODLES = "wuhan-hot-dry-noodles"
WUHAN = "hubei/wuhan"
PLAIN = BriefRequest(("home-hall-light",), "zh-CN")


@pytest.fixture
def product(settings: Settings) -> Iterator[Product]:
    made = product_for(settings)
    yield made
    made.close()


def page(number: int = 0, **asked: object) -> Order:
    """What a page asks for, opened by one person after the other."""
    return Order(NAME, replace(PLAIN, **asked), page=f"{number:016x}")  # type: ignore[arg-type]


def after(order: Order, line: Line, **asked: object) -> Order:
    return replace(order, line=line, request=replace(order.request, **asked))  # type: ignore[arg-type]


def made(product: Product, order: Order) -> Poster:
    issued = product.posters.issue(order).poster
    product.fold_worker.fold_now()
    return product.posters.get(issued.code)


def odds_of(product: Product, order: Order) -> Odds:
    campaign = product.library.campaign(NAME)
    found = odds(product.library.ranker(NAME), product.posters.brief(order), fixed_policy(campaign))
    assert found
    return found


@pytest.mark.parametrize(
    "later",
    [
        {"nickname": "小明"},
        {"template": "receipt"},
        {"place": "sichuan/chengdu"},
        {"personalised": False},
        {"nickname": "小明", "place": WUHAN, "template": "menu", "format": "square"},
    ],
    ids=["name", "look", "city", "impersonal", "all of it"],
)
def test_what_comes_later_leaves_the_line_and_its_chance_as_they_were(
    product: Product, later: dict[str, object]
) -> None:
    for number in range(12):
        order = page(number)
        line = product.posters.line(order)
        chances = odds_of(product, order)
        with_more = after(order, line, **later)
        assert product.posters.line(with_more) == line
        choice = made(product, with_more).choice
        chance = {one.variant.id: p for one, p in zip(chances.ranked.variants, chances.drawn, strict=True)}
        assert (choice.variant, choice.propensity) == (line.variant, chance[line.variant])
        assert choice.slice is Slice.BEFORE


def test_another_choice_is_another_draw_and_the_old_one_finds_its_line_again(product: Product) -> None:
    moved = 0
    for number in range(10):
        order = page(number)
        line = product.posters.line(order)
        other = product.posters.line(after(order, line, options=(NOODLES,)))
        moved += other.variant != line.variant
        assert other.drawn
        assert (other.asked, other.shown) != (line.asked, line.shown)
        assert product.posters.line(after(order, other)) == line
    assert moved == 10


def test_pages_draw_as_often_as_the_policy_says(product: Product) -> None:
    chances = odds_of(product, page())
    likeliest = max(chances.drawn)
    name = chances.ranked.variants[chances.drawn.index(likeliest)].variant.id
    drawn = [product.posters.line(page(number)).variant for number in range(600)]
    assert abs(drawn.count(name) / 600 - likeliest) < 4.5 * (likeliest * (1 - likeliest) / 600) ** 0.5


def test_leafing_goes_on_and_back_and_round_without_repetition(product: Product) -> None:
    order = page()
    line = first = product.posters.line(order)
    assert product.posters.line(after(order, first), Turn.BACK) == first
    candidates = {one.variant.id for one in odds_of(product, order).ranked.variants}
    for count in range(2, len(candidates) + 1):
        line = product.posters.line(after(order, line), Turn.NEXT)
        assert len(set(line.shown)) == count
    assert set(line.shown) == candidates
    assert product.posters.line(after(order, line), Turn.BACK).variant == line.shown[-2]
    round_again = product.posters.line(after(order, line), Turn.NEXT)
    assert (round_again.variant, round_again.shown) == (first.variant, line.shown)


def test_a_line_that_was_leafed_to_is_chosen_and_says_among_which(product: Product) -> None:
    order = page()
    line = first = product.posters.line(order)
    for turn in (Turn.NEXT, Turn.NEXT, Turn.NEXT, Turn.BACK):
        line = product.posters.line(after(order, line), turn)
    choice = made(product, after(order, line, nickname="小明")).choice
    assert (choice.variant, choice.slice, choice.policy, choice.propensity) == (line.variant, Slice.CHOSEN, CHOSEN, 1.0)
    assert choice.leafed
    assert choice.leafed.shown == line.shown
    assert len(line.shown) == 4
    assert choice.leafed.drawn == first.drawn
    back = replace(line, at=0)  # who comes back to the first has seen others: that is a choice, too
    assert made(product, replace(page(), line=back)).choice.slice is Slice.CHOSEN


def test_the_city_s_own_lines_are_leafed_to_and_go_when_it_is_another(product: Product) -> None:
    order = page(options=("friends-chengdu-mahjong",))
    line = product.posters.line(order)
    campaign = product.library.campaign(NAME)
    in_wuhan = after(order, line, place=WUHAN)
    while WUHAN not in campaign.variant_by_id[line.variant].fits.places:
        line = product.posters.line(replace(in_wuhan, line=line), Turn.NEXT)
        assert line.at, "round again"
    assert product.posters.line(replace(in_wuhan, line=line)) == line
    elsewhere = product.posters.line(after(order, line, place="chongqing/chongqing"))
    assert elsewhere.shown != line.shown
    assert elsewhere.drawn
    assert elsewhere.drawn.lot
    assert elsewhere.drawn.lot.place == "chongqing/chongqing"
    assert product.posters.line(after(in_wuhan, line, personalised=False)).shown != line.shown


def test_who_does_not_want_to_be_known_keeps_no_line_in_which_they_played_a_part(product: Product) -> None:
    order = page(nickname="小明")
    line = product.posters.line(order)
    assert line.named
    impersonal = product.posters.line(after(order, line, personalised=False))
    assert impersonal.drawn
    assert impersonal.drawn.lot
    assert not impersonal.drawn.lot.named


def test_a_line_of_other_words_or_that_calls_by_name_does_not_stand(product: Product) -> None:
    order = page()
    line, brief = product.posters.line(order), product.posters.brief(order)
    campaign = product.library.campaign(NAME)
    text = campaign.variant_by_id[line.variant]
    assert stands(line, brief, campaign)
    for other in (replace(text, headline="改过了"), replace(text, headline="{nickname}，早")):
        texts = tuple(other if one is text else one for one in campaign.variants)
        changed = replace(line, revision=other.revision if "{" in other.headline else line.revision)
        assert not stands(changed, brief, replace(campaign, variants=texts))
    assert not stands(replace(line, shown=("gone",)), brief, campaign)


def test_nobody_vouches_for_a_line_that_is_only_claimed(product: Product) -> None:
    order = page()
    claimed = replace(product.posters.line(order), drawn=None)
    choice = made(product, replace(order, line=claimed)).choice
    assert (choice.variant, choice.slice, choice.lot, choice.leafed) == (claimed.variant, Slice.CHOSEN, None, None)
    foreign = replace(claimed, shown=("no-such-text",))
    assert made(product, replace(order, line=foreign)).choice.slice is Slice.BEFORE


def test_the_second_poster_of_a_draw_is_chosen(product: Product) -> None:
    order = page()
    line = product.posters.line(order)
    first, second = (made(product, after(order, line, template=look)).choice for look in ("menu", "receipt"))
    assert (first.slice, first.lot is not None) == (Slice.BEFORE, True)
    assert (second.variant, second.slice, second.policy, second.lot) == (first.variant, Slice.CHOSEN, CHOSEN, None)


def test_every_draw_of_a_page_comes_out_again(place: Place) -> None:
    """Named later, or before; in a city; left for another line; around an update; by another process."""
    product = place.open()
    later: list[dict[str, object]] = [{}, {"nickname": "小明"}, {"nickname": "阿紫", "place": WUHAN}]
    posters: list[Poster] = []
    for number in range(60):
        if number == 30:
            scan(product, posters[:20])
            place.now += timedelta(hours=80)
            assert product.policies.update(NAME, "ann").policy
            product.policy_memory.refresh()
        order = page(number, **(later[number % 3] if number % 2 else {}))
        line = product.posters.line(order)
        if number % 5 == 0:
            line = product.posters.line(after(order, line), Turn.NEXT)
        posters.append(made(product, after(order, line, **later[number // 3 % 3])))
    assert {poster.choice.slice for poster in posters} >= {Slice.BEFORE, Slice.DRAWN, Slice.CHOSEN}
    other = place.open()
    for poster in posters:
        again = redraw(other.library, other.policies.load, other.posters.get(poster.code))
        assert again.why == ""
        assert again.is_same, (again, poster)


def test_an_erased_person_s_draw_comes_out_again_for_nobody_s_name_is_in_it(product: Product) -> None:
    order = page()
    code = made(product, after(order, product.posters.line(order), nickname="小明")).code
    product.posters.erase(code)
    product.fold_worker.fold_now()
    poster = product.posters.get(code)
    assert poster.brief.nickname == ""
    assert redraw(product.library, product.policies.load, poster, is_erased=True).is_same


def test_a_line_that_nobody_likes_does_not_look_as_if_it_were_never_drawn(product: Product) -> None:
    """All leave the likeliest line: its draws are in the log all the same."""
    chances = odds_of(product, page())
    name = chances.ranked.variants[chances.drawn.index(max(chances.drawn))].variant.id
    kept: list[Choice] = []
    for number in range(400):
        order = page(number)
        line = product.posters.line(order)
        if line.variant == name:
            line = product.posters.line(after(order, line), Turn.NEXT)
        kept.append(product.posters.issue(after(order, line, nickname="小明" if number % 3 else "")).poster.choice)
    product.fold_worker.fold_now()
    assert name not in {choice.variant for choice in kept if choice.slice is Slice.BEFORE}
    found = product.sample_ratio.check(NAME)
    assert (found.draws, found.disagreeing, found.unchecked) == (400, 0, 0)
    assert not found.ratio.suspicious


def test_what_a_draw_was_made_for_says_nobody_s_name(product: Product) -> None:
    order = page(nickname="小明", place=WUHAN)
    poster = made(product, order)
    assert poster.choice.lot
    was = as_drawn(poster.brief, poster.choice.lot)
    assert (was.is_named, was.place) == (True, WUHAN)
    assert "小明" not in repr(was)
