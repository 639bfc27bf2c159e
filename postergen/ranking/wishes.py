"""Read a wish in a person's own words: which of the options it means, and how sure that is.

Copy is tagged with the options that it speaks for, by whoever wrote it; so a wish is read as options first, and ranked
through them. What is like an option: what it is called, how people say it (aliases), the copy that was written for it,
and, where a model is at hand, what means the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.poster import NONE_OF_THESE
from postergen.domain.variant import CopyVariant
from postergen.ranking.chances import in_proportion, portable_exp, portable_expit, portable_log
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.sayings import Sayings, Units, units_in

Scores = NDArray[np.float32]
Reader = Literal["person", "embedded", "lexical"]

# What copy that was written for an option, and an author's own pair by meaning, are worth against the same words.
COPY_SHARE: Mapping[str, float] = {"zh-CN": 1.0, "en": 0.5}
MEANING_SHARE: Mapping[str, float] = {"zh-CN": 0.4, "en": 0.75}
TEMPERATURE = 0.1  # of the shares of options that are about as likely
MOST_MEANT = 3  # options
LEAST_SHARE = 0.15
PERHAPS = 0.15  # from this chance on, texts of what a wish may mean stand among those that stand in
MOST_UNITS = 30  # of a wish, that make it surer
MOST_KEPT = 4096  # readings


class Meaning(Protocol):
    """A model that reads the wishes of some locales."""

    def option_likeness(self, wish: str, locale: str) -> Scores | None:
        """How like each option a wish is, and last how like what none of them answers, shape (options + 1,): 0 for an
        unrelated pair and 1 for one of an author's own; None in a locale that the model does not read.
        """


class Measures(NamedTuple):
    """Of the likeliest option: how like it is, how much more than the next (as a share of it), how like what none
    answers is; how like the likest thing that people say of it, what share of the words they use of it; and how much
    was typed (the logarithm of its units, for a few words are soon like something by chance).
    """

    like: float
    margin: float
    none: float
    said: float
    explained: float
    length: float


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for each option, shape (options,), and for none of them; at least two options.

    Args:
        said: how like the likest thing that people say of each option it is.
        explained: the share of its words that people use of each option.
        units: how many different units it is made of.
    """

    by: Reader
    like: Scores
    none: float
    said: Scores
    explained: Scores
    units: int

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The options, the likeliest first."""
        return np.argsort(-self.like, kind="stable")

    @property
    def measures(self) -> Measures:
        """What tells whether the likeliest option is what was meant."""
        best, next_best = self.order[:2].tolist()
        first = float(self.like[best])
        return Measures(
            first,
            1 - float(self.like[next_best]) / first if first > 0 else 0.0,
            self.none,
            float(self.said[best]),
            float(self.explained[best]),
            portable_log(1 + min(self.units, MOST_UNITS)),
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """The chance that the likeliest option is what was meant: a logistic regression (Platt 1999) on wishes that people
    judged.

    Args:
        sure: from this chance on, an option is taken for what was meant.
    """

    constant: float
    weights: Measures
    sure: float

    def chance(self, found: Evidence) -> float:
        score = self.constant + sum(w * x for w, x in zip(self.weights, found.measures, strict=True))
        return float(portable_expit(np.array([score]))[0])


# Fitted by benchmarks/calibrate_wishes.py on the half of the judged wishes that is there for that.
CALIBRATIONS: Mapping[tuple[str, str], Calibration] = {
    ("lexical", "zh-CN"): Calibration(-10.37, Measures(3.14, 1.98, -4.04, 0.38, 2.82, 2.47), 0.5),
    ("lexical", "en"): Calibration(-8.61, Measures(2.82, 3.3, -3.66, 0.91, 2.2, 2.64), 0.4),
    ("embedded", "zh-CN"): Calibration(-9.05, Measures(3.24, 2.03, -3.46, 0.17, 1.44, 2.18), 0.4),
    ("embedded", "en"): Calibration(-3.57, Measures(2.15, 1.26, -2.74, 1.39, 1.53, 1.08), 0.4),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a wish was understood as.

    Args:
        by: which reader did.
        chance: that the first option is what was meant.
        is_sure: whether that is enough to speak for it, and not of another place than the wish names.
        is_likely: whether it is not, but enough to offer what it may mean beside what stands in.
        options: the likeliest, with their shares, which sum to 1; empty when nothing is like it.
        theme: what all of the likeliest have in common, if they do.
        place: a place that the wish names.
    """

    by: Reader
    chance: float
    is_sure: bool
    options: tuple[tuple[str, float], ...]
    theme: str | None = None
    place: str | None = None
    is_likely: bool = False

    @property
    def perhaps(self) -> tuple[tuple[str, float], ...]:
        """The options that it may speak for, with their shares; none when that is sure, or not likely."""
        return self.options if self.is_likely else ()

    @property
    def meant(self) -> tuple[tuple[str, float], ...]:
        """The options that it speaks for, with their shares; none when that is not sure."""
        return self.options if self.is_sure else ()


