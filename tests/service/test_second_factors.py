"""A second factor demands a code, each code once, and lets nobody guess."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import Engine, text

from postergen.adapters.one_time_codes import TimedCodes
from postergen.adapters.sql import database
from postergen.adapters.sql.second_factor_store import SqlSecondFactors
from postergen.domain.accounts import Role, User
from postergen.errors import Forbidden
from postergen.service.second_factors import RECOVERY_CODES, REST, SET_UP_WITHIN, TRIES, SecondFactorService
from tests.products import NOON
from tests.stores import KINDS, empty_database


class House:
    """A service whose clock is set by hand, and what the app of a person shows."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.now = engine, NOON
        self.factors = SecondFactorService(
            factors=SqlSecondFactors(engine),
            codes=TimedCodes("life.example.com"),
            clock=lambda: self.now,
            random_bytes=secrets.token_bytes,
        )

    def shown(self, name: str = "ann") -> str:
        factor = self.factors.find(name) or self.factors.waiting(name)
        assert factor is not None
        return pyotp.TOTP(factor.secret).at(self.now)

    def enrol(self, name: str = "ann") -> tuple[str, ...]:
        self.factors.begin(name)
        recovery = self.factors.confirm(name, self.shown(name))
        self.wait(30)
        return recovery

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def accepts(self, code: str, name: str = "ann") -> bool:
        try:
            self.factors.check(name, code)
        except Forbidden:
            return False
        return True

    def wrong(self) -> str:
        """No code of now, nor of the steps beside it."""
        factor = self.factors.find("ann")
        assert factor is not None
        near = {pyotp.TOTP(factor.secret).at(self.now + timedelta(seconds=30 * off)) for off in (-1, 0, 1)}
        return next(code for code in map("{:06}".format, range(9)) if code not in near)


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with empty_database(request.param, tmp_path) as url:
        engine = database.open_database(url)
        yield House(engine)
        engine.dispose()


def test_nothing_is_demanded_before_the_first_code(house: House) -> None:
    house.factors.begin("ann")
    assert house.factors.find("ann") is None
    with pytest.raises(Forbidden):
        house.factors.confirm("ann", "000000" if house.shown() != "000000" else "000001")
    assert house.factors.find("ann") is None
    assert len(house.factors.confirm("ann", house.shown())) == RECOVERY_CODES
    assert house.factors.find("ann") is not None


def test_a_secret_waits_for_an_hour(house: House) -> None:
    house.factors.begin("ann")
    house.now += SET_UP_WITHIN + timedelta(seconds=1)
    assert house.factors.waiting("ann") is None
    with pytest.raises(Forbidden):
        house.factors.confirm("ann", "123456")


def test_one_that_is_on_is_not_replaced_by_beginning_anew(house: House) -> None:
    house.enrol()
    before = house.factors.find("ann")
    house.factors.begin("ann")
    assert house.factors.find("ann") == before


def test_a_code_is_accepted_once_however_it_is_typed(house: House) -> None:
    house.enrol()
    code = house.shown()
    assert house.accepts(f" {code[:3]} {code[3:]}\n")
    assert not house.accepts(code)
    house.wait(30)
    assert house.accepts(house.shown().translate({ord(str(n)): 0xFF10 + n for n in range(10)}))  # full width


def test_the_code_that_turned_it_on_opens_nothing_more(house: House) -> None:
    house.factors.begin("ann")
    code = house.shown()
    house.factors.confirm("ann", code)
    assert not house.accepts(code)


def test_of_many_who_use_a_code_at_once_one_enters(house: House) -> None:
    house.enrol()
    code = house.shown()
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(house.accepts, [code] * 8)) == 1


def test_a_recovery_code_works_once_and_for_its_own_person(house: House) -> None:
    recovery = house.enrol()
    house.enrol("bob")
    assert not house.accepts(recovery[0], "bob")
    assert house.accepts(recovery[0].upper().replace("-", " "))
    assert not house.accepts(recovery[0])
    assert house.factors.count_recovery_codes("ann") == RECOVERY_CODES - 1


def test_new_recovery_codes_take_the_place_of_all(house: House) -> None:
    old = house.enrol()
    new = house.factors.renew_recovery_codes("ann")
    assert not any(map(house.accepts, old))
    assert house.accepts(new[0])


def test_recovery_codes_are_stored_as_digests(house: House) -> None:
    recovery = house.enrol()
    with house.engine.connect() as connection:
        stored = " ".join(connection.execute(text("SELECT digest FROM recovery_code")).scalars())
    assert not any(code in stored or code.replace("-", "") in stored for code in recovery)


def test_after_ten_wrong_codes_even_a_right_one_waits_and_recovery_codes_work(house: House) -> None:
    recovery = house.enrol()
    for _ in range(TRIES):
        assert not house.accepts(house.wrong())
    assert not house.accepts(house.shown())
    assert house.accepts(recovery[0])
    house.now += REST + timedelta(seconds=1)
    assert house.accepts(house.shown())


def test_a_right_code_forgets_wrong_ones(house: House) -> None:
    house.enrol()
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert not house.accepts(house.wrong())
        assert house.accepts(house.shown())
        house.wait(30)


def test_many_who_guess_at_once_have_no_more_tries(house: House) -> None:
    house.enrol()
    wrong = house.wrong()
    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(house.accepts, [wrong] * TRIES))
    assert not house.accepts(house.shown())


@pytest.mark.parametrize("typed", ["", " ", "-", "x" * 10_000, "１２３", "\0", "zzzz-zzzz-zzzz-zzzz"])
def test_what_is_no_code_is_refused(house: House, typed: str) -> None:
    house.enrol()
    assert not house.accepts(typed)


def test_who_has_none_cannot_show_one(house: House) -> None:
    assert not house.accepts("123456")
    assert not house.accepts("abcd-abcd-abcd-abcd")


@pytest.mark.parametrize(
    ("demanded_from", "of"),
    [(None, []), (Role.ADMIN, ["admin"]), (Role.APPROVER, ["approver", "admin"]), (Role.WRITER, list(Role))],
)
def test_it_is_demanded_from_a_role_on(house: House, demanded_from: Role | None, of: list[str]) -> None:
    factors = SecondFactorService(
        factors=SqlSecondFactors(house.engine),
        codes=TimedCodes("life.example.com"),
        clock=lambda: NOON,
        random_bytes=secrets.token_bytes,
        demanded_from=demanded_from,
    )
    assert [role.value for role in Role if factors.is_demanded(User("ann", "", role, NOON))] == of
