"""mabwiser's Thompson sampling on worlds from standard input, a line of JSON each: rates and posters between updates.

Prints for each what it lost so far after each update: successes fewer than with the best text always.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

import numpy as np
from mabwiser.mab import MAB, LearningPolicy

for line in sys.stdin:
    world = json.loads(line)
    rates, rng = np.array(world["rates"]), np.random.default_rng(world["seed"])
    bandit = MAB(list(range(len(rates))), LearningPolicy.ThompsonSampling(), seed=world["seed"])
    told, lost = [], 0.0
    for count in world["posters"]:
        # it predicts nothing before it has seen something
        arms = [bandit.predict() for _ in range(count)] if told else rng.integers(0, len(rates), count).tolist()
        rewards = (rng.random(count) < rates[arms]).astype(int).tolist()
        (bandit.partial_fit if told else bandit.fit)(arms, rewards)
        lost += float((rates.max() - rates[arms]).sum())
        told.append(lost)
    print(json.dumps({"name": f"mabwiser {version('mabwiser')}", "lost": told}), flush=True)
