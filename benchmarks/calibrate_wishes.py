"""Fit how sure a reading of a typed wish is, on the tuning halves of judged wishes, and look at it on the others.

    python benchmarks/calibrate_wishes.py            prints the rows of `CALIBRATIONS` in postergen/ranking/wishes.py
    python benchmarks/calibrate_wishes.py --plot docs/copy/reliability.svg          looks at the halves set aside, too

A reading is right when some text of its first option speaks for the wish (the judges together say 2 or more), or, of
the blind wishes, when that option is among those that answer it. What is told of the tuning halves is cross-validated:
each tenth by a fit to the others. From when on a reading is sure, the blind wishes say: their writers had seen nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from postergen.adapters.content.judgment_files import read_judgments
from postergen.adapters.content.semantic_files import read_index
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.loading import check_pack, load_embedder, load_pinyin
from postergen.ranking.evaluation import GOOD, Half
from postergen.ranking.semantic import OptionMeanings
from postergen.ranking.wishes import WishReader
from postergen.simulation.plots import line_chart

JUDGED = ("wishes", "outside-wishes")  # files of judgments
BLIND = "blind-wishes"
FOLDER = Path(__file__).parent / "judgments"
PACK = CONTENT / "assets/campaigns/better-life"
RIDGE = 2e-3  # of the weights: 330 to 400 wishes are few
FOLDS = 10
SEED = 20200318
FALSE = 0.04  # of the blind tuning wishes that nothing answers, so many may be taken for an option
PERHAPS = {"lexical": 0.07, "embedded": 0.05}  # the least chance to be offered texts
LEAST_SURE = 0.4  # a chance below that is not spoken for, however few are wrong
STEPS = 50
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0001)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged wish, of which file, and the options that answer it; a text that no option leads to may do, too."""

    name: str
    wish: str
    locale: str
    half: Half
    answers: frozenset[str]
    is_answered: bool


def judged(campaign: Campaign) -> Iterator[Asked]:
    for name in JUDGED:
        for one in read_judgments(FOLDER / f"{name}.jsonl", campaign):
            if one.brief.wish:
                good = [v for v in campaign.variants if v.locale == one.brief.locale and one.grade(v.id) >= GOOD]
                answers = frozenset(option for v in good for option in v.fits.options)
                yield Asked(name, one.brief.wish, one.brief.locale, one.half, answers, one.has_answer)
    for locale, halves in yaml.safe_load((FOLDER / f"{BLIND}.yaml").read_text("utf-8")).items():
        for half, wishes in halves.items():
            for wish, options in wishes.items():
                yield Asked(BLIND, wish, locale, half, frozenset(options), bool(options))


def observed(campaign: Campaign, reader: WishReader, asked: Sequence[Asked]) -> tuple[Floats, Floats]:
    """What each reading is weighed by, shape (wishes, 7) with a constant, and whether it is right."""
    rows, right = [], []
    for one in asked:
        found = reader.weigh(one.wish, one.locale)
        rows.append((1.0, *found.measures))
        right.append(campaign.catalogue.options[found.order[0]].id in one.answers)
    return np.array(rows), np.array(right, dtype=float)


def fitted(rows: Floats, right: Floats) -> Floats:
    """Ridge logistic regression by Newton's method (Hastie, Tibshirani, Friedman 2009, 4.4.1)."""
    weights, penalty = np.zeros(rows.shape[1]), RIDGE * len(rows) * np.diag([0.0] + [1.0] * (rows.shape[1] - 1))
    for _ in range(STEPS):
        chance = chances(rows, weights)
        gradient = rows.T @ (right - chance) - penalty @ weights
        weights += np.linalg.solve((rows * (chance * (1 - chance))[:, None]).T @ rows + penalty, gradient)
    return weights


def cross_validated(rows: Floats, right: Floats) -> Floats:
    """The chance of each reading by a fit to the others."""
    fold = np.random.default_rng(SEED).permutation(len(rows)) % FOLDS
    found = np.zeros(len(rows))
    for one in range(FOLDS):
        found[fold == one] = chances(rows[fold == one], fitted(rows[fold != one], right[fold != one]))
    return found


