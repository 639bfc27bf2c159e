"""Issue posters and find them again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from postergen.copywriting.compliance import Rulebook, Severity
from postergen.copywriting.review import as_finding, one_of_each
from postergen.domain.briefs import MAX_NAME, MAX_NICKNAME_CODE_POINTS, BriefRequest, Look, check_brief
from postergen.domain.codes import RandomBelow, new_code, repair_code
from postergen.domain.events import PersonErased, PosterIssued, PosterShared
from postergen.domain.findings import Kind
from postergen.domain.line import Line, Turn
from postergen.domain.ports import Clock, EventLog, PosterStore, ScanStore
from postergen.domain.poster import Brief, Choice, Lineage, Poster
from postergen.domain.typed import clean
from postergen.domain.variant import CopyVariant
from postergen.errors import Conflict, Finding, Forbidden, InvalidBrief, NotFound
from postergen.ranking.draws import Odds, draw, odds
from postergen.ranking.policy import Policies, fixed_policy
from postergen.rendering.avatar import take_in_avatar
from postergen.rendering.template import PosterTemplate
from postergen.service.choices import chosen_by_person, ranking_of
from postergen.service.library import Library
from postergen.service.lines import choice_of, first_line, stands, turned
from postergen.service.orders import Issued, Order, Ranking, with_avatar
from postergen.service.specimens import chosen, specimen_poster


class PosterService:
    """Ranks and issues. One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        library: Library,
        log: EventLog,
        posters: PosterStore,
        scans: ScanStore,
        clock: Clock,
        random_below: RandomBelow,
        rulebook: Rulebook,
        policies: Policies = lambda _campaign: None,
        policy_note: Callable[[str], str] = lambda _campaign: "",
    ) -> None:
        self._library, self._rulebook = library, rulebook
        self._log, self._posters, self._scans = log, posters, scans
        self._clock, self._random_below = clock, random_below
        self.policies, self._policy_note = policies, policy_note
        self.take_in: Callable[[bytes], bytes] = take_in_avatar  # a server has a process for that

    def brief(self, order: Order) -> Brief:
        """Check what was asked for.

        Raises:
            NotFound: no such campaign.
            InvalidBrief: with every finding.
        """
        looks = {look.id: Look(tuple(look.formats), look.fields) for look in self._library.templates()}
        campaign = self._library.campaign(order.campaign)
        today = self._clock().astimezone(ZoneInfo(campaign.timezone)).date()
        findings = self._broken_rules(order.request)
        try:
            brief = check_brief(order.request, campaign, looks, today)
        except InvalidBrief as exc:
            raise InvalidBrief([*exc.findings, *findings]) from exc
        if findings:
            raise InvalidBrief(findings)
        return brief

    def _broken_rules(self, request: BriefRequest) -> list[Finding]:
        """What no rule lets stand of what the person wrote."""
        found = one_of_each(
            found
            for where, text in _written(request)
            for found in self._rulebook.lint(text, "user", where=where, page=request.locale)
            if found.severity is Severity.BLOCK
        )
        return [replace(as_finding(one), where=one.field) for one in found]

    def rank(self, order: Order, count: int = 10) -> Ranking:
        """The best variants for this brief, most relevant first, with the probability that each is drawn."""
        brief = self.brief(order)
        found = ranking_of(self._library.ranker(brief.campaign), brief, self._odds(brief, explained=True), count)
        return replace(found, policy_note=self._policy_note(brief.campaign))

    def search(self, campaign: str, typed: str, locale: str) -> tuple[str, ...]:
        """The ids of the options that what was typed is about, the best first; `NotFound` for no such campaign."""
        return self._library.ranker(campaign).search.find(typed, locale)

    def issue(self, order: Order) -> Issued:
        """Make a poster and keep it; a repeated idempotency key gives the poster of the first time.

        Raises:
            NotFound: no such campaign.
            InvalidBrief: with every finding; nothing is kept.
            Conflict: the idempotency key was used for a different request.
            Unavailable: the journal cannot be written, or a key or parent cannot be looked up.
        """
        return self.issue_many([order])[0]

    def issue_many(self, orders: Sequence[Order]) -> list[Issued]:
        """As `issue`, all or none."""
        orders = [with_avatar(order, self.take_in) for order in orders]
        keys = [order.idempotency_key for order in orders if order.idempotency_key]
        with self._log.holding(keys):
            known = self._issued_before(orders, keys)
            events: list[PosterIssued] = []
            issued: list[Issued] = []
            for order in orders:
                before = known.get(order.idempotency_key or "")
                if before is None:
                    token = f"{self._random_below(1 << 100):025x}"
                    events.append(self._new_poster(order, token))
                    before = Issued(events[-1].poster, True, token)
                    if order.idempotency_key:
                        known[order.idempotency_key] = replace(before, created=False, erase_token=None)
                issued.append(before)
            if events:
                self._log.append(events)
        return issued

    def share(self, code: str) -> None:
        """The person sent this poster on; `NotFound` for a code nobody has."""
        self._log.append([PosterShared(self.get(code).code, self._clock())])

    def erase(self, code: str, token: str | None = None) -> None:
        """Forget the person behind a poster: nickname, picture, what they told, and what would recognise them.

        Args:
            token: what the person was given when the poster was made; None when the caller may erase anybody.

        Raises:
            NotFound: no such poster.
            Forbidden: the token is not that of this poster.
        """
        poster = self.get(code)
        self.check_erase_token(poster.code, token)
        self._log.append([PersonErased(poster.code, self._clock())])

    def check_erase_token(self, code: str, token: str | None) -> None:
        """`Forbidden` unless the token is that of this poster, or None: a caller who may erase anybody."""
        if token is not None:
            digest = hashlib.sha256(token.encode()).hexdigest()
            if not hmac.compare_digest(digest, self._posters.erase_digest(code)):
                raise Forbidden("this token does not belong to this poster")

    def poster_for_code(self, order: Order, code: str) -> Poster:
        """The poster that this brief and code stand for, without storing it; a code once issued keeps its date."""
        brief = self.brief(order)
        choice = self._chosen(order, brief) or draw(self._odds(brief), brief, code)
        poster = self._poster(brief, choice, code, Lineage(None, None, code, 0))
        try:
            return replace(poster, created_at=self._posters.get(code).created_at)
        except NotFound:
            return poster

    def get(self, code: str) -> Poster:
        """The poster under this code, however it was typed; `NotFound` otherwise."""
        repaired = repair_code(code)
        if repaired is None:
            raise NotFound("poster", code)
        return self._posters.get(repaired)

    def line(self, order: Order, turn: Turn = Turn.STAY) -> Line:
        """What a page shows for this order: the line that stood there or, asked to turn, another; a new draw where
        none did, or where it does not belong to what is asked for any more.
        """
        return self._line(order, self.brief(order), turn)

    def specimen(self, brief: Brief, variant: CopyVariant | None = None, salt: str = "") -> Poster:
        """What this brief would give, under a code that is nobody's. Nothing is kept.

        Args:
            variant: a text that is to stand on it, which need not be published; without one it is drawn.
            salt: what it is drawn with, if nobody is named.
        """
        choice = chosen(variant) if variant else draw(self._odds(brief), brief, salt)
        campaign, look = self._library.campaign(brief.campaign), self._look(brief)
        return specimen_poster(campaign, brief, choice, look.version, self._clock())

    def _issued_before(self, orders: Sequence[Order], keys: Sequence[str]) -> dict[str, Issued]:
        found = self._posters.find_by_key(keys) if keys else {}
        for order in orders:
            keyed = found.get(order.idempotency_key or "")
            if keyed is not None and keyed.request_digest != order.digest:
                raise Conflict(order.idempotency_key or "")
        return {key: Issued(keyed.poster, False) for key, keyed in found.items()}

    def _new_poster(self, order: Order, erase_token: str) -> PosterIssued:
        brief = self.brief(order)
        campaign = self._library.campaign(brief.campaign)
        parent = self._parent(order.scan)
        code = new_code(campaign.code_prefix, self._random_below)
        choice = self._choose(order, brief, code)
        poster = self._poster(brief, choice, code, _lineage(order.scan, parent, code))
        themes = dict.fromkeys(option.theme for option in campaign.catalogue.options_of(brief.options))
        return PosterIssued(
            poster,
            order.idempotency_key,
            order.digest,
            order.avatar,
            order.maker,
            tuple(themes),
            parent.created_at if parent else None,
            hashlib.sha256(erase_token.encode()).hexdigest(),
        )

    def _poster(self, brief: Brief, choice: Choice, code: str, lineage: Lineage) -> Poster:
        return Poster(
            code=code,
            brief=brief,
            choice=choice,
            campaign_version=self._library.campaign(brief.campaign).version,
            template_version=self._look(brief).version,
            lineage=lineage,
            created_at=self._clock(),
        )

    def _look(self, brief: Brief) -> PosterTemplate:
        return next(look for look in self._library.templates() if look.id == brief.template)

    def _choose(self, order: Order, brief: Brief, code: str) -> Choice:
        """The words of the poster with this code."""
        if order.line or order.page:
            return choice_of(self._line(order, brief), brief, self._library.ranker(brief.campaign))
        return self._chosen(order, brief) or draw(self._odds(brief), brief, code)

    def _line(self, order: Order, brief: Brief, turn: Turn = Turn.STAY) -> Line:
        ranker = self._library.ranker(brief.campaign)
        line = order.line
        if line is None or not stands(line, brief, ranker.campaign):
            return first_line(brief, order.page or f"{self._random_below(1 << 64):016x}", self._odds)
        return turned(line, turn, brief, ranker, self._odds)

    def _chosen(self, order: Order, brief: Brief) -> Choice | None:
        return chosen_by_person(self._library.ranker(brief.campaign), brief, order.variant) if order.variant else None

    def _odds(self, brief: Brief, *, explained: bool = False) -> Odds:
        """What the policy that serves now makes of this brief; it is asked once, so no poster mixes two."""
        ranker = self._library.ranker(brief.campaign)
        serving = self.policies(brief.campaign) or fixed_policy(ranker.campaign)
        found = odds(ranker, brief, serving, explained=explained)
        if found is None:
            problem = f"the campaign has no copy in {brief.locale!r}"
            raise InvalidBrief([Finding("locale", problem, "ask in another", Kind.NO_COPY)])
        return found

    def _parent(self, scan: str | None) -> Poster | None:
        """A poster made after a scan is the child of the poster that was scanned."""
        if scan is None:
            return None
        try:
            return self._posters.get(self._scans.get_scan(scan).code)
        except NotFound as exc:
            raise InvalidBrief([Finding("scan", f"{scan!r} is unknown", "leave it out", Kind.SCAN)]) from exc


def _lineage(scan: str | None, parent: Poster | None, code: str) -> Lineage:
    if parent is None:
        return Lineage(None, None, code, 0)
    return Lineage(scan, parent.code, parent.lineage.root, parent.lineage.generation + 1)


def _written(request: BriefRequest) -> list[tuple[str, str]]:
    """What the person wrote in their own words, by where it stands; as much of it as any of them may be long."""
    fields = [(f"fields/{name[:MAX_NAME]}", value) for name, value in request.fields if isinstance(value, str)]
    texts = [("nickname", request.nickname), ("wish", request.wish), *fields]
    return [(where, clean(text)[:MAX_NICKNAME_CODE_POINTS]) for where, text in texts if text]