class WishReader:
    """Reads wishes as options of one campaign.

    Args:
        meaning: the model, where one is at hand.
    """

    def __init__(self, campaign: Campaign, pinyin: Pinyin, meaning: Meaning | None = None) -> None:
        self._campaign, self._meaning = campaign, meaning
        self._options = campaign.catalogue.options
        self._is_offered = np.isin([o.id for o in self._options], [o.id for o in campaign.catalogue.offered])
        self._said = lru_cache(maxsize=None)(lambda locale: _said(campaign, locale, pinyin))
        self.read = lru_cache(maxsize=MOST_KEPT)(self._read)

    def weigh(self, wish: str, locale: str) -> Evidence:
        """How like each option, and what none answers, a wish is."""
        names, copy = (sayings.compare(wish) for sayings in self._said(locale))
        like = names.likeness[:-1] + np.float32(COPY_SHARE[locale]) * copy.likeness
        words = Evidence("lexical", like, float(names.likeness[-1]), names.best, names.explained, names.units)
        meant = self._meaning.option_likeness(wish, locale) if self._meaning else None
        if meant is None:
            return words
        meant = np.float32(MEANING_SHARE[locale]) * meant
        like = np.where(self._is_offered, like + meant[:-1], np.float32(0))
        return replace(words, by="embedded", like=like, none=words.none + float(meant[-1]))

    def _read(self, wish: str, locale: str) -> Reading:
        found, place = self.weigh(wish, locale), self._named(wish, locale)
        order = found.order[:MOST_MEANT]
        best = found.like[order]
        if not best[0] > 0:
            return Reading(found.by, 0.0, False, (), None, place)
        calibration = CALIBRATIONS[found.by, locale]
        chance = calibration.chance(found)
        themes = {self._options[i].theme for i in order}
        theme = themes.pop() if len(themes) == 1 and best[-1] > 0 else None
        is_elsewhere = place is not None and self._options[order[0]].place not in (None, place)
        is_sure = chance >= calibration.sure and not is_elsewhere
        is_likely = chance >= PERHAPS and not is_sure and not is_elsewhere
        shares = self._shares(found.like, order[best > 0])
        return Reading(found.by, round(chance, 4), is_sure, shares, theme, place, is_likely)

    def _shares(self, like: Scores, order: NDArray[np.int64]) -> tuple[tuple[str, float], ...]:
        weights = portable_exp((like[order].astype(np.float64) - float(like[order[0]])) / TEMPERATURE)
        order = order[in_proportion(weights) >= LEAST_SHARE]
        shares = in_proportion(weights[: len(order)])
        return tuple((self._options[i].id, round(float(share), 4)) for i, share in zip(order, shares, strict=True))

    def _named(self, wish: str, locale: str) -> str | None:
        words = wish.casefold()
        places = self._campaign.catalogue.places
        return next((place.id for place in places if place.city.in_locale(locale).casefold() in words), None)


def as_said(means: str) -> Reading:
    """What a person says that their wish means: an option, or none of them."""
    if means == NONE_OF_THESE:
        return Reading("person", 0.0, False, ())
    return Reading("person", 1.0, True, ((means, 1.0),))


def _said(campaign: Campaign, locale: str, pinyin: Pinyin) -> tuple[Sayings, Sayings]:
    """How options are called, and last what none of them answers; and the copy that was written for options."""
    options, units = campaign.catalogue.options, units_in(locale, pinyin)
    row = {option.id: at for at, option in enumerate(options)}
    names = [(text, row[option.id]) for option in campaign.catalogue.offered for text in option.said_as(locale)]
    names += [(text, len(options)) for text in campaign.none_of_these.get(locale, ())]
    offered = {option.id: row[option.id] for option in campaign.catalogue.offered}
    copy = list(_copy(offered, campaign.variants, locale))
    return _sayings(names, len(options) + 1, units), _sayings(copy, len(options), units)


def _sayings(said: Sequence[tuple[str, int]], count: int, units: Callable[[str], Units]) -> Sayings:
    return Sayings([text for text, _ in said], [owner for _, owner in said], count, units)


def _copy(row: Mapping[str, int], variants: Sequence[CopyVariant], locale: str) -> Iterator[tuple[str, int]]:
    """The texts of each option in this locale; in English also what texts of the other say, in their glosses."""
    for variant in variants:
        for option in variant.fits.options:
            if option in row:
                if variant.locale == locale:
                    yield f"{variant.headline} {variant.body}", row[option]
                if locale == "en" and variant.gloss:
                    yield variant.gloss, row[option]
