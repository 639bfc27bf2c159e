"""The command line.

Exit codes: 0 done, 1 some rows failed or a policy was refused, 2 usage or bad input, 3 a needed part is unavailable.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from postergen import __version__
from postergen.machine import read_and_write_utf8

# Each command: where it is, and what it does.
COMMANDS = {
    "render": ("posters:render", "Make one poster."),
    "rank": ("ranking:rank", "Rank the copy that could speak for a choice."),
    "batch": ("batch:batch", "Make a poster for every row of a file."),
    "look-back": ("look_backs:look_back", "Make a look back for every row of a file of figures."),
    "options": ("posters:options", "List the better lives."),
    "catalogue": ("content:catalogue", "Campaign packs."),
    "templates": ("content:templates", "Poster templates."),
    "stickers": ("stickers:stickers", "Reply pictures: lines of a campaign, said by figures."),
    "index": ("ranking:index", "The semantic index of a campaign pack."),
    "lint": ("copy:lint", "Check copy: law, length and near-duplicates."),
    "generate": ("copy:generate", "Ask a language model for drafts."),
    "review": ("copy:review", "What waits for a decision."),
    "export": ("copy:export_copy", "Write the published variants to a YAML or CSV file."),
    "import": (
        "copy:import_copy",
        "Read variants from a YAML or CSV file: what changed becomes a draft, all or nothing.",
    ),
    "coupons": ("copy:coupons", "Pools of coupons: how many are left."),
    "serve": ("serving:serve", "Serve the campaign page and the API."),
    "loadtest": ("loadtest:loadtest", "Put a running server under a campaign's load, and say whether it bears it."),
    "stats": ("stats:stats", "Say which words bring people."),
    "wishes": (
        "wishes:wishes",
        "Say what people wish for in their own words, what it is read as, and what they said it means.",
    ),
    "games": ("games:games", "Games of a campaign: how they stand, and what they need."),
    "policy": ("policy:policy", "What draws the texts, as it was learned."),
    "simulate": ("simulate:simulate", "Try policies on campaigns whose truth is known."),
    "doctor": ("doctor:doctor", "Say how this machine is for serving, and how to mend what is wrong."),
    "db": ("serving:db", "The database."),
    "backup": (
        "backup:backup",
        "Write all that a service needs to stand again elsewhere into one file; the service goes on meanwhile.",
    ),
    "restore": (
        "backup:restore",
        "Restore a backup into the database that POSTERGEN_DATABASE_URL names, and erase again who was erased since.",
    ),
    "key": ("keys:key", "Keys of programs that call the API."),
    "user": ("users:user", "The people of the studio."),
    "sign": ("keys:sign_address", "Print the address of a picture that is made when it is first asked for."),
    "demo": ("posters:demo", "Render a poster in every look and both languages, and serve the campaign page."),
}


@contextmanager
def uncollected() -> Iterator[None]:
    """What is loaded meanwhile stays: to look through it for garbage, again and again, takes an eighth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        collect_rarely()


def collect_rarely() -> None:
    """Look for garbage less often than Python does.

    Nearly all of ours goes without, and what is kept of posters is much to look through: a sixth of a second each time.
    """
    gc.set_threshold(20_000, 20, 50)


class LazyGroup(click.Group):
    """Imports a command when it is called: help is there at once, and no command waits for what others need."""

    def __init__(self, *, lazy: Mapping[str, tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name][0].partition(":")
        with uncollected():
            command: click.Command = getattr(import_module(f"postergen.commands.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._lazy[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Personal posters that people want to share, and which words bring people."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def start() -> None:
    """Run the command line as a program of its own."""
    read_and_write_utf8()
    main()
