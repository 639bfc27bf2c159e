"""Games, played through the Python client: deal, swap, take, lay down; hide and find."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from postergen.bootstrap import Product
from postergen.client import Client
from postergen.service.checking_in import Wanted
from tests.arcade import CARDS, GAME, HIDE, OVER
from tests.diary import GAME as DIARY

Ask = Callable[..., Any]
METHODS = {
    "get-games": "games",
    "get-games-game": "game",
    "post-holders": "new_holder",
    "get-games-game-hand": "hand",
    "post-games-game-deals": "deal",
    "post-games-game-offers": "give",
    "get-games-game-offers-link": "offered",
    "post-games-game-offers-link-take": "take",
    "delete-games-game-offers-link": "take_back",
    "post-games-game-sets": "lay_down",
    "get-games-game-cards-serial": "card",
    "get-games-game-diary": "diary",
    "post-games-game-days": "check_in",
    "post-games-game-repairs": "repair",
    "get-games-game-days-day": "day",
    "get-games-game-envelopes": "pockets",
    "post-games-game-envelopes": "hide",
    "get-games-game-envelopes-envelope": "envelope",
    "post-games-game-envelopes-envelope-find": "find",
    "delete-games-game-envelopes-envelope": "take_envelope_back",
    "get-games-game-envelopes-envelope-poster": "envelope_poster",
    "get-games-game-record": "record",
    "get-holder": "holder",
    "delete-holder": "forget_holder",
}
WISHES = {"options": ["wuhan-hot-dry-noodles"], "locale": "en"}


def play(ask: Ask, client: Client) -> None:
    ask("games")
    ask("game", GAME)
    me, friend = ask("new_holder").token, client.new_holder().token
    first = ask("deal", GAME, "check-in", key="today", holder=me)
    collect(client, me, more=1)
    ask("hand", GAME, holder=me)
    swap(ask, client, me, friend)
    ask("lay_down", GAME, key="my-set", holder=me)
    ask("card", GAME, first.serial, locale="en", holder=me)
    seek(ask, client, me, friend)
    ask("record", OVER)
    ask("holder", holder=friend)
    ask("forget_holder", holder=friend)


def keep(ask: Ask, holder: str) -> None:
    """Today is kept, and yesterday is filled in, by somebody who kept the day before."""
    kept = ask("check_in", DIARY, "parents-call-home", line="Nothing to report", key="today", holder=holder)
    ask("repair", DIARY, kept.day - timedelta(days=1), key="mend", holder=holder)
    ask("day", DIARY, kept.day, holder=holder)
    ask("diary", DIARY, holder=holder)


def kept_before(product: Product) -> str:
    """The token of somebody who kept a day; it is two days later then."""
    token = product.holders.new("better-life")
    holder, now = product.holders.of_token("better-life", token), product.clock()
    assert holder
    product.checking_in.check_in(holder, "better-life", DIARY, Wanted("parents-call-home", "en"), "before")
    product.checking_in._clock = lambda: now + timedelta(days=2)
    return token


def collect(client: Client, holder: str, more: int = 0) -> None:
    """Make posters and be dealt cards until there is one of each, and so many more."""
    while True:
        held = [one.card for one in client.hand(GAME, holder=holder).cards]
        if set(held) == set(CARDS) and len(held) >= len(CARDS) + more:
            return
        made = client.make_poster(**WISHES)  # type: ignore[arg-type]
        client.deal(GAME, "poster", subject=made.code, proof=made.erase_token or "", holder=holder)


def swap(ask: Ask, client: Client, me: str, friend: str) -> None:
    """A card that I have twice goes to a friend, for one that they were dealt; and nothing comes of another offer."""
    theirs = client.deal(GAME, "check-in", holder=friend)
    cards = client.hand(GAME, holder=me).cards
    twice = next(one for at, one in enumerate(cards) if one.card in [other.card for other in cards[:at]])
    offer = ask("give", GAME, twice.serial, wants=theirs.card, key="for-yours", holder=me)
    ask("offered", GAME, offer.id)
    taken = ask("take", GAME, offer.id, key="yes", holder=friend)
    again = client.give(GAME, taken.serial, holder=friend)
    ask("take_back", GAME, again.id, holder=friend)


def seek(ask: Ask, client: Client, me: str, friend: str) -> None:
    """An envelope that a friend finds, and one that I take back."""
    said = {"says": "What rattles on the stove?", "answer": "the kettle / kettle", "words": "Tea is ready."}
    mine = ask("hide", HIDE, units=12, finders=3, locale="en", **said, key="kettle", holder=me)
    ask("envelope", HIDE, mine.id)
    ask("find", HIDE, mine.id, proof="Kettle!", key="found", holder=friend)
    ask("envelope_poster", HIDE, mine.id, locale="en", holder=me)
    ask("pockets", HIDE, holder=me)
    other = client.hide(HIDE, units=0, finders=1, found_by="code", says="Under the lamp", words="Hm.", holder=me)
    ask("take_envelope_back", HIDE, other.id, holder=me)
