"""Make the monthly partitions of scans, before a scan of that month comes (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine


class ScanMonths:
    """Remembers which are there; several processes may make the same one at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made: set[str] = set()

    def make(self, moments: Iterable[datetime]) -> None:
        """Make the partitions of the months that are not there yet."""
        months = {moment.astimezone(UTC).strftime("%Y-%m-01") for moment in moments} - self._made
        for month in sorted(months):
            begin = datetime.fromisoformat(month).replace(tzinfo=UTC)
            end = (begin + timedelta(days=32)).replace(day=1)
            with self._engine.begin() as connection:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('postergen scan partitions'))")
                connection.exec_driver_sql(
                    f"CREATE TABLE IF NOT EXISTS scan_{begin:%Y_%m} PARTITION OF scan "
                    f"FOR VALUES FROM ('{begin.isoformat()}') TO ('{end.isoformat()}')"
                )
            self._made.add(month)
