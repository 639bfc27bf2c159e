"""What a game looks like to whoever stands before it: its cards, what is theirs, and what they can do today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from postergen.domain.briefs import BriefRequest
from postergen.domain.campaign import Campaign
from postergen.domain.collecting import Card, Collection, Way
from postergen.domain.games import Game
from postergen.domain.ports import Clock
from postergen.domain.poster import Poster
from postergen.domain.variant import CopyVariant
from postergen.errors import NotFound
from postergen.games.dealing import odds_now
from postergen.games.hand import CardState, Held, Refusal, Tally, is_full, is_open, whole_set
from postergen.rendering.renderer import Picture
from postergen.service.collecting import CollectService
from postergen.service.game_store import GameStore, Link, LinkState, Player, Run, RunState
from postergen.service.library import Library
from postergen.service.orders import Order
from postergen.service.pictures import PictureService
from postergen.service.playing import start_of_day
from postergen.service.posters import PosterService

CHANNEL = "game"  # of the posters that show cards: what they bring is told apart
FORMATS = ("square", "story")  # that every look of a game serves


@dataclass(frozen=True, slots=True)
class Mine:
    """What a player has: their cards, the open links, what they may still do today, and why not."""

    player: Player
    tally: Tally
    cards: Sequence[Held]
    links: Sequence[Link]
    done: frozenset[str]  # ids of questions and spots, and ``check-in`` of today
    days: Sequence[date]  # on which they checked in
    is_whole: bool
    full: Refusal | None

    def held(self, card: str) -> list[Held]:
        """Those of this kind that they can give, swap or lay down, the oldest first."""
        return [one for one in self.cards if one.card == card and one.state is CardState.HELD]

    def has(self, card: str) -> bool:
        return any(one.card == card for one in self.cards)


@dataclass(frozen=True, slots=True)
class View:
    """A game before somebody; ``shut`` says why nobody can act in it now."""

    run: Run[Collection]
    shut: Refusal | None
    odds: Mapping[str, float]
    dealt: Mapping[str, int]
    mine: Mine | None

    @property
    def rules(self) -> Collection:
        return self.run.rules


class GameViews:
    """One for each process; safe to share between threads. It only reads, but for posters that show cards."""

    def __init__(
        self,
        *,
        collecting: CollectService,
        store: GameStore,
        library: Library,
        posters: PosterService,
        pictures: PictureService,
        clock: Clock,
    ) -> None:
        self._collecting, self._store, self._library = collecting, store, library
        self._posters, self._pictures, self._clock = posters, pictures, clock

    def of(self, campaign: str, game: str, holder: int | None) -> View:
        """`NotFound` for no such campaign or game."""
        run = self._collecting.run(campaign, game)
        now, dealt = max(self._clock(), run.last_at), self._store.dealt(campaign, game)
        shut = is_open(run.rules, now, paused=run.state is RunState.PAUSED)
        shut = Refusal.OVER if run.state is RunState.CLOSED else shut
        mine = None if holder is None else self._mine(run, self._player(run, holder, now))
        return View(run, shut, odds_now(run.rules.cards, dealt), dealt, mine)

    def poster(self, campaign: str, game: str, held: Held, locale: str) -> Poster:
        """The poster that shows this card; the same one whenever it is asked for."""
        if held.poster:
            return self._posters.get(held.poster)
        rules = self._collecting.run(campaign, game).rules
        card = self._card(rules, held.card)
        key = f"card:{campaign}/{game}/{held.serial}"
        poster = self._posters.issue(self._order(campaign, rules, card, locale, key=key)).poster
        self._store.note_poster(campaign, game, held.serial, poster.code)
        return poster

    def offered(self, campaign: str, game: str, link: Link) -> Card:
        """The kind of card behind a link."""
        held = self._store.card(campaign, game, link.serial)
        if held is None:
            raise NotFound("card", str(link.serial))
        return self._card(self._collecting.run(campaign, game).rules, held.card)

    def picture(self, campaign: str, game: str, card: str, locale: str, *, width: int) -> Picture:
        """A small picture of a card that nobody holds."""
        rules = self._collecting.run(campaign, game).rules
        found = self._card(rules, card)
        order = self._order(campaign, rules, found, locale, form="square")
        return self._pictures.preview_text(order, self._text(campaign, found, locale), width)

    def shown_by(self, poster: Poster) -> Game | None:
        """The game whose poster this is."""
        campaign = self._library.campaign(poster.brief.campaign)
        named = poster.brief.site.split("/")[0] if poster.brief.channel == CHANNEL else ""
        return campaign.game_by_id.get(named)

    def open(self, campaign: Campaign) -> list[Game]:
        """Those that can be played now."""
        return [game for game in campaign.games if is_open(game, self._clock()) is None]

    def open_for(self, poster: Poster) -> list[Collection]:
        """Those that deal a card for this poster now."""
        campaign, now = self._library.campaign(poster.brief.campaign), self._clock()
        return [
            game
            for game in campaign.games
            if isinstance(game, Collection)
            and Way.POSTER in game.ways
            and game.look != poster.brief.template
            and is_open(game, now) is None
        ]

    def _player(self, run: Run[Collection], holder: int, now: datetime) -> Player:
        """Their number; 0 while they have done nothing."""
        return self._store.player(run.campaign, run.rules.id, holder) or Player(0, holder, now)

    def _mine(self, run: Run[Collection], player: Player) -> Mine:
        campaign, rules, now = run.campaign, run.rules, max(self._clock(), run.last_at)
        tally = self._store.tally(campaign, rules.id, player, start_of_day(rules, now))
        cards = self._store.cards(campaign, rules.id, player.number)
        links = self._store.links(campaign, rules.id, player.number)
        days = [rules.day_of(moment) for moment in self._store.days(campaign, rules.id, player.number)]
        return Mine(
            player=player,
            tally=tally,
            cards=cards,
            links=[link for link in links if link.state is LinkState.OPEN],
            done=self._collecting.done_by(run, player),
            days=days,
            is_whole=whole_set(rules, cards) is not None,
            full=is_full(rules, tally),
        )

    def _card(self, rules: Collection, name: str) -> Card:
        card = rules.card(name)
        if card is None:
            raise NotFound("card", name)
        return card

    def _text(self, campaign: str, card: Card, locale: str) -> CopyVariant:
        name = card.variants.in_locale(locale)
        text = self._library.campaign(campaign).variant_by_id.get(name)
        if text is None:
            raise NotFound("text of this card", name)
        return text

    def _order(
        self, campaign: str, rules: Collection, card: Card, locale: str, *, form: str = "story", key: str | None = None
    ) -> Order:
        number = rules.cards.index(card) + 1
        told: tuple[tuple[str, str | int], ...] = (
            ("card", card.id),
            ("name", card.name.in_locale(locale)),
            ("number", number),
            ("of", len(rules.cards)),
        )
        asked = BriefRequest(
            card.options, locale, rules.look, form, channel=CHANNEL, site=f"{rules.id}/{card.id}", fields=told
        )
        variant = card.variants.in_locale(locale) if key else None
        return Order(campaign, asked, idempotency_key=key, variant=variant)


class Chance(NamedTuple):
    """What may bring a card, and why it does not now; ``subject`` is the id of the question or spot."""

    way: Way
    subject: str
    why_not: Refusal | None


def chances(view: View, mine: Mine) -> list[Chance]:
    """Each way of a game, each question and spot by itself, as the rules would answer now."""
    rules, wrong = view.rules, mine.tally.wrong_today >= view.rules.limits.wrong_per_day
    is_empty = not any(view.odds.values())
    subjects = {Way.QUESTION: [one.id for one in rules.questions], Way.SPOT: [one.id for one in rules.spots]}
    found = []
    for way in rules.ways:
        for subject in subjects.get(way, [""]):
            done = Refusal.DONE if (subject or way.value) in mine.done else None
            tried = Refusal.WRONG_FULL if way is Way.QUESTION and wrong else None
            empty = Refusal.EMPTY if is_empty else None
            found.append(Chance(way, subject, view.shut or done or mine.full or tried or empty))
    return found


def why_no_set(view: View, mine: Mine) -> Refusal | None:
    """Why a set cannot be laid down now."""
    laid = Refusal.COMPLETE if mine.player.complete is not None else None
    return view.shut or laid or (None if mine.is_whole else Refusal.NOT_WHOLE)
