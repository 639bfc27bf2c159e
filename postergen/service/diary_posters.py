"""Make the poster of a day that somebody kept: an ordinary poster, and the same one whenever it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from postergen.domain.briefs import BriefRequest
from postergen.domain.checking_in import Diary
from postergen.domain.findings import Kind
from postergen.domain.occasions import lunar_day
from postergen.domain.poster import Poster
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.games.streaks import dots, run_until
from postergen.service.game_store import Entry, GameStore, Run
from postergen.service.game_views import CHANNEL
from postergen.service.orders import Order
from postergen.service.posters import PosterService
from postergen.service.scans import ScanService


class DiaryPosters:
    """One for each process; safe to share between threads."""

    def __init__(self, *, store: GameStore, posters: PosterService, scans: ScanService) -> None:
        self._store, self._posters, self._scans = store, posters, scans

    def check(self, run: Run[Diary], entry: Entry) -> None:
        """Whether a poster can be made of it, before anything is kept.

        Raises:
            InvalidInput: with every finding.
        """
        self._posters.brief(_order(run, entry, [entry]))
        if entry.scan and self._scans.poster_of(entry.scan) is None:
            raise InvalidInput([Finding("scan", f"{entry.scan[:40]!r} is unknown", "leave it out", Kind.SCAN)])

    def of(self, run: Run[Diary], entry: Entry) -> Poster:
        """The poster of this day.

        Raises:
            NotFound: it was filled in, so it has none; or its player was erased meanwhile.
        """
        if entry.is_repaired:
            raise NotFound("poster of this day", entry.day.isoformat())
        if entry.poster:
            return self._posters.get(entry.poster)
        kept = self._store.entries(run.campaign, run.rules.id, entry.player)
        # what came later changes nothing: whoever asks again is told the same
        poster = self._posters.issue(_order(run, entry, [one for one in kept if one.serial <= entry.serial])).poster
        with self._store.table(run.campaign, run.rules.id) as table:
            is_noted = table.note_day_poster(entry.serial, poster.code)
        if not is_noted:
            self._posters.erase(poster.code)
            raise NotFound("poster of this day", entry.day.isoformat())
        return poster


def _order(run: Run[Diary], entry: Entry, kept: Iterable[Entry]) -> Order:
    rules = run.rules
    fields = _fields(entry, {one.day: one.is_repaired for one in kept})
    asked = BriefRequest(
        (entry.option,),
        entry.locale,
        rules.look,
        "story",
        channel=CHANNEL,
        site=f"{rules.id}/{rules.ask_of(entry.day).id}",
        fields=fields,
    )
    key = f"day:{run.campaign}/{rules.id}/{entry.serial}" if entry.serial else None
    return Order(run.campaign, asked, scan=entry.scan or None, idempotency_key=key)


def _fields(entry: Entry, kept: dict[date, bool]) -> tuple[tuple[str, str | int], ...]:
    """What the look is told of the day."""
    told: dict[str, str | int] = {
        "streak": run_until(set(kept), entry.day),
        "days": len(kept),
        "date": entry.day.isoformat(),
        "month": dots(kept, entry.day),
        "lunar": lunar_day(entry.day) if entry.locale == "zh-CN" else "",
        "line": entry.line,
    }
    return tuple((name, value) for name, value in told.items() if value != "")
