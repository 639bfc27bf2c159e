"""Fit what speaks how much for an option that a typed wish may mean: `WORTHS` in postergen/ranking/wishes.py.

    python benchmarks/weigh_readings.py

A fifth of the ways to say each option is taken from the reader at a time, and read by what is left: which option each
of them is of is known, and nobody judged anything. A conditional logit (McFadden 1974) without negative weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from postergen.adapters.content.index_builder import assemble, embed_in_chunks, missing_texts
from postergen.adapters.content.semantic_files import read_index
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Catalogue, Option
from postergen.domain.localized import LOCALES
from postergen.loading import check_pack, load_pinyin, open_embedder
from postergen.ranking.semantic import Embedder, OptionMeanings, SemanticIndex, Vectors
from postergen.ranking.wishes import WishReader

PACK = CONTENT / "assets/campaigns/better-life"
FOLDS = 5
AT_ONCE = 2  # sayings that are kept together, as the index has them
RIDGE = 1e-3
STEPS = 60
LONGEST = 3.0  # of a step of Newton's method
IN_WORDS = np.array([1, 1, 1, 1, 0])  # the parts of `Worths` that need no model

Floats = NDArray[np.float64]


def without(campaign: Campaign, fold: int) -> tuple[Campaign, list[tuple[str, str, int]]]:
    """The campaign without a fifth of what is said of its options; and that, with its locale and whose it is."""
    options, taken = [], []
    for row, option in enumerate(campaign.catalogue.options):
        left = {}
        for locale in LOCALES:
            said = option.aliases.get(locale, ())
            mine = [at for at in range(len(said)) if (at // AT_ONCE + row) % FOLDS == fold]
            taken += [(said[at], locale, row) for at in mine]
            left[locale] = tuple(text for at, text in enumerate(said) if at not in mine)
        options.append(replace(option, aliases=left))
    return replace(campaign, catalogue=_with(campaign, options)), taken


def indexed(campaign: Campaign, known: SemanticIndex | None, embedder: Embedder) -> SemanticIndex:
    fresh: dict[str, Vectors] = {}
    for chunk in embed_in_chunks(embedder, missing_texts(campaign, embedder, known)):
        fresh |= chunk
    return assemble(campaign, embedder, known, fresh)


def fitted(parts: Floats, right: NDArray[np.int64]) -> Floats:
    """Weights of parts of shape (sayings, parts, options), by Newton's method; the least goes where any is negative."""
    found, rows = np.zeros(parts.shape[1]), [row for row in range(parts.shape[1]) if parts[:, row].any()]
    while True:
        weights = _newton(parts[:, rows], right)
        if (weights >= 0).all():
            found[rows] = weights
            return found
        del rows[int(weights.argmin())]


def _newton(parts: Floats, right: NDArray[np.int64]) -> Floats:
    weights, count = np.ones(parts.shape[1]), len(parts)
    own = parts[np.arange(count), :, right].sum(axis=0)
    for _ in range(STEPS):
        chance = likely(parts, weights)
        mean = np.einsum("so,sfo->sf", chance, parts)
        gradient = own - mean.sum(axis=0) - RIDGE * count * weights
        hessian = np.einsum("so,sfo,sgo->fg", chance, parts, parts) - mean.T @ mean
        step = np.linalg.solve(hessian + RIDGE * count * np.eye(len(weights)), gradient)
        weights += step * min(1.0, LONGEST / float(np.abs(step).max()))
    return weights


def likely(parts: Floats, weights: Floats) -> Floats:
    """How likely each option is, shape (sayings, options)."""
    like = np.einsum("f,sfo->so", weights, parts)
    chance: Floats = np.exp(like - like.max(axis=1, keepdims=True))
    shares: Floats = chance / chance.sum(axis=1, keepdims=True)
    return shares


def _with(campaign: Campaign, options: Sequence[Option]) -> Catalogue:
    return replace(campaign.catalogue, options=tuple(options))


def main() -> None:
    campaign, known, embedder = check_pack(PACK), read_index(PACK), open_embedder(Settings.from_environment())
    parts: dict[str, list[Floats]] = {locale: [] for locale in LOCALES}
    right: dict[str, list[int]] = {locale: [] for locale in LOCALES}
    for fold in range(FOLDS):
        less, taken = without(campaign, fold)
        reader = WishReader(less, load_pinyin(), OptionMeanings(indexed(less, known, embedder), less, embedder))
        for text, locale, row in taken:
            parts[locale].append(reader.weigh(text, locale).parts.astype(np.float64))
            right[locale].append(row)
    for locale in LOCALES:
        seen, own = np.stack(parts[locale]), np.array(right[locale])
        for by, shown in (("lexical", seen * IN_WORDS[:, None]), ("embedded", seen)):
            weights = fitted(shown, own)
            order = np.argsort(-likely(shown, weights), axis=1, kind="stable")
            among = [float((order[:, :few] == own[:, None]).any(axis=1).mean()) for few in (1, 3, 5)]
            told = ", ".join(str(round(float(one), 3)) for one in weights)
            print(f'("{by}", "{locale}"): Worths({told}),  # {len(own)}, among the first 1, 3, 5: {np.round(among, 3)}')


if __name__ == "__main__":
    main()
