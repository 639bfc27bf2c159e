"""What all commands share: exit codes, errors as lines, the options of a brief."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from postergen.cli import uncollected
from postergen.config import Settings
from postergen.domain.briefs import BriefRequest
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.errors import InvalidInput, OverBudget, PostergenError, Unavailable
from postergen.logs import writes_json
from postergen.service.orders import Order

if TYPE_CHECKING:
    from postergen.bootstrap import Product
    from postergen.press import Press

log = logging.getLogger(__name__)

EXIT_ROWS_FAILED, EXIT_BAD_INPUT, EXIT_UNAVAILABLE = 1, 2, 3
EXIT_INTERRUPTED, EXIT_TERMINATED = 128 + 2, 128 + 15  # as shells say it


def reporting_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Say what went wrong on standard error, and leave with the code for it."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except InvalidInput as exc:
            for finding in exc.findings:
                _say(finding)
            sys.exit(EXIT_BAD_INPUT)
        except (OverBudget, Unavailable) as exc:
            _say(exc)
            sys.exit(EXIT_UNAVAILABLE)
        except PostergenError as exc:
            _say(exc)
            sys.exit(EXIT_BAD_INPUT)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            sys.exit(EXIT_INTERRUPTED)
        except BrokenPipeError:
            sys.stderr.close()  # whoever read our output has seen enough
        except OSError as exc:
            _say(exc)
            sys.exit(EXIT_UNAVAILABLE)

    return wrapped


def _say(error: object) -> None:
    """Tell this error as everything else is told: a server may write JSON."""
    if writes_json():
        log.error("%s", error)
    else:
        click.echo(f"error: {error}", err=True)


def brief_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that describe a brief."""
    for option in reversed(
        (
            click.option(
                "--option",
                "options",
                multiple=True,
                metavar="ID",
                help="a better life; repeat it",
            ),
            click.option("--wish", default="", help="a wish in the person's own words"),
            click.option("--wish-means", default="", metavar="ID", help="which better life it means, or none"),
            click.option("--nickname", default="", help="the name on the poster"),
            click.option("--locale", default=DEFAULT_LOCALE, show_default=True, help=" or ".join(LOCALES)),
            click.option("--place", help="province/city"),
            click.option("--occasion", help="such as birthday"),
            click.option("--template", help="the look; the campaign's first when left out"),
            click.option("--format", "format_name", default="story", show_default=True, help="pixel format"),
            click.option("--channel", default="", help="where the poster will be shared"),
            click.option("--site", default="", help="where it will hang: an id of yours"),
            click.option("--no-personalisation", is_flag=True, help="name and place play no part in choosing the copy"),
            click.option("--campaign", help="the campaign; POSTERGEN_CAMPAIGN when left out"),
        )
    ):
        command = option(command)
    return command


def order_from(press: Product | Press, options: dict[str, Any]) -> Order:
    request = BriefRequest(
        options=tuple(options["options"]),
        locale=options["locale"],
        template=options["template"],
        format=options["format_name"],
        nickname=options["nickname"],
        wish=options["wish"],
        wish_means=options["wish_means"],
        place=options["place"],
        occasion=options["occasion"],
        channel=options["channel"],
        site=options["site"],
        personalised=not options["no_personalisation"],
    )
    return Order(options["campaign"] or press.settings.campaign, request)


def load_product(*, may_be_away: bool = False, only_reads: bool = False) -> Product:
    """The product; what it kept in its journal is folded when the command ends."""
    with uncollected():
        from postergen.bootstrap import build_product  # only here: help and lighter commands do without

        settings = Settings.from_environment()
        product = build_product(settings, may_be_away=may_be_away, only_reads=only_reads)
    click.get_current_context().call_on_close(product.close)
    return product


def load_press(*, only_reads: bool = False) -> Press:
    """What makes posters, for commands that need nothing else; it ends as `load_product` does."""
    with uncollected():
        from postergen.press import build_press

        press = build_press(Settings.from_environment(), only_reads=only_reads)
    click.get_current_context().call_on_close(press.close)
    return press


def echo_notes(notes: Iterable[str]) -> None:
    """Say on standard error how a file was read, where that was not as usual."""
    for note in notes:
        click.echo(f"note: {note}", err=True)


def echo_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
