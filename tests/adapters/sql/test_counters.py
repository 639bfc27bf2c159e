"""A month of everything, folded into SQLite and PostgreSQL: both tell the same, and what plain SQL tells, too."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from postergen.adapters.sql.fold import EventFold
from postergen.bootstrap import Product
from postergen.domain.campaign import Campaign
from postergen.domain.events import Converted, Event, PosterIssued, PosterShared, ScanRecorded
from postergen.domain.poster import Choice
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.ranking.draws import policy_of
from postergen.ranking.policy import FIXED_VERSION
from postergen.service.referrals import SEGMENTS
from postergen.service.reports import DIMENSION_OF, Period
from tests.adapters import events as plain
from tests.products import product_for, settings_for
from tests.stores import KINDS, empty_database

pytestmark = pytest.mark.long

NAME = "better-life"
# New York puts its clocks forward on 8 March 2026, Sydney puts them back on 5 April.
START = datetime(2026, 3, 7, tzinfo=UTC)
END = START + timedelta(days=30)
POSTERS, SCANS = 700, 1_900
CHANNELS = ("", "wechat", "weibo", "print-2")
FOUND = [ScanClass.HUMAN] * 6 + [ScanClass.PREVIEW] * 2 + [ScanClass.BOT, ScanClass.PREFETCH]
MONEY = [
    (None, ""),
    (Decimal("39.90"), "CNY"),
    (Decimal("0.000001"), "CNY"),
    (Decimal("1204.5"), "EUR"),
    (Decimal(0), "EUR"),
]
PERIODS = {
    "all time": Period(),
    "odd edges": Period(START + timedelta(days=2, hours=5), END - timedelta(days=3, hours=7)),
    "within a day": Period(START + timedelta(days=9, hours=3), START + timedelta(days=9, hours=20)),
    "in Shanghai": Period(datetime(2026, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai")), None),
}


def happen(campaign: Campaign, policy: str) -> list[tuple[int, Event]]:
    """A month, in the order of time, with the process in whose journal each event lies."""
    draw = random.Random(20260307)
    moments = sorted(
        (START + timedelta(seconds=draw.randrange(30 * 86_400)), draw.random()) for _ in range(POSTERS + SCANS)
    )
    posters: list[PosterIssued] = []
    scans: list[tuple[ScanRecorded, PosterIssued]] = []
    told: list[tuple[int, Event]] = []
    for n, (at, chance) in enumerate(moments):
        process = draw.randrange(3)
        if n == 0 or chance < POSTERS / (POSTERS + SCANS):
            before = draw.choice(scans[-200:]) if scans and draw.random() < 0.4 else None
            posters.append(_poster(campaign, policy, draw, len(posters), at, before))
            told.append((process, posters[-1]))
            if draw.random() < 0.4:
                told.append((draw.randrange(3), PosterShared(posters[-1].id, at)))
        else:
            of = posters[-1 - int(min(draw.expovariate(1 / 60), len(posters) - 1))]
            visitor = draw.choice(["", of.maker, f"d{draw.randrange(300)}"])
            hit = ScanRecorded(Scan(f"{n:020x}", of.id, Classification(draw.choice(FOUND), "", "2"), at, visitor))
            scans.append((hit, of))
            told.append((process, hit))
            if draw.random() < 0.6:
                told.append((draw.randrange(3), plain.confirmation(hit)))
            if draw.random() < 0.1:
                value, currency = draw.choice(MONEY)
                sale = Converted(
                    f"order-{n}", hit.id, "order", at + timedelta(hours=draw.randrange(50)), value, currency
                )
                told += [(0, sale), (draw.randrange(3), sale)]  # the shop reports it twice
    return told


def _poster(
    campaign: Campaign,
    policy: str,
    draw: random.Random,
    n: int,
    at: datetime,
    before: tuple[ScanRecorded, PosterIssued] | None,
) -> PosterIssued:
    hit, parent = before or (None, None)
    made = plain.poster(
        n,
        parent=parent,
        scan=hit.id if hit else None,
        at=at,
        channel=draw.choice(CHANNELS),
        maker=hit.scan.visitor if hit else draw.choice(["", f"d{draw.randrange(300)}"]),
    )
    variant = draw.choice(campaign.variants[:40])
    options = draw.sample(campaign.catalogue.options[:30], draw.randint(1, 4))
    brief = replace(
        made.poster.brief,
        options=tuple(option.id for option in options),
        locale=variant.locale,
        template=draw.choice(list(campaign.templates)),
        place=draw.choice([None, campaign.catalogue.places[n % 5].id]),
        occasion=draw.choice([None, None, campaign.occasions[n % len(campaign.occasions)].id]),
    )
    choice = Choice(variant.id, variant.revision, policy if n % 10 == 0 else "another", 0.125)
    issued = replace(made.poster, brief=brief, choice=choice, campaign_version=campaign.version)
    return replace(made, poster=issued, themes=tuple(dict.fromkeys(option.theme for option in options)))


def fold(product: Product, told: Sequence[tuple[int, Event]]) -> None:
    """Every process's journal in its own order, but nobody waits for another: scans come before their posters."""
    draw, fold = random.Random(1), EventFold(product.engine, product.clock)
    journals = [list(enumerate((e for process, e in told if process == n), 1)) for n in range(3)]
    while any(journals):
        n = draw.choice([n for n, journal in enumerate(journals) if journal])
        size = draw.randint(100, 900)
        fold.fold(f"process-{n}", journals[n][:size])
        del journals[n][:size]


