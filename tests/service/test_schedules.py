"""What is scheduled goes out once, at its time, by rules of that moment, whoever is signed in and whatever dies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from postergen.adapters.sql.schedule_store import SqlSchedules
from postergen.bootstrap import Product
from postergen.copywriting.four_eyes import Hindered
from postergen.domain.accounts import Role
from postergen.domain.editorial import Edit, State
from postergen.domain.schedules import Claim, Schedule, ScheduleState
from postergen.errors import InvalidInput, Outdated
from postergen.service.schedules import HELD, ScheduleService
from tests.products import NOON, product_for, settings_for, small_pack
from tests.servers import PATIENCE
from tests.service.writing import FRESH, NAME, states, wait
from tests.stores import KINDS, empty_database
from tests.web.studio.conftest import PASSWORD

pytestmark = pytest.mark.slow  # each makes a product, and publishes

RACERS = 4  # server processes
SOON = "2026-06-01T12:30"  # half past twelve where the campaign is
OTHER = replace(FRESH, id="wuhan-hot-dry-noodles.zh-78", headline="芝麻酱拌到碗底才算数")


class Clocked:
    """A product whose clock is put forward by hand."""

    def __init__(self, folder: Path, **more: object) -> None:
        self.now = NOON
        settings = settings_for(folder, campaigns_dir=small_pack(folder), **more)
        self.product = product_for(settings, clock=lambda: self.now)
        for name in ("bob", "cat"):
            self.product.accounts.create(name, PASSWORD, Role.APPROVER)

    def due(self, *variants: str) -> list[Edit]:
        return [edit for edit in self.product.publishing.due(NAME) if not variants or edit.variant.id in variants]

    def another(self) -> ScheduleService:
        """The same on another server, over the same database."""
        house = self.product
        return ScheduleService(
            store=SqlSchedules(house.engine),
            publishing=house.publishing,
            packs=house.library,
            clock=lambda: self.now,
            new_token=lambda: "another",
            people=lambda: ("bob", "cat"),
        )


@pytest.fixture
def clocked(tmp_path: Path) -> Clocked:
    return Clocked(tmp_path)


def log_of(house: Product) -> list[str]:
    return [entry.action for entry in reversed(house.editorial.audit(NAME)) if entry.subject == NAME]


def test_what_is_scheduled_goes_out_at_its_time_and_once(clocked: Clocked) -> None:
    house, schedules = clocked.product, clocked.product.schedules
    wait(house, FRESH, OTHER)
    made = schedules.schedule(NAME, clocked.due(FRESH.id), SOON, "bob", "for the weekend")
    assert made.at == NOON + timedelta(minutes=30), "as the clocks of the campaign show it"
    clocked.now = NOON + timedelta(minutes=29)
    assert schedules.carry_out_due() == []
    clocked.now = NOON + timedelta(minutes=31)
    assert schedules.carry_out_due() == [made.number]
    assert schedules.carry_out_due() == clocked.another().carry_out_due() == []
    assert states(house, FRESH.id)[1] is State.LIVE
    assert states(house, OTHER.id)[1] is State.APPROVED, "it was left out"
    (done,) = schedules.latest(NAME)
    assert (done.state, done.publication) == (ScheduleState.DONE, 1)
    latest = house.publishing.latest(NAME)
    assert latest is not None
    assert (latest.entry.who, latest.entry.why.text) == ("bob", "for the weekend")
    assert log_of(house) == ["schedule", "publish"]


def test_two_servers_that_carry_out_the_same_publish_it_once(clocked: Clocked) -> None:
    house = clocked.product
    wait(house, FRESH)
    made = house.schedules.schedule(NAME, clocked.due(), SOON, "bob")
    clocked.now += timedelta(hours=1)
    meant = SqlSchedules(house.engine).due(clocked.now)
    assert clocked.another().carry_out_due() == [made.number]
    assert [one.number for one in meant] == [made.number]  # the other had seen it, too
    late = Claim(made.number, "late")
    assert not SqlSchedules(house.engine).claim(late, clocked.now, clocked.now + HELD)
    with pytest.raises(Outdated):
        house.publishing.publish(NAME, "bob", only=[], scheduled=late) or house.publishing.publish(
            NAME, "bob", only=[(FRESH.id, 1)], scheduled=late
        )
    assert house.publishing.latest(NAME) is not None
    assert log_of(house).count("publish") == 1


def test_a_server_that_died_meanwhile_holds_it_for_a_while_only(clocked: Clocked) -> None:
    house, store = clocked.product, SqlSchedules(clocked.product.engine)
    wait(house, FRESH)
    made = house.schedules.schedule(NAME, clocked.due(), SOON, "bob")
    clocked.now += timedelta(hours=1)
    assert store.claim(Claim(made.number, "dead"), clocked.now, clocked.now + HELD)
    assert house.schedules.latest(NAME)[0].is_running
    assert house.schedules.carry_out_due() == []
    clocked.now += HELD + timedelta(seconds=1)
    assert house.schedules.carry_out_due() == [made.number]


def test_who_has_lost_the_claim_publishes_nothing(clocked: Clocked) -> None:
    house, store = clocked.product, SqlSchedules(clocked.product.engine)
    wait(house, FRESH)
    made = house.schedules.schedule(NAME, clocked.due(), SOON, "bob")
    clocked.now += timedelta(hours=1)
    slow = Claim(made.number, "slow")
    assert store.claim(slow, clocked.now, clocked.now + HELD)
    house.schedules.call_off(NAME, made.number, "cat")
    with pytest.raises(Outdated, match="called-off"):
        house.publishing.publish(NAME, "bob", only=[(FRESH.id, 1)], scheduled=slow)
    assert states(house, FRESH.id)[1] is State.APPROVED
    assert house.publishing.latest(NAME) is None


def test_it_is_put_off_and_called_off(clocked: Clocked) -> None:
    house, schedules = clocked.product, clocked.product.schedules
    wait(house, FRESH)
    made = schedules.schedule(NAME, clocked.due(), SOON, "bob")
    moved = schedules.move(NAME, made.number, "2026-06-01T13:30", "cat")
    assert (moved.at, moved.who) == (NOON + timedelta(minutes=90), "cat")
    clocked.now = NOON + timedelta(hours=1)
    assert schedules.carry_out_due() == []
    schedules.call_off(NAME, made.number, "bob")
    clocked.now = NOON + timedelta(hours=2)
    assert schedules.carry_out_due() == []
    with pytest.raises(Outdated, match="called-off"):
        schedules.move(NAME, made.number, "2026-06-02T13:30", "cat")
    assert log_of(house) == ["schedule", "reschedule", "call-off"]


def test_what_somebody_decided_meanwhile_is_left_out(clocked: Clocked) -> None:
    house = clocked.product
    wait(house, FRESH, OTHER)
    house.schedules.schedule(NAME, clocked.due(), SOON, "bob")
    house.editorial.undo_decision(NAME, OTHER.id, 1, "cat")
    clocked.now += timedelta(hours=1)
    house.schedules.carry_out_due()
    (done,) = house.schedules.latest(NAME)
    assert done.state is ScheduleState.DONE
    assert OTHER.id in done.said
    assert states(house, FRESH.id)[1] is State.LIVE


def closed(clocked: Clocked) -> None:
    clocked.product.accounts.change("bob", disabled=True)


def turned_down(clocked: Clocked) -> None:
    clocked.product.editorial.undo_decision(NAME, FRESH.id, 1, "cat")


@pytest.mark.parametrize(("meanwhile", "said"), [(closed, "may not publish"), (turned_down, "none of these")])
def test_what_cannot_be_published_says_why_and_is_tried_no_more(
    clocked: Clocked, meanwhile: Callable[[Clocked], None], said: str
) -> None:
    house = clocked.product
    wait(house, FRESH)
    house.schedules.schedule(NAME, clocked.due(), SOON, "bob")
    meanwhile(clocked)
    clocked.now += timedelta(hours=1)
    assert house.schedules.carry_out_due() == []
    (failed,) = house.schedules.latest(NAME)
    assert failed.state is ScheduleState.FAILED
    assert said in failed.said
    assert house.schedules.carry_out_due() == []
    assert log_of(house)[-1] == "fail"


def test_with_four_eyes_nobody_schedules_what_they_wrote_nor_is_it_published_in_their_name(tmp_path: Path) -> None:
    clocked = Clocked(tmp_path, four_eyes=True)
    house = clocked.product
    wait(house, FRESH, who="bob")
    with pytest.raises(Hindered):
        house.schedules.schedule(NAME, clocked.due(), SOON, "bob")
    made = house.schedules.schedule(NAME, clocked.due(), SOON, "cat")
    house.schedules.move(NAME, made.number, "2026-06-01T13:00", "bob")  # now it is bob's
    clocked.now += timedelta(hours=2)
    assert house.schedules.carry_out_due() == []
    assert house.schedules.latest(NAME)[0].state is ScheduleState.FAILED
    assert house.publishing.latest(NAME) is None


@pytest.mark.parametrize("at", ["yesterday", "2026-06-01T11:59", "2028-01-01T00:00", ""])
def test_a_moment_that_is_none_or_past_is_refused(clocked: Clocked, at: str) -> None:
    wait(clocked.product, FRESH)
    with pytest.raises(InvalidInput, match="at"):
        clocked.product.schedules.schedule(NAME, clocked.due(), at, "bob")


def race(url: str, folder: Path, start: Barrier, done: Connection) -> None:
    """Another server over this database, when everything is due: the numbers of what it carried out."""
    settings = settings_for(folder, database_url=url, campaigns_dir=folder / "campaigns")
    product = product_for(settings, clock=lambda: NOON + timedelta(hours=1))
    start.wait(PATIENCE)
    done.send(product.schedules.carry_out_due())
    product.close()
    product.engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_of_processes_that_find_it_due_at_one_moment_one_carries_it_out(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        clocked = Clocked(tmp_path, database_url=url)
        house = clocked.product
        wait(house, FRESH, OTHER)
        made = house.schedules.schedule(NAME, clocked.due(), SOON, "bob")
        house.engine.dispose()  # no fork may share a connection
        forks = get_context("fork")
        start, ends = forks.Barrier(RACERS), [forks.Pipe(duplex=False) for _ in range(RACERS)]
        racers = [forks.Process(target=race, args=(url, tmp_path, start, end), daemon=True) for _, end in ends]
        for racer, (_, end) in zip(racers, ends, strict=True):
            racer.start()
            end.close()  # who dies before it answers fails the test at once
        carried = [end.recv() for end, _ in ends]
        for racer in racers:
            racer.join(PATIENCE)
        assert sorted(carried) == [*[[]] * (RACERS - 1), [made.number]]
        (done,) = house.schedules.latest(NAME)
        assert (done.state, done.publication) == (ScheduleState.DONE, 1)
        assert log_of(house) == ["schedule", "publish"]
        assert [states(house, one.id)[1] for one in (FRESH, OTHER)] == [State.LIVE, State.LIVE]
        house.close()
        house.engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_of_two_who_schedule_the_same_at_one_instant_one_does_and_the_other_hears_when(
    kind: str, tmp_path: Path
) -> None:
    with empty_database(kind, tmp_path) as url:
        clocked = Clocked(tmp_path, database_url=url)
        house = clocked.product
        wait(house, FRESH, OTHER)
        both, start = (clocked.due(), clocked.due(FRESH.id)), threading.Barrier(2)
        service = house.schedules
        check, met = service._check_unscheduled, []

        def check_together(campaign: str, chosen: Sequence[tuple[str, int]]) -> None:
            check(campaign, chosen)
            if len(met) < 2:  # both have looked before either writes
                met.append(chosen)
                start.wait(PATIENCE)

        service._check_unscheduled = check_together  # type: ignore[method-assign]

        def schedule(edits: Sequence[Edit], who: str) -> Schedule | InvalidInput:
            try:
                return service.schedule(NAME, edits, SOON, who)
            except InvalidInput as exc:
                return exc

        with ThreadPoolExecutor(2) as pool:
            made = list(pool.map(schedule, both, ("bob", "cat")))
        (kept,) = (one for one in made if isinstance(one, Schedule))
        (told,) = (one for one in made if isinstance(one, InvalidInput))
        assert [finding.kind for finding in told.findings] == ["scheduled_already"] * len(told.findings) != []
        assert list(service.latest(NAME)) == [kept]
        assert log_of(house) == ["schedule"], "of what was refused nothing is written"
        service._check_unscheduled = check  # type: ignore[method-assign]
        service.call_off(NAME, kept.number, "bob")
        again = service.schedule(NAME, clocked.due(FRESH.id), SOON, "cat")
        clocked.now = NOON + timedelta(hours=1)
        assert service.carry_out_due() == [again.number]
        house.close()
        house.engine.dispose()
