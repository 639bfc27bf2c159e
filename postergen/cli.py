"""The command line. Exit codes: 0 done, 1 some rows failed, 2 usage or bad input, 3 a needed part is unavailable."""

from __future__ import annotations

import logging

import click

from postergen import __version__
from postergen.commands import content, copy, keys, posters, ranking, serving, stats, users

COMMANDS = (
    posters.render,
    ranking.rank,
    posters.batch,
    posters.options,
    content.catalogue,
    content.templates,
    ranking.index,
    copy.lint,
    copy.generate,
    copy.review,
    copy.export_copy,
    copy.import_copy,
    copy.coupons,
    serving.serve,
    stats.stats,
    serving.db,
    keys.key,
    users.user,
    keys.sign_address,
    posters.demo,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Personal posters that people want to share, and which words bring people."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


for _command in COMMANDS:
    main.add_command(_command)