Months = Callable[[str], Product]


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Months]:
    """By kind of database, a product over the whole month; nothing may be written there."""
    filled: dict[str, Product] = {}
    with ExitStack() as stack:

        def month(kind: str) -> Product:
            if kind not in filled:
                filled[kind] = stack.enter_context(opened(kind, tmp_path_factory))
                fold(filled[kind], happen(*_published(filled[kind])))
            return filled[kind]

        yield month


def _published(product: Product) -> tuple[Campaign, str]:
    return product.library.campaign(NAME), policy_of(FIXED_VERSION, product.library.ranker(NAME).state)


class opened:  # noqa: N801
    """A product on an empty database at the end of the month."""

    def __init__(self, kind: str, folders: pytest.TempPathFactory) -> None:
        self._folder = folders.mktemp(kind)
        self._database = empty_database(kind, self._folder)

    def __enter__(self) -> Product:
        url = self._database.__enter__()
        settings = settings_for(self._folder, database_url=url, journal_dir=self._folder / "journal")
        self._product = product_for(settings, clock=lambda: END)
        return self._product

    def __exit__(self, *error: Any) -> None:
        self._product.close()
        self._product.engine.dispose()
        self._database.__exit__(*error)


ZONES = ("Asia/Shanghai", "America/New_York", "Asia/Kolkata")


def told_by_counters(product: Product) -> dict[str, object]:
    """Every report that reads counters."""
    found: dict[str, object] = {}
    for words, channel in (("all time", None), ("odd edges", None), ("odd edges", "wechat"), ("within a day", None)):
        period, of = PERIODS[words], f"{words}, channel {channel!r}"
        found |= {f"{by}, {of}": product.reports.breakdown(NAME, by, period, channel) for by in DIMENSION_OF}
        found[f"funnel, {of}"] = product.reports.funnel(NAME, period, channel)
    for zone in ZONES:
        for step in ("hour", "day"):
            found[f"{step}s in {zone}"] = product.reports.series(NAME, PERIODS["odd edges"], step, zone)
    return found


def told_by_trees(product: Product) -> dict[str, object]:
    found: dict[str, object] = {f"by {by}": product.referrals.referrals(NAME, by) for by in (None, *SEGMENTS)}
    found["within a day"] = product.referrals.referrals(NAME, None, timedelta(hours=24))
    return found


def differing(ours: Mapping[str, object], theirs: Mapping[str, object]) -> list[str]:
    """The reports that are not the same; comparing names keeps a failure readable."""
    return [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]


@pytest.mark.postgres
def test_both_databases_tell_the_same(months: Months) -> None:
    ours, theirs = months("sqlite"), months("postgresql")
    assert differing(told_by_counters(ours), told_by_counters(theirs)) == []
    assert differing(told_by_trees(ours), told_by_trees(theirs)) == []
    assert ours.sample_ratio.check(NAME) == theirs.sample_ratio.check(NAME)


