"""Read a wish in a person's own words: which of the options it means, and how sure that is.

Copy is tagged with the options that it speaks for, by whoever wrote it; so a wish is read as options first, and ranked
through them. What is like an option: what it is called, how people say it (aliases), the copy that was written for it,
and, where a model is at hand, what means the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.poster import NONE_OF_THESE
from postergen.domain.variant import CopyVariant
from postergen.ranking.chances import in_proportion, portable_exp, portable_expit, portable_log
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.sayings import Sayings
from postergen.ranking.sayings_table import SayingsTable, tabled
from postergen.ranking.text_units import Units, units_in

Scores = NDArray[np.float32]
Reader = Literal["person", "embedded", "lexical"]
Keep = Callable[[str, Callable[[], SayingsTable]], SayingsTable]

MOST_MEANT = 3  # options
LEAST_SHARE = 0.15
FITTED_TO = 105  # options: that few are offered makes none of them likelier
MOST_LIKELY = 5  # options that the first few texts are shared out among
MOST_UNITS = 30  # of a wish, that make it surer
MOST_KEPT = 4096  # readings


class Meaning(Protocol):
    """A model that reads the wishes of some locales."""

    def option_likeness(self, wish: str, locale: str) -> Scores | None:
        """How like each option a wish is, and last how like what none of them answers, shape (options + 1,): 0 for an
        unrelated pair and 1 for one of an author's own; None in a locale that the model does not read.
        """

    def likelier_options(self, wish: str, locale: str) -> Scores | None:
        """How much likelier than by chance a wish means each option, and last none of them, shape (options + 1,): the
        logarithm, and 0 for what is less likely; None where nothing was learned.
        """


class Worths(NamedTuple):
    """What speaks for an option, and how much: how people say it, the share of the typed words that they use of it, how
    much likelier they use these of it than of anything, the copy that was written for it, what means the same, and how
    much likelier than by chance its meaning is one of the option's.
    """

    said: float
    explained: float
    odds: float
    copy: float
    meaning: float = 0.0
    likelier: float = 0.0


# A conditional logit (McFadden 1974) by benchmarks/weigh_readings.py, of ways to say an option that the reader was not
# told: the exponentials of such sums are as the chances of the options are.
WORTHS: Mapping[tuple[Reader, str], Worths] = {
    ("lexical", "zh-CN"): Worths(2.545, 0.0, 0.274, 5.999),
    ("lexical", "en"): Worths(3.326, 0.0, 0.476, 3.51),
    ("embedded", "zh-CN"): Worths(1.039, 1.138, 0.183, 4.123, 1.545, 0.386),
    ("embedded", "en"): Worths(0.033, 1.929, 0.26, 2.104, 1.684, 0.548),
}


class Measures(NamedTuple):
    """Of the likeliest option: how like it is, its share among all options, how like what none answers is; how like the
    likest thing that people say of it, what share of the words they use of it; and how much was typed (the logarithm of
    its units, for a few words are soon like something by chance).
    """

    like: float
    share: float
    none: float
    said: float
    explained: float
    length: float


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for each option, shape (options,), and for none of them; at least two options.

    Args:
        parts: all that speaks for it, in the order of `Worths`, shape (6, options).
        like: its sum, by its worth.
        said: how like the likest thing that people say of each option it is.
        explained: the share of its words that people use of each option.
        units: how many different units it is made of.
    """

    by: Reader
    parts: Scores
    like: Scores
    none: float
    said: Scores
    explained: Scores
    units: int

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The options, the likeliest first."""
        return np.argsort(-self.like, kind="stable")

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """How likely each option is, if any is meant, among as many as the worths were fitted to; shape (options,)."""
        like = np.append(self.like.astype(np.float64), np.zeros(max(0, FITTED_TO - len(self.like))))
        return in_proportion(portable_exp(like - like.max()))[: len(self.like)]

    @property
    def measures(self) -> Measures:
        """What tells whether the likeliest option is what was meant."""
        best = int(self.order[0])
        return Measures(
            float(self.like[best]),
            float(self.shares[best]),
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
        perhaps: from this chance on, texts of what may be meant stand among those that stand in.
    """

    constant: float
    weights: Measures
    sure: float
    perhaps: float

    def chance(self, found: Evidence) -> float:
        score = self.constant + sum(w * x for w, x in zip(self.weights, found.measures, strict=True))
        return float(portable_expit(np.array([score]))[0])


# Fitted by benchmarks/calibrate_wishes.py on the halves of judged wishes that are there for that.
CALIBRATIONS: Mapping[tuple[str, str], Calibration] = {
    ("lexical", "zh-CN"): Calibration(-2.58, Measures(0.34, 0.69, -1.78, 0.84, 0.47, -0.51), 0.67, 0.07),
    ("lexical", "en"): Calibration(-4.22, Measures(0.38, 2.04, -2.54, 0.96, -0.56, 0.17), 0.56, 0.07),
    ("embedded", "zh-CN"): Calibration(-2.97, Measures(0.49, 0.92, -0.46, 0.04, 0.17, -0.65), 0.63, 0.05),
    ("embedded", "en"): Calibration(-1.54, Measures(0.35, 1.17, -0.66, 1.28, 0.13, -0.65), 0.62, 0.05),
}


def reader_name(
    worths: Mapping[tuple[Reader, str], Worths], calibrations: Mapping[tuple[str, str], Calibration]
) -> str:
    """Six hex digits for what readings rest on besides the campaign and the model: fitted anew, a wish may be read
    otherwise.
    """
    fitted = (sorted(worths.items()), sorted(calibrations.items()))
    return hashlib.sha256(repr(fitted).encode()).hexdigest()[:6]


