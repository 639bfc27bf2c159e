"""Whoever plays gets what the rules say, once, and nobody gets what is another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from postergen.bootstrap import Product
from postergen.domain.collecting import Limits, Way
from postergen.errors import Conflict, Forbidden, NotFound, Refused
from postergen.games.acts import bound
from postergen.games.audit import verify
from postergen.games.hand import CardState, Refusal
from postergen.service.game_claims import Claim
from postergen.service.game_store import LinkState, RunState
from postergen.service.playing import next_day, start_of_day
from tests.games.samples import CLOSES, OPENS, a_card, a_game
from tests.service.gaming import CAMPAIGN, GAME, Playground

CHECK_IN = Claim(Way.CHECK_IN)
RIGHT = Claim(Way.QUESTION, "who", "mum")
WRONG = Claim(Way.QUESTION, "who", "dad")
LIMITS = Limits(per_day=30, in_all=40, wrong_per_day=2)
SMALL = a_game(cards=(a_card("lamp", 500_000), a_card("ticket", 500_000)), limits=LIMITS)


@pytest.fixture
def play(house: Product) -> Playground:
    return Playground(house)


@pytest.fixture
def small(house: Product) -> Playground:
    return Playground(house, SMALL)


def spot(play: Playground) -> Claim:
    return Claim(Way.SPOT, "bakery", play.collecting.spot_token(CAMPAIGN, GAME, "bakery"))


def refused(reason: Refusal) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=f": {reason}$")


def dealt(play: Playground, holder: int, *kinds: str) -> dict[str, int]:
    """The serial of a card of each kind; posters are made until they are there."""
    found: dict[str, int] = {}
    while not set(kinds) <= set(found):
        made = play.poster()
        held = play.deal(holder, Claim(Way.POSTER, made.poster.code, made.erase_token or ""))
        found[held.card] = held.serial
    return found


def test_each_way_deals_a_card_once(play: Playground) -> None:
    play.library.games = (a_game(limits=LIMITS),)
    holder, made = play.holder(), play.poster()
    claims = [CHECK_IN, RIGHT, spot(play), Claim(Way.POSTER, made.poster.code, made.erase_token or "")]
    cards = [play.deal(holder, claim) for claim in claims]
    assert [card.serial for card in cards] == [1, 2, 3, 4]
    for claim in claims:
        with refused(Refusal.DONE):
            play.deal(holder, claim)
    assert play.findings() == []


def test_an_act_that_comes_again_under_its_key_is_the_same_act(play: Playground) -> None:
    holder = play.holder()
    first = play.deal(holder, CHECK_IN, "k")
    assert play.deal(holder, CHECK_IN, "k") == first
    play.clock.now += timedelta(days=1)
    assert play.deal(holder, CHECK_IN, "k") == first
    with pytest.raises(Conflict):
        play.deal(holder, RIGHT, "k")
    assert play.deal(play.holder(), RIGHT, "k") != first  # a key is its holder's


def test_a_poster_counts_for_who_made_it(play: Playground) -> None:
    made, thief = play.poster(), play.holder()
    with pytest.raises(Forbidden):
        play.deal(thief, Claim(Way.POSTER, made.poster.code, "another"))
    claim = Claim(Way.POSTER, made.poster.code, made.erase_token or "")
    play.deal(play.holder(), claim)
    with refused(Refusal.DONE):
        play.deal(thief, claim)


def test_a_spot_counts_for_who_stood_there(play: Playground) -> None:
    with pytest.raises(NotFound):
        play.deal(play.holder(), Claim(Way.SPOT, "bakery", "made-up"))
    with pytest.raises(NotFound):
        play.deal(play.holder(), Claim(Way.SPOT, "nowhere", play.collecting.spot_token(CAMPAIGN, GAME, "nowhere")))


def test_days_are_those_of_the_campaign_and_have_so_many_cards(play: Playground) -> None:
    holder = play.holder()
    for claim in (CHECK_IN, RIGHT, spot(play)):
        play.deal(holder, claim)
    made = play.poster()
    one_more = Claim(Way.POSTER, made.poster.code, made.erase_token or "")
    with refused(Refusal.DAY_FULL):
        play.deal(holder, one_more)
    play.clock.now = next_day(a_game(), play.clock.now)
    assert start_of_day(a_game(), play.clock.now) == play.clock.now
    play.deal(holder, one_more)
    play.deal(holder, CHECK_IN)
    assert play.findings() == []


def test_wrong_answers_are_counted_and_end(small: Playground) -> None:
    holder = small.holder()
    for _ in range(2):
        with refused(Refusal.WRONG):
            small.deal(holder, WRONG)
    with refused(Refusal.WRONG_FULL):
        small.deal(holder, RIGHT)
    small.clock.now += timedelta(days=1)
    small.deal(holder, RIGHT)
    assert small.findings() == []


@pytest.mark.parametrize(
    ("when", "reason"), [(OPENS - timedelta(seconds=1), Refusal.EARLY), (CLOSES, Refusal.OVER)], ids=["early", "late"]
)
def test_nobody_plays_before_or_after(play: Playground, when: object, reason: Refusal) -> None:
    play.clock.now = when  # type: ignore[assignment]
    with refused(reason):
        play.deal(play.holder(), CHECK_IN)


def test_a_game_that_rests_deals_nothing(play: Playground) -> None:
    play.games.pause(CAMPAIGN, GAME, paused=True)
    with refused(Refusal.PAUSED):
        play.deal(play.holder(), CHECK_IN)
    play.games.pause(CAMPAIGN, GAME, paused=False)
    play.deal(play.holder(), CHECK_IN)


def test_a_clock_that_is_set_back_writes_no_line_before_the_last(play: Playground) -> None:
    play.deal(play.holder(), CHECK_IN)
    play.clock.now -= timedelta(days=3)
    play.deal(play.holder(), RIGHT)
    moments = [act.at for act, _ in play.store.record(CAMPAIGN, GAME)]
    assert moments == sorted(moments)
    assert play.findings() == []


def test_a_gift_is_taken_once(small: Playground) -> None:
    giver, friend, late = (small.holder() for _ in range(3))
    serial = dealt(small, giver, "lamp")["lamp"]
    link = small.collecting.offer(giver, CAMPAIGN, GAME, serial)
    with refused(Refusal.NOT_HELD):
        small.collecting.offer(giver, CAMPAIGN, GAME, serial)
    with refused(Refusal.OWN):
        small.collecting.take(giver, CAMPAIGN, GAME, link.id, "own")
    taken = small.collecting.take(friend, CAMPAIGN, GAME, link.id, "k")
    assert (taken.serial, taken.state) == (serial, CardState.HELD)
    assert small.collecting.take(friend, CAMPAIGN, GAME, link.id, "k") == taken
    with refused(Refusal.GONE):
        small.collecting.take(late, CAMPAIGN, GAME, link.id, "k")
    with refused(Refusal.GONE):
        small.collecting.take_back(giver, CAMPAIGN, GAME, link.id)
    with pytest.raises(NotFound):
        small.collecting.take(late, CAMPAIGN, GAME, "0" * 32, "k")
    assert small.findings() == []


def test_a_swap_needs_what_is_wanted_and_moves_both(small: Playground) -> None:
    one, other = small.holder(), small.holder()
    lamp, ticket = dealt(small, one, "lamp")["lamp"], dealt(small, other, "ticket")["ticket"]
    link = small.collecting.offer(one, CAMPAIGN, GAME, lamp, "ticket")
    with refused(Refusal.NOT_HELD):
        small.collecting.take(small.holder(), CAMPAIGN, GAME, link.id, "k")
    small.collecting.take(other, CAMPAIGN, GAME, link.id, "k")
    owners = {}
    for holder in (one, other):
        player = small.store.player(CAMPAIGN, GAME, holder)
        assert player
        owners |= {card.serial: holder for card in small.store.cards(CAMPAIGN, GAME, player.number)}
    assert (owners[lamp], owners[ticket]) == (other, one)
    assert small.findings() == []


def test_an_offer_is_taken_back_until_it_is_taken(small: Playground) -> None:
    giver, friend = small.holder(), small.holder()
    serial = dealt(small, giver, "lamp")["lamp"]
    link = small.collecting.offer(giver, CAMPAIGN, GAME, serial)
    with pytest.raises(NotFound):
        small.collecting.take_back(friend, CAMPAIGN, GAME, link.id)
    for _ in range(2):
        small.collecting.take_back(giver, CAMPAIGN, GAME, link.id)
    with refused(Refusal.GONE):
        small.collecting.take(friend, CAMPAIGN, GAME, link.id, "k")
    small.collecting.offer(giver, CAMPAIGN, GAME, serial)


def test_whoever_lays_down_sets_shares_what_there_is(small: Playground) -> None:
    holders = [small.holder() for _ in range(3)]
    for holder in holders:
        dealt(small, holder, "lamp", "ticket")
        small.collecting.complete(holder, CAMPAIGN, GAME, "k")
        small.collecting.complete(holder, CAMPAIGN, GAME, "k")
        with refused(Refusal.COMPLETE):
            small.collecting.complete(holder, CAMPAIGN, GAME, "again")
    with refused(Refusal.NOT_WHOLE):
        small.collecting.complete(small.holder(), CAMPAIGN, GAME, "k")
    with refused(Refusal.GOING_ON):
        small.games.close(CAMPAIGN, GAME)
    small.clock.now = CLOSES
    assert small.games.close_due() == [GAME]
    assert small.games.close_due() == []
    assert small.games.close(CAMPAIGN, GAME).state is RunState.CLOSED
    players = [small.store.player(CAMPAIGN, GAME, holder) for holder in holders]
    assert [player.units for player in players if player] == [34, 33, 33]
    assert small.findings() == []


def test_the_rules_of_the_opening_hold_whatever_the_pack_says_later(play: Playground) -> None:
    soon, other = a_game(opens=OPENS + timedelta(days=1)), a_game(opens=OPENS + timedelta(days=1), limits=LIMITS)
    play.library.games = (soon,)
    assert play.games.run(CAMPAIGN, GAME).rules == soon
    play.library.games = (other,)
    assert play.games.run(CAMPAIGN, GAME).rules == other
    play.clock.now += timedelta(days=2)
    play.games.run(CAMPAIGN, GAME)
    play.library.games = (a_game(cards=a_game().cards[:2]),)
    assert play.games.run(CAMPAIGN, GAME).rules == other
    play.library.games = ()
    assert play.games.run(CAMPAIGN, GAME).rules == other  # it is no longer in the pack, and goes on


def test_a_holder_who_is_erased_leaves_no_trace_that_leads_to_them(small: Playground) -> None:
    token = small.holders.new(CAMPAIGN)
    holder, friend = small.holders.of_token(CAMPAIGN, token) or 0, small.holder()
    serial = dealt(small, holder, "lamp", "ticket")["lamp"]
    link = small.collecting.offer(holder, CAMPAIGN, GAME, serial)
    assert small.holders.export(holder)["games"][0]["game"] == GAME
    small.holders.erase(holder)
    small.holders.erase(holder)
    assert small.holders.of_token(CAMPAIGN, token) is None
    with refused(Refusal.GONE):
        small.collecting.take(friend, CAMPAIGN, GAME, link.id, "k")
    assert small.store.player(CAMPAIGN, GAME, holder) is None
    assert small.findings() == []


def test_who_was_erased_shares_nothing(small: Playground) -> None:
    holders = [small.holder(), small.holder()]
    for holder in holders:
        dealt(small, holder, "lamp", "ticket")
        small.collecting.complete(holder, CAMPAIGN, GAME, "k")
    small.holders.erase(holders[0])
    small.clock.now = CLOSES
    small.games.close(CAMPAIGN, GAME)
    left = small.store.player(CAMPAIGN, GAME, holders[1])
    assert left
    assert left.units == 100
    small.holders.erase(holders[1])  # nothing is written after the end
    assert small.findings() == []


def test_a_phone_lets_another_in_once_and_soon(play: Playground) -> None:
    holder = play.holder()
    token = play.holders.use_ticket(CAMPAIGN, ticket := play.holders.ticket(holder))
    assert play.holders.of_token(CAMPAIGN, token) == holder
    with pytest.raises(NotFound):
        play.holders.use_ticket(CAMPAIGN, ticket)
    late = play.holders.ticket(holder)
    play.clock.now += timedelta(minutes=11)
    with pytest.raises(NotFound):
        play.holders.use_ticket(CAMPAIGN, late)


def test_what_another_system_calls_its_person_is_one_holder(play: Playground) -> None:
    assert play.holders.of_subject(CAMPAIGN, "user-1") == play.holders.of_subject(CAMPAIGN, "user-1")
    assert play.holders.of_subject(CAMPAIGN, "user-1") != play.holders.of_subject(CAMPAIGN, "user-2")


def test_a_record_in_which_one_draw_was_changed_is_found_out(small: Playground) -> None:
    holder = small.holder()
    dealt(small, holder, "lamp", "ticket")
    run, record = small.games.run(CAMPAIGN, GAME), list(small.store.record(CAMPAIGN, GAME))
    act, digest = record[0]
    changed = replace(act, card="ticket" if act.card == "lamp" else "lamp")
    found = verify(run.rules, run.seed, run.seed_digest, [(changed, digest), *record[1:]])
    assert {one.where for one in found} == {"line 1"}
    rebound = [(changed, bound("0" * 64, changed)), *record[1:]]  # whoever binds the line anew is found out by the draw
    assert any("the seed deals" in one.problem for one in verify(run.rules, run.seed, run.seed_digest, rebound))
    assert verify(run.rules, b"another", run.seed_digest, record)
    assert verify(run.rules, run.seed, run.seed_digest, record[1:])


def test_who_was_erased_just_then_joins_no_game(play: Playground) -> None:
    holder, friend = play.holder(), play.holder()
    link = play.collecting.offer(friend, CAMPAIGN, GAME, play.deal(friend, CHECK_IN).serial).id
    play.holders.erase(holder)
    for act in (lambda: play.deal(holder, CHECK_IN), lambda: play.collecting.take(holder, CAMPAIGN, GAME, link, "k")):
        with pytest.raises(Forbidden, match="this holder was erased"):
            act()
    assert play.collecting.link(CAMPAIGN, GAME, link).state is LinkState.OPEN
    assert play.findings() == []


def test_a_key_that_dealt_a_card_takes_none_and_lays_down_none(small: Playground) -> None:
    ann, bob = small.holder(), small.holder()
    small.deal(ann, CHECK_IN, "k")
    link = small.collecting.offer(bob, CAMPAIGN, GAME, small.deal(bob, CHECK_IN).serial).id
    with pytest.raises(Conflict):
        small.collecting.take(ann, CAMPAIGN, GAME, link, "k")
    with pytest.raises(Conflict):
        small.collecting.complete(ann, CAMPAIGN, GAME, "k")
