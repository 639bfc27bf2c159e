"""Look after games: how they stand, whether their records hold, codes for spots, pause and end."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import click

from postergen.adapters.sql.game_rows import kind_of, rules_of
from postergen.bootstrap import Product
from postergen.commands.console import echo_json, load_product, reporting_errors
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import FoundBy, Hunt
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.games.acts import Act, read_line
from postergen.games.audit import verify as verify_record
from postergen.machine import user_name
from postergen.service.game_desk import Decision
from postergen.service.game_figures import Overview
from postergen.service.game_store import Run, RunState

EXIT_REFUSED = 1
RECORDS = (".jsonl", ".json")
COUNTED = {  # of one, and of more
    "players": ("player", "players"),
    "dealt": ("card dealt", "cards dealt"),
    "sets": ("set laid down", "sets laid down"),
    "hidden": ("envelope hidden", "envelopes hidden"),
    "found": ("part found", "parts found"),
    "kept": ("day kept", "days kept"),
}


class Record(NamedTuple):
    """A game's rules and seed, what was published of it when it opened, and every line with its digest."""

    rules: Game
    seed: bytes
    seed_digest: str
    lines: Iterator[tuple[Act, str]]


campaign_option = click.option("--campaign", help="the campaign; POSTERGEN_CAMPAIGN when left out")
by_option = click.option("--by", "who", default=None, help="in whose name; yours on this machine when left out")
why_option = click.option("--why", default="", help="for the audit log")


@click.group(invoke_without_command=True)
@campaign_option
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
@reporting_errors
def games(context: click.Context, campaign: str | None, as_json: bool) -> None:
    """Games of a campaign: how they stand, and what they need."""
    if context.invoked_subcommand:
        return
    product = load_product(only_reads=True)
    seen = product.game_figures.all(campaign or product.settings.campaign)
    found = [_told(one, product.clock()) for one in seen]
    if as_json:
        echo_json(found)
        return
    for one, told in zip(seen, found, strict=True):
        counts = [f"{count:,} {COUNTED[name][count != 1]}" for name, count in _counted(one).items()]
        said = ", ".join(counts) if one.run else "nobody has looked at it yet"
        click.echo(f"{told['game']}: {told['state']}, {told['opens']} to {told['closes']}; {said}")


def _counted(one: Overview) -> dict[str, int]:
    """What there is to count in a game of its kind."""
    counts = {"players": one.players}
    if isinstance(one.rules, Collection):
        return counts | {"dealt": one.dealt, "sets": one.sets}
    if isinstance(one.rules, Hunt):
        return counts | {"hidden": one.hidden, "found": one.found}
    return counts | {"kept": one.kept}


def _told(one: Overview, now: datetime) -> dict[str, Any]:
    rules, run = one.rules, one.run
    state = run.state.value if run else "open"
    if now < rules.opens:
        state = "not begun"
    elif state != RunState.CLOSED and now >= rules.closes:
        state = "over, and not closed yet"
    return {
        "game": rules.id,
        "kind": kind_of(rules),
        "state": state,
        "opens": rules.opens.isoformat(),
        "closes": rules.closes.isoformat(),
        **_counted(one),
        "lines": run.serial if run else 0,
        "seed_digest": run.seed_digest if run else "",
    }


@games.command()
@click.argument("game")
@campaign_option
@reporting_errors
def verify(game: str, campaign: str | None) -> None:
    """Play a game's record again. Leaves with 1 where a line does not follow from the seed and the rules.

    GAME is a game of the campaign, or a record that was published: a file of JSON lines.
    """
    count = 0

    def counted(lines: Iterator[tuple[Act, str]]) -> Iterator[tuple[Act, str]]:
        nonlocal count
        for line in lines:
            count += 1
            yield line

    with _published(Path(game)) if game.endswith(RECORDS) else _kept(game, campaign) as found:
        findings = verify_record(found.rules, found.seed, found.seed_digest, counted(found.lines))
    for finding in findings:
        click.echo(f"error: {finding}", err=True)
    lines = "1 line" if count == 1 else f"{count} lines"
    follow = "follows" if count == 1 else "follow"
    click.echo(f"{lines}; what is wrong: {len(findings)}" if findings else f"{lines} {follow} from the seed")
    if findings:
        sys.exit(EXIT_REFUSED)


