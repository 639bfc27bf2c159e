"""Say how well each variant speaks for each option: what its author said, and what its text says."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Option
from postergen.domain.localized import LOCALES
from postergen.ranking.lexical import LexicalTexts, words_of
from postergen.ranking.semantic import Embedder, SemanticIndex, SemanticTexts
from postergen.ranking.tags import tag_score

Backend = Literal["lexical", "semantic", "blend"]
BACKENDS: tuple[Backend, ...] = get_args(Backend)
RELEVANCE_VERSION = "2"  # of the formulas below; part of the policy's name

# Text alone never says as much as an author who names the option (0.70).
TEXT_CEILING = 0.65
# Where similarity begins to mean something, and where it means all: read off the shipped pack, whose authors' tags say
# which pairs belong together.
LEXICAL_GAIN = 2.0
COSINE_FLOOR, COSINE_RANGE = 0.20, 0.55
# What shared words add to the meaning. Chinese words reach a model that reads English through glosses alone.
WORDS_SHARE = {"zh-CN": 0.8, "en": 0.3}

Scores = NDArray[np.float32]


class Relevance:
    """The relevance of a campaign's variants. ``matrix`` has a row for each option, a column for each variant.

    Args:
        backend: ``blend`` and ``semantic`` need the index; variants that it does not know are compared by their words.
        embedder: reads typed wishes on the spot; without one they borrow the meaning of texts that they resemble.
        tagged: False leaves out what the authors said, for an evaluation of the texts alone.
    """

    def __init__(
        self,
        campaign: Campaign,
        backend: Backend = "lexical",
        index: SemanticIndex | None = None,
        embedder: Embedder | None = None,
        *,
        tagged: bool = True,
    ) -> None:
        self.backend: Backend = "lexical" if index is None else backend
        self._variants = campaign.variants
        self._words = LexicalTexts([f"{variant.headline} {variant.body}" for variant in campaign.variants])
        self._in_locale = {
            locale: np.array([v.locale == locale for v in campaign.variants], dtype=bool) for locale in LOCALES
        }
        self.semantic = (
            SemanticTexts(index, campaign, embedder) if index is not None and self.backend != "lexical" else None
        )
        self.state = f"{RELEVANCE_VERSION}.{self.backend}.{index.digest if index and self.semantic else ''}"
        self.matrix = np.stack([self._row(option, tagged=tagged) for option in campaign.catalogue.options])

    def backend_of(self, column: int) -> Backend:
        """Which backend judged this variant."""
        known = self.semantic is not None and bool(self.semantic.known[column])
        return self.backend if known else "lexical"

    def stale(self) -> int:
        """How many variants the index does not know."""
        return 0 if self.semantic is None else int((~self.semantic.known).sum())

    def of_wish(self, wish: str, locale: str) -> tuple[Scores, str]:
        """The relevance to typed words, shape (variants,), and how they were read: embedded, borrowed or lexical."""
        words = self._words.similarity(wish)
        found = self.semantic.similarity_of_wish(wish, locale) if self.semantic else None
        meaning, reading = found or (None, "lexical")
        score: Scores = np.float32(TEXT_CEILING) * self._text_score(words, meaning, locale)
        return score, reading

    def _row(self, option: Option, *, tagged: bool) -> Scores:
        text = np.zeros(len(self._variants), dtype=np.float32)
        for locale, mine in self._in_locale.items():
            words = self._words.similarity(words_of(option, locale))
            meaning = self.semantic.similarity(option, locale) if self.semantic else None
            text[mine] = self._text_score(words, meaning, locale)[mine]
        if not tagged:
            return text
        tags = np.array([tag_score(option, variant) for variant in self._variants], dtype=np.float32)
        found: Scores = tags + (1 - tags) * np.float32(TEXT_CEILING) * text
        return found

    def _text_score(self, words: Scores, meaning: Scores | None, locale: str) -> Scores:
        """From 0 to 1. Blended, shared words add to what the meaning says."""
        lexical: Scores = np.minimum(np.float32(1), LEXICAL_GAIN * words).astype(np.float32)
        if meaning is None or self.semantic is None:
            return lexical
        similarity = meaning + np.float32(WORDS_SHARE[locale]) * words if self.backend == "blend" else meaning
        by_meaning = np.clip((similarity - COSINE_FLOOR) / COSINE_RANGE, 0, 1)
        return np.asarray(np.where(self.semantic.known, by_meaning, lexical), dtype=np.float32)
