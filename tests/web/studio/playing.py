"""Games that were played for a while."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest
from postergen.domain.collecting import Card, Collection, Limits, Way
from postergen.domain.games import Question, Spot
from postergen.domain.localized import Localized
from postergen.errors import Refused
from postergen.games.hand import CardState, whole_set
from postergen.service.game_claims import Claim
from postergen.service.orders import Order
from tests.games.samples import a_game, said
from tests.service.gaming import CAMPAIGN, Playground

NOODLES = "wuhan-hot-dry-noodles"
ZONE = ZoneInfo("Asia/Shanghai")
SPOTS = tuple(
    Spot(f"s{n}", Localized({"zh-CN": zh, "en": en}))
    for n, (zh, en) in enumerate((("江汉关码头", "Customs House pier"), ("粮道街口", "Liangdao Street corner")))
)


def called(zh: str, en: str) -> Localized:
    return Localized({"zh-CN": zh, "en": en})


def lively_rules(name: str, opens: datetime, closes: datetime, **more: Any) -> Collection:
    """Four cards, one of which is soon used up."""
    names = {
        "noodles": called("一碗面", "A bowl of noodles"),
        "ferry": called("过江轮渡", "The river ferry"),
        "radiator": called("暖气边的猫", "The cat by the radiator"),
        "ticket": called("回家的票", "The ticket home"),
    }
    odds = {"noodles": (400_000, None), "ferry": (350_000, None), "radiator": (230_000, None), "ticket": (20_000, 4)}
    cards = tuple(Card(card, names[card], (NOODLES,), said("t"), *odds[card]) for card in names)
    questions = tuple(Question(f"q{n}", said("?"), ("mum",)) for n in range(3))
    told = {"name": called("三样小日子", "Small lives, collected"), "limits": Limits(per_day=6, in_all=60)}
    told |= {"cards": cards, "spots": SPOTS, "questions": questions}
    return a_game(id=name, opens=opens, closes=closes, **(told | more))


def midnight(days: int) -> datetime:
    """So many days from today, in Shanghai."""
    today = datetime.now(ZONE).date()
    return datetime.combine(today + timedelta(days), time(), ZONE).astimezone(UTC)


def play_a_while(product: Product, rules: Collection, *, players: int = 40, days: int = 9, swaps: bool = True) -> None:
    """People come on some days, do what there is to do, give, swap, and lay down a set once they have one."""
    play, draw, keys = Playground(product, rules), random.Random(11), iter(range(10**9))
    holders = [play.holder() for _ in range(players)]
    tokens = {spot.id: play.collecting.spot_token(CAMPAIGN, rules.id, spot.id) for spot in rules.spots}

    def act(holder: int, claim: Claim) -> None:
        with suppress(Refused):  # it was done before, or is enough for today
            play.collecting.deal(holder, CAMPAIGN, rules.id, claim, f"k{next(keys)}")

    for day in range(days):
        play.clock.now = rules.opens + timedelta(days=day, hours=10)
        for holder in draw.sample(holders, draw.randint(players // 3, players)):
            act(holder, Claim(Way.CHECK_IN))
            act(holder, Claim(Way.QUESTION, f"q{draw.randrange(3)}", draw.choice(["mum", "mum", "cat"])))
            spot = draw.choice(rules.spots).id
            act(holder, Claim(Way.SPOT, spot, tokens[spot]))
            if swaps:
                _pass_on(play, rules, holder, draw.choice(holders), draw, f"t{next(keys)}")
            player = play.store.player(CAMPAIGN, rules.id, holder)
            held = play.store.cards(CAMPAIGN, rules.id, player.number) if player else ()
            if player and player.complete is None and whole_set(rules, held):
                play.collecting.complete(holder, CAMPAIGN, rules.id, f"c{next(keys)}")


def _pass_on(play: Playground, rules: Collection, giver: int, taker: int, draw: random.Random, key: str) -> None:
    player = play.store.player(CAMPAIGN, rules.id, giver)
    held = play.store.cards(CAMPAIGN, rules.id, player.number) if player else ()
    loose = [one for one in held if one.state is CardState.HELD]
    if len(loose) < 3:
        return
    wants = draw.choice(["", draw.choice(rules.cards).id])
    link = play.collecting.offer(giver, CAMPAIGN, rules.id, loose[0].serial, wants)
    try:
        play.collecting.take(taker, CAMPAIGN, rules.id, link.id, key)
    except Refused:
        if draw.random() < 0.5:
            play.collecting.take_back(giver, CAMPAIGN, rules.id, link.id)


def show_cards(product: Product, rules: Collection, posters: int = 30) -> None:
    """Posters of cards, of which some are scanned."""
    draw = random.Random(5)
    for _ in range(posters):
        card = draw.choices(rules.cards, [one.odds for one in rules.cards])[0]
        asked = BriefRequest((NOODLES,), "zh-CN", channel="game", site=f"{rules.id}/{card.id}")
        product.posters.issue(Order(CAMPAIGN, asked))
    product.fold_worker.fold_now()
