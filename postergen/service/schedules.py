"""Publish at a time that was fixed beforehand: once, whoever is signed in and however many servers there are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from postergen.copywriting.four_eyes import Hindered
from postergen.domain.editorial import UNSAID, AuditEntry, Edit, Why
from postergen.domain.ports import Clock
from postergen.domain.schedules import (
    Claim,
    Schedule,
    ScheduleAction,
    ScheduleState,
    ScheduleStore,
)
from postergen.errors import Finding, InvalidInput, NotFound, Outdated, PostergenError, Unavailable
from postergen.service.library import Packs
from postergen.service.publishing import PublishingService

log = logging.getLogger(__name__)

LONGEST = timedelta(days=366)  # ahead
HELD = timedelta(minutes=2)  # a server that died meanwhile holds it for so long
SHOWN = 12


class ScheduleService:
    """One for each process; every one of them looks what is due (`carry_out_due`), and one carries it out."""

    def __init__(
        self,
        *,
        store: ScheduleStore,
        publishing: PublishingService,
        packs: Packs,
        clock: Clock,
        new_token: Callable[[], str],
        people: Callable[[], Sequence[str]],
    ) -> None:
        """``people`` are those who may publish."""
        self._store, self._publishing, self._packs, self._clock = store, publishing, packs, clock
        self._new_token, self._people = new_token, people

    def latest(self, campaign: str) -> Sequence[Schedule]:
        """Those that wait, the soonest first, and the last ones that ended."""
        return self._store.latest(campaign, SHOWN, self._clock())

    def waiting(self, campaign: str) -> dict[tuple[str, int], datetime]:
        """The edits that are scheduled, by the variant's id and the edit's number, and when they go out."""
        return {edit: schedule.at for schedule in reversed(self._store.waiting(campaign)) for edit in schedule.edits}

    def schedule(self, campaign: str, edits: Sequence[Edit], at: str, who: str, why: str = "") -> Schedule:
        """Let these edits be published at a moment of the campaign's zone, such as ``2026-06-01T09:30``.

        Raises:
            InvalidInput: no moment to come, no edit, or one that is scheduled already.
            Hindered: four eyes keep this one from publishing some of them.
            Outdated: some of them do not wait to be published any more.
        """
        if not edits:
            raise InvalidInput([Finding("edit", "nothing was chosen", "choose at least one text")])
        chosen = tuple((edit.variant.id, edit.number) for edit in edits)
        moment, now = self._moment(campaign, at), self._clock()
        self._check_unscheduled(campaign, chosen)
        self._publishing.check_publication(campaign, chosen, who)
        schedule = Schedule(campaign, moment, chosen, who, now, why)
        entry = _entry(schedule, ScheduleAction.SCHEDULE, who, now, Why(why))
        try:
            return self._found(campaign, self._store.add(schedule, entry))
        except Outdated:  # somebody else scheduled one of them at the same moment
            self._check_unscheduled(campaign, chosen)
            raise

    def move(self, campaign: str, number: int, at: str, who: str) -> Schedule:
        """To another moment, by whom it then is: four eyes look at the one who said so last.

        Raises:
            NotFound: there is none.
            InvalidInput: no moment to come.
            Outdated: it waits no more.
        """
        found, moment = self._found(campaign, number), self._moment(campaign, at)
        self._store.move(number, moment, _entry(found, ScheduleAction.RESCHEDULE, who, self._clock()))
        return self._found(campaign, number)

    def call_off(self, campaign: str, number: int, who: str) -> None:
        """Raises:
        NotFound: there is none.
        Outdated: it waits no more.
        """
        found, now = self._found(campaign, number), self._clock()
        self._store.end(
            number, ScheduleState.CALLED_OFF, now, _entry(found, ScheduleAction.CALL_OFF, who, now), f"by {who}"
        )

    def carry_out_due(self) -> list[int]:
        """Publish what is due and nobody else carries out; the numbers of those that were done here.

        Raises:
            Unavailable: the store does not answer; what is due stays so.
        """
        done = []
        for schedule in self._store.due(self._clock()):
            claim, now = Claim(schedule.number, self._new_token()), self._clock()
            if self._store.claim(claim, now, now + HELD) and self._carry_out(schedule, claim):
                done.append(schedule.number)
        return done

    def _carry_out(self, schedule: Schedule, claim: Claim) -> bool:
        try:
            return self._publish(schedule, claim)
        except Unavailable:
            self._store.release(claim)
            raise
        except Outdated as exc:  # somebody published at the same moment, or called it off: the next look shows which
            log.info("schedule %d is looked at again: %s", schedule.number, exc)
            self._store.release(claim)
        except PostergenError as exc:
            self._fail(schedule, claim, str(exc))
        except Exception as exc:  # the thread that calls this also takes up what is published: it has to go on
            log.exception("schedule %d ended unexpectedly", schedule.number)
            self._fail(schedule, claim, type(exc).__name__)
        return False

    def _publish(self, schedule: Schedule, claim: Claim) -> bool:
        if schedule.who not in self._people():
            raise InvalidInput([Finding(schedule.who, "may not publish any more", "let somebody else schedule it")])
        waiting = {(edit.variant.id, edit.number) for edit in self._publishing.due(schedule.campaign)}
        chosen = [edit for edit in schedule.edits if edit in waiting]
        if not chosen:
            raise InvalidInput([Finding("edit", "none of these waits to be published any more")])
        hindered = self._publishing.against_publication(schedule.campaign, schedule.who)
        if found := [hindered[variant] for variant, _ in chosen if variant in hindered]:
            raise Hindered(found)
        if left := [edit for edit in schedule.edits if edit not in waiting]:
            self._store.note(claim, "; ".join(f"{variant} {number}" for variant, number in left))
        self._publishing.publish(schedule.campaign, schedule.who, schedule.why, only=chosen, scheduled=claim)
        return True

    def _fail(self, schedule: Schedule, claim: Claim, said: str) -> None:
        log.error("what was scheduled as %d could not be published: %s", schedule.number, said)
        now = self._clock()
        entry = _entry(schedule, ScheduleAction.FAIL, schedule.who, now, Why(said[:500]))
        try:
            self._store.end(schedule.number, ScheduleState.FAILED, now, entry, said[:1000], claim.token)
        except Outdated:
            log.info("schedule %d was called off meanwhile", schedule.number)

    def _found(self, campaign: str, number: int) -> Schedule:
        found = self._store.find(campaign, number)
        if found is None:
            raise NotFound("schedule", str(number))
        return found

    def _check_unscheduled(self, campaign: str, chosen: Sequence[tuple[str, int]]) -> None:
        zone, found = self._zone(campaign), []
        for (variant, _), at in ((edit, at) for edit, at in self.waiting(campaign).items() if edit in chosen):
            when = _shown(at, zone)
            values = (("variant", variant), ("at", when), ("zone", zone.key))
            problem = f"{variant} is scheduled for {when} ({zone.key}) already"
            found.append(Finding("edit", problem, "call that off first", "scheduled_already", values))
        if found:
            raise InvalidInput(found)

    def _zone(self, campaign: str) -> ZoneInfo:
        return ZoneInfo(self._packs.campaign(campaign).timezone)

    def _moment(self, campaign: str, text: str) -> datetime:
        """A moment to come, as the clocks of the campaign's zone show it."""
        zone, now = self._zone(campaign), self._clock()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            remedy = "such as 2026-06-01T09:30"
            raise InvalidInput([Finding("at", f"{text[:40]!r} is no day and time", remedy, "no_moment")]) from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        if not now < moment <= now + LONGEST:
            problem = f"{text[:40]} is not within the next {LONGEST.days} days"
            values = (
                ("at", _shown(moment, zone)),
                ("now", _shown(now, zone)),
                ("zone", zone.key),
                ("days", LONGEST.days),
            )
            remedy = f"it is {_shown(now, zone)} in {zone.key} now"
            raise InvalidInput([Finding("at", problem, remedy, "not_ahead", values)])
        return moment


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _entry(schedule: Schedule, action: ScheduleAction, who: str, at: datetime, why: Why = UNSAID) -> AuditEntry:
    campaign = schedule.campaign
    return AuditEntry(at, who, action.value, campaign, campaign, schedule.number, "", "", why)
