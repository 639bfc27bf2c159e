"""The line of the campaign page: read from its form, turned when another is asked for, told beside a preview."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from flask import request

from postergen.domain.line import Line, Turn
from postergen.errors import Unavailable
from postergen.service.orders import Order
from postergen.web.line_tokens import line_token, page_token, read_line, read_page
from postergen.web.product import product

HEADER = "Postergen-Line"  # beside a preview: a JSON object, percent-encoded, for headers are ASCII


def page_of_form() -> str:
    return read_page(salts, request.form.get("page", ""))


def fresh_page() -> str:
    """What a page that is opened now carries."""
    return page_token(product().salts.today(), secrets.token_hex(8))


def line_of_form() -> Line | None:
    return read_line(salts, request.form.get("line", ""))


def turn_of_form() -> Turn:
    turn = request.form.get("turn", "")
    return Turn(turn) if turn in list(Turn) else Turn.STAY


def with_line(order: Order) -> Order:
    """The order with the line that stands on its page from now on; raises as `PosterService.line`."""
    return replace(order, line=product().posters.line(order, turn_of_form()))


def told_line(order: Order) -> dict[str, object]:
    """The line of `with_line` for the page: what it sends back, its words, which of those that were shown it is, and
    what the person is called.
    """
    line = order.line
    assert line is not None
    content = product().pictures.previewed(order)
    token = line_token(product().salts.today(), line)
    said = {"headline": content.headline, "called": content.called}
    return {"line": token, **said, "at": line.at, "shown": len(line.shown)}


def in_header(told: dict[str, object]) -> str:
    return quote(json.dumps(told, ensure_ascii=False))


def salts() -> Iterator[bytes]:
    """With what tokens of these days were signed. Today's first: those of before take a look into the database."""
    yield product().salts.today()
    try:
        yield from product().salts.recent() or ()
    except Unavailable:
        return
