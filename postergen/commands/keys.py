"""Make and revoke API keys, and sign addresses of pictures."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import click

from postergen.commands.console import brief_options, echo_json, load_product, order_from, reporting_errors
from postergen.config import Settings
from postergen.domain.keys import SCOPES, ApiKey
from postergen.domain.signing import SigningKey, sign, write_brief
from postergen.doors import open_keys
from postergen.errors import Finding, InvalidInput
from postergen.rendering.encode import EXTENSIONS

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@click.group()
def key() -> None:
    """Keys of programs that call the API."""


@key.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help=f"{', '.join(SCOPES)}; repeat it")
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def key_create(name: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Make a key. It is shown once: only its digest is kept."""
    created, text = open_keys(Settings.from_environment()).create(name, scopes)
    if as_json:
        echo_json({**_described(created), "key": text})
    else:
        click.echo(text)


@key.command("list")
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def key_list(as_json: bool) -> None:
    """List keys, and when they were last used."""
    keys = open_keys(Settings.from_environment(), only_reads=True).list()
    if as_json:
        echo_json([_described(one) for one in keys])
        return
    click.echo(f"{'id':8}  {'created':20}  {'last used':20}  {'revoked':20}  scopes, name")
    for one in keys:
        moments = (_moment(one.created_at), _moment(one.last_used_at), _moment(one.revoked_at))
        shown = "  ".join(f"{moment or '-':20}" for moment in moments)
        click.echo(f"{one.id}  {shown}  {','.join(sorted(one.scopes))}  {one.name}")


@key.command("revoke")
@click.argument("key_id", metavar="ID")
@reporting_errors
def key_revoke(key_id: str) -> None:
    """Close a key; servers notice within half a minute."""
    open_keys(Settings.from_environment()).revoke(key_id)
    click.echo(f"{key_id} is revoked")


def _described(one: ApiKey) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "scopes": sorted(one.scopes),
        "created_at": _moment(one.created_at),
        "last_used_at": _moment(one.last_used_at),
        "revoked_at": _moment(one.revoked_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


@click.command("sign")
@brief_options
@click.option("--for", "caller", default="", help="whom it is for, in your own words; two are two posters")
@click.option("--expires", default="30d", show_default=True, help="such as 30d, 12h or 90m from now")
@click.option("--extension", default="jpg", show_default=True, type=click.Choice(EXTENSIONS))
@reporting_errors
def sign_address(caller: str, expires: str, extension: str, **options: Any) -> None:
    """Print the address of a picture that is made when it is first asked for."""
    product = load_product(only_reads=True)
    lifetime = _lifetime(expires)
    if not product.settings.signing_keys:
        raise InvalidInput([Finding("POSTERGEN_SIGNING_KEYS", "is not set", "openssl rand -hex 32 makes a secret")])
    order = order_from(product, options)
    product.posters.brief(order)  # a mistake shows here, and not in somebody's mail
    request = order.request
    brief = {
        "options": list(request.options),
        "wish": request.wish,
        "locale": request.locale,
        "template": request.template,
        "format": request.format,
        "nickname": request.nickname,
        "place": request.place,
        "occasion": request.occasion,
        "channel": request.channel,
        "personalised": request.personalised,
        "for": caller,
        "expires": int((product.clock() + lifetime).timestamp()),
    }
    text = write_brief({name: value for name, value in brief.items() if value not in ("", None)})
    signature = sign(SigningKey(*product.settings.signing_keys[0]), order.campaign, text, extension)
    click.echo(f"{product.settings.public_url}/r/{order.campaign}/{signature}/{text}.{extension}")


def _lifetime(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9][0-9]{0,4})([mhd])", text)
    if found is None:
        raise InvalidInput([Finding("--expires", f"{text!r} is no time", "such as 30d, 12h or 90m")])
    return int(found[1]) * _UNITS[found[2]]
