"""Which lines answer a sticker, and how likely each is offered: the ranker of copy over lines instead of options.

A line that comes is to the ranker what an option is, its mood what a theme is; a line that may answer is a text whose
author says which lines and moods it fits. What somebody typed is read as lines, as a wish is read as options.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Catalogue, Frequency, Need, Option, Theme
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.policies import Kind
from postergen.domain.poster import Brief, Choice, Lot
from postergen.domain.stickers import Sticker
from postergen.ranking.chances import in_proportion, mixed, portable_exp
from postergen.ranking.draws import Odds, draw_another, draw_for_page, odds_of
from postergen.ranking.ranker import RankedList, Ranker
from postergen.ranking.relevance import Relevance
from postergen.ranking.tags import tag_score

OFFERED = 3  # lines that a page offers
VERSION = "answers-1"
# A line of which nothing is known is taken one time in three that it is offered, as if that had been seen so often.
PRIOR_SHOWN = 12.0
PRIOR = 1 / OFFERED


class Taken(NamedTuple):
    """How often a line was offered to people who then answered, and how often they took it."""

    shown: int
    chosen: int


@dataclass(frozen=True)
class AnswerPolicy:
    """Draws lines by what their authors say and by how often people took them. Frozen, as every policy is.

    Args:
        taken: by the id of the line, of answers to the line that came.
    """

    taken: Mapping[str, Taken]
    most: int = 12
    kind: Kind = Kind.FIXED
    holdout: float = 0.0
    floor: float = 0.02
    temperature: float = 0.15
    version: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(repr(sorted(self.taken.items())).encode()).hexdigest()[:8]
        object.__setattr__(self, "version", f"{VERSION}-{digest}")

    def chances(self, ranked: RankedList, brief: Brief) -> Sequence[float]:
        scores = np.array([one.score for one in ranked.variants])
        worth = np.array([self._worth(one.variant.id) for one in ranked.variants])
        weights = portable_exp((scores - scores.max()) / self.temperature) * worth * worth
        return tuple(mixed(in_proportion(weights), self.floor).tolist())

    def _worth(self, line: str) -> float:
        """The mean of how often it is taken, against that of a line of which nothing is known."""
        shown, chosen = self.taken.get(line, Taken(0, 0))
        return (chosen + PRIOR * PRIOR_SHOWN) / (shown + PRIOR_SHOWN) / PRIOR


def answer_ranker(campaign: Campaign) -> Ranker | None:
    """The ranker over the lines of a campaign; None when it has none. Authors alone say what answers what: a line
    that uses the same words says the same again.
    """
    if campaign.stickers is None:
        return None
    lines = campaign.stickers.all
    moods = tuple(dict.fromkeys(one.mood for one in lines))
    catalogue = Catalogue(tuple(map(_as_option, lines)), tuple(map(_as_theme, moods)))
    texts = tuple(one.as_text for one in lines)
    asked = replace(campaign, catalogue=catalogue, variants=texts, none_of_these={})
    matrix = np.array([[tag_score(o, text) for text in texts] for o in catalogue.options], dtype=np.float32)
    return Ranker(asked, Relevance(asked, matrix=matrix))


def answer_odds(ranker: Ranker, brief: Brief, policy: AnswerPolicy) -> Odds | None:
    """What may answer the line of this brief, and how likely; never the line itself. None where there is nothing."""
    found = ranker.candidates(brief, policy.most + 1)
    others = tuple(one for one in found.variants if one.variant.id not in brief.options)
    return odds_of(replace(found, variants=others[: policy.most]), brief, policy)


def draw_answers(found: Odds, brief: Brief, salt: str) -> tuple[Choice, tuple[str, ...]]:
    """What was drawn first, with its probability, and all that are offered, it first: each of the others as likely
    among those that are left as the policy has it.

    Args:
        salt: 16 hex digits; the same give the same.
    """
    first = draw_for_page(found, brief, Lot(salt))
    shown = [first.variant]
    while len(shown) < OFFERED and (another := draw_another(found, shown, salt)) is not None:
        shown.append(another.variant.id)
    return first, tuple(shown)


def _as_option(line: Sticker) -> Option:
    text = Localized(dict.fromkeys(LOCALES, line.text))
    nothing: dict[str, tuple[str, ...]] = dict.fromkeys(LOCALES, ())
    return Option(line.id, line.mood, text, line.emoji, nothing, None, Need.SOFT, Frequency.HIGH)


def _as_theme(mood: str) -> Theme:
    name = Localized(dict.fromkeys(LOCALES, mood))
    return Theme(mood, name, name, "")
