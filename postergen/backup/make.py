"""Make a backup of a service, which may go on meanwhile."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from postergen import __version__
from postergen.adapters.journal.journal_copies import copy_journals
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql import database
from postergen.adapters.sql.database_file import file_of, is_read_only
from postergen.adapters.sql.dumps import dump_database
from postergen.adapters.sql.erasure_rows import SqlErasures
from postergen.backup.archive import measured, write_archive
from postergen.backup.manifest import Manifest, Member, check_value, is_inside
from postergen.config import Settings
from postergen.domain.ports import Clock
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.files import LITTER, put_in_place, workplace
from postergen.loading import erasure_log, journal_dir

# Where things lie on one machine says nothing to another.
OF_THE_MACHINE = ("POSTERGEN_DATABASE_URL", "POSTERGEN_JOURNAL_DIR", "POSTERGEN_CACHE_DIR", "POSTERGEN_ERASURE_LOG")
# The folder in the archive for what a variable points to, and the setting. The first two are there always, the others
# where they are set.
CONTENT = {
    "POSTERGEN_CAMPAIGNS_DIR": ("campaigns", "campaigns_dir"),
    "POSTERGEN_TEMPLATES_DIR": ("templates", "templates_dir"),
    "POSTERGEN_FIGURES_DIR": ("figures", "figures_dir"),
    "POSTERGEN_PROMPTS_DIR": ("prompts", "prompts_dir"),
    "POSTERGEN_FONT_PATH": ("fonts", "font_path"),
    "POSTERGEN_COMPLIANCE_PATH": ("compliance", "compliance_path"),
}
ALWAYS = ("POSTERGEN_CAMPAIGNS_DIR", "POSTERGEN_TEMPLATES_DIR")
_PASSWORD = re.compile(r"(?<=://)[^/@]*@")


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds, its bytes on the disk, and the journals and the like that it could not take in."""

    manifest: Manifest
    size: int
    unreadable: tuple[str, ...]


def make_backup(settings: Settings, variables: Mapping[str, str], path: Path, clock: Clock) -> Made:
    """Write a backup into a file that only its owner can read: the whole of it, or none.

    Journals come first, then the database. An event leaves its journal only after it is in the database: whoever reads
    in this order may find an event in both, never in neither, and one that is in both is folded once, by the mark of
    its journal and by its own id.

    Args:
        variables: which of ours are set (`config.set_variables`).

    Raises:
        NotFound: there is no database of ours, or no folder for the file.
        Unavailable: the database or a journal does not answer, or the tools that read it are not there.
        InvalidInput: the path is that of something else than a file; or a name of content cannot be held.
        OSError: there is no room.
    """
    made_at = clock()
    file = file_of(settings.database_url)
    if file is not None and not file.is_file():
        raise NotFound("database", str(file))
    path = path.resolve()
    if not path.parent.is_dir():
        raise NotFound("folder", str(path.parent))
    if path.exists() and not path.is_file():
        raise InvalidInput(
            [Finding(str(path), "is no file", "name a file, which is replaced, or one that is not there")]
        )
    engine = database.open_database(settings.database_url, only_reads=True)
    try:
        with workplace(path) as room:
            files = room / "files"
            files.mkdir()
            journals = JournalDirectory(journal_dir(settings), settings.database_url, room=settings.journal_room)
            unreadable = copy_journals(journals, files / "journal")
            dump = dump_database(engine, files)
            content = _copy_content(settings, variables, files)
            salt = secrets.token_hex(16)
            manifest = Manifest(
                product=__version__,
                made_at=made_at,
                database=dump,
                settings=_told(variables),
                content=content,
                salt=salt,
                secrets={name: check_value(secret, salt) for name, secret in secrets_of(settings).items()},
                members=_members(files, dump.file),
            )
            archive = room / "archive"
            write_archive(archive, manifest, files)
            size = archive.stat().st_size
            if dump.revision == database.head() and not is_read_only(engine):
                erasure_log(settings).complete(SqlErasures(engine, clock).known())
            put_in_place(archive, path)
    finally:
        engine.dispose()
    return Made(manifest, size, tuple(unreadable))


def secrets_of(settings: Settings) -> dict[str, bytes]:
    """The secrets that are in no database and no archive: those of the environment, by their names."""
    named = {f"POSTERGEN_SIGNING_KEYS {name}": secret for name, secret in settings.signing_keys}
    return named | ({"OPENAI_API_KEY": settings.model_key.encode()} if settings.model_key else {})


def _told(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables that another machine needs, too, without the secrets in them."""
    needed = {name: text for name, text in variables.items() if text and name not in (*OF_THE_MACHINE, *CONTENT)}
    return {name: without_password(text) for name, text in needed.items()}


def without_password(text: str) -> str:
    """An address as it may be written down."""
    return _PASSWORD.sub("…@", text)


def _copy_content(settings: Settings, variables: Mapping[str, str], files: Path) -> dict[str, tuple[str, ...]]:
    """Copy what is read from folders; returns the places in the archive by their variable."""
    copied = {}
    for variable in CONTENT:
        if variable in ALWAYS or variable in variables:
            placed = placed_content(settings, variable)
            for place, source in placed.items():
                _copy(source, place, files)
            copied[variable] = tuple(placed)
    return copied


def placed_content(settings: Settings, variable: str) -> dict[str, Path]:
    """The folders and files that a variable names, by their places in an archive."""
    folder, setting = CONTENT[variable]
    value: Path | tuple[Path, ...] = getattr(settings, setting)
    if not isinstance(value, tuple):
        return {f"content/{folder}": value}
    numbered = ((f"content/{folder}/{number}", source) for number, source in enumerate(value))
    return {f"{place}/{source.name}" if source.is_file() else place: source for place, source in numbered}


def _copy(source: Path, place: str, files: Path) -> None:
    found = files_of(source, place)
    if strange := [name for name in found if not is_inside(name)]:
        raise InvalidInput(
            [Finding(str(found[name]), "has a name that cannot be kept", "rename it") for name in strange]
        )
    for name, path in found.items():
        target = files / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def files_of(source: Path, place: str) -> dict[str, Path]:
    """The files of a folder, or the one file, by their names in an archive."""
    if source.is_file():
        return {place: source}
    return {f"{place}/{path.relative_to(source).as_posix()}": path for path in _files_in(source)}


def _files_in(folder: Path) -> Iterator[Path]:
    """Every file below a folder, through links as well, each folder once."""
    seen: set[tuple[int, int]] = set()
    for name, below, names in os.walk(folder, followlinks=True):
        stat = Path(name).stat()
        if (stat.st_dev, stat.st_ino) in seen:
            below.clear()
            continue
        seen.add((stat.st_dev, stat.st_ino))
        below[:] = sorted(one for one in below if not one.endswith(LITTER))
        yield from (path for one in sorted(names) if (path := Path(name, one)).is_file())


def _members(files: Path, first: str) -> tuple[Member, ...]:
    names = sorted(path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file())
    kept = [first, *(name for name in names if name.startswith(("journal/", "content/")))]
    return tuple(measured(files / name, name) for name in kept)
