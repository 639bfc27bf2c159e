"""Hold a text in the languages it was written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LOCALES = ("zh-CN", "en")
DEFAULT_LOCALE = "zh-CN"


@dataclass(frozen=True, slots=True)
class Localized:
    """One text per locale; every locale of `LOCALES` is present."""

    texts: Mapping[str, str]

    def in_locale(self, locale: str) -> str:
        """The text in this locale (one of `LOCALES`)."""
        return self.texts[locale]


def negotiate_locale(accept_language: str) -> str:
    """Choose the locale for an ``Accept-Language`` header (RFC 9110, 12.5.4); `DEFAULT_LOCALE` when none fits."""
    offers: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, parameters = part.strip().partition(";")
        quality = _quality(parameters)
        language = tag.strip().lower().split("-")[0]
        offers += [(-quality, position, loc) for loc in LOCALES if loc.lower().split("-")[0] == language]
    wanted = [offer for offer in sorted(offers) if offer[0] < 0]
    return wanted[0][2] if wanted else DEFAULT_LOCALE


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
