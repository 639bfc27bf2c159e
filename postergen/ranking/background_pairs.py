"""Which texts of a pack have nothing to do with each other, and which an author put together; how alike a model finds
both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.variant import CopyVariant
from postergen.ranking.background import Background, Cosines, Pairing, Scale, scale_of
from postergen.ranking.semantic import (
    STEPS,
    Reads,
    Role,
    Vectors,
    in_whole_steps,
    language_of,
    option_text,
    sayings_of,
    variant_text,
)
from postergen.ranking.tags import tag_score


class Find(Protocol):
    def __call__(self, role: Role, *texts: str) -> Vectors:
        """The embedding of a text, or the mean of several."""


Pairs = NDArray[np.bool_]


def measure_background(campaign: Campaign, reads: Reads, find: Find) -> Background:
    """The background of a model, measured on the texts of a campaign; ``find`` gives their embeddings. A locale without
    copy has that of all copy.
    """
    scales: dict[tuple[Pairing, str], Scale] = {}
    for locale in LOCALES:
        variants = [variant for variant in campaign.variants if variant.locale == locale] or campaign.variants
        texts = _Texts(campaign, locale, variants, reads, find)
        scales["option-variant", locale] = texts.of_copy()
        scales["wish-option", locale] = texts.of_options()
        scales["variant-variant", locale] = texts.between_copy()
    return Background(scales)


class _Texts:
    """The texts of one locale, and which of them their authors put together."""

    def __init__(
        self, campaign: Campaign, locale: str, variants: Sequence[CopyVariant], reads: Reads, find: Find
    ) -> None:
        self._options, self._variants = campaign.catalogue.options, variants
        self._locale, self._reads, self._find = locale, reads, find
        self._copy = self._whole("document", [(variant_text(variant, reads),) for variant in variants])
        tags = [[tag_score(option, variant) for variant in variants] for option in self._options]
        named = [[option.id in variant.fits.options for variant in variants] for option in self._options]
        self._unrelated, self._own = np.array(tags) == 0, np.array(named)

    def of_copy(self) -> Scale:
        """Options with variants, either in the language in which the variant is read."""
        languages = [language_of(variant, self._reads) for variant in self._variants]
        cosines = np.zeros(self._own.shape)
        for language in set(languages):
            columns = np.array([one == language for one in languages])
            asked = [(option_text(option, language, self._reads),) for option in self._options]
            cosines[:, columns] = self._cosines(self._whole("query", asked), self._copy[columns])
        return _scale(cosines, self._unrelated, self._own)

    def of_options(self) -> Scale:
        """What options are called with what is said of them, and of each other, as wishes are read."""
        said = [sayings_of(option, self._locale, self._reads) for option in self._options]
        cosines = self._cosines(self._whole("query", [texts[:1] for texts in said]), self._whole("query", said))
        same = np.eye(len(said), dtype=bool)
        return _scale(cosines, ~same, same & np.array([len(texts) > 1 for texts in said]))

    def between_copy(self) -> Scale:
        """Variants with one another: for the same option, and for different ones."""
        together = self._own.astype(np.int64).T @ self._own.astype(np.int64) > 0
        once = np.triu(np.ones(together.shape, dtype=bool), 1)
        return _scale(self._cosines(self._copy, self._copy), ~together & once, together & once)

    def _whole(self, role: Role, asked: Sequence[tuple[str, ...]]) -> NDArray[np.float64]:
        return in_whole_steps(np.stack([self._find(role, *texts) for texts in asked]))

    @staticmethod
    def _cosines(first: NDArray[np.float64], second: NDArray[np.float64]) -> Cosines:
        return np.asarray(first @ second.T / STEPS**2)


def _scale(cosines: Cosines, unrelated: Pairs, own: Pairs) -> Scale:
    """The scale of these pairs; where all are the authors', all are the background."""
    return scale_of(cosines[unrelated] if unrelated.any() else cosines.ravel(), cosines[own])
