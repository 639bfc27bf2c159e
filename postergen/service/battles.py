"""Send a sticker with a code, and answer one: each answer is a child of the sticker that came, as posters have parents.

A sticker that was sent is kept as a poster without a look: its code, its line as the text that its person chose, what
was offered to them with its probability, and where it comes from. So whatever counts posters, scans and referrals
counts battles.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from postergen.copywriting.compliance import Rulebook, Severity
from postergen.copywriting.review import as_finding, one_of_each
from postergen.domain.briefs import check_printable
from postergen.domain.campaign import Campaign
from postergen.domain.codes import RandomBelow, new_code, repair_code
from postergen.domain.events import PosterIssued
from postergen.domain.findings import Kind
from postergen.domain.line import Line
from postergen.domain.policies import Slice
from postergen.domain.ports import Clock, EventLog, PosterStore, ScanStore
from postergen.domain.poster import CHOSEN, Brief, Choice, Leafed, Lineage, Poster
from postergen.domain.stickers import CHANNEL, NARROW, OWN, ROOM, WIDE, Sticker, too_wide
from postergen.domain.typed import MAX_TYPED, clean
from postergen.domain.variant import Fits, Tone
from postergen.errors import Conflict, Finding, InvalidBrief, NotFound, Unavailable
from postergen.ranking.answers import AnswerPolicy, Taken, answer_odds, answer_ranker, draw_answers
from postergen.service.library import Library
from postergen.service.orders import Issued
from postergen.service.stickers import StickerService

log = logging.getLogger(__name__)

FORGETS_AFTER = timedelta(minutes=10)  # what is known of the answers that people take
NOBODY = "…"  # stands where a line stood, for the ranker

Takes = Callable[[str, str], Mapping[str, Taken]]


@dataclass(frozen=True, slots=True)
class Round:
    """A sticker that was sent, and what it says: nothing, once its person was erased.

    Args:
        is_withdrawn: the campaign has its line no more.
    """

    poster: Poster
    sticker: Sticker
    is_withdrawn: bool = False

    @property
    def code(self) -> str:
        return self.poster.code

    @property
    def is_own(self) -> bool:
        """Whether its person typed the line."""
        return self.poster.choice.variant == OWN

    @property
    def is_erased(self) -> bool:
        return self.is_own and not self.sticker.text


@dataclass(frozen=True, slots=True)
class Offered:
    """The lines that a page offers as answers, in the order in which they were drawn; ``line`` is how they came."""

    line: Line | None
    stickers: tuple[Sticker, ...]


@dataclass(frozen=True, slots=True)
class Throw:
    """A sticker that somebody wants to send.

    Args:
        line: the id of a line; without one ``words`` are what they typed, and ``figure`` says them.
        answers: the code of the sticker that it answers; empty where it answers none, or where ``scan`` says which.
        offered: what the page that they came from had offered.
    """

    campaign: str
    locale: str
    line: str = ""
    words: str = ""
    figure: str = ""
    answers: str = ""
    scan: str | None = None
    offered: Line | None = None
    idempotency_key: str | None = None
    maker: str = ""

    @property
    def digest(self) -> str:
        said = (self.campaign, self.locale, self.line, self.words, self.figure, self.answers, self.scan)
        return hashlib.sha256(repr(said).encode()).hexdigest()


class BattleService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        library: Library,
        stickers: StickerService,
        posters: PosterStore,
        scans: ScanStore,
        log: EventLog,
        rulebook: Rulebook,
        takes: Takes,
        clock: Clock,
        random_below: RandomBelow,
    ) -> None:
        """``takes`` says how often each line was offered as an answer to a line, and taken."""
        self._library, self._stickers, self._posters, self._scans = library, stickers, posters, scans
        self._log, self._rulebook, self._clock, self._random_below = log, rulebook, clock, random_below
        self._takes = takes
        self._rankers = lru_cache(maxsize=8)(lambda name, version: answer_ranker(self._library.campaign(name)))
        self._policy = lru_cache(maxsize=512)(self._new_policy)

    def get(self, code: str) -> Round:
        """The sticker under this code, however it was typed; `NotFound` for none, and for the code of a poster."""
        repaired = repair_code(code)
        poster = self._posters.get(repaired) if repaired else None
        if poster is None or not poster.brief.is_sticker:
            raise NotFound("sticker", code)
        if poster.choice.variant == OWN:
            return Round(poster, self._own(poster))
        now = self._in(self._library.campaign(poster.brief.campaign), poster.choice.variant)
        if now is not None and now.as_text.revision == poster.choice.revision:
            return Round(poster, now)
        then = self._in(
            self._library.campaign_version(poster.brief.campaign, poster.campaign_version), poster.choice.variant
        )
        if then is None:
            raise NotFound("sticker", code)
        return Round(poster, self._drawable(then), is_withdrawn=now is None)

    def offered(self, came: Round, locale: str, salt: str) -> Offered:
        """The three lines that answer this sticker best, in a locale; fewer where there are fewer.

        Args:
            salt: 16 hex digits; who comes again with the same sees the same.
        """
        campaign = self._library.campaign(came.poster.brief.campaign)
        ranker = self._rankers(campaign.id, campaign.version)
        if ranker is None:
            return Offered(None, ())
        is_known = came.sticker.id in ranker.campaign.catalogue.option_by_id
        options = (came.sticker.id,) if is_known else ()
        wish = "" if is_known else came.sticker.text or NOBODY
        brief = Brief(campaign.id, options, locale, "", channel=CHANNEL, wish=wish)
        line = came.sticker.id if is_known else ""
        found = answer_odds(ranker, brief, self._policy(campaign.id, line, self._moment()))
        if found is None:
            return Offered(None, ())
        first, shown = draw_answers(found, brief, salt)
        told = Line(asked_of(came.code, locale), first, shown, 0, first.revision)
        return Offered(told, tuple(s for name in shown if (s := self._in(campaign, name))))

    def send(self, throw: Throw) -> Issued:
        """Keep the sticker under a code of its own; the same idempotency key gives that of the first time.

        Raises:
            NotFound: no such campaign.
            InvalidBrief: with every finding; nothing is kept.
            Conflict: the idempotency key was used for something else.
            Unavailable: the journal cannot be written, or a code or scan cannot be looked up.
        """
        keys = [throw.idempotency_key] if throw.idempotency_key else []
        with self._log.holding(keys):
            before = self._posters.find_by_key(keys).get(keys[0]) if keys else None
            if before is not None:
                if before.request_digest != throw.digest:
                    raise Conflict(keys[0])
                return Issued(before.poster, False)
            token = f"{self._random_below(1 << 100):025x}"
            event = self._sent(throw, token)
            self._log.append([event])
        return Issued(event.poster, True, token)

    def _sent(self, throw: Throw, token: str) -> PosterIssued:
        campaign = self._library.campaign(throw.campaign)
        scan, parent, findings = self._parent(throw)
        said = self._said(throw, campaign)
        findings += said if isinstance(said, list) else []
        if findings or isinstance(said, list):
            raise InvalidBrief(findings)
        code, now = new_code(campaign.code_prefix, self._random_below), self._clock()
        told = _leafed(throw.offered, parent, throw.locale)
        figure = self._stickers.figure(said)
        poster = Poster(
            code=code,
            brief=_brief(campaign, said),
            choice=Choice(said.id, _revision(said), CHOSEN, 1.0, Slice.CHOSEN, leafed=told),
            campaign_version=campaign.version,
            template_version=figure.template.version,
            lineage=_lineage(scan, parent, code),
            created_at=now,
        )
        since = parent.created_at if parent else None
        digest = hashlib.sha256(token.encode()).hexdigest()
        return PosterIssued(
            poster, throw.idempotency_key, throw.digest, None, throw.maker, (), since, erase_digest=digest
        )

    def _parent(self, throw: Throw) -> tuple[str | None, Poster | None, list[Finding]]:
        """The scan, what was scanned or is answered, and what is wrong with either."""
        if throw.scan:
            try:
                parent = self._posters.get(self._scans.get_scan(throw.scan).code)
            except NotFound:
                found = Finding("scan", f"{throw.scan!r} is unknown", "leave it out", Kind.SCAN)
                return None, None, [found]
            if not throw.answers or repair_code(throw.answers) == parent.code:
                return throw.scan, parent, []
        if not throw.answers:
            return None, None, []
        try:
            return None, self.get(throw.answers).poster, []
        except NotFound:
            what = f"{throw.answers[:40]!r} is no sticker that was sent"
            return None, None, [Finding("answers", what, "leave it out to begin anew", Kind.TEXT)]

    def _said(self, throw: Throw, campaign: Campaign) -> Sticker | list[Finding]:
        """The line that is sent, or what is wrong with it."""
        if throw.line:
            found = self._in(campaign, throw.line)
            remedy = "take another, or send words of your own"
            return found or [Finding("line", f"{throw.line[:80]!r} is not there", remedy, Kind.TEXT)]
        words = clean(throw.words[: MAX_TYPED + 1])
        figures = self._figures(campaign)
        findings = [*check_words(words, throw.words), *self._broken_rules(words)]
        if throw.figure and throw.figure not in figures:
            named = ", ".join(figures)
            findings.append(Finding("figure", f"{throw.figure[:40]!r} is unknown", f"one of {named}", Kind.OPTION))
        if not figures:
            findings.append(Finding("figure", "the campaign has no stickers", "add stickers.yaml to its pack"))
        if findings:
            return findings
        figure = throw.figure or next(iter(figures))
        return _own_line(words, throw.locale, figure, figures[figure])

    def _figures(self, campaign: Campaign) -> dict[str, str]:
        """Who may say a line that somebody typed, each with the movement that they have most."""
        stickers = campaign.stickers.all if campaign.stickers else ()
        return {one.figure: one.movement for one in reversed(stickers)}

    def _broken_rules(self, words: str) -> list[Finding]:
        found = (one for one in self._rulebook.lint(words, "user", where="words") if one.severity is Severity.BLOCK)
        return [replace(as_finding(one), where="words") for one in one_of_each(found)]

    def _in(self, campaign: Campaign, line: str) -> Sticker | None:
        stickers = campaign.stickers.all if campaign.stickers else ()
        return next((one for one in stickers if one.id == line), None)

    def _own(self, poster: Poster) -> Sticker:
        said = dict(poster.brief.fields)
        campaign = self._library.campaign(poster.brief.campaign)
        figures = self._figures(campaign) or dict.fromkeys(self._stickers.figures(), "")
        figure = str(said.get("figure", next(iter(figures))))
        return self._drawable(
            _own_line(str(said.get("line", "")), poster.brief.locale, figure, str(said.get("movement", "")))
        )

    def _drawable(self, sticker: Sticker) -> Sticker:
        """The sticker as figures have it now: they are not archived, and one may be gone, or move otherwise."""
        figures = self._stickers.figures()
        figure = sticker.figure if sticker.figure in figures else next(iter(figures))
        movements = figures[figure].movements
        movement = sticker.movement if sticker.movement in movements else next(iter(movements))
        return replace(sticker, figure=figure, movement=movement)

    def _moment(self) -> int:
        return int(self._clock().timestamp() // FORGETS_AFTER.total_seconds())

    def _new_policy(self, campaign: str, line: str, moment: int) -> AnswerPolicy:
        try:
            return AnswerPolicy(self._takes(campaign, line) if line else {})
        except Unavailable as exc:
            log.warning("answers are offered as their authors say: %s", exc)
            return AnswerPolicy({})


def asked_of(code: str, locale: str) -> str:
    """16 hex digits over what answers were drawn for."""
    return hashlib.sha256(f"{code}\0{locale}".encode()).hexdigest()[:16]


def check_words(words: str, typed: str) -> list[Finding]:
    """What is wrong with a line that somebody typed; ``words`` is what is left of it once cleaned."""
    if not words:
        what = "says nothing that can be seen" if typed else "is empty"
        return [Finding("words", what, "write a line, or name one", Kind.BLANK)]
    findings = check_printable("words", words)
    problem = too_wide(words, "line")
    if problem:
        most = ROOM["line"]
        values = (("most", most // NARROW), ("hanzi", most // WIDE))
        findings.append(Finding("words", problem, "make it shorter", Kind.WIDE, values))
    return findings


def _own_line(words: str, locale: str, figure: str, movement: str) -> Sticker:
    return Sticker(OWN, locale, words, "", "", figure, movement, Tone.PLAIN, Fits())


def _brief(campaign: Campaign, said: Sticker) -> Brief:
    """As posters have one: what somebody typed is among its fields, so that an erasure takes it."""
    own = (("figure", said.figure), ("line", said.text), ("movement", said.movement)) if said.id == OWN else ()
    return Brief(campaign.id, (), said.locale, "", "square", channel=CHANNEL, fields=own)


def _revision(said: Sticker) -> str:
    return OWN if said.id == OWN else said.as_text.revision


def _leafed(offered: Line | None, parent: Poster | None, locale: str) -> Leafed | None:
    """What was offered, where we can vouch for it."""
    if offered is None or offered.drawn is None or parent is None:
        return None
    return Leafed(offered.drawn, offered.shown) if offered.asked == asked_of(parent.code, locale) else None


def _lineage(scan: str | None, parent: Poster | None, code: str) -> Lineage:
    if parent is None:
        return Lineage(None, None, code, 0)
    return Lineage(scan, parent.code, parent.lineage.root, parent.lineage.generation + 1)
