"""Say how well each variant speaks for each option: what its author said, and what its text says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Option
from postergen.domain.localized import LOCALES
from postergen.domain.variant import CopyVariant
from postergen.ranking.lexical import LexicalTexts, words_of
from postergen.ranking.semantic import SemanticIndex, SemanticTexts
from postergen.ranking.tags import tag_score
from postergen.ranking.wishes import Reading

Backend = Literal["lexical", "semantic", "blend"]
BACKENDS: tuple[Backend, ...] = get_args(Backend)
RELEVANCE_VERSION = "4"  # of the formulas below; part of the policy's name

# Text alone never says as much as an author who names the option (0.70).
TEXT_CEILING = 0.65
# What is as alike as a pair that an author put together is worth so much, so that there is more for what is more alike.
OWN_WORTH = 0.6
LEXICAL_GAIN = 2.0
# What shared words add to the meaning. Chinese words reach a model through glosses alone.
WORDS_SHARE = {"zh-CN": 2.4, "en": 0.9}
PERHAPS_PART = 0.25  # of what a text is worth whose option a wish only may mean

Scores = NDArray[np.float32]


class Relevance:
    """The relevance of a campaign's variants. ``matrix`` has a row for each option, a column for each variant.

    Args:
        backend: ``blend`` and ``semantic`` need the index; variants that it does not know are compared by their words.
        tagged: False leaves out what the authors said, for an evaluation of the texts alone.
        matrix: as it was worked out before from all of the above, shape (options, variants).
    """

    def __init__(
        self,
        campaign: Campaign,
        backend: Backend = "lexical",
        index: SemanticIndex | None = None,
        *,
        tagged: bool = True,
        matrix: Scores | None = None,
    ) -> None:
        self.backend: Backend = "lexical" if index is None else backend
        self._variants = campaign.variants
        self._in_locale = {
            locale: np.array([v.locale == locale for v in campaign.variants], dtype=bool) for locale in LOCALES
        }
        self.semantic = SemanticTexts(index, campaign) if index is not None and self.backend != "lexical" else None
        self.state = f"{RELEVANCE_VERSION}.{self.backend}.{index.digest if index and self.semantic else ''}"
        self.matrix = self._relate(campaign.catalogue.options, tagged=tagged) if matrix is None else matrix
        self._row = {option.id: row for row, option in enumerate(campaign.catalogue.options)}

    def backend_of(self, column: int) -> Backend:
        """Which backend judged this variant."""
        known = self.semantic is not None and bool(self.semantic.known[column])
        return self.backend if known else "lexical"

    def stale(self) -> int:
        """How many variants the index does not know."""
        return 0 if self.semantic is None else int((~self.semantic.known).sum())

    def of_reading(self, reading: Reading) -> Scores:
        """The relevance to a wish that was read, shape (variants,): through the options that it means, the likeliest in
        proportion to how sure that is, the others to how much less likely they are. What it only may mean is worth a
        part of that, so that it is drawn about as often as it is right.
        """
        found: Scores = np.zeros(self.matrix.shape[1], dtype=np.float32)
        options, part = (reading.perhaps, PERHAPS_PART) if reading.is_likely else (reading.meant, 1.0)
        for option, share in options:
            worth = np.float32(part * reading.chance * share / options[0][1])
            np.maximum(found, worth * self.matrix[self._row[option]], out=found)
        return found

    @cached_property
    def _words(self) -> LexicalTexts:
        return LexicalTexts([f"{variant.headline} {variant.body}" for variant in self._variants])

    def _relate(self, options: Sequence[Option], *, tagged: bool) -> Scores:
        text = np.zeros((len(options), len(self._variants)), dtype=np.float32)
        for locale, mine in self._in_locale.items():
            meanings = self.semantic.similarities(options, locale) if self.semantic else [None] * len(options)
            for row, option, meaning in zip(text, options, meanings, strict=True):
                words = self._words.similarity(words_of(option, locale))
                row[mine] = self._text_score(words, meaning, locale)[mine]
        if not tagged:
            return text
        tags = _tags(options, self._variants)
        found: Scores = tags + (1 - tags) * np.float32(TEXT_CEILING) * text
        return found

    def _text_score(self, words: Scores, meaning: Scores | None, locale: str) -> Scores:
        """From 0 to 1. Blended, shared words add to what the meaning says."""
        lexical: Scores = np.minimum(np.float32(1), LEXICAL_GAIN * words).astype(np.float32)
        if meaning is None or self.semantic is None:
            return lexical
        likeness = meaning + np.float32(WORDS_SHARE[locale]) * words if self.backend == "blend" else meaning
        by_meaning = np.clip(np.float32(OWN_WORTH) * likeness, 0, 1)
        return np.asarray(np.where(self.semantic.known, by_meaning, lexical), dtype=np.float32)


def _tags(options: Sequence[Option], variants: Sequence[CopyVariant]) -> Scores:
    """What the authors said, shape (options, variants). Many variants fit the same."""
    with_fits = {variant.fits: variant for variant in variants}
    scores = [[tag_score(option, variant) for variant in with_fits.values()] for option in options]
    column = {fits: i for i, fits in enumerate(with_fits)}
    return np.array(scores, dtype=np.float32)[:, [column[variant.fits] for variant in variants]]
