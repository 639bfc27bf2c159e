"""Open and close accounts of the studio."""

from __future__ import annotations

import sys

import click

from postergen.commands.console import reporting_errors
from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.doors import open_accounts
from postergen.machine import user_name

role_option = click.option("--role", type=click.Choice([role.value for role in Role]))
from_stdin = click.option("--password-stdin", is_flag=True, help="read the password from standard input")


@click.group()
def user() -> None:
    """The people of the studio."""


@user.command("create")
@click.argument("name")
@click.option("--role", default=Role.WRITER.value, show_default=True, type=click.Choice([role.value for role in Role]))
@from_stdin
@reporting_errors
def user_create(name: str, role: str, password_stdin: bool) -> None:
    """Open an account; the password is asked for."""
    made = open_accounts(Settings.from_environment()).create(
        name, _password(password_stdin), Role(role), by=user_name()
    )
    click.echo(f"{made.name} may sign in at /studio/ as {made.role.value}")


@user.command("list")
@reporting_errors
def user_list() -> None:
    """Who has an account."""
    accounts = open_accounts(Settings.from_environment(), only_reads=True)
    with_factor = accounts.second_factors.list_on()
    for one in accounts.list():
        state = "disabled" if one.disabled else "locked" if one.locked_until else ""
        said = ", ".join(filter(None, (state, "second factor" if one.name in with_factor else "")))
        click.echo(f"{one.name:20} {one.role.value:10} {one.created_at:%Y-%m-%d} {said}")


@user.command("change")
@click.argument("name")
@role_option
@click.option("--password", "ask", is_flag=True, help="set another password")
@from_stdin
@click.option("--disable/--enable", "disabled", default=None, help="close the account, or open it again")
@reporting_errors
def user_change(name: str, role: str | None, ask: bool, password_stdin: bool, disabled: bool | None) -> None:
    """Change a role or password, or close an account; its sessions end."""
    password = _password(password_stdin) if ask or password_stdin else None
    accounts = open_accounts(Settings.from_environment())
    changed = accounts.change(
        name, role=Role(role) if role else None, password=password, disabled=disabled, by=user_name()
    )
    click.echo(f"{changed.name} is {changed.role.value}{', disabled' if changed.disabled else ''}")


@user.command("reset-second-factor")
@click.argument("name")
@reporting_errors
def user_reset_second_factor(name: str) -> None:
    """Let somebody sign in without the second factor that they have lost; their sessions end."""
    open_accounts(Settings.from_environment()).reset_second_factor(name, user_name())
    click.echo(f"{name} signs in with the password alone until they set up another")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("password", hide_input=True, confirmation_prompt=True))
