"""Read the brief that the board's address asks for. The same address always asks for the same."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from werkzeug.datastructures import MultiDict

from postergen.domain.briefs import BriefRequest
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.numbers import whole_number
from postergen.service.orders import Order
from postergen.service.specimens import USUAL_NICKNAME, ordinary_options
from postergen.web.pages import page_locale

USUAL_COUNT, MOST_COUNT = 6, 24
USUAL_FORMAT = "story"  # as the campaign page draws it, so its artwork is warm
# What the brief consists of, in the address. Everything else that an address says is not passed on.
BRIEF = ("option", "wish", "locale", "occasion", "place", "nickname", "look", "format", "count", "campaign")
EXAMPLE_PICKS = 3


def asked_of_board(campaign: Campaign) -> tuple[MultiDict[str, str], bool]:
    """The brief of this address; and whether it is an example, because the address asks for nothing."""
    asked = MultiDict((name, value) for name, value in request.args.items(multi=True) if name in BRIEF and value)
    if "option" in asked or "wish" in asked or "count" in asked:
        return asked, False
    return MultiDict([*_example(campaign), *asked.items(multi=True)]), True


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


def address_with(asked: MultiDict[str, str], **other: str) -> list[tuple[str, str]]:
    """The brief as parameters of an address, with some of it put otherwise."""
    return [(name, value) for name, value in asked.items(multi=True) if name not in other] + list(other.items())


def _example(campaign: Campaign) -> list[tuple[str, str]]:
    """The first lives of the first themes, for a person with a usual name."""
    picked = [("option", option) for option in ordinary_options(campaign, EXAMPLE_PICKS)]
    return [*picked, ("nickname", USUAL_NICKNAME[page_locale()])]
