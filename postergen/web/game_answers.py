"""Turn games into the shapes of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from postergen.domain.collecting import MILLION, Card, Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.poster import Poster
from postergen.domain.words import Languages
from postergen.games.hand import Held, Refusal
from postergen.service.contents import Addresses
from postergen.service.game_store import Link, Run, RunState
from postergen.service.game_views import Mine, View, chances, why_no_set
from postergen.service.playing import next_day
from postergen.web import game_hand_schemas, game_schemas
from postergen.web.game_words import refusal_texts

PARTS = ("collect", "check_in", "hide")  # of which a game has that of its kind
Address = Callable[..., str]  # of an endpoint with its values, as others can open it


def collection_out(view: View, address: Address) -> game_schemas.GameOut:
    rules = view.rules
    where = {"campaign": view.run.campaign, "game": rules.id}
    collect = game_schemas.GameCollectOut(
        cards=[_card_out(card, view, address, where) for card in rules.cards],
        ways=list(rules.ways),
        questions=[game_schemas.GameQuestionOut(id=one.id, asks=both(one.asks)) for one in rules.questions],
        spots=[game_schemas.GameSpotOut(id=one.id, name=both(one.name)) for one in rules.spots],
        limits=game_schemas.GameLimitsOut(
            per_day=rules.limits.per_day, in_all=rules.limits.in_all, wrong_per_day=rules.limits.wrong_per_day
        ),
        ending=_ending_out(rules),
        claim=claim_out(rules),
    )
    return game_out(view.run, view.shut, address, kind="collect", collect=collect)


def game_out(run: Run[Game], shut: Refusal | None, address: Address, **own: Any) -> game_schemas.GameOut:
    """What all games say, and what this kind says of its own.

    Args:
        shut: why nobody can act in it now.
    """
    rules, is_closed = run.rules, run.state is RunState.CLOSED
    return game_schemas.GameOut(
        id=rules.id,
        kind=own["kind"],
        campaign=run.campaign,
        url=address("games.play", campaign=run.campaign, game=rules.id),
        state="closed" if is_closed else shut.value if shut else "open",  # type: ignore[arg-type]
        name=both(rules.name),
        about=both(rules.about),
        who=both_or_none(rules.notice.who),
        opens=rules.opens,
        closes=rules.closes,
        closed_at=run.closed_at,
        timezone=rules.timezone,
        organiser=game_schemas.GameOrganiserOut(name=both(rules.organiser.name), contact=rules.organiser.contact),
        seed_digest=run.seed_digest,
        seed=run.seed.hex() if is_closed else None,
        **{name: own.get(name) for name in PARTS},
    )


def _card_out(card: Card, view: View, address: Address, where: Mapping[str, str]) -> game_schemas.GameCardOut:
    pictures = {one: address("games.card", card=card.id, lang=one, **where) for one in LOCALES}
    return game_schemas.GameCardOut(
        id=card.id,
        name=both(card.name),
        odds=card.odds / MILLION,
        odds_now=view.odds[card.id],
        at_most=card.at_most,
        left=None if card.at_most is None else card.at_most - view.dealt.get(card.id, 0),
        image_urls=pictures,
    )


def _ending_out(rules: Collection) -> game_schemas.GameEndingOut:
    ending = rules.ending
    return game_schemas.GameEndingOut(
        kind=ending.kind,
        pool=ending.pool,
        unit=both(ending.unit),
        winners=ending.winners,
        leftover=ending.leftover,
        most=ending.most,
        fen=ending.fen,
    )


def claim_out(rules: Collection | Hunt) -> game_schemas.GameClaimOut:
    notice = rules.notice
    return game_schemas.GameClaimOut(
        how=both(rules.claim),
        until=notice.claim_until,
        delivery=both_or_none(notice.delivery),
        forfeit=both_or_none(notice.forfeit),
        voucher=both_or_none(notice.voucher),
    )


def hand_out(
    view: View, mine: Mine, now: datetime, address: Address, languages: Languages
) -> game_hand_schemas.GameHandOut:
    rules, tally = view.rules, mine.tally

    def why(reason: Refusal | None) -> game_schemas.GameRefusalOut | None:
        texts = refusal_texts(reason, rules, languages) if reason else {}
        return game_schemas.GameRefusalOut(code=reason, texts=texts) if reason else None

    kinds = {held.serial: held.card for held in mine.cards}
    left = min(rules.limits.per_day - tally.today, rules.limits.in_all - tally.in_all)
    return game_hand_schemas.GameHandOut(
        game=rules.id,
        player=mine.player.number or None,
        cards=[
            game_hand_schemas.GameMineOut(
                **_held(rules, held.serial, held.card), state=held.state, code=held.poster or None
            )
            for held in mine.cards
        ],
        offers=[offer_out(view, link, kinds[link.serial], address) for link in mine.links],
        day=game_hand_schemas.GameDayOut(
            dealt=tally.today, wrong=tally.wrong_today, left=max(0, left), ends=next_day(rules, now).astimezone(UTC)
        ),
        dealt=tally.in_all,
        checked_in=list(mine.days),
        chances=[
            game_hand_schemas.GameChanceOut(way=one.way, subject=one.subject, why_not=why(one.why_not))
            for one in chances(view, mine)
        ],
        set=game_hand_schemas.GameLaidOut(
            is_laid=mine.player.complete is not None,
            serial=mine.player.complete,
            why_not=why(why_no_set(view, mine)),
        ),
        units=mine.player.units,
    )


def held_out(rules: Collection, held: Held) -> game_hand_schemas.GameHeldOut:
    return game_hand_schemas.GameHeldOut(**_held(rules, held.serial, held.card))


def offer_out(view: View, link: Link, card: str, address: Address) -> game_hand_schemas.GameOfferOut:
    return game_hand_schemas.GameOfferOut(
        **_held(view.rules, link.serial, card),
        id=link.id,
        url=address("games.offered", campaign=view.run.campaign, game=view.rules.id, link=link.id),
        wants=link.wants or None,
        state=link.state,
        made_at=link.made_at,
    )


def poster_out(
    rules: Collection, held: Held, poster: Poster, addresses: Addresses, version: str
) -> game_hand_schemas.GamePosterOut:
    return game_hand_schemas.GamePosterOut(
        **_held(rules, held.serial, held.card),
        code=poster.code,
        image_url=addresses.image(poster.code, version),
        share_url=addresses.share(poster.code),
        scan_url=addresses.scan(poster.code),
    )


def both(text: Localized) -> dict[str, str]:
    return {locale: text.in_locale(locale) for locale in LOCALES}


def both_or_none(text: Localized | None) -> dict[str, str] | None:
    return both(text) if text else None


def _held(rules: Collection, serial: int, card: str) -> dict[str, Any]:
    found = rules.card(card)
    return {"serial": serial, "card": card, "name": both(found.name) if found else {}}
