"""Read the brief that the board's address asks for. The same address always asks for the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from postergen.domain.briefs import BriefRequest
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.numbers import whole_number
from postergen.service.orders import Order
from postergen.service.specimens import USUAL_NICKNAME, ordinary_options
from postergen.web.pages import page_locale

Pairs = list[tuple[str, str]]

USUAL_COUNT, MOST_COUNT = 6, 24
USUAL_FORMAT = "story"  # as the campaign page draws it, so its artwork is warm
# What the brief consists of, in the address.
BRIEF = ("option", "wish", "locale", "occasion", "place", "nickname", "look", "format", "count", "campaign")
# Texts that stand side by side, and those that are taken as pictures. Whatever else an address says is not passed on.
PIN, TAKEN = "pin", "text"
EXAMPLE_PICKS = 3


def asked_of_board(campaign: Campaign) -> tuple[MultiDict[str, str], bool]:
    """The brief of this address; and whether it is an example, because the address asks for nothing."""
    asked = MultiDict((name, value) for name, value in request.args.items(multi=True) if name in BRIEF and value)
    if "option" in asked or "wish" in asked or "count" in asked:
        return asked, False
    return MultiDict([*_example(campaign), *asked.items(multi=True)]), True


def pinned() -> tuple[str, ...]:
    """The two texts that stand side by side: the first that was pinned stays, and the latest takes the other place."""
    found = tuple(dict.fromkeys(filter(None, request.args.getlist(PIN))))
    return found if len(found) < 2 else (found[0], found[-1])


def taken() -> tuple[str, ...]:
    """The texts whose posters are ticked."""
    return tuple(dict.fromkeys(filter(None, request.args.getlist(TAKEN))))


def order_of(asked: MultiDict[str, str], campaign: Campaign) -> Order:
    """What was asked for, still to be checked."""
    locale = locale_of(asked)
    return Order(
        campaign.id,
        BriefRequest(
            options=tuple(asked.getlist("option")),
            locale=locale,
            template=asked.get("look") or campaign.templates[0],
            format=asked.get("format") or USUAL_FORMAT,
            nickname=asked.get("nickname", ""),
            place=asked.get("place") or None,
            occasion=asked.get("occasion") or None,
            wish=asked.get("wish", ""),
        ),
    )


def locale_of(asked: Mapping[str, str]) -> str:
    found = asked.get("locale", "")
    return found if found in LOCALES else page_locale()


def count_of(asked: Mapping[str, str]) -> int:
    text = asked.get("count", "")
    return USUAL_COUNT if (count := whole_number(text)) is None else min(max(count, 1), MOST_COUNT)


def with_other(asked: MultiDict[str, str], **other: str) -> Pairs:
    """The brief as parameters of an address, with some of it put otherwise."""
    return [(name, value) for name, value in asked.items(multi=True) if name not in other] + list(other.items())


def named(name: str, values: Iterable[str]) -> Pairs:
    return [(name, value) for value in values]


def address_of(endpoint: str, pairs: Pairs, **path: str) -> str:
    """The page of the studio that asks for this."""
    return f"{url_for(endpoint, **path)}?{urlencode(pairs)}"  # type: ignore[arg-type]


def _example(campaign: Campaign) -> Pairs:
    """The first lives of the first themes, for a person with a usual name."""
    picked = named("option", ordinary_options(campaign, EXAMPLE_PICKS))
    return [*picked, ("nickname", USUAL_NICKNAME[page_locale()])]
