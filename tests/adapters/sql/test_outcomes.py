"""Posters as learning sees them: counted in one question, which has to find what reading each of them finds."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from postergen.adapters.sql.database import Engine, open_database
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.outcomes import SqlOutcomes
from postergen.domain.events import Event, PosterIssued
from postergen.domain.policies import Kind, Reward, Slice, Terms
from postergen.domain.scan import Classification, ScanClass
from postergen.service.standings import Among
from postergen.tracking.concentration import SUSPICIOUS
from postergen.tracking.exposure import Observed, delays_of, exposures
from tests.adapters import events
from tests.conftest import NOON
from tests.stores import KINDS, empty_database

FORGED = Classification(ScanClass.HUMAN, f"{SUSPICIOUS}30 scans of a network in an hour, no child", "2")
CONFIRMED, SCANNED = Terms(), Terms(reward=Reward.SCAN)


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with empty_database(request.param, tmp_path) as url:
        engine = open_database(url)
        yield engine
        engine.dispose()


def fold(engine: Engine, happened: Sequence[Event]) -> None:
    EventFold(engine, lambda: NOON).fold("here", list(enumerate(happened, 1)))


def observed(engine: Engine, after: timedelta, terms: Terms = SCANNED) -> Sequence[Observed]:
    return SqlOutcomes(engine).observed("better-life", NOON + after, terms)


def succeeded(rows: Sequence[Observed]) -> int:
    return sum(row.posters for row in rows if row.delay is not None)


def test_a_poster_is_seen_with_its_age_and_when_it_succeeded(engine: Engine) -> None:
    poster = events.poster(1)
    fold(engine, [poster, events.scan(1, poster, minutes=90)])
    assert observed(engine, timedelta(hours=5)) == [
        Observed("a.zh-1", "r1", "zh-CN", "n", Slice.HELD, pytest.approx(5), pytest.approx(1.5), 1, pytest.approx(0.62))
    ]


def test_the_terms_say_what_success_is(engine: Engine) -> None:
    one, other = events.poster(1), events.poster(2)
    scan = events.scan(1, one, minutes=90)
    child = events.poster(3, parent=one, scan=scan.id, at=NOON + timedelta(hours=2))
    fold(engine, [one, other, scan, events.scan(2, other, minutes=1), events.confirmation(scan), child])
    fold_later = EventFold(engine, lambda: NOON)
    fold_later.fold("there", [(1, events.conversion(scan))])
    delays = {
        reward: sorted(row.delay for row in observed(engine, timedelta(hours=9), Terms(reward=reward)) if row.delay)
        for reward in Reward
    }
    assert delays == {
        Reward.SCAN: [pytest.approx(1 / 60, abs=1e-4), pytest.approx(1.5)],
        Reward.CONFIRMED: [pytest.approx(1.5 + 2 / 3600, abs=1e-4)],
        Reward.MAKER: [pytest.approx(2)],
        Reward.CONVERSION: [pytest.approx(1.5 + 5 / 60)],
    }


def test_forged_scans_bring_no_success_unless_the_terms_say_so(engine: Engine) -> None:
    posters = [events.poster(number) for number in range(1, 7)]
    forged = [events.scan(n, poster, minutes=n, found=FORGED) for n, poster in enumerate(posters)]
    fold(engine, [*posters, *forged, events.scan(99, posters[0], minutes=600)])
    rows = observed(engine, timedelta(days=9))
    assert [row.delay for row in rows if row.delay is not None] == [pytest.approx(10)]
    assert sum(row.posters for row in rows) == 6
    assert succeeded(observed(engine, timedelta(days=9), replace(SCANNED, counts_flagged=True))) == 6


def test_scans_of_a_network_bring_no_success_where_a_key_is_needed(engine: Engine) -> None:
    one, other = events.poster(1), events.poster(2)
    scans = [events.scan(1, one, visitor="n" * 39), events.scan(2, other, visitor="d" * 39)]
    fold(engine, [one, other, *scans])
    assert succeeded(observed(engine, timedelta(days=9))) == 2
    assert succeeded(observed(engine, timedelta(days=9), replace(SCANNED, needs_key=True))) == 1


def test_what_comes_after_the_window_is_no_success(engine: Engine) -> None:
    poster = events.poster(1)
    fold(engine, [poster, events.scan(1, poster, minutes=73 * 60)])
    assert succeeded(observed(engine, timedelta(days=9))) == 0


def test_nobody_has_made_a_poster(engine: Engine) -> None:
    assert observed(engine, timedelta()) == []


def test_a_clock_that_went_back_by_a_day_makes_new_posters(engine: Engine) -> None:
    poster = events.poster(1)
    fold(engine, [poster, events.scan(1, poster, minutes=5)])
    (row,) = observed(engine, timedelta(days=-1))
    assert row.age < 0
    assert exposures([row], delays_of([row], SCANNED), SCANNED)[0].exposed == 1  # as much as it has brought


def test_a_moment_that_is_past_knows_nothing_of_later(engine: Engine) -> None:
    early, late = events.poster(1), events.poster(2, at=NOON + timedelta(hours=4))
    fold(engine, [early, events.scan(1, early, minutes=90), late])
    outcomes = SqlOutcomes(engine)
    (before,) = outcomes.as_of("better-life", NOON + timedelta(hours=1), SCANNED)
    assert (before.posters, before.delay) == (1, None)
    (after,) = outcomes.as_of("better-life", NOON + timedelta(hours=3), SCANNED)
    assert after.delay == pytest.approx(1.5)
    assert outcomes.as_of("better-life", NOON + timedelta(hours=5), SCANNED) == observed(engine, timedelta(hours=5))


@pytest.mark.parametrize("terms", [SCANNED, replace(SCANNED, counts_flagged=True)])
def test_a_contest_has_the_posters_of_its_option_and_texts(engine: Engine, terms: Terms) -> None:
    happened: list[Event] = []
    asked = {1: ("tea", "a.zh-1"), 2: ("tea", "b.zh-1"), 3: ("noodles", "a.zh-1"), 4: ("tea noodles", "a.zh-1")}
    for number, (options, variant) in asked.items():
        made = events.poster(number, variant=variant)
        brief = replace(made.poster.brief, options=tuple(options.split()))
        made = replace(made, poster=replace(made.poster, brief=brief))
        happened += [made, events.scan(number, made, minutes=90)]
    fold(engine, happened)
    now, outcomes = NOON + timedelta(hours=5), SqlOutcomes(engine)
    rows = outcomes.as_of("better-life", now, terms, Among("tea", frozenset({"a.zh-1", "c.zh-1"})))
    assert [(row.variant, row.posters, row.delay) for row in rows] == [("a.zh-1", 2, pytest.approx(1.5))]
    assert sum(row.posters for row in outcomes.as_of("better-life", now, terms)) == 4
    assert outcomes.as_of("better-life", now, terms, Among("tea", frozenset())) == []


def happen(draw: random.Random, end: datetime) -> list[Event]:
    happened: list[Event] = []
    for number in range(1, 400):
        at = end - timedelta(seconds=draw.randrange(20 * 86_400))
        poster = events.poster(number, at=at, variant=f"a.zh-{draw.randrange(4)}", revision=draw.choice("rs"))
        slice = draw.choice([Slice.BEFORE, Slice.DRAWN, Slice.HELD, Slice.CHOSEN])
        brief = replace(poster.poster.brief, nickname=draw.choice(["", "小明"]))
        choice = replace(poster.poster.choice, slice=slice, relevance=draw.choice([None, 0.25, 0.5]))
        poster = replace(poster, poster=replace(poster.poster, brief=brief, choice=choice))
        happened.append(poster)
        if draw.random() < 0.5:
            found = draw.choice([events.HUMAN, events.BOT, FORGED])
            minutes = (at - NOON).total_seconds() / 60 + draw.expovariate(1 / 900)
            happened.append(events.scan(number, poster, minutes=minutes, found=found))
    return happened


@pytest.mark.parametrize("discount", [1.0, 0.95])
def test_the_counts_are_those_of_reading_every_poster(engine: Engine, discount: float) -> None:
    now, terms = NOON + timedelta(days=3), Terms(reward=Reward.SCAN, discount=discount)
    happened = happen(random.Random(5), now)
    fold(engine, happened)
    scans = {event.scan.code: event.scan for event in happened if not isinstance(event, PosterIssued)}
    singly = []
    for event in happened:
        if isinstance(event, PosterIssued):
            made, choice = event.poster.created_at, event.poster.choice
            scan, age = scans.get(event.id), (now - made).total_seconds() / 3600
            is_real = scan is not None and scan.classification == events.HUMAN
            delay = (scan.occurred_at - made).total_seconds() / 3600 if scan and is_real else None
            stratum = "n" if event.poster.brief.nickname else "u"
            text = (choice.variant, choice.revision, "zh-CN", stratum, choice.slice)
            singly.append(
                Observed(*text, age, delay if delay is not None and delay <= 72 else None, 1, choice.relevance)
            )
    rows = SqlOutcomes(engine).observed("better-life", now, terms)
    assert len(rows) < len(singly)
    assert counts(rows) == counts(singly)
    delays = delays_of(singly, terms)
    assert delays_of(rows, terms).shares == pytest.approx(delays.shares, abs=0.05)
    for found, right in zip(exposures(rows, delays, terms), exposures(singly, delays, terms), strict=True):
        assert (found.variant, found.revision) == (right.variant, right.revision)
        assert found.exposed == pytest.approx(right.exposed, rel=0.01)
        assert found.rewarded == pytest.approx(right.rewarded, rel=0.01)


def test_where_texts_learn_together_people_are_told_apart_and_nothing_else_changes(engine: Engine) -> None:
    now, terms = NOON + timedelta(days=3), Terms(reward=Reward.SCAN)
    draw, happened = random.Random(6), happen(random.Random(5), now)
    for place, event in enumerate(happened):
        if isinstance(event, PosterIssued):
            asked = {"channel": draw.choice(["wechat", "sms"]), "occasion": draw.choice([None, "birthday"])}
            asked |= {"place": draw.choice([None, "hubei/wuhan", "hubei/jingzhou", "gansu/lanzhou", "nowhere"])}
            brief = replace(event.poster.brief, **asked)
            happened[place] = replace(event, poster=replace(event.poster, brief=brief))
    fold(engine, happened)
    outcomes = SqlOutcomes(engine)
    plain, fine = (
        outcomes.observed("better-life", now, replace(terms, kind=kind)) for kind in (Kind.BETA, Kind.LOGISTIC)
    )
    assert {row.asked for row in plain} == {()}
    parts = [set(part) for part in zip(*(row.asked for row in fine), strict=True)]
    assert parts == [{"wechat", "sms"}, {"", "birthday"}, {"", "hubei", "gansu", "nowhere"}]
    assert counts(fine) == counts(plain)
    assert {row.asked for row in outcomes.as_of("better-life", now, replace(terms, kind=Kind.LOGISTIC))} == {()}


def counts(rows: Sequence[Observed]) -> dict[tuple[str, ...], list[int]]:
    """Posters and successes by text, stratum and slice."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        cell = found[row.variant, row.revision, row.locale, row.stratum, row.slice]
        cell[0] += row.posters
        cell[1] += row.posters * (row.delay is not None)
    return found
