"""What a page of results was asked for: a campaign, some days, perhaps a channel, a wish and a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request

from postergen.domain.briefs import MAX_CHANNEL
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.errors import Finding, InvalidInput
from postergen.service.reports import Period
from postergen.web.pages import page_locale
from postergen.web.product import product
from postergen.web.studio.frame import studio_campaign

USUAL_DAYS = 30
MOST_NAMED = 3  # texts of a pair; more are as wrong as three
SPANS = (7, 30, 90)  # that are one tap away


@dataclass(frozen=True, slots=True)
class Asked:
    """``first`` and ``last`` are days of the campaign's zone, both included; ``locale`` is that of the copy.

    ``pair`` has texts to be compared, as they were asked for.
    """

    campaign: Campaign
    first: date
    last: date
    today: date
    channel: str | None
    option: str | None
    locale: str
    pair: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        zone = ZoneInfo(self.campaign.timezone)
        after = self.last + timedelta(days=1)
        return Period(datetime.combine(self.first, time(), zone), datetime.combine(after, time(), zone))

    def query(self, days: int | None = None) -> dict[str, Any]:
        """The same question as parameters of a link; with ``days``, for that many days up to today."""
        first, last = (self.first, self.last) if days is None else (self.today - timedelta(days=days - 1), self.today)
        found: dict[str, Any] = {"campaign": self.campaign.id, "from": first.isoformat(), "to": last.isoformat()}
        found |= {"channel": self.channel} if self.channel is not None else {}
        found |= {"option": self.option} if self.option else {}
        return found | {"locale": self.locale}


def asked() -> Asked:
    """The question of this request; `InvalidInput` names every part that cannot be understood.

    Fields left empty are as good as left out: a form without a script sends them all.
    """
    campaign = studio_campaign()
    today = product().clock().astimezone(ZoneInfo(campaign.timezone)).date()
    findings: list[Finding] = []
    last = _day("to", today, findings)
    first = _day("from", min(last, today) - timedelta(days=USUAL_DAYS - 1), findings)
    channel, option = request.args.get("channel"), request.args.get("option") or None
    locale = request.args.get("locale") or page_locale()
    if first > last:
        findings.append(Finding("to", "lies before from"))
    if channel is not None and (len(channel) > MAX_CHANNEL or "\0" in channel):
        findings.append(Finding("channel", f"{channel[:40]!r} is no channel", f"at most {MAX_CHANNEL} characters"))
    if option is not None and option not in campaign.catalogue.option_by_id:
        findings.append(Finding("option", f"{option[:40]!r} is no option of {campaign.id}"))
    if locale not in LOCALES:
        findings.append(Finding("locale", f"{locale[:40]!r} is unknown", f"known: {', '.join(LOCALES)}"))
    if findings:
        raise InvalidInput(findings)
    return Asked(campaign, first, last, today, None if channel == EVERY else channel, option, locale, _pair())


EVERY = "*"  # what the form sends for all channels, for a channel may have no name


def _pair() -> tuple[str, ...]:
    """What is no text of the comparison is passed over later, by whoever knows which these are."""
    return tuple(name for name in request.args.getlist("pair")[:MOST_NAMED] if name)


def _day(name: str, default: date, findings: list[Finding]) -> date:
    text = request.args.get(name)
    if not text:
        return default
    try:
        found = date.fromisoformat(text)
        if 2000 <= found.year < 2200:
            return found
    except ValueError:
        pass
    findings.append(Finding(name, f"{text[:40]!r} is no day", "such as 2026-06-01"))
    return default
