"""Copy the journals of a machine while they are written, and take such copies up on another."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from postergen.adapters.journal.journal import DAMAGED, PART, has_no_events, look_into, remove_files, take_lock
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.journal.set_aside import REJECTED
from postergen.adapters.sql.fold import EventFold
from postergen.errors import Unavailable


def copy_journals(journals: JournalDirectory, folder: Path) -> list[str]:
    """Copy every journal, and what was set aside without a person in it; returns the files that cannot be read.

    Whoever copies the database after this misses nothing: an event leaves its journal only when it is in the database.

    Raises:
        Unavailable: a journal cannot be read now.
    """
    folder.mkdir(mode=0o700)
    unreadable = [str(path) for path in journals.files_set_aside(DAMAGED)]
    for path in journals.paths():
        copy = folder / path.name
        try:
            with closing(look_into(path)) as journal, closing(sqlite3.connect(copy)) as target:
                journal.backup(target)  # in one step: it is as it was at one moment
        except sqlite3.Error as exc:
            remove_files(copy)
            if type(exc) is sqlite3.DatabaseError:
                unreadable.append(str(path))
            elif not has_no_events(path, exc):
                raise Unavailable(PART, f"{path}: {exc}") from exc
    for path in journals.files_set_aside(REJECTED):
        shutil.copyfile(path, folder / path.name)
    return unreadable


def take_up(folder: Path, journals: JournalDirectory, fold: EventFold) -> int:
    """Give the copied journals a place among the journals of dead processes, which are folded next; returns how many
    events stand in them that the database has not.
    """
    found = 0
    for copy in sorted(folder.glob("*.journal")) if folder.is_dir() else []:
        place = journals.place_for(copy.name)
        found += _count_after(copy, fold.mark(copy.stem))
        fold.rename_journal(copy.stem, place.stem)
        place.parent.mkdir(parents=True, exist_ok=True)
        copy.replace(place)
    return found


def _count_after(copy: Path, mark: int) -> int:
    with closing(look_into(copy)) as journal:
        try:
            (count,) = journal.execute("SELECT count(*) FROM event WHERE seq > ?", (mark,)).fetchone()
        except sqlite3.OperationalError:  # it was just being made
            return 0
    return int(count)


def take_over_set_aside(folders: Sequence[Path], journals: JournalDirectory) -> None:
    """Put what was set aside in these folders where those look who care for these journals."""
    for path in [
        path for folder in folders for ending in (REJECTED, f"{DAMAGED}*") for path in folder.glob(f"*{ending}")
    ]:
        place = journals.place_for(path.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def is_in_use(journals: JournalDirectory) -> bool:
    """Whether a living process has a journal here."""
    for path in journals.paths():
        lock_file = take_lock(path.with_suffix(".lock"))
        if lock_file is None:
            return True
        lock_file.close()
    return False
