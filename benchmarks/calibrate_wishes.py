"""Fit how sure a reading of a typed wish is, on the tuning half of the judged wishes, and look at it on the other half.

    python benchmarks/calibrate_wishes.py            prints the rows of `CALIBRATIONS` in postergen/ranking/wishes.py
    python benchmarks/calibrate_wishes.py --plot docs/copy/reliability.svg

A reading is right when some text of its first option speaks for the wish (both judges together say 2 or more).
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
from postergen.ranking.evaluation import GOOD, Judgment
from postergen.ranking.semantic import OptionMeanings
from postergen.ranking.wishes import SURE, WishReader
from postergen.simulation.plots import line_chart

JUDGED = Path(__file__).parent / "judgments/wishes.jsonl"
PACK = CONTENT / "assets/campaigns/better-life"
RIDGE = 1e-3  # of the weights: 75 wishes are few
STEPS = 50
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0001)

Floats = NDArray[np.float64]


def is_right(campaign: Campaign, judgment: Judgment, option: str) -> bool:
    texts = [v.id for v in campaign.variants if v.locale == judgment.brief.locale and option in v.fits.options]
    return any(judgment.grade(text) >= GOOD for text in texts)


def observed(campaign: Campaign, reader: WishReader, judgments: Sequence[Judgment]) -> tuple[Floats, Floats]:
    """What each reading is weighed by, shape (wishes, 4) with a constant, and whether it is right."""
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


def chances(rows: Floats, weights: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-(rows @ weights)))
    return found


def told(name: str, judgments: Sequence[Judgment], chance: Floats, right: Floats) -> None:
    answered = np.array([one.has_answer for one in judgments])
    sure = chance >= SURE
    print(
        f"  {name:7} {len(chance):4} wishes  Brier {np.mean((chance - right) ** 2):.3f}  "
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
    parser.add_argument("--plot", type=Path, help="draw what was said and what was right on the half set aside, as SVG")
    plot = parser.parse_args().plot
    campaign = check_pack(PACK)
    judgments = [one for one in read_judgments(JUDGED, campaign) if one.brief.wish]
    index, embedder = read_index(PACK), load_embedder(Settings.from_environment())
    readers = {"lexical": WishReader(campaign, load_pinyin())}
    if index is not None and embedder is not None:
        readers["embedded"] = WishReader(campaign, load_pinyin(), OptionMeanings(index, campaign, embedder))
    aside: dict[str, list[tuple[Floats, Floats]]] = {by: [] for by in readers}
    for by, reader in readers.items():
        for locale in LOCALES:
            halves = {
                half: [one for one in judgments if (one.half, one.brief.locale) == (half, locale)]
                for half in ("tuning", "aside")
            }
            rows, right = observed(campaign, reader, halves["tuning"])
            weights = fitted(rows, right)
            constant, *rest = (round(float(value), 2) for value in weights)
            print(f'("{by}", "{locale}"): Calibration({constant}, ({", ".join(map(str, rest))})),')
            told("tuning", halves["tuning"], chances(rows, weights), right)
            rows, right = observed(campaign, reader, halves["aside"])
            told("aside", halves["aside"], chances(rows, weights), right)
            aside[by].append((chances(rows, weights), right))
    if plot:
        plot.write_text(reliability(aside), encoding="utf-8")


if __name__ == "__main__":
    main()