@pytest.mark.parametrize("kind", KINDS)
def test_counters_equal_a_recount_and_making_them_anew_changes_nothing(months: Months, kind: str) -> None:
    product = months(kind)
    assert product.counters.differences() == []
    before = told_by_counters(product)
    assert product.counters.rebuild() > 10_000
    assert differing(told_by_counters(product), before) == []


# What each breakdown groups posters by, in SQL; `p` is the poster, `o` its options.
GROUPS = {
    "variants": "p.variant || '@' || p.revision",
    "options": "o.option",
    "channels": "p.channel",
    "looks": "p.template",
}


def counted(product: Product, by: str, period: Period, channel: str | None) -> dict[str, dict[str, int]]:
    """The same as a breakdown, counted from posters, scans and conversions without any counter."""
    value = GROUPS[by]
    options = "JOIN poster_option o ON o.code = p.code" if by == "options" else ""
    scans = f"FROM scan s JOIN poster p ON p.code = s.code {options} WHERE s.occurred_at >= :a AND s.occurred_at < :b"
    sales = (
        f"FROM conversion c JOIN poster p ON p.code = c.code {options} WHERE c.occurred_at >= :a AND c.occurred_at < :b"
    )
    made = f"FROM poster p {options} WHERE p.created_at >= :a AND p.created_at < :b"
    human = "EXISTS (SELECT 1 FROM scan s WHERE s.code = p.code AND s.scan_class = 'human')"
    child = f"FROM poster k JOIN poster p ON p.code = k.parent {options} WHERE p.created_at >= :a AND p.created_at < :b"
    questions = [
        f"SELECT {value}, 'posters', count(*) {made}",
        f"SELECT {value}, 'posters_scanned', count(*) {made} AND {human}",
        f"SELECT {value}, 'scans:' || s.scan_class, count(*) {scans}",
        f"SELECT {value}, 'confirmations', count(*) {scans} AND s.confirmed_at IS NOT NULL AND s.scan_class = 'human'",
        f"SELECT {value}, 'conversions', count(*) {sales}",
        f"SELECT {value}, 'value:' || c.currency, sum(c.micros) {sales} AND c.micros IS NOT NULL",
        f"SELECT {value}, 'children', count(*) {child}",
    ]
    edges = {"a": _stored(product, period.start or START), "b": _stored(product, period.end or END + timedelta(days=9))}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with product.engine.connect() as connection:
        for question in questions:
            within = " AND p.channel = :channel" if channel is not None else ""
            for row in connection.execute(text(f"{question}{within} GROUP BY 1, 2"), edges | {"channel": channel}):
                found[row[0]][row[1]] = int(row[2])
    return found


def _stored(product: Product, moment: datetime) -> object:
    """A moment as plain SQL may compare it: SQLite keeps text."""
    moment = moment.astimezone(UTC)
    return moment if product.engine.dialect.name == "postgresql" else f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def reported(product: Product, by: str, period: Period, channel: str | None) -> dict[str, dict[str, int]]:
    found = {}
    for row in product.reports.breakdown(NAME, by, period, channel):
        counts = {
            name: getattr(row, name)
            for name in ("posters", "posters_scanned", "confirmations", "conversions", "children")
        }
        counts |= {f"scans:{name}": count for name, count in row.hits.items()}
        counts |= {f"value:{currency}": round(value * 1_000_000) for currency, value in row.values.items()}
        found[f"{row.value}@{row.revision}" if by == "variants" else row.value] = counts
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", PERIODS)
@pytest.mark.parametrize("channel", [None, "weibo", ""])
def test_breakdowns_tell_what_plain_sql_counts(months: Months, kind: str, words: str, channel: str | None) -> None:
    product = months(kind)
    for by in GROUPS:
        by_hand = counted(product, by, PERIODS[words], channel)
        assert _without_zeros(reported(product, by, PERIODS[words], channel)) == _without_zeros(by_hand)
        assert by_hand


