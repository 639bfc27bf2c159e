"""What this page calls the person behind a poster, in the reader's language."""

from __future__ import annotations

from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.service.naming import called, occasion_at
from postergen.web.pages import page_locale
from postergen.web.product import product


def called_now(brief: Brief, campaign: Campaign) -> str:
    """Empty without a name."""
    return called(brief.nickname, occasion_at(brief, campaign, product().clock()), page_locale())
