"""Remember every row of a run and what came of it, in a file of the run's folder (SQLite): the truth for going on.

Memory does not grow with rows, and whenever the process dies, what was noted is there. A row is entered with each pass
over the input: what was done stays done while it asks for the same, and also when the input no longer has it.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from postergen.batch.rows import Row, as_row, digest_of
from postergen.domain.tables import Row as Read
from postergen.errors import Unavailable

FILE = "batch.db"
BEFORE = "batch.id"  # where the folder of an earlier release remembers which batch it is
SCHEMA = """
CREATE TABLE IF NOT EXISTS run (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS row (
    id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, pass INTEGER NOT NULL, number INTEGER NOT NULL, cells TEXT NOT NULL,
    more TEXT NOT NULL, status TEXT NOT NULL, code TEXT, link TEXT, variant TEXT, revision TEXT, propensity REAL,
    file TEXT COLLATE NOCASE, bytes INTEGER, sha256 TEXT, warnings TEXT NOT NULL DEFAULT '[]', error TEXT
);
-- the next row that waits, in the order of the input
CREATE INDEX IF NOT EXISTS waiting ON row (status, pass, number);
-- whether a name of a file is taken
CREATE INDEX IF NOT EXISTS files ON row (file);
CREATE TABLE IF NOT EXISTS tally (digest TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
-- what the files of this pass are going to be called
CREATE TEMP TABLE called (
    file TEXT COLLATE NOCASE PRIMARY KEY, id TEXT NOT NULL, number INTEGER NOT NULL
) WITHOUT ROWID;
"""
CHUNK = 1000  # rows read together


class Status(StrEnum):
    """What came of a row."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"  # it may be tried again
    REFUSED = "refused"  # what it asks for cannot be had
    ABSENT = "absent"  # it was never made, and the input no longer has it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row; ``warnings`` are what its person should know of the picture."""

    id: str
    status: Status
    code: str | None = None
    link: str | None = None
    variant: str | None = None
    revision: str | None = None
    propensity: float | None = None
    file: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with what came of it."""

    row: Row
    outcome: Outcome


_OUTCOME = [field.name for field in fields(Outcome) if field.name != "id"]


class Ledger:
    """The ledger of one folder. One process at a time holds it."""

    def __init__(self, folder: Path) -> None:
        """Raises `Unavailable` while another run holds it, or where none can be."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = (folder / f".{FILE}.lock").open("w")
        except OSError as exc:
            raise _unwritable(folder, exc) from exc
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise Unavailable(
                "batch", f"another run writes into {folder}; wait for it, or take another folder"
            ) from None
        except OSError as exc:
            self._lock.close()
            raise _unwritable(folder, exc) from exc
        try:
            self._db = sqlite3.connect(folder / FILE, isolation_level=None)
        except sqlite3.DatabaseError as exc:
            self._lock.close()
            raise _damaged(folder, exc) from exc
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            # what a machine that goes down forgets is made again: the same posters, under the same names
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(SCHEMA)
        except sqlite3.DatabaseError as exc:
            self.close()
            raise _damaged(folder, exc) from exc
        self.id = self._known_id(folder / BEFORE)
        self._pass = int(self._get("pass") or 0)

    def _known_id(self, before: Path) -> str:
        known = self._get("id")
        if known is None:
            known = before.read_text(encoding="ascii").strip() if before.is_file() else secrets.token_hex(8)
            self._set("id", known)
        return known

    def enter(self, rows: Iterable[Read], columns: Sequence[str], more: Sequence[str]) -> Iterator[Row]:
        """Take in the rows of the input, all or, if this is not gone through to its end, none."""
        self._db.execute("BEGIN")
        try:
            self._pass += 1
            self._set("pass", str(self._pass))
            self._set("columns", json.dumps(list(columns)))
            self._set("more", json.dumps(list(more)))
            self._db.execute("DELETE FROM tally")
            self._db.execute("DELETE FROM called")
            for read in rows:
                row = self._numbered(read)
                yield row
            self._db.execute(
                "UPDATE row SET status = 'absent', file = CASE WHEN sha256 IS NOT NULL THEN file END"
                " WHERE pass < ? AND status <> 'done'",
                (self._pass,),
            )
        except BaseException:
            self._db.execute("ROLLBACK")
            self._pass -= 1
            raise
        self._db.execute("COMMIT")

    def _numbered(self, read: Read) -> Row:
        digest = digest_of({name: cell.strip() for name, cell in read.cells.items()})
        (nth,) = self._db.execute(
            "INSERT INTO tally VALUES (?, 1) ON CONFLICT (digest) DO UPDATE SET count = count + 1 RETURNING count",
            (digest,),
        ).fetchone()
        return as_row(read, nth, digest)

    def wants(self, row: Row, error: str | None = None) -> bool:
        """Enter a row of this pass; whether its id is a new one. ``error`` says why it cannot be had.

        A row that is done stays so where the input asks for what cannot be had: it was mended in a file of its own.
        """
        status = Status.WAITING if error is None else Status.REFUSED
        own = (row.id, row.digest, self._pass, row.number, _packed(row.cells), _packed(row.more), status, error)
        old = self._db.execute(
            "SELECT pass, digest, file IS NOT NULL AND sha256 IS NOT NULL FROM row WHERE id = ?", (row.id,)
        ).fetchone()
        if old is None:
            self._db.execute(
                "INSERT INTO row (id, digest, pass, number, cells, more, status, error)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                own,
            )
            return True
        if old[0] == self._pass:
            return False
        if error is not None and old[2]:
            kept = "UPDATE row SET pass = ?, number = ?, status = 'done' WHERE id = ?"
            self._db.execute(kept, (self._pass, row.number, row.id))
            return True
        is_done = old[1] == row.digest and old[2]
        self._db.execute(
            "UPDATE row SET digest = ?, pass = ?, number = ?, cells = ?, more = ?, status = ?, error = ? WHERE id = ?",
            (*own[1:6], Status.DONE if is_done else status, None if is_done else error, row.id),
        )
        return True

    def called(self, row_id: str, number: int, file: str) -> int | None:
        """Keep what the file of this row is going to be called, or was where it is done; the number of another row of
        this pass that is called the same, if there is one.
        """
        done = "SELECT file FROM row WHERE id = ? AND file IS NOT NULL AND sha256 IS NOT NULL"
        (file,) = self._db.execute(done, (row_id,)).fetchone() or (file,)
        if self._db.execute("INSERT OR IGNORE INTO called VALUES (?, ?, ?)", (file, row_id, number)).rowcount:
            return None
        (other, first) = self._db.execute("SELECT id, number FROM called WHERE file = ?", (file,)).fetchone()
        return None if other == row_id else int(first)

    def waiting(self, count: int) -> list[Row]:
        """The first rows that wait, in the order of the input."""
        found = self._db.execute(
            "SELECT number, id, digest, cells, more FROM row WHERE status = 'waiting' AND pass = ? AND file IS NULL"
            " ORDER BY number LIMIT ?",
            (self._pass, count),
        )
        return [_row(*one) for one in found]

    def first(self) -> Row | None:
        """The first row of the input that can be had, whether or not it is done."""
        found = self._db.execute(
            "SELECT number, id, digest, cells, more FROM row WHERE status <> 'refused' AND pass = ?"
            " ORDER BY number LIMIT 1",
            (self._pass,),
        ).fetchone()
        return _row(*found) if found else None

    def claim(self, names: Sequence[tuple[str, str]]) -> set[str]:
        """Keep these names of files for these rows (id, file); returns the ids whose name another row has."""
        taken = set()
        self._db.execute("BEGIN")
        free = "UPDATE row SET file = ?1 WHERE id = ?2 AND NOT EXISTS (SELECT 1 FROM row WHERE file = ?1 AND id <> ?2)"
        for row_id, file in names:
            if not self._db.execute(free, (file, row_id)).rowcount:
                taken.add(row_id)
        self._db.execute("COMMIT")
        return taken

    def note(self, outcomes: Iterable[Outcome]) -> None:
        """Write down what came of some rows."""
        values = [(*_values(outcome), outcome.id) for outcome in outcomes]
        assignments = ", ".join(f"{name} = ?" for name in _OUTCOME)
        self._db.execute("BEGIN")
        self._db.executemany(f"UPDATE row SET {assignments} WHERE id = ?", values)
        self._db.execute("COMMIT")

    def keep_to(self, terms: Mapping[str, str]) -> Mapping[str, str]:
        """Hold on to how the posters of this folder are made; those of these terms that were others when the first was
        made, as they were then.
        """
        known: dict[str, str] = json.loads(self._get("terms") or "{}")
        begun = self._db.execute("SELECT 1 FROM row WHERE code IS NOT NULL LIMIT 1").fetchone() is not None
        if begun and known:
            return {name: known[name] for name, now in terms.items() if known.get(name, now) != now}
        self._set("terms", json.dumps(dict(terms)))
        return {}

    def under_way(self) -> Iterator[str]:
        """The files that an ended run had begun."""
        found = self._db.execute("SELECT file FROM row WHERE status <> 'done' AND file IS NOT NULL")
        return (file for (file,) in found)

    def begin(self) -> None:
        """Let rows wait that an ended run had under way, and those that failed."""
        self._db.execute(
            "UPDATE row SET status = 'waiting', file = NULL, sha256 = NULL, error = NULL"
            " WHERE pass = ? AND status IN ('waiting', 'failed')",
            (self._pass,),
        )

    def redo(self, is_lost: Iterable[str]) -> None:
        """Let rows wait whose files are lost."""
        self._db.execute("BEGIN")
        self._db.executemany(
            "UPDATE row SET status = 'waiting', file = NULL, sha256 = NULL WHERE id = ?", ((one,) for one in is_lost)
        )
        self._db.execute("COMMIT")

    def done_files(self) -> Iterator[tuple[str, str, int]]:
        """Every row of the input that is done, with its file and how many bytes it has."""
        after = 0
        while found := self._db.execute(
            "SELECT rowid, id, file, bytes FROM row WHERE status = 'done' AND pass = ? AND rowid > ?"
            f" ORDER BY rowid LIMIT {CHUNK}",
            (self._pass, after),
        ).fetchall():
            yield from ((row_id, file, size) for _, row_id, file, size in found)
            after = found[-1][0]

    def counts(self) -> Mapping[Status, int]:
        """How many rows of the input there are of each status."""
        found = dict(self._db.execute("SELECT status, count(*) FROM row WHERE pass = ? GROUP BY status", (self._pass,)))
        return {status: found.get(status, 0) for status in Status}

    def entries(self, *statuses: Status) -> Iterator[Entry]:
        """Rows with what came of them, in the order of the input; of these statuses, or all."""
        chosen = statuses or tuple(Status)
        marks = ", ".join("?" * len(chosen))
        found = self._db.cursor().execute(
            f"SELECT number, id, digest, cells, more, {', '.join(_OUTCOME)} FROM row WHERE status IN ({marks})"
            " ORDER BY status = 'absent', number, id",
            chosen,
        )
        for number, row_id, digest, cells, more, status, *rest in found:
            values = dict(zip(_OUTCOME[1:], rest, strict=True))
            values["warnings"] = tuple(json.loads(values["warnings"]))
            yield Entry(_row(number, row_id, digest, cells, more), Outcome(row_id, Status(status), **values))

    @property
    def columns(self) -> list[str]:
        """Those of ours that the last input had."""
        found: list[str] = json.loads(self._get("columns") or "[]")
        return found

    @property
    def more(self) -> list[str]:
        """The columns of the operator's own, as the last input had them."""
        found: list[str] = json.loads(self._get("more") or "[]")
        return found

    def close(self) -> None:
        self._db.close()
        self._lock.close()

    def _get(self, name: str) -> str | None:
        found = self._db.execute("SELECT value FROM run WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def _set(self, name: str, value: str) -> None:
        self._db.execute(
            "INSERT INTO run VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )


def _unwritable(folder: Path, exc: OSError) -> Unavailable:
    return Unavailable("batch", f"nothing can be written into {folder}: {exc.strerror}")


def _damaged(folder: Path, exc: sqlite3.DatabaseError) -> Unavailable:
    return Unavailable("batch", f"{folder / FILE} is damaged ({exc}); put it back, or take another folder")


def _packed(cells: Mapping[str, str]) -> str:
    return json.dumps({name: cell for name, cell in cells.items() if cell or name == "options"}, ensure_ascii=False)


def _row(number: int, row_id: str, digest: str, cells: str, more: str) -> Row:
    return Row(number, row_id, digest, json.loads(cells), json.loads(more))


def _values(outcome: Outcome) -> tuple[object, ...]:
    said = {"warnings": json.dumps(outcome.warnings, ensure_ascii=False)}
    return tuple(said.get(name, getattr(outcome, name)) for name in _OUTCOME)
