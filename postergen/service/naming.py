"""Decide how a person is called: by their name, and by the word that an occasion adds to it.

What stays (a poster, its caption, its link preview) is of the occasion that the poster was made for. What is said now
(a page) is of that, too, and else of the day on which it is said.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from postergen.domain.campaign import Campaign
from postergen.domain.localized import Localized
from postergen.domain.occasions import Occasion, occasion_of
from postergen.domain.poster import Brief
from postergen.rendering.bidi import isolated
from postergen.rendering.content import fill


def signed(nickname: str, occasion: Occasion | None, locale: str) -> str:
    """How a poster calls its person: a line of its own; empty without a name."""
    return _filled(occasion.naming if occasion else None, nickname, occasion, locale)


def called(nickname: str, occasion: Occasion | None, locale: str) -> str:
    """How a sentence calls the person, wherever in it that is; empty without a name.

    A name that runs to the left is isolated. Nothing is escaped: that is for whoever writes it down.
    """
    return _filled((occasion.called or occasion.naming) if occasion else None, nickname, occasion, locale)


def own_occasion(brief: Brief, campaign: Campaign) -> Occasion | None:
    """What the poster was made for; None where the campaign does not know it any more."""
    return campaign.occasion_by_id.get(brief.occasion or "")


def occasion_at(brief: Brief, campaign: Campaign, now: datetime) -> Occasion | None:
    """By which a page speaks of the person behind this brief at this moment, in the campaign's time zone."""
    today = now.astimezone(ZoneInfo(campaign.timezone)).date()
    return own_occasion(brief, campaign) or occasion_of(campaign.occasions, today)


def _filled(naming: Localized | None, nickname: str, occasion: Occasion | None, locale: str) -> str:
    name = isolated(nickname)
    if not (naming and occasion and name):
        return name
    return fill(naming.in_locale(locale), {"nickname": name}, where=f"occasions/{occasion.id}/naming")
