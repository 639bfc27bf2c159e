"""Hold a text in the languages it was written in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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


def negotiate_locale(accept_language: str, known: Collection[str] = LOCALES) -> str:
    """Choose among the known for an ``Accept-Language`` header (RFC 9110, 12.5.4); `DEFAULT_LOCALE` when none fits.

    A tag that is known as it stands goes before others of its language: who asks for ``zh-TW`` is not given
    ``zh-CN`` where both are known.
    """
    offers: list[tuple[float, int, bool, str]] = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, parameters = part.strip().partition(";")
        quality, asked = _quality(parameters), tag.strip().lower()
        offers += [(-quality, position, name.lower() != asked, name) for name in known if _speaks(name, asked)]
    wanted = [offer for offer in sorted(offers) if offer[0] < 0]
    return wanted[0][-1] if wanted else DEFAULT_LOCALE


def _speaks(known: str, asked: str) -> bool:
    """Both are tags of one language, whatever the region."""
    return known.lower().split("-")[0] == asked.split("-")[0]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
