"""The lives to pick on the campaign page, which are nearly the same for everybody: written once for each language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import current_app
from markupsafe import Markup

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Theme
from postergen.web.product import product

OWN = Markup("\x1f")  # stands where a reader's own belongs, until that is known


class Face(NamedTuple):
    """A life before and after what only its reader sees of it."""

    before: str
    after: str


def lives(
    campaign: Campaign, locale: str, picked: Collection[str], of_friend: Collection[str]
) -> Iterator[tuple[Theme, Markup]]:
    """The lives of each theme; those picked are ticked, and a friend's can be pointed at."""
    faces = _faces(campaign.id, campaign.version, locale)
    for theme, options in campaign.catalogue.offered_by_theme():
        told = ((faces[one.id], _own(one.id, one.id in picked, one.id in of_friend)) for one in options)
        yield theme, Markup("".join(f"{face.before}{own}{face.after}" for face, own in told))


def _own(option: str, is_picked: bool, is_friends: bool) -> str:
    return (' id="life-' + option + '"' if is_friends else "") + (" checked" if is_picked else "")


@lru_cache(maxsize=16)
def _faces(name: str, version: str, locale: str) -> Mapping[str, Face]:
    campaign = product().library.campaign_version(name, version)
    life = current_app.jinja_env.get_template("life.html").module.life  # type: ignore[attr-defined]
    written = {one.id: life(one, campaign, locale, OWN) for one in campaign.catalogue.offered}
    return {option: Face(*html.split(OWN)) for option, html in written.items()}
