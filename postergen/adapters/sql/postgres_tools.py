"""Dump a PostgreSQL database and load such a dump, by the tools that come with PostgreSQL.

``pg_dump`` reads in one transaction, so the dump is of one moment and holds nobody up. It reads no server newer than
itself, and what it writes need not load into an older one (https://www.postgresql.org/docs/current/app-pgdump.html):
the tools that are as old as the server, or the next newer ones, are the right ones.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine

from postergen.adapters.sql.database import translated
from postergen.errors import Unavailable

# Where several versions lie beside each other: Debian and its likes, Red Hat and its likes, Homebrew.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
TOOLS = ("pg_dump", "pg_restore", "psql")
LOADING = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--file=-")
# What tools of some version on write in the beginning, whatever server it is for, and older servers stop at.
SINCE = {b"SET transaction_timeout = 0;": 17}
BEGINNING = (b"\n", b"--", b"\\", b"SET ", b"SELECT pg_catalog.")  # what its lines are like
CHUNK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class PostgresTools:
    """The tools of one version, by their folder."""

    folder: Path
    major: int

    def dump(self, engine: Engine, path: Path, room: Path, without: Sequence[str]) -> None:
        """Write the database into a new file, without the rows of some tables; ``room`` is a folder for a moment."""
        left_out = [f"--exclude-table-data={table}" for table in without]
        options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--file={path}"]
        _run([self._path("pg_dump"), *options, *left_out, f"--dbname={_connection_info(engine, room)}"])

    def load(self, engine: Engine, path: Path, room: Path, instead_of: Sequence[str]) -> None:
        """Fill the database with a dump, all or nothing, in the place of these tables."""
        unknown = {line for line, since in SINCE.items() if server_version(engine) < since}
        target = f"--dbname={_connection_info(engine, room)}"
        with (room / "psql.err").open("w+b") as said:
            loading = subprocess.Popen([self._path("psql"), *LOADING, target], stdin=subprocess.PIPE, stderr=said)
            assert loading.stdin is not None
            try:
                loading.stdin.write(b"BEGIN;\n")  # by psql's own option, an end that comes too early would be a commit
                for table in instead_of:
                    loading.stdin.write(f'DROP TABLE IF EXISTS public."{table}" CASCADE;\n'.encode())
                self._write_script(loading.stdin, path, room, unknown)
                loading.stdin.write(b"COMMIT;\n")
                loading.stdin.close()
            except BaseException as exc:
                if not isinstance(exc, (Unavailable, BrokenPipeError)) or not _failed(loading):
                    loading.kill()
                    loading.wait()
                    raise
            finally:
                with suppress(BrokenPipeError):
                    loading.stdin.close()
            if loading.wait() != 0:
                said.seek(0)
                raise Unavailable("psql", _last_line(said.read()))

    def _write_script(self, script: IO[bytes], path: Path, room: Path, unknown: Container[bytes]) -> None:
        """Write what fills a database, but for lines in its beginning that the server does not know."""
        command = [self._path("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--file=-", str(path)]
        with (room / "pg_restore.err").open("w+b") as said:
            with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said) as reading:
                assert reading.stdout is not None
                try:
                    for line in reading.stdout:
                        if line.strip() not in unknown:
                            script.write(line)
                        if not line.startswith(BEGINNING):
                            break  # what follows is data, in which any line may stand
                    shutil.copyfileobj(reading.stdout, script, CHUNK)
                except BaseException:
                    reading.kill()
                    raise
            if reading.returncode != 0:
                said.seek(0)
                raise Unavailable("pg_restore", _last_line(said.read()))

    def _path(self, tool: str) -> str:
        return str(self.folder / tool)


def find_tools(at_least: int) -> PostgresTools:
    """The oldest tools on this machine that know servers of this major version.

    Raises:
        Unavailable: there are none.
    """
    found = sorted(_installed(), key=lambda tools: tools.major)
    for tools in found:
        if tools.major >= at_least:
            return tools
    there = f"of PostgreSQL {found[-1].major} only" if found else "not there"
    wanted = f"postgresql-client-{at_least}"
    raise Unavailable(
        ", ".join(TOOLS),
        f"{there}, and PostgreSQL {at_least} is needed; install them (Debian: {wanted}, or a newer one)",
    )


def _installed() -> Iterator[PostgresTools]:
    on_path = shutil.which("pg_dump")
    folders = [folder for place in PLACES for folder in sorted(Path("/").glob(place[1:]))]
    for folder in ([Path(on_path).parent] if on_path else []) + folders:
        if all((folder / tool).is_file() for tool in TOOLS):
            said = subprocess.run(
                [str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False
            ).stdout
            if version := re.search(r"\(PostgreSQL\) (\d+)", said):
                yield PostgresTools(folder, int(version[1]))


def server_version(engine: Engine) -> int:
    """The major version of the server."""
    with translated(), engine.connect() as connection:
        return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


def tables_in(engine: Engine) -> list[str]:
    """The tables of the database that are no part of another."""
    own = "relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
    with translated(), engine.connect() as connection:
        return sorted(connection.exec_driver_sql(f"SELECT relname FROM pg_class WHERE {own}").scalars())


def _connection_info(engine: Engine, room: Path) -> str:
    """How to connect, as libpq reads it. The password is in a file: arguments are seen by all on the machine."""
    dialect: Any = engine.dialect
    _, told = dialect.create_connect_args(engine.url)
    told = {
        name: str(value) for name, value in told.items() if name not in ("context", "prepare_threshold", "autocommit")
    }
    password = told.pop("password", None)
    if password is not None:
        file = room / "pgpass"
        file.touch(mode=0o600)
        file.write_text("*:*:*:*:" + re.sub(r"([\\:])", r"\\\1", password) + "\n", encoding="utf-8")
        told["passfile"] = str(file)
    quoted = {name: re.sub(r"([\\'])", r"\\\1", value) for name, value in told.items()}
    return " ".join(f"{name}='{value}'" for name, value in quoted.items())


def _failed(process: subprocess.Popen[bytes]) -> bool:
    """Whether it fails by itself: then it has something to say, and whoever wrote to it has only noticed."""
    with suppress(subprocess.TimeoutExpired):
        return process.wait(timeout=1) != 0
    return False


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != 0:
        raise Unavailable(Path(command[0]).name, _last_line(done.stderr))


def _last_line(said: bytes) -> str:
    lines = [line for line in said.decode(errors="replace").splitlines() if "error" in line.lower()] or ["it failed"]
    return lines[-1]
