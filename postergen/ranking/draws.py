"""Draw one of the texts that may stand on a poster with a known probability, so that every later "what if" has an
answer: from the ranker, the policy, the brief and the code follow the candidates, their chances and the text.
"""

from __future__ import annotations

import hashlib
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from postergen.domain.policies import Kind, Slice
from postergen.domain.poster import Brief, Choice
from postergen.ranking.policy import Serving
from postergen.ranking.ranker import RankedList, Ranker

MOST_TRIES = 20_000  # codes looked at; of a text that one poster in a thousand gets, all fail once in 5e8


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


def draw(found: Odds, brief: Brief, salt: str) -> Choice:
    """Draw a text.

    Args:
        salt: the poster's code, or what a page draws its previews with. A person with a name gets the same words for
            the same brief, whatever it is; without one each poster is a draw of its own.
    """
    at, for_slice = _points(brief, "" if brief.is_named else salt)
    if for_slice < found.holdout:
        slice_ = Slice.HELD
    else:
        slice_ = Slice.BEFORE if found.kind is Kind.FIXED else Slice.DRAWN
    chances = found.within(slice_)
    place = min(bisect(list(accumulate(chances)), at), len(chances) - 1)
    one = found.ranked.variants[place]
    return Choice(one.variant.id, one.variant.revision, found.policy, chances[place], slice_, one.score)


def code_for(found: Odds, brief: Brief, seen: str, new: Callable[[], str]) -> str:
    """A fresh code that draws what ``seen`` drew, so that a person keeps the words of the preview.

    The text is as likely as ever, for ``seen`` drew it; and the code alone still tells which it was. On average as many
    codes are looked at as there are candidates, or twice as many with a hold-out.

    Args:
        seen: the salt of the preview; empty when there was none.
    """
    code = new()
    if seen and not brief.is_named:
        wanted = draw(found, brief, seen)
        for _ in range(MOST_TRIES):
            if draw(found, brief, code) == wanted:
                break
            code = new()
    return code


def _points(brief: Brief, salt: str) -> tuple[float, float]:
    """Two numbers from 0 to 1, exclusive, that depend on the brief and the salt and nothing else."""
    person = (brief.nickname, brief.place or "") if brief.personalised else ()
    wish = tuple(said for said in (brief.wish, brief.wish_means) if said)
    asked = (brief.campaign, brief.locale, brief.occasion or "", *sorted(brief.options), "", *person, *wish)
    digest = hashlib.sha256("\0".join((*asked, "", salt)).encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56, int.from_bytes(digest[7:14]) / 2**56
