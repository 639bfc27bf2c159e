"""A method for every operation of games: an app of one's own plays with them from beginning to end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from postergen.client.connection import API, Connection, T, given, part
from postergen.client.values import (
    Game,
    GameDayPoster,
    GameDiary,
    GameEntry,
    GameHand,
    GameHeld,
    GameOffer,
    GamePoster,
    Games,
    GameSet,
    Holder,
    NewHolder,
)


class Playing(Connection):
    """Who plays is named by their token (``holder``), or, with a key of the scope ``games``, as your own system calls
    them (``user``). An act takes a ``key`` of yours: the same one again has the same answer, and nothing is done twice.
    Without one a new key is made, so that a request whose answer was lost is done once all the same.

    What the rules do not allow is a `ProblemError` with a ``reason``, and a sentence for whoever plays in ``texts``.
    """

    def games(self, *, campaign: str | None = None) -> Games:
        return self._get(Games, f"{API}/games", {"campaign": campaign})

    def game(self, game: str, *, campaign: str | None = None) -> Game:
        return self._get(Game, game_path(game), {"campaign": campaign})

    def new_holder(self, *, campaign: str | None = None) -> NewHolder:
        """Somebody begins to play; their token is shown once."""
        path = f"{API}/holders"
        return self._post(NewHolder, path, None, twice=False, params=given({"campaign": campaign}))

    def hand(
        self, game: str, *, holder: str | None = None, user: str | None = None, campaign: str | None = None
    ) -> GameHand:
        return self._get(GameHand, f"{game_path(game)}/hand", {"campaign": campaign}, headers=who_plays(holder, user))

    def deal(
        self,
        game: str,
        way: str,
        *,
        subject: str = "",
        proof: str = "",
        key: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GameHeld:
        """A card for a poster (its code and erase token), an answer, a spot (what its code carries) or a check-in."""
        sent = {"way": way, "subject": subject, "proof": proof}
        return self._act(GameHeld, f"{game_path(game)}/deals", sent, key, who_plays(holder, user), campaign)

    def give(
        self,
        game: str,
        serial: int,
        *,
        wants: str = "",
        key: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GameOffer:
        """Put a card behind a link: as a gift, or for the card that it ``wants``."""
        sent = {"serial": serial, "wants": wants}
        return self._act(GameOffer, f"{game_path(game)}/offers", sent, key, who_plays(holder, user), campaign)

    def offered(self, game: str, link: str, *, campaign: str | None = None) -> GameOffer:
        return self._get(GameOffer, f"{game_path(game)}/offers/{part(link)}", {"campaign": campaign})

    def take(
        self,
        game: str,
        link: str,
        *,
        key: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GameHeld:
        path = f"{game_path(game)}/offers/{part(link)}/take"
        return self._act(GameHeld, path, None, key, who_plays(holder, user), campaign)

    def take_back(
        self, game: str, link: str, *, holder: str | None = None, user: str | None = None, campaign: str | None = None
    ) -> None:
        path, asked = f"{game_path(game)}/offers/{part(link)}", given({"campaign": campaign})
        self._ask("DELETE", path, twice=True, headers=who_plays(holder, user), params=asked)

    def lay_down(
        self,
        game: str,
        *,
        key: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GameSet:
        """Lay down a whole set, once and for good."""
        return self._act(GameSet, f"{game_path(game)}/sets", None, key, who_plays(holder, user), campaign)

    def card(
        self,
        game: str,
        serial: int,
        *,
        locale: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GamePoster:
        """The poster of one's card."""
        asked = {"locale": locale, "campaign": campaign}
        return self._get(GamePoster, f"{game_path(game)}/cards/{serial}", asked, headers=who_plays(holder, user))

    def diary(
        self,
        game: str,
        *,
        month: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GameDiary:
        """The days that somebody kept; ``month`` of the calendar as 2027-01, this one when left out."""
        asked = {"month": month, "campaign": campaign}
        return self._get(GameDiary, f"{game_path(game)}/diary", asked, headers=who_plays(holder, user))

    def check_in(
        self,
        game: str,
        option: str,
        *,
        line: str = "",
        locale: str | None = None,
        day: date | str | None = None,
        scan: str = "",
        key: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GameEntry:
        """Keep today; with the ``day`` that they saw, it is refused when that is over."""
        sent = given({"option": option, "line": line, "locale": locale, "day": day and str(day), "scan": scan})
        return self._act(GameEntry, f"{game_path(game)}/days", sent, key, who_plays(holder, user), campaign)

    def repair(
        self,
        game: str,
        day: date | str,
        *,
        key: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GameEntry:
        """Fill in a day that was missed."""
        return self._act(
            GameEntry, f"{game_path(game)}/repairs", {"day": str(day)}, key, who_plays(holder, user), campaign
        )

    def day(
        self,
        game: str,
        day: date | str,
        *,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> GameDayPoster:
        """The poster of one's day."""
        path = f"{game_path(game)}/days/{part(str(day))}"
        return self._get(GameDayPoster, path, {"campaign": campaign}, headers=who_plays(holder, user))

    def record(self, game: str, *, campaign: str | None = None) -> str:
        """The seed and every line as JSON lines, once the game is closed."""
        return self._ask("GET", f"{game_path(game)}/record", twice=True, params=given({"campaign": campaign})).text

    def holder(self, *, holder: str | None = None, user: str | None = None, campaign: str | None = None) -> Holder:
        """All that is stored of somebody who plays."""
        return self._get(Holder, f"{API}/holder", {"campaign": campaign}, headers=who_plays(holder, user))

    def forget_holder(self, *, holder: str | None = None, user: str | None = None, campaign: str | None = None) -> None:
        """Their cards are nobody's, and nothing leads to them any more."""
        asked = given({"campaign": campaign})
        # not sent twice: the second time nobody has the token
        self._ask("DELETE", f"{API}/holder", twice=False, headers=who_plays(holder, user), params=asked)

    def _act(
        self,
        kind: type[T],
        path: str,
        sent: Mapping[str, object] | None,
        key: str | None,
        who: Mapping[str, str],
        campaign: str | None,
    ) -> T:
        headers, asked = {"Idempotency-Key": key or uuid4().hex, **who}, given({"campaign": campaign})
        return self._post(kind, path, sent, twice=True, headers=headers, params=asked)


def game_path(game: str) -> str:
    return f"{API}/games/{part(game)}"


def who_plays(holder: str | None, user: str | None) -> dict[str, str]:
    named = {"Postergen-Holder": holder, "Postergen-Subject": user}
    return {name: value for name, value in named.items() if value is not None}
