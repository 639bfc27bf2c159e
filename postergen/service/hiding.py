"""Let people hide envelopes and find them.

Every act is decided on what the game's table says at that moment, and is one transaction: it happens once, whole, under
the key that its caller gave it, or not at all. Where somebody is gets compared here, and is neither kept nor logged.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from postergen.copywriting.compliance import LintFinding, Severity
from postergen.copywriting.review import as_finding
from postergen.domain.findings import Kind as Kinds
from postergen.domain.hide_drafts import Draft, cleaned, flaws
from postergen.domain.hiding import Clue, Envelope, FoundBy, Hunt
from postergen.domain.ports import Clock
from postergen.errors import Conflict, Finding, InvalidInput, NotFound, Refused
from postergen.games.acts import Act, Kind
from postergen.games.answers import is_right
from postergen.games.hand import Refusal
from postergen.games.hide_hand import Back, Seen, is_near, why_not_find, why_not_hide
from postergen.service.envelope_store import EnvelopeState, EnvelopeStore, Hidden
from postergen.service.envelopes import bring_back, in_pool, split_of
from postergen.service.game_claims import Claims
from postergen.service.game_store import GameStore, GameTable, Run
from postergen.service.games import GameService
from postergen.service.playing import refuse, shut, start_of_day

Lint = Callable[..., Iterable[LintFinding]]  # as `Rulebook.lint`


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows for having found it: what the printed code carries, an answer, or where their browser is."""

    said: str = ""
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An envelope that somebody found, and their part of it, in units; ``line`` is that of the record."""

    envelope: Hidden
    units: int
    line: int


class HideService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        games: GameService,
        store: GameStore,
        envelopes: EnvelopeStore,
        claims: Claims,
        clock: Clock,
        lint: Lint,
        take_in: Callable[[bytes], bytes],
    ) -> None:
        """Args:
        lint: what the rules of compliance say of a text.
        take_in: makes a picture small, and leaves nothing else in its file.
        """
        self._games, self._store, self._envelopes, self._claims = games, store, envelopes, claims
        self._clock, self._lint, self._take_in = clock, lint, take_in

    def run(self, campaign: str, game: str) -> Run[Hunt]:
        """A game of hide and find as it is played; what its rules hide lies there from the opening on.

        Raises:
            NotFound: no such campaign or game.
        """
        run = self._games.run_of(Hunt, campaign, game)
        self._store.secret(campaign)  # which may have to be made: there is no other writer while a game has its table
        if run.serial == 0 and run.rules.envelopes and shut(run, self._clock()) is None:
            with self._store.table(campaign, game) as table:
                self._open(table, run.rules, self._clock())
            run = self._games.run_of(Hunt, campaign, game)
        return run

    def hide(self, holder: int, campaign: str, game: str, draft: Draft, key: str) -> Hidden:
        """Hide an envelope; the same one again for the same key.

        Raises:
            NotFound: no such campaign or game.
            InvalidInput: with everything that keeps it from being hidden.
            Refused: the rules say no, or the pool does not have so much.
            Conflict: the key was used for something else.
            Unavailable: no picture can be taken in now.
        """
        run, draft = self.run(campaign, game), cleaned(draft)
        if found := [*flaws(draft, run.rules), *self._broken_rules(draft)]:
            raise InvalidInput(found)
        photo = self._take_in(draft.photo) if draft.photo else None
        id = self._claims.link(run, holder, f"envelope/{key}")
        key, nonce = self._claims.digests(run, holder, key)
        with self._store.table(campaign, game) as table:
            if known := table.known(key):
                return _same(table.envelopes.hidden_in(known[0].serial), known[0], draft)
            now = self._begin(table, run.rules)
            player = table.player(holder) or table.join(holder, now)
            refuse(why_not_hide(run.rules, table.envelopes.tally(player.number, start_of_day(run.rules, now))))
            refuse(Refusal.EMPTY if draft.units > in_pool(table, run.rules.pool) else None)
            hidden = Hidden(
                id=id,
                serial=0,
                nonce=nonce,
                player=player.number,
                name="",
                clue=Clue(draft.clue),
                found_by=FoundBy(draft.found_by),
                units=draft.units,
                finders=draft.finders,
                found=0,
                state=EnvelopeState.LYING,
                made_at=now,
                until=run.rules.lies_until(now, by_player=True),
                locale=draft.locale,
                says=draft.says,
                words=draft.words,
                answers=draft.answers if draft.found_by == FoundBy.ANSWER else (),
                place=draft.place if draft.found_by == FoundBy.LOCATION else None,
                has_photo=photo is not None,
            )
            return _put(table, hidden, key, photo)

    def find(self, holder: int, campaign: str, game: str, envelope: str, proof: Proof, key: str) -> Found:
        """The next part of an envelope is theirs. Of two who come for the last one at once, one has it.

        Raises:
            NotFound: no such campaign, game or envelope, or a code that is not the one that lies there.
            InvalidInput: it is found by being there, and nothing says where they are.
            Refused: the rules say no.
            Conflict: the key was used for something else.
        """
        run = self.run(campaign, game)
        whose = f"/envelope/{envelope}"
        key, nonce = self._claims.digests(run, holder, key)
        with self._store.table(campaign, game) as table:
            if known := table.known(key):
                return self._again(table, known[0], envelope)
            now = self._begin(table, run.rules)
            hidden = table.envelopes.get(envelope)
            if hidden is None:
                raise NotFound("envelope", envelope)
            player = table.player(holder) or table.join(holder, now)
            refuse(Refusal.OWN if hidden.player == player.number else None)
            evidence = self._claims.kept(run, player, whose)
            refuse(Refusal.DONE if table.is_used(evidence) else None)
            refuse(Refusal.GONE if hidden.state is not EnvelopeState.LYING else None)
            refuse(why_not_find(run.rules, table.envelopes.tally(player.number, start_of_day(run.rules, now))))
            act = Act(0, now, Kind.FIND, player.number, hidden.player, nonce, hidden.found_by.value)
            act = replace(act, refs=(hidden.serial,))
            if self._is_proved(run, hidden, proof):
                part = split_of(hidden, run.seed)[hidden.found]
                line = table.write(replace(act, units=part), key, evidence)
                if part:
                    table.give(player, part)
                return Found(table.envelopes.note_found(hidden), part, line.serial)
            table.write(replace(act, kind=Kind.WRONG, other=0), key)
        raise Refused(Refusal.WRONG)

    def take_back(self, holder: int, campaign: str, game: str, envelope: str) -> None:
        """What nobody has found of their envelope goes back; taking back twice is once.

        Raises:
            NotFound: no such envelope of theirs.
            Refused: all of it is found.
        """
        with self._store.table(campaign, game) as table:
            player, hidden = table.player(holder), table.envelopes.get(envelope)
            if hidden is None or player is None or hidden.player != player.number:
                raise NotFound("envelope", envelope)
            if hidden.state is not EnvelopeState.BACK:
                refuse(Refusal.GONE if hidden.state is EnvelopeState.FOUND else None)
                bring_back(table, [hidden], Back.OWN, max(self._clock(), table.run.last_at))

    def remove(self, campaign: str, game: str, envelope: str) -> str:
        """Take away what should not lie there, whoever hid it: what was found of it stays found, what was typed is
        deleted. The code of the poster that shows it, if there is one.
        """
        with self._store.table(campaign, game) as table:
            hidden = table.envelopes.get(envelope)
            if hidden is None:
                raise NotFound("envelope", envelope)
            if hidden.state is EnvelopeState.LYING:
                bring_back(table, [hidden], Back.REMOVED, max(self._clock(), table.run.last_at))
            table.envelopes.silence(hidden)
        return hidden.poster

    def return_due(self) -> None:
        """Let go back whatever nobody found in its time, in every game."""
        for campaign, game in self._envelopes.due(self._clock()):
            with self._store.table(campaign, game) as table:
                now = max(self._clock(), table.run.last_at)
                bring_back(table, table.envelopes.due(now), Back.LATE, now)

    def code_of(self, campaign: str, game: str, envelope: str) -> str:
        """What the printed code carries that lies with an envelope, so that nobody makes it up."""
        return self._claims.spot_token(campaign, game, f"envelope/{envelope}")

    def _begin(self, table: GameTable, rules: Hunt) -> datetime:
        """What goes before each act: whether it may be now, and what has to lie there, or no longer does."""
        now = max(self._clock(), table.run.last_at)
        refuse(shut(table.run, now))
        self._open(table, rules, now)
        bring_back(table, table.envelopes.due(now), Back.LATE, now)
        return now

    def _open(self, table: GameTable, rules: Hunt, now: datetime) -> None:
        """Hide what the rules hide: the first lines of the record."""
        if table.run.serial == 0 and shut(table.run, now) is None:
            for envelope in rules.envelopes:
                id = self._claims.link(table.run, 0, f"envelope/{envelope.id}")
                _put(table, _of_game(envelope, id, rules, now), None, None)

    def _again(self, table: GameTable, act: Act, envelope: str) -> Found:
        hidden = table.envelopes.hidden_in(act.refs[0]) if act.refs else None
        if hidden is None or hidden.id != envelope or act.kind not in (Kind.FIND, Kind.WRONG):
            raise Conflict("of this act")
        if act.kind is Kind.WRONG:
            raise Refused(Refusal.WRONG)
        return Found(hidden, act.units, act.serial)

    def _is_proved(self, run: Run[Hunt], hidden: Hidden, proof: Proof) -> bool:
        return _PROOFS[hidden.found_by](self, run, hidden, proof)

    def _by_code(self, run: Run[Hunt], hidden: Hidden, proof: Proof) -> bool:
        token = self.code_of(run.campaign, run.rules.id, hidden.id)
        if not hmac.compare_digest(token.encode(), proof.said.encode()):
            raise NotFound("code", proof.said[:8])
        return True

    def _by_answer(self, run: Run[Hunt], hidden: Hidden, proof: Proof) -> bool:
        declared = run.rules.envelope(hidden.name)
        return is_right(proof.said, declared.answers if declared else hidden.answers)

    def _by_location(self, run: Run[Hunt], hidden: Hidden, proof: Proof) -> bool:
        declared = run.rules.envelope(hidden.name)
        there = declared.place if declared else hidden.place
        if proof.seen is None or not proof.seen.place.is_on_earth:
            problem = "does not say where the browser is"
            raise InvalidInput([Finding("location", problem, "latitude, longitude, accuracy", Kinds.HIDE_PLACE)])
        refuse(Refusal.COARSE if proof.seen.is_coarse else None)
        return there is not None and is_near(run.rules, there, proof.seen)

    def _broken_rules(self, draft: Draft) -> Iterator[Finding]:
        """What no rule lets stand of what somebody typed."""
        for where in ("says", "words", "answer"):
            blocked = [
                found
                for found in self._lint(getattr(draft, where), "user", where=where)
                if found.severity is Severity.BLOCK
            ]
            yield from (replace(as_finding(found), where=where) for found in blocked[:1])


_PROOFS: dict[FoundBy, Callable[[HideService, Run[Hunt], Hidden, Proof], bool]] = {
    FoundBy.CODE: HideService._by_code,
    FoundBy.ANSWER: HideService._by_answer,
    FoundBy.LOCATION: HideService._by_location,
}


def _put(table: GameTable, hidden: Hidden, key: str | None, photo: bytes | None) -> Hidden:
    """Write the line that hides it, take its units from the pool, and keep it."""
    act = Act(0, hidden.made_at, Kind.HIDE, hidden.player, nonce=hidden.nonce, way=hidden.found_by.value)
    line = table.write(replace(act, card=hidden.name, refs=(hidden.finders,), units=hidden.units), key)
    hidden = hidden._replace(serial=line.serial, made_at=line.at)
    if hidden.units:
        table.fill(hidden.units)
    table.envelopes.put(hidden, photo)
    return hidden


def _of_game(envelope: Envelope, id: str, rules: Hunt, now: datetime) -> Hidden:
    """One that the rules hide, by player 0; what it says stands in them."""
    return Hidden(
        id=id,
        serial=0,
        nonce="",
        player=0,
        name=envelope.id,
        clue=Clue.SENTENCE,
        found_by=envelope.found_by,
        units=envelope.units,
        finders=envelope.finders,
        found=0,
        state=EnvelopeState.LYING,
        made_at=now,
        until=rules.lies_until(now, by_player=False),
    )


def _same(hidden: Hidden | None, act: Act, draft: Draft) -> Hidden:
    """What was hidden under this key before, if this asks for the like."""
    asked = (draft.found_by, draft.units, (draft.finders,))
    if hidden is None or act.kind is not Kind.HIDE or (act.way, act.units, act.refs) != asked:
        raise Conflict("of this act")
    if hidden.says not in ("", draft.says):  # it may have been deleted meanwhile
        raise Conflict("of this act")
    return hidden
