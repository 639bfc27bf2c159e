"""What the pages of all games do alike: act as the holder of the request, once, and come back to the page."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, request, url_for

from postergen.domain.typed import MAX_TYPED
from postergen.errors import Forbidden, InvalidInput, Refused
from postergen.games.hand import Held
from postergen.service.game_store import Entry
from postergen.web.holding import check_asked_by_us, holder_of_request, holder_who_agrees, remember_holder
from postergen.web.pages import page_language
from postergen.web.product import product

games = Blueprint("games", __name__)

Done = TypeVar("Done")
Page = Callable[..., Response]  # of a campaign and game, as `web.collecting.collection_page`


def act(campaign: str, game: str, page: Page, do: Callable[[int], Held | Entry | None]) -> Response:
    """Do something as the holder of this request, a new one if need be, and show what came of it."""
    check_asked_by_us()
    product().games.run(campaign, game)  # nobody becomes a holder of what is not there
    holder, token = holder_who_agrees(campaign)
    try:
        done = do(holder)
        response = back_to(campaign, game, got=done.serial if done else None)
    except Refused as exc:
        response = page(campaign, game, holder=holder, refused=exc.reason, status=409)
    except InvalidInput as exc:
        response = page(campaign, game, holder=holder, findings=exc.findings, status=422)
    remember_holder(response, campaign, token)
    return response


def held_by_holder(campaign: str, do: Callable[[int], Done]) -> Done:
    """Do something that only a holder can."""
    check_asked_by_us()
    holder = holder_of_request(campaign)
    if holder is None:
        raise Forbidden("nobody plays in this browser")
    return do(holder)


def back_to(campaign: str, game: str, **shown: Any) -> Response:
    """Back to the page, so that loading it again does nothing again."""
    return redirect(  # type: ignore[return-value]
        url_for("games.play", campaign=campaign, game=game, lang=page_language().id, **shown), 303
    )


def act_key() -> str:
    """The act's own key: the form has one, and sends the same if it is sent twice."""
    return request.form.get("key", "")[:MAX_TYPED] or secrets.token_hex(8)


def number_of(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 18 else 0
