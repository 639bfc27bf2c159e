"""Make a backup of a service, look whether one is whole, and restore it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from postergen.adapters.erasure_log import Erased
from postergen.backup.archive import read_archive
from postergen.backup.make import make_backup
from postergen.backup.manifest import Manifest, as_told
from postergen.backup.restore import Restored, restore_backup
from postergen.commands.console import EXIT_TERMINATED, echo_json, echo_notes, reporting_errors
from postergen.config import Settings, set_variables
from postergen.loading import utc_now

as_json = click.option("--json", "as_json", is_flag=True, help="print JSON")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--check", is_flag=True, help="read a backup to its last byte, and say whether it is whole")
@as_json
@reporting_errors
def backup(file: Path, check: bool, as_json: bool) -> None:
    """Write all that a service needs to stand again elsewhere into one file; the service goes on meanwhile."""
    _end_in_order()
    if check:
        manifest, size = read_archive(file), file.stat().st_size
    else:
        made = make_backup(Settings.from_environment(), set_variables(), file, utc_now)
        manifest, size = made.manifest, made.size
        echo_notes(f"{path} cannot be read, and is not in the backup" for path in made.unreadable)
    if as_json:
        echo_json({"file": str(file), "size": size, **as_told(manifest)})
        return
    click.echo(f"{file} is {'whole' if check else 'written'} ({size / 1e6:.1f} MB)")
    click.echo(f"  {_contents(manifest)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--erasures",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="an erasure log beside that of POSTERGEN_ERASURE_LOG, or a list of `db erased`; repeat it",
)
@click.option(
    "--content",
    type=click.Path(path_type=Path, file_okay=False),
    help="where packs, looks and the like go; content beside the SQLite file, else in data, when left out",
)
@click.option("--replace", is_flag=True, help="replace the database and the content that are there")
@as_json
@reporting_errors
def restore(file: Path, erasures: tuple[Path, ...], content: Path | None, replace: bool, as_json: bool) -> None:
    """Restore a backup into the database that POSTERGEN_DATABASE_URL names, and erase again who was erased since."""
    _end_in_order()
    settings = Settings.from_environment()
    variables = set_variables()
    restored = restore_backup(settings, variables, file, erasures, utc_now, content=content, replace=replace)
    if not restored.logs:
        echo_notes(
            ["no erasure log was found: whoever was erased after this backup is back; name the log with --erasures"]
        )
    if as_json:
        echo_json(_told(restored))
        return
    again = restored.again
    click.echo(f"{file} is restored\n  {_contents(restored.manifest)}")
    click.echo(f"from its journals: {restored.events} events that the database lacked")
    click.echo(
        f"erased again: {again[Erased.PERSON]} persons, {again[Erased.KEY]} keys, {again[Erased.CLOSED]} accounts,"
        f" {again[Erased.HOLDER]} holders"
        f" (by {', '.join(map(str, restored.logs)) or 'no log'})"
    )
    for line in restored.remaining:
        click.echo(f"to do: {line}")


def _contents(manifest: Manifest) -> str:
    journals = sum(member.name.endswith(".journal") for member in manifest.members)
    content = sum(member.name.startswith("content/") for member in manifest.members)
    database = f"{manifest.database.kind} database at revision {manifest.database.revision}"
    made = f"made {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC by postergen {manifest.product}"
    return f"{made}: {database}, {journals} journals, {content} files of content"


def _told(restored: Restored) -> dict[str, object]:
    return {
        "manifest": as_told(restored.manifest),
        "events": restored.events,
        "erased_again": {what.value: count for what, count in restored.again.items()},
        "erasure_logs": [str(path) for path in restored.logs],
        "to_do": list(restored.remaining),
    }


def _end_in_order() -> None:
    """Whoever stops us finds nothing half done, and no copy left behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))