@games.command()
@click.argument("game")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@campaign_option
@reporting_errors
def record(game: str, out: Path, campaign: str | None) -> None:
    """Write the record of a game, with its rules and seed, into a file of JSON lines."""
    product = load_product(only_reads=True)
    run = _run(product, campaign, game)
    with out.open("w", encoding="utf-8") as file:
        for line in product.games.published(run):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    click.echo(f"{out}: {run.serial} lines; the seed is in it, so keep it to yourself until the game is closed")


@games.command()
@click.argument("game")
@campaign_option
@reporting_errors
def spots(game: str, campaign: str | None) -> None:
    """Print the address for the code of each spot, and of each envelope of the game that is found by one."""
    product = load_product()
    name = campaign or product.settings.campaign
    home, rules = f"{product.settings.public_url}/c/{name}/games/{game}", product.games.run(name, game).rules
    codes = []
    if isinstance(rules, Collection):
        codes = [(one.id, f"at/{one.id}/{product.collecting.spot_token(name, game, one.id)}") for one in rules.spots]
    elif isinstance(rules, Hunt):
        lying = [one for one in product.hide_views.of(name, game, None).lying if one.found_by is FoundBy.CODE]
        codes = [(one.name, f"envelopes/{one.id}/here/{product.hiding.code_of(name, game, one.id)}") for one in lying]
    for id, path in codes:
        click.echo(f"{id}\t{home}/{path}")
    if not codes:
        click.echo(f"{game} has no code that hangs or lies anywhere now", err=True)


def _decide(decision: Decision, game: str, campaign: str | None, who: str | None, why: str) -> Run[Game]:
    """Do it, and note it in the audit log, as the studio does."""
    product = load_product()
    return product.game_desk.decide(campaign or product.settings.campaign, game, decision, who or user_name(), why)


@games.command()
@click.argument("game")
@campaign_option
@by_option
@why_option
@reporting_errors
def pause(game: str, campaign: str | None, who: str | None, why: str) -> None:
    """Let nobody act in a game for a while. What they have stays theirs."""
    _decide(Decision.PAUSE, game, campaign, who, why)
    click.echo(f"{game} rests")


@games.command()
@click.argument("game")
@campaign_option
@by_option
@why_option
@reporting_errors
def resume(game: str, campaign: str | None, who: str | None, why: str) -> None:
    """Let a game that rests go on."""
    _decide(Decision.RESUME, game, campaign, who, why)
    click.echo(f"{game} goes on")


@games.command()
@click.argument("game")
@campaign_option
@by_option
@why_option
@reporting_errors
def close(game: str, campaign: str | None, who: str | None, why: str) -> None:
    """Share what there is and publish the seed, once a game's time is over. A server does so by itself."""
    run = _decide(Decision.CLOSE, game, campaign, who, why)
    click.echo(f"{game} is closed; its seed is {run.seed.hex()}")


def _run(product: Product, campaign: str | None, game: str) -> Run[Game]:
    name = campaign or product.settings.campaign
    run = next((run for rules, run in product.games.known(name) if rules.id == game), None)
    if run is None:
        raise NotFound("game that was opened", game)
    return run


@contextmanager
def _published(path: Path) -> Iterator[Record]:
    """What a published record says. `InvalidInput` for what is none."""
    with path.open(encoding="utf-8") as lines:
        try:
            head = json.loads(next(lines))
            rules, seed = rules_of(json.dumps(head["rules"])), bytes.fromhex(head["seed"])
            seed_digest = str(head["seed_digest"])
        except (StopIteration, ValueError, KeyError, TypeError) as exc:
            raise InvalidInput([Finding(f"{path}:1", "is not the head of a record", "download it again")]) from exc
        yield Record(rules, seed, seed_digest, (_line(path, number, line) for number, line in enumerate(lines, 2)))


@contextmanager
def _kept(game: str, campaign: str | None) -> Iterator[Record]:
    """What the database has of it."""
    product = load_product(only_reads=True)
    run = _run(product, campaign, game)
    yield Record(run.rules, run.seed, run.seed_digest, product.games.record(run.campaign, game))


def _line(path: Path, number: int, text: str) -> tuple[Act, str]:
    try:
        told = json.loads(text)
        return read_line(told), str(told["digest"])
    except (ValueError, KeyError, TypeError) as exc:
        raise InvalidInput([Finding(f"{path}:{number}", "is no line of a record", "download it again")]) from exc
