"""Fit what speaks how much for an option that a typed wish may mean: `WORTHS` in postergen/ranking/wishes.py.

    python benchmarks/weigh_readings.py

A fifth of the ways to say each option is taken from the reader at a time, and read by what is left: which option each
of them is of is known, and nobody judged anything. A conditional logit (McFadden 1974) without negative weights.

Strangers say things otherwise than whoever wrote those ways. So the weights are then drawn towards the wishes of others
that are there for tuning: the likeliest weights of these, if those of the sayings are believed before (a normal prior).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import yaml
from calibrate_wishes import judged
from numpy.typing import NDArray

from postergen.adapters.content.index_builder import assemble, embed_in_chunks, learn, missing_texts, unlearned_sayings
from postergen.adapters.content.semantic_files import read_index
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Catalogue, Option
from postergen.domain.localized import LOCALES
from postergen.loading import check_pack, load_pinyin, open_embedder
from postergen.ranking.semantic import Embedder, OptionMeanings, SemanticIndex, Vectors
from postergen.ranking.wishes import WishReader

PACK = CONTENT / "assets/campaigns/better-life"
CASES = CONTENT / "tests/cases/wishes.yaml"
FOLDS = 5
AT_ONCE = 2  # sayings that are kept together, as the index has them
RIDGE = 1e-3
BELIEVED = 6.0  # how narrow the prior is: the inverse of its variance
STEPS = 60
LONGEST = 3.0  # of a step of Newton's method
IN_WORDS = np.array([1, 1, 1, 1, 0, 0])  # the parts of `Worths` that need no model

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
    made = assemble(campaign, embedder, known, fresh)
    return learn(campaign, embedder, made, unlearned_sayings(campaign, made))


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


def drawn(parts: Floats, answers: Sequence[frozenset[int]], before: Floats) -> Floats:
    """Weights by which one of the options that answer a wish is meant, near those before; parts as for `fitted`.

    Each step is bounded by the curvature of an ordinary logit, as in expectation maximisation.
    """
    weights, prior = before.copy(), BELIEVED * np.eye(len(before))
    right = np.array([[at in one for at in range(parts.shape[2])] for one in answers])
    for _ in range(STEPS):
        chance = likely(parts, weights)
        among = chance * right
        among /= among.sum(axis=1, keepdims=True)
        gradient = np.einsum("so,sfo->f", among - chance, parts) - prior @ (weights - before)
        mean = np.einsum("so,sfo->sf", chance, parts)
        curvature = np.einsum("so,sfo,sgo->fg", chance, parts, parts) - mean.T @ mean + prior
        weights = np.maximum(weights + np.linalg.solve(curvature, gradient), 0)
    return weights


def of_strangers(campaign: Campaign, locale: str) -> Iterator[tuple[str, frozenset[int]]]:
    """Wishes that are there for tuning, with the options that answer them."""
    at = {option.id: row for row, option in enumerate(campaign.catalogue.options)}
    told = [(one.wish, one.answers) for one in judged(campaign) if (one.locale, one.half) == (locale, "tuning")]
    told += [pair for kind in yaml.safe_load(CASES.read_text("utf-8"))[locale].values() for pair in kind.items()]
    for wish, answers in told:
        if answers:
            yield wish, frozenset(at[name] for name in answers)


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
    assert known is not None
    reader = WishReader(campaign, load_pinyin(), OptionMeanings(known, campaign, embedder))
    for locale in LOCALES:
        seen, own = np.stack(parts[locale]), np.array(right[locale])
        wishes, answers = zip(*of_strangers(campaign, locale), strict=True)
        theirs = np.stack([reader.weigh(wish, locale).parts.astype(np.float64) for wish in wishes])
        for by, needs in (("lexical", IN_WORDS), ("embedded", np.ones_like(IN_WORDS))):
            shown, strange = seen * needs[:, None], theirs * needs[:, None]
            before = fitted(shown, own)
            weights = drawn(strange, answers, before)
            told = ", ".join(str(round(float(one), 3)) for one in weights)
            print(f'("{by}", "{locale}"): Worths({told}),')
            sayings, others = [frozenset([one]) for one in own.tolist()], _by_others(strange, answers, before)
            print(f"    {len(own)} sayings, among the first 1, 3, 5: {in_first(likely(shown, before), sayings)}")
            first = in_first(likely(strange, before), answers)
            print(f"    {len(answers)} wishes of others: {first}, and drawn towards those: {in_first(others, answers)}")


def _by_others(parts: Floats, answers: Sequence[frozenset[int]], before: Floats) -> Floats:
    """How likely each option is, by weights that were drawn towards the other wishes."""
    fold, found = np.random.default_rng(1).permutation(len(parts)) % 10, np.zeros(parts[:, 0].shape)
    for one in range(10):
        others = [answers[at] for at in np.flatnonzero(fold != one).tolist()]
        found[fold == one] = likely(parts[fold == one], drawn(parts[fold != one], others, before))
    return found


def in_first(chance: Floats, answers: Sequence[frozenset[int]]) -> list[float]:
    """The share of wishes of which an answer is among the first one, three and five."""
    order = np.argsort(-chance, axis=1, kind="stable").tolist()
    pairs = list(zip(order, answers, strict=True))
    return [round(sum(not own.isdisjoint(row[:few]) for row, own in pairs) / len(pairs), 3) for few in (1, 3, 5)]


if __name__ == "__main__":
    main()
