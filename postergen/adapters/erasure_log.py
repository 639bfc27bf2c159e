"""Keep a list of what was erased, in a file that outlives the database: a backup of before must not bring it back.

A line of JSON for each: the code of a poster whose person was erased, the id of a key that was revoked, digests of
an account that was closed or opened again and of a holder who was erased; and when. Nobody's name is in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from postergen.domain.codes import repair_code
from postergen.errors import Finding, InvalidInput

log = logging.getLogger(__name__)


class Erased(StrEnum):
    """What an entry of the log is about."""

    PERSON = "person"  # its id is the code of their poster
    KEY = "key"  # its id is that of the key
    CLOSED = "account-closed"  # its id is `account_id`
    OPENED = "account-opened"
    HOLDER = "holder"  # its id is `holder_id`


@dataclass(frozen=True, slots=True)
class Erasure:
    """Something was erased, and when."""

    what: Erased
    id: str
    at: datetime


def account_id(name: str, created_at: datetime) -> str:
    """What stands for an account in the log: it says who it is to nobody but those who have the account itself."""
    text = f"{name}\0{created_at.astimezone(UTC).isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def holder_id(number: int, made_at: datetime) -> str:
    """What stands for whoever played: it leads to nobody."""
    return hashlib.sha256(f"holder {number}\0{made_at.astimezone(UTC).isoformat()}".encode()).hexdigest()[:32]


class ErasureLog:
    """Appends to the file. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, erasures: Iterable[Erasure]) -> bool:
        """Append these; they are on the disk when this returns. False where that is not possible: what was erased
        stays erased here all the same, and `complete` tries again.
        """
        lines = "".join(_line(erasure) for erasure in erasures).encode()
        if not lines:
            return True
        try:
            self._append(lines)
        except OSError as exc:
            log.error(
                "the erasure log lacks what was erased just now, and a restored backup would bring it back: %s", exc
            )
            return False
        return True

    def _append(self, lines: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != b"\n":  # whoever wrote before died over it
                lines = b"\n" + lines
            while lines:
                lines = lines[os.write(file, lines) :]
            os.fsync(file)
        finally:
            os.close(file)

    def complete(self, erasures: Iterable[Erasure]) -> int:
        """Append those that are not in it as the last that happened to them; returns how many."""
        try:
            known = latest(_read(self.path)[0]) if self.path.exists() else {}
        except OSError as exc:
            log.error("the erasure log cannot be read: %s", exc)
            return 0
        missing = [one for one in erasures if _subject(one) not in known or known[_subject(one)].what is not one.what]
        return len(missing) if self.note(missing) else 0


def latest(erasures: Iterable[Erasure]) -> dict[tuple[str, str], Erasure]:
    """The last that happened to each person, key and account."""
    return {_subject(erasure): erasure for erasure in erasures}


def _subject(erasure: Erasure) -> tuple[str, str]:
    return erasure.what.partition("-")[0], erasure.id


def _line(erasure: Erasure) -> str:
    told = {"what": erasure.what.value, "id": erasure.id, "at": erasure.at.astimezone(UTC).isoformat()}
    return json.dumps(told, separators=(",", ":")) + "\n"


def read_erasures(path: Path) -> list[Erasure]:
    """What stands in a log, or in a list of codes (`postergen db erased`), in the order in which it was written.

    Raises:
        InvalidInput: lines that are neither, all of them.
        OSError: there is no such file.
    """
    erasures, findings = _read(path)
    if findings:
        raise InvalidInput(findings)
    return erasures


def _read(path: Path) -> tuple[list[Erasure], list[Finding]]:
    written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    erasures: list[Erasure] = []
    findings = []
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            try:
                erasures += _erasures_of(line.strip(), written_at)
            except (ValueError, KeyError, TypeError):
                remedy = "mend the line, or delete it if nobody can say whose it was"
                findings.append(Finding(f"{path}:{number}", "is neither an erasure nor the code of a poster", remedy))
    return erasures, findings


def _erasures_of(line: str, written_at: datetime) -> Iterator[Erasure]:
    if line.startswith("{"):
        told = json.loads(line)
        yield Erasure(Erased(told["what"]), str(told["id"]), datetime.fromisoformat(told["at"]))
    elif line:
        code = repair_code(line)
        if code is None:
            raise ValueError(line)
        yield Erasure(Erased.PERSON, code, written_at)
