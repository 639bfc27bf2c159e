"""Let people collect: deal them cards for what they do, pass cards on, lay down a set.

Every act is decided on what the game's table says at that moment, and is one transaction: it happens once, whole, under
the key that its caller gave it, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from postergen.domain.collecting import Collection, Way
from postergen.domain.ports import Clock
from postergen.errors import Conflict, NotFound, Refused
from postergen.games.acts import Act, Kind
from postergen.games.dealing import deal
from postergen.games.hand import CardState, Held, Refusal, is_full, whole_set
from postergen.service.game_claims import Claim, Claims
from postergen.service.game_store import GameStore, GameTable, Link, LinkState, Player, Run
from postergen.service.games import GameService
from postergen.service.playing import refuse, shut, start_of_day


class CollectService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        games: GameService,
        store: GameStore,
        claims: Claims,
        clock: Clock,
        new_secret: Callable[[int], bytes],
    ) -> None:
        """``new_secret(n)`` gives n unpredictable bytes."""
        self._games, self._store, self._claims = games, store, claims
        self._clock, self._new_secret = clock, new_secret

    def run(self, campaign: str, game: str) -> Run[Collection]:
        """A collection as it is played; raises as `GameService.run`."""
        return self._games.run_of(Collection, campaign, game)

    def deal(self, holder: int, campaign: str, game: str, claim: Claim, key: str) -> Held:
        """A card for what was done; the same one again for the same key.

        Raises:
            NotFound: no such campaign, game, poster, question or spot.
            Forbidden: the poster is not theirs.
            Refused: the rules say no.
            Conflict: the key was used for something else.
        """
        run = self.run(campaign, game)
        evidence, is_wrong = self._claims.check(run, claim)
        key, nonce = self._claims.digests(run, holder, key)
        with self._store.table(campaign, run.rules.id) as table:
            known, player = table.find(key, holder)
            if known:
                return self._again(table, known, claim.way, self._claims.kept(run, player, evidence))
            now = max(self._clock(), table.run.last_at)
            refuse(shut(table.run, now))
            player = player or table.join(holder, now)
            whose = self._claims.kept(run, player, evidence)
            tally, is_used = table.standing(player, start_of_day(run.rules, now), whose)
            refuse(Refusal.DONE if is_used else is_full(run.rules, tally))
            if claim.way is Way.QUESTION and tally.wrong_today >= run.rules.limits.wrong_per_day:
                refuse(Refusal.WRONG_FULL)
            act = Act(0, now, Kind.DEAL, player.number, nonce=nonce, way=claim.way.value)
            if is_wrong:
                table.write(replace(act, kind=Kind.WRONG), key)
            else:
                return self._dealt(table, run.rules, act, key, whose)
        raise Refused(Refusal.WRONG)

    def offer(self, holder: int, campaign: str, game: str, serial: int, wants: str = "", key: str = "") -> Link:
        """Put a card behind a link for one use: as a gift, or for a card that is wanted for it. With a key, the same
        link again for the same one.

        Raises:
            NotFound: no such campaign, game or wanted card.
            Refused: the rules say no.
            Conflict: the key was used for another offer.
        """
        run = self.run(campaign, game)
        if wants and run.rules.card(wants) is None:
            raise NotFound("card", wants)
        name = self._claims.link(run, holder, key) if key else self._new_secret(16).hex()
        with self._store.table(campaign, game) as table:
            player, held, known = table.player(holder), table.card(serial), table.link(name)
            if known:
                if player is None or (known.player, known.serial, known.wants) != (player.number, serial, wants):
                    raise Conflict("of this offer")
                return known
            now = max(self._clock(), table.run.last_at)
            refuse(shut(table.run, now))
            if player is None or held is None or held.player != player.number or held.state is not CardState.HELD:
                raise Refused(Refusal.NOT_HELD)
            link = Link(name, player.number, serial, wants, LinkState.OPEN, now)
            table.move(serial, player.number, CardState.OFFERED)
            table.put_link(link)
        return link

    def take_back(self, holder: int, campaign: str, game: str, link: str) -> None:
        """The card of a link that nobody has taken is held again; taking back twice is once.

        Raises:
            NotFound: no such link of theirs.
            Refused: somebody has taken it.
        """
        with self._store.table(campaign, game) as table:
            player, found = table.player(holder), table.link(link)
            if found is None or player is None or found.player != player.number:
                raise NotFound("link", link)
            if found.state is LinkState.BACK:
                return
            refuse(None if found.state is LinkState.OPEN else Refusal.GONE)
            table.end_link(found.id, LinkState.BACK)
            table.move(found.serial, player.number, CardState.HELD)

    def take(self, holder: int, campaign: str, game: str, link: str, key: str) -> Held:
        """The card behind a link is theirs, and the one that it wants, if any, is the other's. Two who take it at once:
        one has it.

        Raises:
            NotFound: no such link.
            Refused: it is gone, their own, or they do not hold what it wants.
            Conflict: the key was used for something else.
        """
        run = self.run(campaign, game)
        key, nonce = self._claims.digests(run, holder, key)
        whose = self._claims.kept(run, None, f"link/{link}")
        with self._store.table(campaign, game) as table:
            if known := table.known(key):
                if known[1] != whose:
                    raise Conflict("of this act")
                return _card_of(table, known[0].refs[0])
            now = max(self._clock(), table.run.last_at)
            refuse(shut(table.run, now))
            found = table.link(link)
            if found is None:
                raise NotFound("link", link)
            refuse(None if found.state is LinkState.OPEN else Refusal.GONE)
            player = table.player(holder) or table.join(holder, now)
            refuse(Refusal.OWN if player.number == found.player else None)
            refs = [found.serial]
            if found.wants:
                held = (one for one in table.cards(player.number) if one.state is CardState.HELD)
                mine = next((one for one in held if one.card == found.wants), None)
                if mine is None:
                    raise Refused(Refusal.NOT_HELD)
                refs.append(mine.serial)
                table.move(mine.serial, found.player, CardState.HELD)
            table.move(found.serial, player.number, CardState.HELD)
            table.end_link(found.id, LinkState.TAKEN)
            kind = Kind.SWAP if found.wants else Kind.GIVE
            table.write(Act(0, now, kind, player.number, found.player, nonce, refs=tuple(refs)), key, whose)
            return _card_of(table, found.serial)

    def complete(self, holder: int, campaign: str, game: str, key: str) -> Player:
        """Lay down a whole set, once: who has done so shares what there is, when the game closes.

        Raises:
            NotFound: no such game.
            Refused: a card is missing, or a set was laid down before.
            Conflict: the key was used for something else.
        """
        run = self.run(campaign, game)
        key, nonce = self._claims.digests(run, holder, key)
        with self._store.table(campaign, game) as table:
            player = table.player(holder)
            if player and (known := table.known(key)):
                if known[0].kind is not Kind.COMPLETE:
                    raise Conflict("of this act")
                return player
            now = max(self._clock(), table.run.last_at)
            refuse(shut(table.run, now))
            if player is None:
                raise Refused(Refusal.NOT_WHOLE)
            refuse(Refusal.COMPLETE if player.complete is not None else None)
            refs = whole_set(run.rules, table.cards(player.number))
            if refs is None:
                raise Refused(Refusal.NOT_WHOLE)
            act = table.write(Act(0, now, Kind.COMPLETE, player.number, nonce=nonce, refs=refs), key)
            for ref in refs:
                table.move(ref, player.number, CardState.LAID)
            table.complete(player, act)
        return player._replace(complete=act.serial)

    def spot_token(self, campaign: str, game: str, spot: str) -> str:
        """What the printed code of a spot carries, so that nobody makes it up."""
        return self._claims.spot_token(campaign, game, spot)

    def done_by(self, run: Run[Collection], player: Player) -> frozenset[str]:
        """The ids of the questions and spots for which this player was dealt a card, and ``check-in`` of today."""
        return self._claims.done_by(run, player)

    def link(self, campaign: str, game: str, link: str) -> Link:
        """`NotFound` for no such link."""
        found = self._store.link(campaign, game, link)
        if found is None:
            raise NotFound("link", link)
        return found

    def _dealt(self, table: GameTable, rules: Collection, act: Act, key: str, evidence: str) -> Held:
        run = table.run
        card = deal(rules.cards, table.dealt(), run.seed, run.serial + 1, act.nonce)
        if card is None:
            raise Refused(Refusal.EMPTY)
        line = table.write(replace(act, card=card.id), key, evidence)
        table.deal(line)
        return Held(line.serial, card.id, line.player, CardState.HELD)

    def _again(self, table: GameTable, known: tuple[Act, str | None], way: Way, evidence: str) -> Held:
        act, before = known
        if act.kind is Kind.WRONG:
            raise Refused(Refusal.WRONG)
        # whoever asks for today's check-in again after midnight means that of yesterday
        if act.way != way or (before != evidence and way is not Way.CHECK_IN):
            raise Conflict("of this act")
        return _card_of(table, act.serial)


def _card_of(table: GameTable, serial: int) -> Held:
    held = table.card(serial)
    if held is None:
        raise NotFound("card", str(serial))
    return held
