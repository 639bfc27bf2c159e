"""Make a service stand again from a backup, where nothing stands yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from postergen.adapters.erasure_log import Erased, Erasure, read_erasures
from postergen.adapters.journal.fold_worker import FoldWorker
from postergen.adapters.journal.journal_copies import is_in_use, take_over_set_aside, take_up
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql import database
from postergen.adapters.sql.database import Engine
from postergen.adapters.sql.database_file import file_of
from postergen.adapters.sql.dumps import check_target, load_dump, not_empty
from postergen.adapters.sql.erasure_rows import SqlErasures
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.sqlite_copy import address_of, let_go
from postergen.backup.archive import measured, read_archive
from postergen.backup.make import files_of, placed_content, secrets_of, without_password
from postergen.backup.manifest import Manifest, is_within
from postergen.backup.remaining import what_remains
from postergen.config import Settings
from postergen.domain.ports import Clock
from postergen.errors import Finding, InvalidInput, Unavailable
from postergen.files import put_in_place, workplace
from postergen.loading import data_dir, erasure_log, journal_dir


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: how many events came from journals, what was erased again by which logs, what to do."""

    manifest: Manifest
    events: int
    again: Mapping[Erased, int]
    logs: tuple[Path, ...]
    remaining: tuple[str, ...]


def restore_backup(
    settings: Settings,
    variables: Mapping[str, str],
    archive: Path,
    logs: Sequence[Path],
    clock: Clock,
    *,
    content: Path | None = None,
    replace: bool = False,
) -> Restored:
    """Restore a backup into the database, the journals and the data folder that the settings name.

    Every byte of the archive is looked at before anything is touched. On SQLite the database gets its name when
    everything is done; on PostgreSQL it is filled all or nothing, and what follows, erasures included, is done right
    after.

    Args:
        variables: which of ours are set (`config.set_variables`).
        content: where the folders of content go; `content` beside the SQLite file, else in `data`, when left out.
        logs: erasure logs beside the one that the settings name, which is read where there is one.
        replace: whether what is there may be replaced.

    Raises:
        InvalidInput: the archive is damaged, of a newer release, or of another kind of database; an erasure log cannot
            be read; or the target is not empty.
        NotFound: no such archive.
        Unavailable: servers still use the target; it does not answer, or the tools that fill it are not there.
        OSError: there is no room, or no such erasure log.
    """
    own_log = erasure_log(settings)
    logs = tuple(dict.fromkeys([*logs, own_log.path] if own_log.path.exists() else logs))
    erasures = [erasure for path in logs for erasure in read_erasures(path)]
    content = content or data_dir(settings) / "content"
    journals = JournalDirectory(journal_dir(settings), settings.database_url, room=1)
    target = file_of(settings.database_url)
    beside = target.resolve() if target else content  # a file gets its name on the disk where it is
    beside.parent.mkdir(parents=True, exist_ok=True)
    with workplace(beside) as room:
        files = room / "files"
        files.mkdir()
        manifest = read_archive(archive, files)
        _check(manifest, settings, archive)
        if not replace and _holds_something(content):
            raise not_empty(str(content))
        if is_in_use(journals):
            raise Unavailable("the database", f"a server keeps a journal in {journals.folder}; stop it first")
        with _loaded(manifest, settings, files, room, replace=replace) as (engine, inside):
            events, again = _bring_up(engine, inside, files, erasures, clock)
            own_log.complete(SqlErasures(engine, clock).known())
        take_over_set_aside([files / "journal", inside.folder], journals)
        if (files / "content").exists():
            if content.exists():
                shutil.rmtree(content)
            shutil.move(files / "content", content)
    now = {name: without_password(text) for name, text in variables.items()}
    to_set = {name for name in manifest.content if not _is_as_here(manifest, name, settings)}
    remaining = tuple(what_remains(manifest, now, secrets_of(settings), content.absolute(), to_set))
    return Restored(manifest, events, again, logs, remaining)


def _check(manifest: Manifest, settings: Settings, archive: Path) -> None:
    kind = "sqlite" if settings.database_url.startswith("sqlite") else "postgresql"
    if manifest.database.revision > database.head():
        tables = f"its tables are at {manifest.database.revision}, of postergen {manifest.product}"
        problem = f"{tables}; this release knows {database.head()}"
        raise InvalidInput([Finding(str(archive), problem, "install the release that made it, or a newer one")])
    if manifest.database.kind != kind:
        problem = f"holds a {manifest.database.kind} database, and POSTERGEN_DATABASE_URL names one of {kind}"
        raise InvalidInput([Finding(str(archive), problem, "set it to an address of the same kind")])


def _is_as_here(manifest: Manifest, variable: str, settings: Settings) -> bool:
    """Whether what a variable names here is the same as in the backup, to the byte."""
    placed = placed_content(settings, variable)
    here = {name: path for place, source in placed.items() for name, path in files_of(source, place).items()}
    there = {member.name: member for member in manifest.members if is_within(member.name, manifest.content[variable])}
    return here.keys() == there.keys() and all(measured(path, name) == there[name] for name, path in here.items())


def _holds_something(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.is_file() and path.stat().st_size > 0


@contextmanager
def _loaded(
    manifest: Manifest, settings: Settings, files: Path, room: Path, *, replace: bool
) -> Iterator[tuple[Engine, JournalDirectory]]:
    """The database as the backup has it, and a folder for journals that wait for it. A file is seen by nobody before
    this is left.
    """
    dump, target = manifest.database, file_of(settings.database_url)
    if dump.kind == "sqlite":
        if target is None:
            raise InvalidInput([Finding("POSTERGEN_DATABASE_URL", "names no file", "sqlite:///path/to.db")])
        if not replace and _holds_something(target):
            raise not_empty(str(target))
        url = address_of(files / dump.file)
        engine = database.open_database(url)
    else:
        url = settings.database_url
        engine = database.open_database(url)
        load_dump(engine, dump, files, check_target(engine, dump, replace=replace))
    try:
        yield engine, JournalDirectory(room / "journal", url, room=1)
    finally:
        engine.dispose()
    if target is not None:
        let_go(files / dump.file)
        if target.exists():
            let_go(target)
        put_in_place(files / dump.file, target.resolve())


def _bring_up(
    engine: Engine, journals: JournalDirectory, files: Path, erasures: Sequence[Erasure], clock: Clock
) -> tuple[int, Mapping[Erased, int]]:
    """Bring old tables forward, fold what was in journals, and erase again; returns how many events and erasures."""
    database.upgrade(engine)
    fold = EventFold(engine, clock)
    events = take_up(files / "journal", journals, fold)
    worker = FoldWorker(journals, fold)
    with closing(worker):
        worker.fold_now()
        worker.count_waiting()
    again = SqlErasures(engine, clock).repeat(erasures)
    database.wipe_log(engine)
    return events, again
