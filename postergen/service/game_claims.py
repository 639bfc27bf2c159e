"""Say whether what somebody claims was done, and keep a digest of it under a key of ours, so that it counts once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from postergen.domain.collecting import Collection, Way
from postergen.domain.games import Game
from postergen.domain.ports import Clock
from postergen.errors import NotFound, Refused
from postergen.games.answers import is_right
from postergen.games.hand import Refusal
from postergen.service.game_store import GameStore, Player, Run
from postergen.service.posters import PosterService

LONGEST_KEY = 200  # characters


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody did, for which they want a card.

    Args:
        subject: the code of a poster, the id of a question or spot; empty of a check-in.
        proof: the token that came with the poster, the answer, or the spot's printed token.
    """

    way: Way
    subject: str = ""
    proof: str = ""


def way_of(said: str) -> Way:
    """`Refused` for what no game knows."""
    try:
        return Way(said)
    except ValueError:
        raise Refused(Refusal.NO_WAY) from None


class Claims:
    """Checks claims of games. Safe to share between threads."""

    def __init__(self, store: GameStore, posters: PosterService, clock: Clock) -> None:
        self._store, self._posters, self._clock = store, posters, clock

    def check(self, run: Run[Collection], claim: Claim) -> tuple[str, bool]:
        """What the claim is for, which counts once, and whether it is a wrong answer."""
        if claim.way not in run.rules.ways:
            raise Refused(Refusal.NO_WAY)
        return _CHECKS[claim.way](self, run, claim)

    def _check_poster(self, run: Run[Collection], claim: Claim) -> tuple[str, bool]:
        poster = self._posters.get(claim.subject)
        self._posters.check_erase_token(poster.code, claim.proof)
        is_earlier = poster.created_at < run.rules.opens
        if poster.brief.campaign != run.campaign or poster.brief.template == run.rules.look or is_earlier:
            raise NotFound("poster of this game", claim.subject)
        return f"poster/{poster.code}", False

    def _check_question(self, run: Run[Collection], claim: Claim) -> tuple[str, bool]:
        question = run.rules.question(claim.subject)
        if question is None:
            raise NotFound("question", claim.subject)
        return f"/question/{question.id}", not is_right(claim.proof, question.answers)

    def _check_spot(self, run: Run[Collection], claim: Claim) -> tuple[str, bool]:
        spot = run.rules.spot(claim.subject)
        token = self.spot_token(run.campaign, run.rules.id, claim.subject)
        if spot is None or not hmac.compare_digest(token.encode(), claim.proof.encode()):
            raise NotFound("spot", claim.subject)
        return f"/spot/{spot.id}", False

    def _check_in(self, run: Run[Collection], claim: Claim) -> tuple[str, bool]:
        return f"/check-in/{run.rules.day_of(max(self._clock(), run.last_at))}", False

    def kept(self, run: Run[Game], player: Player | None, evidence: str) -> str:
        """As it is kept: what begins with a slash counts once for each player, the rest once for all."""
        whose = f"{player.number if player else 0}" if evidence.startswith("/") else ""
        return self._mac(run.campaign, f"evidence/{run.rules.id}/{whose}{evidence}")

    def digests(self, run: Run[Game], holder: int, key: str) -> tuple[str, str]:
        """The key as it is kept, and the nonce of the act."""
        named = f"{run.rules.id}/{holder}/{key[:LONGEST_KEY]}"
        return self._mac(run.campaign, f"key/{named}"), self._mac(run.campaign, f"nonce/{named}")[:32]

    def link(self, run: Run[Game], holder: int, key: str) -> str:
        """The id of an offer that is made under this key: nobody works it out who does not know our own."""
        return self._mac(run.campaign, f"link/{run.rules.id}/{holder}/{key[:LONGEST_KEY]}")[:32]

    def _mac(self, campaign: str, text: str) -> str:
        return hmac.digest(self._store.secret(campaign), text.encode(), hashlib.sha256).hex()

    def spot_token(self, campaign: str, game: str, spot: str) -> str:
        """What the printed code of a spot carries, so that nobody makes it up."""
        return self._mac(campaign, f"spot/{game}/{spot}")[:26]

    def done_by(self, run: Run[Collection], player: Player) -> frozenset[str]:
        """The ids of the questions and spots for which this player was dealt a card, and ``check-in`` of today."""
        today = f"/check-in/{run.rules.day_of(max(self._clock(), run.last_at))}"
        asked = {f"/question/{one.id}": one.id for one in run.rules.questions}
        asked |= {f"/spot/{one.id}": one.id for one in run.rules.spots} | {today: Way.CHECK_IN.value}
        kept = {self.kept(run, player, evidence): name for evidence, name in asked.items()}
        used = self._store.used(run.campaign, run.rules.id, list(kept))
        return frozenset(kept[one] for one in used)


_CHECKS: dict[Way, Callable[[Claims, Run[Collection], Claim], tuple[str, bool]]] = {
    Way.POSTER: Claims._check_poster,
    Way.QUESTION: Claims._check_question,
    Way.SPOT: Claims._check_spot,
    Way.CHECK_IN: Claims._check_in,
}
