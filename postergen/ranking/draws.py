"""Draw one of the texts that may stand on a poster with a known probability, so that every later "what if" has an
answer: from the ranker, the policy, the brief and the code, or what a page drew with, follow the candidates, their
chances and the text.
"""

from __future__ import annotations

import hashlib
from bisect import bisect
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import accumulate

from postergen.domain.policies import Kind, Slice
from postergen.domain.poster import Brief, Choice, Lot, Poster
from postergen.ranking.policy import Serving
from postergen.ranking.ranker import SOMEBODY, RankedList, RankedVariant, Ranker


@dataclass(frozen=True, slots=True)
class Odds:
    """What may stand on the posters of a brief, and how likely.

    Args:
        ranked: at least one text.
        drawn: the probability of each for a poster that the policy draws for; they sum to 1.
        version: of the policy.
        holdout: the share of posters whose text is drawn evenly.
    """

    ranked: RankedList
    drawn: tuple[float, ...]
    version: str
    kind: Kind
    holdout: float

    @property
    def policy(self) -> str:
        """The full name of the policy, with the state of the ranker."""
        return policy_of(self.version, self.ranked.state)

    def within(self, slice_: Slice) -> tuple[float, ...]:
        """The probability of each for a poster of this slice: what is logged with it."""
        return (1 / len(self.drawn),) * len(self.drawn) if slice_ is Slice.HELD else self.drawn


def odds(ranker: Ranker, brief: Brief, serving: Serving, *, explained: bool = False) -> Odds | None:
    """What a policy makes of a brief: whoever issues a poster and whoever checks it ask here.

    Args:
        explained: whether the texts come with reasons.

    Returns:
        None in a locale without copy.
    """
    return odds_of(ranker.candidates(brief, serving.most, explained=explained), brief, serving)


def odds_of(ranked: RankedList, brief: Brief, serving: Serving) -> Odds | None:
    """As `odds`, of what may be drawn for the brief."""
    if not ranked.variants:
        return None
    drawn = tuple(serving.chances(ranked, brief))
    return Odds(ranked, drawn, serving.version, serving.kind, serving.holdout)


def policy_of(version: str, state: str) -> str:
    """The full name of a policy: with what the ranker's scores depend on, so that a draw can be checked later."""
    return f"{version}.{state}"


def draw(found: Odds, brief: Brief, code: str) -> Choice:
    """Draw the text of the poster with this code.

    A person with a name gets the same words for the same brief, whatever the code is; without one each poster is a draw
    of its own.
    """
    return draw_by(found, brief, "" if brief.is_named else code)


def draw_by(found: Odds, brief: Brief, salt: str) -> Choice:
    """Draw a text with whatever else it depends on; the same for the same salt."""
    at, for_slice = _points(brief, salt)
    if for_slice < found.holdout:
        slice_ = Slice.HELD
    else:
        slice_ = Slice.BEFORE if found.kind is Kind.FIXED else Slice.DRAWN
    chances = found.within(slice_)
    place = min(bisect(list(accumulate(chances)), at), len(chances) - 1)
    one = found.ranked.variants[place]
    return Choice(one.variant.id, one.variant.revision, found.policy, chances[place], slice_, one.score)


def draw_for_page(found: Odds, brief: Brief, lot: Lot) -> Choice:
    """Draw a line before all of the brief is known.

    Args:
        found: the odds of ``brief``.
        brief: as `as_drawn` gives it.
    """
    return replace(draw_by(found, brief, lot.salt), lot=lot)


def as_drawn(brief: Brief, lot: Lot | None) -> Brief:
    """The brief for which a text was drawn: of what the person is called, only whether it is known plays a part."""
    if lot is None:
        return brief
    nickname = SOMEBODY if lot.named else ""
    return replace(brief, nickname=nickname, place=lot.place or None, personalised=True, avatar=None, fields=())


def draw_again(found: Odds, poster: Poster) -> Choice:
    """What was drawn for a poster first.

    Args:
        found: the odds of its brief `as_drawn`.
    """
    lot = poster.choice.first_draw.lot
    return draw_for_page(found, as_drawn(poster.brief, lot), lot) if lot else draw(found, poster.brief, poster.code)


def draw_another(found: Odds, shown: Collection[str], salt: str) -> RankedVariant | None:
    """One of the texts that were not shown yet, as likely among them as the policy has it; None when all were."""
    left = [(one, p) for one, p in zip(found.ranked.variants, found.drawn, strict=True) if one.variant.id not in shown]
    if not left:
        return None
    upto = list(accumulate(p for _, p in left))
    at = _number(f"{salt}\0{len(shown)}") * upto[-1]
    return left[min(bisect(upto, at), len(left) - 1)][0]


def _points(brief: Brief, salt: str) -> tuple[float, float]:
    """Two numbers from 0 to 1, exclusive, that depend on the brief and the salt and nothing else."""
    person = (brief.nickname, brief.place or "") if brief.personalised else ()
    wish = tuple(said for said in (brief.wish, brief.wish_means) if said)
    asked = (brief.campaign, brief.locale, brief.occasion or "", *sorted(brief.options), "", *person, *wish)
    digest = hashlib.sha256("\0".join((*asked, "", salt)).encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56, int.from_bytes(digest[7:14]) / 2**56


def _number(text: str) -> float:
    """A number from 0 to 1, exclusive."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7]) / 2**56
