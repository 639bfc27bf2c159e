"""What hide and find looks like to whoever stands before it: what lies there, what is theirs, and what they can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from postergen.domain.briefs import BriefRequest
from postergen.domain.hiding import Hunt
from postergen.domain.ports import Clock
from postergen.domain.poster import Poster
from postergen.errors import NotFound
from postergen.games.hand import Refusal
from postergen.games.hide_hand import HideTally, why_not_find, why_not_hide
from postergen.rendering.strips import in_strips
from postergen.service.envelope_store import EnvelopeState, EnvelopeStore, Hidden
from postergen.service.game_store import UNITS, GameStore, Player, Run
from postergen.service.game_views import CHANNEL
from postergen.service.hiding import HideService
from postergen.service.orders import Order
from postergen.service.playing import shut, start_of_day
from postergen.service.posters import PosterService


@dataclass(frozen=True, slots=True)
class Pockets:
    """What a player of hide and find has: what they hid, what they found, and why they cannot do more today."""

    player: Player
    tally: HideTally
    hidden: Sequence[Hidden]
    found: Sequence[tuple[Hidden, int]]
    why_not_hide: Refusal | None
    why_not_find: Refusal | None

    def part_of(self, envelope: Hidden) -> int | None:
        """Their units of it; None where they have not found it."""
        return next((units for one, units in self.found if one.id == envelope.id), None)

    def hid(self, envelope: Hidden) -> bool:
        return envelope.player == self.player.number > 0


@dataclass(frozen=True, slots=True)
class HideView:
    """A game of hide and find before somebody; ``lying`` are the envelopes of whoever gives it, ``left`` is how many
    units the pool still has.
    """

    run: Run[Hunt]
    shut: Refusal | None
    left: int
    lying: Sequence[Hidden]
    mine: Pockets | None

    @property
    def rules(self) -> Hunt:
        return self.run.rules

    def why_not(self, envelope: Hidden) -> Refusal | None:
        """Why whoever stands here cannot find it."""
        if self.mine and self.mine.hid(envelope):
            return Refusal.OWN
        if self.mine and self.mine.part_of(envelope) is not None:
            return Refusal.DONE
        if envelope.state is not EnvelopeState.LYING:
            return Refusal.GONE
        return self.shut or (self.mine.why_not_find if self.mine else None)


class HideViews:
    """One for each process; safe to share between threads. It only reads, but for posters of envelopes."""

    def __init__(
        self, *, hiding: HideService, store: GameStore, envelopes: EnvelopeStore, posters: PosterService, clock: Clock
    ) -> None:
        self._hiding, self._store, self._envelopes = hiding, store, envelopes
        self._posters, self._clock = posters, clock

    def of(self, campaign: str, game: str, holder: int | None) -> HideView:
        """`NotFound` for no such campaign or game."""
        run = self._hiding.run(campaign, game)
        out = self._store.dealt(campaign, game).get(UNITS, 0)
        lying = [one for one in self._envelopes.of_player(campaign, game, 0)[::-1] if self.lies(one)]
        reason = shut(run, max(self._clock(), run.last_at))
        return HideView(run, reason, run.rules.pool - out, lying, None if holder is None else self._mine(run, holder))

    def envelope(self, campaign: str, game: str, id: str) -> Hidden:
        """As it is now; one whose time is over is back, whether that is written yet or not. `NotFound` for none."""
        self._hiding.run(campaign, game)
        found = self._envelopes.envelope(campaign, game, id)
        if found is None:
            raise NotFound("envelope", id)
        return found if self.lies(found) else found._replace(state=_over(found))

    def lies(self, envelope: Hidden) -> bool:
        return envelope.state is EnvelopeState.LYING and self._clock() < envelope.until

    def strips(self, rules: Hunt, envelope: Hidden) -> int:
        """How many strips of its photo are seen by now."""
        return rules.strips.shown(max(timedelta(), self._clock() - envelope.made_at))

    def photo(self, campaign: str, game: str, id: str, holder: int | None) -> bytes:
        """The photo of an envelope in its strips, or whole for whoever hid it. `NotFound` where none lies."""
        view, envelope = self.of(campaign, game, holder), self.envelope(campaign, game, id)
        photo = self._envelopes.photo(campaign, game, id)
        if photo is None or envelope.state is not EnvelopeState.LYING:
            raise NotFound("photo of this envelope", id)
        if view.mine and view.mine.hid(envelope):
            return photo
        return in_strips(photo, view.rules.strips.count, self.strips(view.rules, envelope), id)

    def poster(self, campaign: str, game: str, envelope: Hidden, locale: str) -> Poster:
        """The poster of an envelope; the same one whenever it is asked for, and in its hider's language.

        Raises:
            NotFound: whoever hid it was erased meanwhile.
        """
        if envelope.poster:
            return self._posters.get(envelope.poster)
        rules = self._hiding.run(campaign, game).rules
        poster = self._posters.issue(_order(campaign, rules, envelope, envelope.locale or locale)).poster
        if envelope.player:
            with self._store.table(campaign, game) as table:
                is_noted = table.envelopes.note_poster(envelope, poster.code)
            if not is_noted:
                self._posters.erase(poster.code)
                raise NotFound("envelope", envelope.id)
        return poster

    def shown_by(self, poster: Poster, game: str) -> Hidden | None:
        """The envelope whose poster this is."""
        name, _, serial = (poster.brief.site or "").partition("/")
        if name != game or not serial.isdigit():
            return None
        return self._envelopes.hidden_in(poster.brief.campaign, game, int(serial))

    def _mine(self, run: Run[Hunt], holder: int) -> Pockets:
        campaign, rules, now = run.campaign, run.rules, max(self._clock(), run.last_at)
        player = self._store.player(campaign, rules.id, holder) or Player(0, holder, now)
        if not player.number:
            return Pockets(player, HideTally(), (), (), None, None)
        tally = self._envelopes.tally(campaign, rules.id, player.number, start_of_day(rules, now))
        hidden = self._envelopes.of_player(campaign, rules.id, player.number)
        found = self._envelopes.found_by(campaign, rules.id, player.number)
        return Pockets(player, tally, hidden, found, why_not_hide(rules, tally), why_not_find(rules, tally))


def clue_of(rules: Hunt, envelope: Hidden, locale: str) -> str:
    """What leads to it; empty beside a photo, and where it was deleted."""
    declared = rules.envelope(envelope.name)
    return declared.clue.in_locale(locale) if declared else envelope.says


def words_of(rules: Hunt, envelope: Hidden, locale: str) -> str:
    """What whoever finds it reads."""
    declared = rules.envelope(envelope.name)
    if declared is None:
        return envelope.words
    return declared.words.in_locale(locale) if declared.words else ""


def _over(envelope: Hidden) -> EnvelopeState:
    return EnvelopeState.BACK if envelope.state is EnvelopeState.LYING else envelope.state


def _order(campaign: str, rules: Hunt, envelope: Hidden, locale: str) -> Order:
    told: dict[str, str | int] = {
        "clue": clue_of(rules, envelope, locale),
        "by": envelope.found_by.value,
        "units": envelope.units,
        "unit": rules.unit.in_locale(locale) if envelope.units else "",
        "finders": envelope.finders,
    }
    asked = BriefRequest(
        rules.poster.options,
        locale,
        rules.look,
        "story",
        channel=CHANNEL,
        site=f"{rules.id}/{envelope.serial}",
        fields=tuple((name, value) for name, value in told.items() if value),
    )
    key = f"envelope:{campaign}/{rules.id}/{envelope.serial}/{locale}"
    return Order(campaign, asked, idempotency_key=key, variant=rules.poster.variants.in_locale(locale))
