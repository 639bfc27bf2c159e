"""A day is kept once, by the campaign's clock, and its poster is the same whenever it is asked for."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from postergen.bootstrap import Product
from postergen.domain.checking_in import Diary
from postergen.domain.poster import Poster
from postergen.errors import Conflict, InvalidInput, NotFound, Refused
from postergen.games.audit import verify
from postergen.games.hand import Refusal
from postergen.service.checking_in import CheckInService, DiaryView, Mine, Wanted
from postergen.service.diary_posters import DiaryPosters
from postergen.service.game_claims import Claims
from postergen.service.game_store import Entry
from postergen.tracking.classify import Hit
from tests.diary import GAME, with_diaries
from tests.games.diaries import CLOSES, OPENS, a_diary
from tests.products import product_for, settings_for, small_pack
from tests.service.gaming import CAMPAIGN, Playground
from tests.stores import KINDS, empty_database

WISH = "parents-call-home"
EVENING = datetime(2026, 11, 9, 15, 59, tzinfo=UTC)  # a minute before midnight in Shanghai


class Diaries(Playground):
    """A diary, holders and posters over one database."""

    def __init__(self, product: Product, rules: Diary | None = None) -> None:
        super().__init__(product, rules or product.library.campaign(CAMPAIGN).game_by_id[GAME])  # type: ignore[arg-type]
        self.game = self.library.games[0].id
        self.posters = DiaryPosters(store=self.store, posters=product.posters, scans=product.scans)
        self.service = CheckInService(
            games=self.games,
            store=self.store,
            claims=Claims(self.store, product.posters, self.clock),
            posters=self.posters,
            clock=self.clock,
        )
        self.clock.now = EVENING

    def check(self, holder: int, key: str | None = None, **wanted: object) -> Entry:
        asked = replace(Wanted(WISH, "zh-CN"), **wanted)  # type: ignore[arg-type]
        return self.service.check_in(holder, CAMPAIGN, self.game, asked, key or secrets.token_hex())

    def repair(self, holder: int, day: date, key: str | None = None) -> Entry:
        return self.service.repair(holder, CAMPAIGN, self.game, day, key or secrets.token_hex())

    def view(self, holder: int) -> DiaryView:
        return self.service.view(CAMPAIGN, self.game, holder)

    def mine(self, holder: int) -> Mine:
        found = self.view(holder).mine
        assert found
        return found

    def shown(self, entry: Entry) -> Poster:
        return self.service.poster(self.service.run(CAMPAIGN, self.game), entry)

    def wrong(self) -> list[str]:
        """What is wrong with the record."""
        run = self.service.run(CAMPAIGN, self.game)
        return [
            str(one) for one in verify(run.rules, run.seed, run.seed_digest, self.games.record(CAMPAIGN, self.game))
        ]


@pytest.fixture(params=KINDS)
def diary(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Diaries]:
    with empty_database(request.param, tmp_path) as url:
        folders = {"journal_dir": tmp_path / "journal", "campaigns_dir": with_diaries(small_pack(tmp_path))}
        product = product_for(settings_for(tmp_path, database_url=url, **folders))
        yield Diaries(product)
        product.close()
        product.engine.dispose()


def refused(reason: Refusal) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=f": {reason}$")


def test_a_day_is_kept_once(diary: Diaries) -> None:
    holder = diary.holder()
    first = diary.check(holder, "k", line="面坨了也好吃")
    assert (first.day, first.option, first.line) == (date(2026, 11, 9), WISH, "面坨了也好吃")
    assert diary.check(holder, "k") == first  # the same key is the same act, whatever else it says
    with refused(Refusal.CHECKED):
        diary.check(holder)
    mine = diary.mine(holder)
    assert (mine.streak, mine.longest, len(mine.entries)) == (1, 1, 1)
    assert diary.wrong() == []


def test_a_day_ends_at_midnight_of_the_campaigns_clocks(diary: Diaries) -> None:
    holder = diary.holder()
    diary.check(holder, "yesterday")
    seen = diary.view(holder).today
    diary.clock.now += timedelta(minutes=2)
    with refused(Refusal.NEW_DAY):
        diary.check(holder, day=seen)
    assert diary.check(holder, "yesterday").day == seen  # whose answer was lost finds the day that it kept
    assert diary.check(holder).day == seen + timedelta(days=1)
    assert diary.mine(holder).streak == 2


def test_a_clock_that_is_put_back_takes_no_day_away_and_gives_none(diary: Diaries) -> None:
    holder, other = diary.holder(), diary.holder()
    diary.clock.now += timedelta(minutes=2)
    kept = diary.check(holder)
    diary.clock.now -= timedelta(days=3)
    assert diary.check(other).day == kept.day
    with refused(Refusal.CHECKED):
        diary.check(holder)
    assert diary.wrong() == []


def test_a_day_has_23_25_or_24_hours(diary: Diaries) -> None:
    """Berlin puts its clocks back on 25 October 2026, and forward on 28 March 2027."""
    opens, closes = datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
    rules = a_diary(timezone="Europe/Berlin", opens=opens, closes=closes, look="calendar-leaf")
    diary.library.games = (replace(rules, id=GAME),)
    for first, hours in (
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), 25),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), 23),
    ):
        holder, diary.clock.now = diary.holder(), first  # half an hour into the day
        kept = diary.check(holder, option="wuhan-hot-dry-noodles")
        diary.clock.now = first + timedelta(hours=hours, minutes=-31)
        with refused(Refusal.CHECKED):
            diary.check(holder, option="wuhan-hot-dry-noodles")
        diary.clock.now += timedelta(minutes=2)
        assert diary.check(holder, option="wuhan-hot-dry-noodles").day == kept.day + timedelta(days=1)
        assert diary.mine(holder).streak == 2
    assert diary.wrong() == []


def test_a_missing_day_is_filled_in_once_and_a_month_has_one(diary: Diaries) -> None:
    holder = diary.holder()
    diary.check(holder)
    diary.clock.now += timedelta(days=3)
    diary.check(holder)
    missing = date(2026, 11, 11)
    for day, reason in (
        (date(2026, 11, 9), Refusal.NOT_MISSING),
        (date(2026, 11, 12), Refusal.NOT_MISSING),
        (date(2026, 11, 8), Refusal.NOT_MISSING),
        (date(2026, 12, 1), Refusal.NOT_MISSING),
    ):
        with refused(reason):
            diary.repair(holder, day)
    filled = diary.repair(holder, missing, "r")
    assert filled == diary.repair(holder, missing, "r")
    with refused(Refusal.NOT_MISSING):
        diary.repair(holder, missing)
    with refused(Refusal.NO_REPAIRS):
        diary.repair(holder, date(2026, 11, 10))
    with pytest.raises(Conflict):
        diary.check(holder, "r")
    mine = diary.mine(holder)
    assert (mine.streak, mine.longest, len(mine.entries)) == (2, 2, 3)
    with pytest.raises(NotFound):  # what was filled in has no poster: nothing happened on that day
        diary.shown(filled)
    diary.clock.now += timedelta(days=30)
    with refused(Refusal.OTHER_MONTH):
        diary.repair(holder, date(2026, 11, 10))
    assert diary.wrong() == []


def test_whoever_has_kept_nothing_has_nothing_to_fill_in(diary: Diaries) -> None:
    with refused(Refusal.NOT_MISSING):
        diary.repair(diary.holder(), date(2026, 11, 8))
    assert diary.service.run(CAMPAIGN, GAME).players == 0


def test_what_cannot_stand_on_a_poster_is_said_and_nothing_is_kept(diary: Diaries) -> None:
    holder = diary.holder()
    for wanted, where in (
        ({"option": "no-such-wish"}, "option"),
        ({"line": "长" * 41}, "fields/line"),
        ({"line": "\u0007"}, "fields/line"),
        ({"scan": "0" * 20}, "scan"),
        ({"locale": "fr"}, "locale"),
    ):
        with pytest.raises(InvalidInput) as raised:
            diary.check(holder, **wanted)
        assert where in {finding.where for finding in raised.value.findings}
    assert diary.service.run(CAMPAIGN, GAME).players == 0
    assert diary.check(holder).serial == 1


def test_the_poster_of_a_day_stays_the_same_whatever_comes_later(diary: Diaries) -> None:
    holder = diary.holder()
    kept = diary.check(holder, line="面坨了也好吃")
    diary.clock.now += timedelta(days=2)
    diary.check(holder)
    diary.repair(holder, date(2026, 11, 10))
    poster = diary.shown(kept)  # asked for late
    assert dict(poster.brief.fields) == {
        "streak": 1,
        "days": 1,
        "date": "2026-11-09",
        "month": "_" * 6 + "." * 8 + "x" + "." * 21,
        "lunar": "十月初一",
        "line": "面坨了也好吃",
    }
    asked = diary.service.run(CAMPAIGN, GAME).rules.ask_of(kept.day)
    assert (poster.brief.site, poster.brief.channel) == (f"{GAME}/{asked.id}", "game")
    again = diary.mine(holder).on(kept.day)
    assert again
    assert diary.shown(again).code == poster.code
    assert diary.shown(kept).code == poster.code  # asked for twice before it was noted


def test_a_friend_who_scans_a_day_begins_below_it(diary: Diaries) -> None:
    poster = diary.shown(diary.check(diary.holder()))
    scan = diary.product.scans.record(poster.code, Hit("GET", {"user-agent": "Mozilla/5.0 (iPhone)"}), "v", {}, "").scan
    diary.product.fold_worker.fold_all()
    mine = diary.shown(diary.check(diary.holder(), scan=scan.id))
    assert mine.lineage.parent == poster.code


def test_whoever_is_erased_leaves_their_days_and_nothing_that_they_wrote(diary: Diaries) -> None:
    holder = diary.holder()
    kept = diary.check(holder, line="面坨了也好吃")
    poster = diary.shown(kept)
    unmade = diary.holder()
    later = diary.check(unmade, line="还没出图")
    for one in (holder, unmade):
        diary.holders.erase(one)
    assert diary.store.entries(CAMPAIGN, GAME, 1)[0]._replace(serial=0) == Entry(0, 1, kept.day, WISH, locale="zh-CN")
    diary.product.fold_worker.fold_all()
    assert not diary.product.posters.get(poster.code).brief.is_personal
    with pytest.raises(NotFound):  # a poster that was on its way knows nothing either
        diary.shown(later)
    newcomer = diary.holder()
    assert diary.check(newcomer).player == 3
    assert diary.wrong() == []
    assert "还没出图" not in str(list(diary.games.record(CAMPAIGN, GAME)))


def test_all_that_is_stored_is_shown(diary: Diaries) -> None:
    holder = diary.holder()
    diary.check(holder, line="面坨了也好吃")
    (game,) = diary.holders.export(holder)["games"]
    assert game["days"] == [{"day": "2026-11-09", "option": WISH, "line": "面坨了也好吃", "poster": ""}]


def test_however_many_ask_at_once_a_day_is_kept_once(diary: Diaries) -> None:
    holder, others = diary.holder(), [diary.holder() for _ in range(4)]

    def ask(one: int) -> Entry | None:
        try:
            return diary.check(one)
        except Refused:
            return None

    with ThreadPoolExecutor(8) as pool:
        kept = [entry for entry in pool.map(ask, [holder] * 12 + others * 3) if entry]
    assert len(kept) == len({entry.player for entry in kept}) == 5
    diary.clock.now += timedelta(days=2)

    def fill(_: int) -> Entry | None:
        try:
            return diary.repair(holder, date(2026, 11, 10))
        except Refused:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert len([entry for entry in pool.map(fill, range(8)) if entry]) == 1
    assert diary.wrong() == []


def test_a_diary_that_is_paused_or_over_keeps_no_day(diary: Diaries) -> None:
    holder = diary.holder()
    diary.check(holder)
    diary.clock.now += timedelta(days=1)
    diary.games.pause(CAMPAIGN, GAME, paused=True)
    with refused(Refusal.PAUSED):
        diary.check(holder)
    diary.games.pause(CAMPAIGN, GAME, paused=False)
    diary.clock.now = diary.service.run(CAMPAIGN, GAME).rules.closes
    with refused(Refusal.OVER):
        diary.check(holder)
    diary.games.close(CAMPAIGN, GAME)
    assert diary.wrong() == []
    assert [act.kind for act, _ in diary.games.record(CAMPAIGN, GAME)] == ["check", "close"]


def test_the_samples_open_and_close_in_shanghai() -> None:
    assert (a_diary().day_of(OPENS), a_diary().day_of(CLOSES)) == (date(2026, 11, 1), date(2027, 3, 1))