def chances(rows: Floats, weights: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-(rows @ weights)))
    return found


def surest(asked: Sequence[Asked], chance: Floats) -> float:
    """From which chance on few enough are taken for an option of those that nothing answers."""
    blind = np.array([one.name == BLIND and not one.is_answered for one in asked])
    return max(LEAST_SURE, float(np.ceil(100 * np.quantile(chance[blind], 1 - FALSE)) / 100))


def told(half: str, asked: Sequence[Asked], chance: Floats, right: Floats, least: float) -> None:
    for name in dict.fromkeys(one.name for one in asked):
        mine = np.array([one.name == name for one in asked])
        _told(f"{name}, {half}", np.array([one.is_answered for one in asked])[mine], chance[mine], right[mine], least)


def _told(name: str, answered: NDArray[np.bool_], chance: Floats, right: Floats, least: float) -> None:
    sure = chance >= least
    print(
        f"  {name:22} {len(chance):4} wishes  Brier {np.mean((chance - right) ** 2):.3f}  "
        f"sure and right {np.mean(sure[answered] & (right[answered] > 0)):.2f}  "
        f"sure and wrong {np.mean(sure[answered] & (right[answered] == 0)):.2f}  "
        f"false confidence {np.mean(sure[~answered]) if (~answered).any() else float('nan'):.2f} of {(~answered).sum()}"
    )
    for low, high in pairwise(BINS):
        here = (chance >= low) & (chance < high)
        if here.any():
            said = f"said {chance[here].mean():.2f}, were {right[here].mean():.2f}"
            print(f"          {low:.1f} to {min(high, 1):.1f}: {here.sum():3} {said}")


def reliability(aside: Mapping[str, Sequence[tuple[Floats, Floats]]]) -> str:
    """The reliability diagram (Murphy and Winkler 1977): what was said against what was right, in both locales."""
    lines: dict[str, Sequence[tuple[float, float]]] = {"as said": [(0.0, 0.0), (1.0, 1.0)]}
    for by, both in aside.items():
        chance, right = (np.concatenate(part) for part in zip(*both, strict=True))
        bins = [(chance >= low) & (chance < high) for low, high in pairwise(BINS)]
        lines[by] = [(float(chance[here].mean()), float(right[here].mean())) for here in bins if here.any()]
    return line_chart("share of readings that are right, by the chance that was said", lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--plot", type=Path, help="draw what was said and what was right on the halves set aside, as SVG"
    )
    plot = parser.parse_args().plot
    campaign = check_pack(PACK)
    asked = list(judged(campaign))
    index, embedder = read_index(PACK), load_embedder(Settings.from_environment())
    readers = {"lexical": WishReader(campaign, load_pinyin())}
    if index is not None and embedder is not None:
        readers["embedded"] = WishReader(campaign, load_pinyin(), OptionMeanings(index, campaign, embedder))
    aside: dict[str, list[tuple[Floats, Floats]]] = {by: [] for by in readers}
    for by, reader in readers.items():
        for locale in LOCALES:
            tuning, others = (
                [x for x in asked if (x.half, x.locale) == (half, locale)] for half in ("tuning", "aside")
            )
            rows, right = observed(campaign, reader, tuning)
            weights, chance = fitted(rows, right), cross_validated(rows, right)
            constant, *rest = (round(float(value), 2) for value in weights)
            least = surest(tuning, chance)
            measures = ", ".join(map(str, rest))
            print(f'("{by}", "{locale}"): Calibration({constant}, Measures({measures}), {least}, {PERHAPS[by]}),')
            told("tuning", tuning, chance, right, least)
            if plot:
                rows, right = observed(campaign, reader, others)
                told("aside", others, chances(rows, weights), right, least)
                aside[by].append((chances(rows, weights), right))
    if plot:
        plot.write_text(reliability(aside), encoding="utf-8")


if __name__ == "__main__":
    main()
