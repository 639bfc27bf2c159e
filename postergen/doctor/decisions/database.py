"""Whether the database can be worked with, its tables fit, and the clocks agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.adapters.sql.survey import FileState, ServerState, Tables
from postergen.doctor.values import Remark, error, note, ok, skipped, warning

OF_A_PROCESS = 15  # connections that a process may open: SQLAlchemy's pool of 5, and 10 beyond it
ELSEWHERE = 10  # connections of ours beside the server: commands, a batch, a psql
LATE, FALSE = 2.0, 30.0  # seconds between two clocks: limits and days are off; codes of the studio are refused
DAY = 86_400.0

_RESTORE = "Stop the server, keep a copy of the file as it is, and put the last backup in its place."
_UPGRADE = "Run postergen db upgrade, or start the server, which does the same; make a backup before."


@dataclass(frozen=True, slots=True)
class Database:
    """``kind`` as SQLAlchemy calls it, ``place`` without a password. What is ``away`` says so, and has no state."""

    kind: str
    place: str
    workers: int
    away: str = ""
    file: FileState | None = None
    server: ServerState | None = None

    @property
    def tables(self) -> Tables | None:
        state = self.file or self.server
        return state.tables if state else None


@dataclass(frozen=True, slots=True)
class Clock:
    """Our time, that of our own newest file (both in seconds since 1970), and by how many seconds each server that
    keeps time with us is ahead of us, with how far that may be off.
    """

    now: float
    newest: float
    ahead: tuple[tuple[str, float, float], ...]
    away: tuple[str, ...]


def judge_database(database: Database) -> Sequence[Remark]:
    if database.away:
        return [_away(database)]
    if database.server:
        return _server(database, database.server)
    if database.file:
        return [_file(database, database.file)]
    mend = "Name a file, sqlite:////data/postergen.db, or a PostgreSQL, postgresql+psycopg://… ."
    if database.kind == "sqlite":
        return [error("it lies in memory, where every process has its own, and goes with it", mend)]
    return [error(f"{database.kind} is no database that postergen knows", mend)]


def _away(database: Database) -> Remark:
    if database.kind == "sqlite":
        mend = (
            "File and folder have to belong to the user that runs postergen; if they do, name another file by "
            "POSTERGEN_DATABASE_URL, or put the last backup in its place."
        )
        return error(f"{database.place} cannot be read: {database.away}", mend)
    mend = (
        "Start the database server, or correct POSTERGEN_DATABASE_URL; psql with the same address says the same. "
        "Printed codes lead on meanwhile, and what happens is kept in the journals."
    )
    return error(f"{database.place} does not answer: {database.away}", mend)


def _file(database: Database, file: FileState) -> Remark:
    said = f"SQLite, {database.place}"
    if file.damage:
        return error(f"{said}, is damaged: {file.damage}", _RESTORE)
    if file.tables is None:
        return ok(f"{said}, which the first start makes")
    whole = "" if file.damage is not None else ", too large to be read through here"
    return ok(f"{said}, {file.size / 1e6:.1f} MB{whole}")


def _server(database: Database, server: ServerState) -> list[Remark]:
    remarks = [ok(f"PostgreSQL {server.version}, {database.place}")]
    if server.is_read_only:
        found = "it can only be read: it is a standby, or default_transaction_read_only is on"
        remarks.append(error(found, "Name the primary server in POSTERGEN_DATABASE_URL, or turn that off."))
    if not server.may_create:
        found = "its user may not make tables, and scans need one for each month"
        remarks.append(error(found, "As its owner: GRANT CREATE ON SCHEMA public TO the user of the address."))
    if server.encoding != "UTF8":
        found = f"its encoding is {server.encoding}, which cannot hold every name"
        remarks.append(error(found, "Make a database with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."))
    wanted = OF_A_PROCESS * (database.workers + 1) + ELSEWHERE  # with the process that folds
    room = server.connections - server.others
    if room < wanted:
        found = f"{database.workers} workers may want {wanted} connections, and {room} of {server.connections} are left"
        mend = f"Raise max_connections of PostgreSQL to {server.others + wanted} or more, or start fewer --workers."
        remarks.append(warning(found, mend))
    return remarks


def judge_migrations(database: Database) -> Sequence[Remark]:
    tables = database.tables
    if database.away:
        return [skipped("the database does not answer")]
    if tables is None or tables.revision is None:
        return [ok("no tables yet; the first start makes them")]
    said = f"the tables are at {tables.revision}"
    if tables.revision == tables.head:
        return [ok(f"{said}, as this release makes them")]
    if tables.revision < tables.head:
        return [warning(f"{said}, and this release wants {tables.head}", _UPGRADE)]
    if tables.works:
        mend = "Install the newer release here, too, once all is well with it; until then both work."
        return [note(f"{said}, which a newer release made; this one knows {tables.head} and can work with it", mend)]
    mend = "Install the newer release; this one refuses to start."
    return [
        error(f"{said}, which a newer release made, and this one knows {tables.head} and cannot work with it", mend)
    ]


def judge_clock(clock: Clock) -> Sequence[Remark]:
    remarks = []
    if clock.now < clock.newest - DAY:
        days = (clock.newest - clock.now) / DAY
        remarks.append(error(f"it is {days:.0f} days before this release was installed", _SET))
    for name, ahead, error_of in clock.ahead:
        apart = abs(ahead) - error_of
        said = f"{name} is {abs(ahead):.1f} seconds {'ahead of' if ahead > 0 else 'behind'} this machine"
        if apart > FALSE:
            remarks.append(
                error(f"{said}, too much for codes of the studio's second factor and for signed addresses", _SET)
            )
        elif apart > LATE:
            remarks.append(warning(f"{said}, so limits and the order of events are off", _SET))
        else:
            remarks.append(ok(f"{name} has the same time"))
    remarks += [skipped(f"{name} does not answer") for name in clock.away]
    return remarks or [ok("no other clock is asked: everything is on this machine")]


_SET = "Have every machine set its clock from the network: timedatectl set-ntp true, or chrony."
