"""Fit how sure a reading of a typed wish is, on the tuning halves of the judged wishes, and look at it on the others.

    python benchmarks/calibrate_wishes.py            prints the rows of `CALIBRATIONS` in postergen/ranking/wishes.py
    python benchmarks/calibrate_wishes.py --plot docs/copy/reliability.svg          looks at the halves set aside, too

A reading is right when some text of its first option speaks for the wish (the judges together say 2 or more). What is
told of the tuning halves is cross-validated: each tenth by a fit to the others.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from postergen.adapters.content.judgment_files import read_judgments
from postergen.adapters.content.semantic_files import read_index
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.loading import check_pack, load_embedder, load_pinyin
from postergen.ranking.evaluation import GOOD, Half, Judgment
from postergen.ranking.semantic import OptionMeanings
from postergen.ranking.wishes import WishReader
from postergen.simulation.plots import line_chart

JUDGED = ("wishes", "outside-wishes")  # files of judgments
PACK = CONTENT / "assets/campaigns/better-life"
RIDGE = 2e-3  # of the weights: 185 wishes are few
FOLDS = 10
SEED = 20200318
FALSE = 0.08  # of the tuning wishes that nothing answers, so many may be taken for an option
LEAST_SURE = 0.4  # a chance below that is not spoken for, however few are wrong
STEPS = 50
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0001)

Floats = NDArray[np.float64]


def is_right(campaign: Campaign, judgment: Judgment, option: str) -> bool:
    texts = [v.id for v in campaign.variants if v.locale == judgment.brief.locale and option in v.fits.options]
    return any(judgment.grade(text) >= GOOD for text in texts)


def observed(campaign: Campaign, reader: WishReader, judgments: Sequence[Judgment]) -> tuple[Floats, Floats]:
    """What each reading is weighed by, shape (wishes, 7) with a constant, and whether it is right."""
    rows, right = [], []
    for one in judgments:
        found = reader.weigh(one.brief.wish, one.brief.locale)
        rows.append((1.0, *found.measures))
        right.append(is_right(campaign, one, campaign.catalogue.options[found.order[0]].id))
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


def surest(judgments: Sequence[Judgment], chance: Floats) -> float:
    """From which chance on few enough are taken for an option of those that nothing answers."""
    answered = np.array([one.has_answer for one in judgments])
    return max(LEAST_SURE, float(np.ceil(100 * np.quantile(chance[~answered], 1 - FALSE)) / 100))


def told(name: str, judgments: Sequence[Judgment], chance: Floats, right: Floats, least: float) -> None:
    answered = np.array([one.has_answer for one in judgments])
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
    folder = Path(__file__).parent / "judgments"
    judged = {name: read_judgments(folder / f"{name}.jsonl", campaign) for name in JUDGED}
    index, embedder = read_index(PACK), load_embedder(Settings.from_environment())
    readers = {"lexical": WishReader(campaign, load_pinyin())}
    if index is not None and embedder is not None:
        readers["embedded"] = WishReader(campaign, load_pinyin(), OptionMeanings(index, campaign, embedder))
    aside: dict[str, list[tuple[Floats, Floats]]] = {by: [] for by in readers}
    for by, reader in readers.items():
        for locale in LOCALES:
            tuning = [one for each in judged.values() for one in each if _is_in(one, "tuning", locale)]
            rows, right = observed(campaign, reader, tuning)
            weights = fitted(rows, right)
            constant, *rest = (round(float(value), 2) for value in weights)
            chance, names = cross_validated(rows, right), {id(one): name for name in judged for one in judged[name]}
            least = surest(tuning, chance)
            print(f'("{by}", "{locale}"): Calibration({constant}, Measures({", ".join(map(str, rest))}), {least}),')
            for name, each in judged.items():
                here = np.array([names[id(one)] == name for one in tuning])
                told(
                    f"{name}, tuning",
                    [one for one in tuning if names[id(one)] == name],
                    chance[here],
                    right[here],
                    least,
                )
                if not plot:
                    continue
                mine = [one for one in each if _is_in(one, "aside", locale)]
                rows, is_right_aside = observed(campaign, reader, mine)
                told(f"{name}, aside", mine, chances(rows, weights), is_right_aside, least)
                aside[by].append((chances(rows, weights), is_right_aside))
    if plot:
        plot.write_text(reliability(aside), encoding="utf-8")


def _is_in(judgment: Judgment, half: Half, locale: str) -> bool:
    return bool(judgment.brief.wish) and (judgment.half, judgment.brief.locale) == (half, locale)


if __name__ == "__main__":
    main()
