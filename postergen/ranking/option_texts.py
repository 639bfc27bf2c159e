"""What is said of the options of a campaign, and how much it tells that a searched word stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign

Worths = NDArray[np.float32]

NAME, KEYWORD, PLACE, ALIAS, COPY, THEME = 1.0, 1.0, 0.95, 0.75, 0.35, 0.5
AGAIN = 0.05  # for each time that it is said once more (by the logarithm)


class Said(NamedTuple):
    """A text, the option (by its number) that it is about, and its worth."""

    text: str
    option: int
    worth: float


def said_of_options(campaign: Campaign, locale: str) -> Iterator[Said]:
    """Everything that is said of options in a locale; in English also what texts in Chinese say, in their glosses."""
    catalogue = campaign.catalogue
    for at, option in enumerate(catalogue.options):
        yield Said(option.text.in_locale(locale), at, NAME)
        yield from (Said(word, at, KEYWORD) for word in option.keywords[locale])
        yield from (Said(alias, at, ALIAS) for alias in option.aliases.get(locale, ()))
        yield Said(catalogue.theme_by_id[option.theme].name.in_locale(locale), at, THEME)
        if option.place:
            place = catalogue.place_by_id[option.place]
            yield Said(place.city.in_locale(locale), at, PLACE)
            yield Said(place.province.in_locale(locale), at, PLACE)
    yield from _copy(campaign, locale)


def _copy(campaign: Campaign, locale: str) -> Iterator[Said]:
    row = {option.id: at for at, option in enumerate(campaign.catalogue.options)}
    for variant in campaign.variants:
        for option in variant.fits.options:
            if option in row:
                if variant.locale == locale:
                    yield Said(f"{variant.headline} {variant.body}", row[option], COPY)
                if locale == "en" and variant.gloss:
                    yield Said(variant.gloss, row[option], COPY)


def best_of(owners: NDArray[np.int64], worths: Worths, count: int) -> Worths:
    """For each option the most that one of its texts is worth, and a little for the others, shape (options,)."""
    best = np.zeros(count, dtype=np.float32)
    np.maximum.at(best, owners, worths)
    times = np.bincount(owners, worths, count).astype(np.float32)
    more = np.divide(times, best, out=np.ones_like(best), where=best > 0)
    return np.asarray(best * (1 + np.float32(AGAIN) * np.log2(np.maximum(more, 1))), dtype=np.float32)


def together(found: list[tuple[float, Worths]], count: int) -> Worths:
    """Of several words, by how much each tells, the mean of what they are worth to each option."""
    total = sum(weight for weight, _ in found)
    if not total:
        return np.zeros(count, dtype=np.float32)
    return np.asarray(sum(np.float32(weight / total) * worth for weight, worth in found), dtype=np.float32)


def most(found: Sequence[Worths], count: int) -> Worths:
    """Of several ways to read the same word, for each option what the best of them is worth."""
    return np.max([np.zeros(count, dtype=np.float32), *found], axis=0)  # type: ignore[no-any-return]


def rarity(worths: Worths) -> float:
    """How much a word tells: the fewer options it is said of, the more."""
    return float(np.log((1 + len(worths)) / (1 + np.count_nonzero(worths)))) + 0.1