def _without_zeros(table: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    rows = {value: {name: count for name, count in counts.items() if count} for value, counts in table.items()}
    return {value: counts for value, counts in rows.items() if counts}


def human_scans(product: Product) -> list[datetime]:
    with product.engine.connect() as connection:
        found = connection.execute(text("SELECT occurred_at FROM scan WHERE scan_class = 'human'")).scalars().all()
    moments = [datetime.fromisoformat(at) if isinstance(at, str) else at for at in found]
    return [at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC) for at in moments]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Asia/Shanghai", 12, 24),
        ("America/New_York", 8, 23),
        ("Australia/Sydney", 36, 25),  # 5 April
        ("Asia/Kolkata", 12, 24),
    ],
)
def test_a_day_has_its_hours_whatever_the_clocks_do(months: Months, zone: str, day: int, hours: int) -> None:
    product, there = months("sqlite"), ZoneInfo(zone)
    midnight = datetime(2026, 3, 1, tzinfo=there) + timedelta(days=day - 1)
    period = Period(midnight, midnight + timedelta(days=1))
    buckets = product.reports.series(NAME, period, "hour", zone)
    by_hand = Counter(at.replace(minute=0, second=0) for at in human_scans(product))
    assert len({bucket.start.astimezone(UTC) for bucket in buckets}) == len(buckets) == hours
    assert [bucket.counts.get("scans:human", 0) for bucket in buckets] == [
        by_hand[b.start.astimezone(UTC)] for b in buckets
    ]
    assert sum(bucket.counts.get("scans:human", 0) for bucket in buckets) > 0
    (whole,) = product.reports.series(NAME, period, "day", zone)
    assert (whole.start, whole.counts["scans:human"]) == (
        midnight,
        sum(by_hand[b.start.astimezone(UTC)] for b in buckets),
    )


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Australia/Sydney"])
def test_days_follow_the_calendar_of_the_zone(months: Months, zone: str) -> None:
    product = months("sqlite")
    by_hand = Counter(at.astimezone(ZoneInfo(zone)).date() for at in human_scans(product))
    buckets = product.reports.series(NAME, Period(), "day", zone)
    assert {b.start.date(): b.counts["scans:human"] for b in buckets if b.counts.get("scans:human")} == by_hand
    assert {b.start.hour for b in buckets} == {0}


def test_a_zone_half_an_hour_off_is_told_by_hours_that_begin_at_half_past(months: Months) -> None:
    product, there = months("sqlite"), ZoneInfo("Asia/Kolkata")
    days = [Period(datetime(2026, 3, n, tzinfo=there), datetime(2026, 3, n + 1, tzinfo=there)) for n in range(8, 28)]
    assert {b.start.minute for b in product.reports.series(NAME, days[0], "hour", "Asia/Kolkata")} == {30}
    whole = scans_by_look(product, Period(days[0].start, days[-1].end))
    assert whole == sum((scans_by_look(product, day) for day in days), Counter())  # no hour belongs to two days


def scans_by_look(product: Product, period: Period) -> Counter[str]:
    return Counter({row.value: row.scans for row in product.reports.breakdown(NAME, "looks", period) if row.scans})


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_pruned_is_still_counted(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened(kind, tmp_path_factory) as product:
        told = happen(*_published(product))
        fold(product, told[:1_200])
        before, by_hand = told_by_counters(product), counted(product, "looks", Period(), None)
        gone = product.personal_data.prune(START + timedelta(days=7), keep_scans=3, keep_avatars=2)
        assert gone["scans"] > 100
        assert counted(product, "looks", Period(), None) != by_hand
        assert product.counters.differences() == []
        product.counters.rebuild()
        assert differing(told_by_counters(product), before) == []
        late = [event for _, event in told[1_200:1_500]]
        EventFold(product.engine, product.clock).fold("another", list(enumerate(late, 1)))
        before = told_by_counters(product)
        assert product.counters.differences() == []
        product.counters.rebuild()
        assert differing(told_by_counters(product), before) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_studio_tells_the_same_k_as_the_api(months: Months, kind: str) -> None:
    product = months(kind)
    forest, referrals = product.results.forest(NAME, Period()), product.referrals.referrals(NAME)
    assert forest.is_whole
    assert (forest.k, forest.generations) == (referrals.k, referrals.generations)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hurried_look_at_the_draws_goes_no_further_back_than_it_was_told(months: Months, kind: str) -> None:
    product = months(kind)
    whole, hurried = product.sample_ratio.check(NAME), product.sample_ratio.check(NAME, within=100)
    assert 0 < hurried.posters < whole.posters
    assert product.sample_ratio.check(NAME, within=1_000_000) == whole
    assert product.sample_ratio.check(NAME, 3).posters == 3