READER = reader_name(WORTHS, CALIBRATIONS)


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
        likeliest: up to five, with their shares of all options, for which the first few texts are.
    """

    by: Reader
    chance: float
    is_sure: bool
    options: tuple[tuple[str, float], ...]
    theme: str | None = None
    place: str | None = None
    is_likely: bool = False
    likeliest: tuple[tuple[str, float], ...] = ()

    @property
    def source(self) -> str:
        """Who read it, in which version: where that is the same, so is what a campaign's wishes are read as."""
        return self.by if self.by == "person" else f"{self.by}-{READER}"

    @property
    def perhaps(self) -> tuple[tuple[str, float], ...]:
        """The options that it may speak for, with their shares; none when that is sure, or not likely."""
        return self.likeliest if self.is_likely else ()

    @property
    def meant(self) -> tuple[tuple[str, float], ...]:
        """The options that it speaks for, with their shares; none when that is not sure."""
        return self.options if self.is_sure else ()


def _work_out(_name: str, make: Callable[[], SayingsTable]) -> SayingsTable:
    return make()


class WishReader:
    """Reads wishes as options of one campaign.

    Args:
        meaning: the model, where one is at hand.
        keep: gives the table of this name as it was worked out before, or now.
    """

    def __init__(
        self, campaign: Campaign, pinyin: Pinyin, meaning: Meaning | None = None, keep: Keep = _work_out
    ) -> None:
        self._campaign, self._meaning = campaign, meaning
        self._options = campaign.catalogue.options
        self._is_offered = np.isin([o.id for o in self._options], [o.id for o in campaign.catalogue.offered])
        self._said = lru_cache(maxsize=None)(lambda locale: _said(campaign, locale, pinyin, keep))
        self.read = lru_cache(maxsize=MOST_KEPT)(self._read)

    def weigh(self, wish: str, locale: str) -> Evidence:
        """How like each option, and what none answers, a wish is."""
        names, copy = (sayings.compare(wish) for sayings in self._said(locale))
        meant = self._meaning.option_likeness(wish, locale) if self._meaning else None
        by: Reader = "lexical" if meant is None else "embedded"
        likelier = self._meaning.likelier_options(wish, locale) if self._meaning else None
        nothing = np.zeros(len(self._options) + 1, dtype=np.float32)
        meaning, likelier = (nothing if part is None else part for part in (meant, likelier))
        said = (names.likeness[:-1], names.explained[:-1], names.odds[:-1], copy.likeness)
        parts = np.stack((*said, meaning[:-1], likelier[:-1]))
        parts *= self._is_offered
        like = sum(np.float32(worth) * part for worth, part in zip(WORTHS[by, locale], parts, strict=True))
        none = float(names.likeness[-1]) + float(meaning[-1]) + float(likelier[-1])
        return Evidence(by, parts, np.asarray(like), none, names.best, names.explained, names.units)

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
        is_likely = chance >= calibration.perhaps and not is_sure and not is_elsewhere
        few = found.order[:MOST_LIKELY]
        likeliest = self._named_shares(few[found.like[few] > 0], found.shares)
        return Reading(
            found.by, round(chance, 4), is_sure, self._meant(found, order[best > 0]), theme, place, is_likely, likeliest
        )

    def _meant(self, found: Evidence, order: NDArray[np.int64]) -> tuple[tuple[str, float], ...]:
        """Of the likeliest, those that have a share among them."""
        order = order[in_proportion(found.shares[order]) >= LEAST_SHARE]
        among = np.zeros(len(found.shares))
        among[order] = in_proportion(found.shares[order])
        return self._named_shares(order, among)

    def _named_shares(self, order: NDArray[np.int64], shares: NDArray[np.float64]) -> tuple[tuple[str, float], ...]:
        return tuple((self._options[i].id, round(float(shares[i]), 4)) for i in order.tolist())

    def _named(self, wish: str, locale: str) -> str | None:
        words = wish.casefold()
        places = self._campaign.catalogue.places
        return next((place.id for place in places if place.city.in_locale(locale).casefold() in words), None)


def as_said(means: str) -> Reading:
    """What a person says that their wish means: an option, or none of them."""
    if means == NONE_OF_THESE:
        return Reading("person", 0.0, False, ())
    return Reading("person", 1.0, True, ((means, 1.0),))


def _said(campaign: Campaign, locale: str, pinyin: Pinyin, keep: Keep) -> tuple[Sayings, Sayings]:
    """How options are called, and last what none of them answers; and the copy that was written for options."""
    options, units = campaign.catalogue.options, units_in(locale, pinyin)
    row = {option.id: at for at, option in enumerate(options)}
    offered = {option.id: row[option.id] for option in campaign.catalogue.offered}

    def names() -> SayingsTable:
        said = [(text, row[option.id]) for option in campaign.catalogue.offered for text in option.said_as(locale)]
        said += [(text, len(options)) for text in campaign.none_of_these.get(locale, ())]
        return _tabled(said, len(options) + 1, units)

    def copy() -> SayingsTable:
        return _tabled(list(_copy(offered, campaign.variants, locale)), len(options), units)

    return Sayings(keep(f"names {locale}", names), units), Sayings(keep(f"copy {locale}", copy), units)


def _tabled(said: Sequence[tuple[str, int]], count: int, units: Callable[[str], Units]) -> SayingsTable:
    return tabled([text for text, _ in said], [owner for _, owner in said], count, units)


def _copy(row: Mapping[str, int], variants: Sequence[CopyVariant], locale: str) -> Iterator[tuple[str, int]]:
    """The texts of each option in this locale; in English also what texts of the other say, in their glosses."""
    for variant in variants:
        for option in variant.fits.options:
            if option in row:
                if variant.locale == locale:
                    yield f"{variant.headline} {variant.body}", row[option]
                if locale == "en" and variant.gloss:
                    yield variant.gloss, row[option]
