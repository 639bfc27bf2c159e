"""Serve the product, and look after its database."""

from __future__ import annotations

from functools import partial
from typing import TextIO

import click

from postergen.adapters.sql.database_file import REMEDY, file_of, is_in_memory
from postergen.adapters.sql.erasure_rows import SqlErasures
from postergen.commands.console import echo_notes, load_product, reporting_errors
from postergen.commands.started import started, tell
from postergen.config import Settings, log_form
from postergen.errors import Finding, InvalidSettings, NotFound
from postergen.loading import erasure_log, load_words
from postergen.logs import configure_logging
from postergen.press import read_a_wish
from postergen.serve import serve_forever
from postergen.upkeep import upgrade_database, vacuum_database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@reporting_errors
def serve(host: str, port: int, workers: int) -> None:
    """Serve the campaign page and the API."""
    configure_logging(log_form())
    # mistakes in settings, content and words show here, once, and not in every worker; a database that is a file is
    # there or wrong, and a server that is away must not keep printed codes from leading on
    url = Settings.from_environment().database_url
    if is_in_memory(url):
        problem = f"{url} lies in memory, where every process of a server would have its own"
        raise InvalidSettings([Finding("POSTERGEN_DATABASE_URL", problem, REMEDY)])
    product, languages = load_product(may_be_away=file_of(url) is None), load_words()
    tell(started(product, languages, host, port, workers))
    serve_forever(host, port, workers, partial(read_a_wish, product.library, product.posters))


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@reporting_errors
def db_upgrade() -> None:
    """Bring the tables up to date, and count what they did not count before."""
    counted, leftovers = upgrade_database(Settings.from_environment())
    click.echo(f"up to date; {counted} earlier posters counted" if counted else "up to date")
    if leftovers:
        size = f"{leftovers / 1e6:.1f} MB"
        echo_notes(
            [f"what was deleted by earlier releases can still be read in the file ({size}): postergen db vacuum"]
        )


@db.command("vacuum")
@reporting_errors
def db_vacuum() -> None:
    """Write the SQLite file anew, without what earlier releases deleted; who wants to write waits meanwhile."""
    vacuum_database(Settings.from_environment())
    click.echo("made anew: nothing that was deleted is left in it")


@db.command("erased")
@reporting_errors
def db_erased() -> None:
    """The codes of all posters whose person was erased, one a line: keep them before you restore a backup."""
    product = load_product(only_reads=True)
    product.take_in()
    for code in product.personal_data.erased():
        click.echo(code)


@db.command("erase-again")
@click.argument("codes", type=click.File("r", encoding="utf-8-sig"))
@reporting_errors
def db_erase_again(codes: TextIO) -> None:
    """Erase the persons of these posters (`db erased`) once more, after a restored backup has brought them back."""
    product, again, unknown = load_product(), 0, 0
    for code in dict.fromkeys(line.strip() for line in codes if line.strip()):
        try:
            product.posters.erase(code)
            again += 1
        except NotFound:  # made after the backup, so gone with what came after it
            unknown += 1
    product.fold_worker.fold_now()
    click.echo(f"{again} erased, {unknown} not in this database")


@db.command("prune")
@reporting_errors
def db_prune() -> None:
    """Delete what is older than POSTERGEN_KEEP_SCANS and POSTERGEN_KEEP_AVATARS say; the counts stay."""
    product = load_product()
    kept = product.settings
    gone = product.personal_data.prune(product.clock(), keep_scans=kept.keep_scans, keep_avatars=kept.keep_avatars)
    gone = {**gone, "files set aside": product.journals.forget_old()}
    erasure_log(kept).complete(SqlErasures(product.engine, product.clock).known())
    click.echo(", ".join(f"{count} {what}" for what, count in gone.items()) + " deleted")
