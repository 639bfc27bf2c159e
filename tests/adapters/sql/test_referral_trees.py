"""What a page of referrals reads does not grow with the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from postergen.adapters.sql.rows import poster_row
from postergen.adapters.sql.schema import poster as poster_table
from postergen.bootstrap import Product
from postergen.service import referrals, results
from postergen.service.reports import Period
from tests.adapters.events import poster
from tests.adapters.sql.test_fold import Database
from tests.conftest import NOON
from tests.products import product_for, settings_for
from tests.stores import sqlite_file

HOURS = 6
EVERY = 50  # steps of SQLite between two looks


@dataclass
class Work:
    """What SQLite did: questions, and steps of its machine, a few for each row that it reads."""

    questions: int = 0
    steps: int = 0


@contextmanager
def counted(product: Product) -> Iterator[Work]:
    work = Work()

    def asked(*_: object) -> None:
        work.questions += 1

    def stepped() -> int:
        work.steps += EVERY
        return 0

    product.engine.dispose()

    def watch(connection: object, _record: object) -> None:
        connection.set_progress_handler(stepped, EVERY)  # type: ignore[attr-defined]

    event.listen(product.engine, "connect", watch)
    event.listen(product.engine, "before_cursor_execute", asked)
    yield work
    event.remove(product.engine, "connect", watch)
    event.remove(product.engine, "before_cursor_execute", asked)
    product.engine.dispose()


def filled(folder: Path, size: int) -> Product:
    """A campaign of six hours with so many posters, of which a third have a parent; stored and counted."""
    url = sqlite_file(folder / "store.db")
    db = Database(url)
    made = []
    for n in range(size):
        parent = made[n - n % 7 - 1] if n % 3 == 0 and n > 7 else None
        at = NOON + timedelta(hours=HOURS) * n / size
        made.append(poster(n, parent=parent, at=at))
    rows = [poster_row(one) for one in made]
    with db.engine.begin() as connection:
        connection.execute(poster_table.insert(), rows)
    while db.catch_up(5_000):
        pass
    db.engine.dispose()
    now = NOON + timedelta(hours=72 + HOURS - 1)  # an hour of posters is young
    return product_for(settings_for(folder, database_url=url, journal_dir=folder / "journal"), clock=lambda: now)


@pytest.mark.slow
def test_a_campaign_ten_times_as_large_is_told_with_the_same_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(referrals, "POSTERS_LOOKED_AT", 300)
    monkeypatch.setattr(results, "POSTERS_LOOKED_AT", 300)
    read = {}
    for size in (3_000, 30_000):
        product = filled(tmp_path / str(size), size)
        for name, ask in {
            "referrals": lambda product=product: product.referrals.referrals("better-life"),
            "by variants": lambda product=product: product.referrals.referrals("better-life", "variants"),
            "forest": lambda product=product: product.results.forest("better-life", Period()),
            "forest of a day": lambda product=product: product.results.forest(
                "better-life", Period(NOON, NOON + timedelta(days=1))
            ),
        }.items():
            with counted(product) as work:
                ask()
            read[name, size] = work
        k = product.referrals.referrals("better-life").k
        assert k.value is not None
        assert abs(k.posters - size * (HOURS - 1) / HOURS) <= 1
        product.close()
        product.engine.dispose()
    for name in ("referrals", "by variants", "forest", "forest of a day"):
        small, large = read[name, 3_000], read[name, 30_000]
        assert small.questions == large.questions < 20
        assert large.steps < 2 * small.steps, (name, small, large)
