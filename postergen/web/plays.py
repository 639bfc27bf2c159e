"""What a campaign has beside posters: games, the year's look back, stickers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask import url_for

from postergen.domain.campaign import Campaign
from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.web.pages import is_embedded, page_language, page_locale, words
from postergen.web.product import product

PICTOGRAMS: dict[type[Game], str] = {Collection: "🎆", Hunt: "🧧", Diary: "📅"}
LOOK_BACK, STICKERS = "🗓️", "😄"


class Play(NamedTuple):
    """Its page, a pictogram, its name and what it is, in the page's language."""

    url: str
    pictogram: str
    name: str
    about: str


def plays(campaign: Campaign, click: str = "") -> list[Play]:
    """Those that can be played now; none in a frame, where no cookie would stay.

    Args:
        click: that of the code which led here; whoever makes a sticker or looks back then is led here by it, too.
    """
    return [] if is_embedded() else list(_open(campaign, click))


def _open(campaign: Campaign, click: str) -> Iterator[Play]:
    locale, language = page_locale(), page_language().id
    for game in product().game_views.open(campaign):
        url = url_for("games.play", campaign=campaign.id, game=game.id, lang=language)
        yield Play(url, PICTOGRAMS[type(game)], game.name.in_locale(locale), game.about.in_locale(locale))
    for one in product().look_backs.shown(campaign)[:1]:
        url = url_for("look_backs.start", campaign=campaign.id, lang=language, click=click or None)
        yield Play(url, LOOK_BACK, one.name.in_locale(locale), one.about.in_locale(locale))
    if campaign.stickers:
        said = words("campaign")
        url = url_for("battles.begin_page", name=campaign.id, lang=language)
        yield Play(url, STICKERS, said["stickers"], said["stickers_about"])
