"""Let people keep a diary: check in once a day, and fill in a day that they missed.

Every act is decided on what the game's table says at that moment, and is one transaction: it happens once, whole, under
the key that its caller gave it, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from postergen.domain.checking_in import Ask, Diary
from postergen.domain.ports import Clock
from postergen.domain.typed import clean
from postergen.errors import Conflict, Finding, InvalidInput, Refused
from postergen.games.acts import Act, Kind
from postergen.games.hand import Refusal, is_open
from postergen.games.streaks import longest, missed_since, repairs_left, streak, why_no_repair
from postergen.service.diary_posters import DiaryPosters
from postergen.service.game_claims import Claims
from postergen.service.game_store import Entry, GameStore, GameTable, Player, Run, RunState
from postergen.service.games import GameService
from postergen.service.playing import refuse, shut


@dataclass(frozen=True, slots=True)
class Wanted:
    """A check-in that is asked for.

    Args:
        option: what somebody picked.
        locale: the language of the poster.
        line: what they write below it.
        day: the day that they saw; None for whichever it is.
        scan: the id of the scan that led here.
    """

    option: str
    locale: str
    line: str = ""
    day: date | None = None
    scan: str = ""


@dataclass(frozen=True, slots=True)
class Mine:
    """What a player has of a diary."""

    player: Player
    entries: Sequence[Entry]
    today: date

    @property
    def kept(self) -> Mapping[date, bool]:
        """Their days; True for one that was filled in."""
        return {entry.day: entry.is_repaired for entry in self.entries}

    @property
    def of_today(self) -> Entry | None:
        return self.on(self.today)

    @property
    def streak(self) -> int:
        return streak(set(self.kept), self.today)

    @property
    def longest(self) -> int:
        return longest(set(self.kept))

    @property
    def missed(self) -> int:
        """Days without anything since the last one."""
        return missed_since(set(self.kept), self.today)

    def on(self, day: date) -> Entry | None:
        return next((entry for entry in self.entries if entry.day == day), None)

    def repairs_left(self, month: date, per_month: int) -> int:
        return repairs_left(self.kept, month, per_month)


@dataclass(frozen=True, slots=True)
class DiaryView:
    """A diary before somebody; ``shut`` says why nobody can act in it now."""

    run: Run[Diary]
    shut: Refusal | None
    today: date
    mine: Mine | None

    @property
    def rules(self) -> Diary:
        return self.run.rules

    @property
    def ask(self) -> Ask:
        return self.run.rules.ask_of(self.today)


class CheckInService:
    """One for each process; safe to share between threads."""

    def __init__(
        self, *, games: GameService, store: GameStore, claims: Claims, posters: DiaryPosters, clock: Clock
    ) -> None:
        self._games, self._store, self._claims = games, store, claims
        self._posters, self._clock = posters, clock
        self.poster = posters.of

    def run(self, campaign: str, game: str) -> Run[Diary]:
        """A diary as it is kept; raises as `GameService.run`."""
        return self._games.run_of(Diary, campaign, game)

    def view(self, campaign: str, game: str, holder: int | None) -> DiaryView:
        """`NotFound` for no such campaign or diary."""
        run = self.run(campaign, game)
        now = max(self._clock(), run.last_at)
        why = is_open(run.rules, now, paused=run.state is RunState.PAUSED)
        why = Refusal.OVER if run.state is RunState.CLOSED else why
        today = run.rules.day_of(now)
        if holder is None:
            return DiaryView(run, why, today, None)
        player = self._store.player(campaign, game, holder) or Player(0, holder, now)
        entries = self._store.entries(campaign, game, player.number)
        return DiaryView(run, why, today, Mine(player, entries, today))

    def check_in(self, holder: int, campaign: str, game: str, wanted: Wanted, key: str) -> Entry:
        """Keep today; the same day again for the same key.

        Raises:
            NotFound: no such campaign or game.
            InvalidInput: with every finding; nothing is kept.
            Refused: the rules say no.
            Conflict: the key was used for something else.
        """
        run = self.run(campaign, game)
        entry = _entry(run.rules, wanted, run.rules.day_of(max(self._clock(), run.last_at)))
        self._posters.check(run, entry)
        key, nonce = self._claims.digests(run, holder, key)
        with self._store.table(campaign, game) as table:
            player = table.player(holder)
            if player and (known := table.known(key)):
                return _again(table, player, known[0], Kind.CHECK)
            now = max(self._clock(), table.run.last_at)
            refuse(shut(table.run, now))
            today = run.rules.day_of(now)
            refuse(Refusal.NEW_DAY if wanted.day not in (None, today) else None)
            entries = table.entries(player.number) if player else []
            refuse(Refusal.CHECKED if any(one.day == today for one in entries) else None)
            player = player or table.join(holder, now)
            act = Act(0, now, Kind.CHECK, player.number, nonce=nonce, day=today.isoformat())
            return self._kept(table, player, act, key, entry._replace(day=today))

    def repair(self, holder: int, campaign: str, game: str, day: date, key: str) -> Entry:
        """Fill in a day that was missed; the same again for the same key.

        Raises:
            NotFound: no such campaign or game.
            Refused: the rules say no.
            Conflict: the key was used for something else.
        """
        run = self.run(campaign, game)
        key, nonce = self._claims.digests(run, holder, key)
        with self._store.table(campaign, game) as table:
            player = table.player(holder)
            if player and (known := table.known(key)):
                return _again(table, player, known[0], Kind.REPAIR)
            now = max(self._clock(), table.run.last_at)
            refuse(shut(table.run, now))
            if player is None:
                raise Refused(Refusal.NOT_MISSING)
            kept = {entry.day: entry.is_repaired for entry in table.entries(player.number)}
            refuse(why_no_repair(kept, day, run.rules.day_of(now), run.rules.repairs))
            act = Act(0, now, Kind.REPAIR, player.number, nonce=nonce, day=day.isoformat())
            return self._kept(table, player, act, key, Entry(0, 0, day))

    def _kept(self, table: GameTable, player: Player, act: Act, key: str, entry: Entry) -> Entry:
        evidence = self._claims.kept(table.run, player, f"/day/{entry.day}")
        line = table.write(act, key, evidence)
        entry = entry._replace(serial=line.serial, player=player.number)
        table.keep(entry)
        return entry


def _entry(rules: Diary, wanted: Wanted, today: date) -> Entry:
    """What would be kept; `InvalidInput` for an option that no day asks for."""
    known = dict.fromkeys(option for ask in rules.asks for option in ask.options)
    if wanted.option not in known:
        remedy = f"today's are {', '.join(rules.ask_of(today).options)}"
        raise InvalidInput([Finding("option", f"{wanted.option[:80]!r} is none that this game asks for", remedy)])
    return Entry(0, 0, today, wanted.option, clean(wanted.line), wanted.locale, wanted.scan)


def _again(table: GameTable, player: Player, act: Act, kind: Kind) -> Entry:
    """The day that was kept under this key before."""
    found = next((entry for entry in table.entries(player.number) if entry.serial == act.serial), None)
    if act.kind is not kind or found is None:
        raise Conflict("of this act")
    return found
