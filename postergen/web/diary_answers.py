"""Turn diaries into the shapes of the API."""

from __future__ import annotations

from datetime import UTC, date, datetime

from postergen.domain.poster import Poster
from postergen.domain.words import Languages
from postergen.games.hand import Refusal
from postergen.games.streaks import calendar
from postergen.service.checking_in import DiaryView, Mine
from postergen.service.contents import Addresses
from postergen.service.game_store import Entry
from postergen.service.playing import next_day
from postergen.web import game_hand_schemas, game_schemas
from postergen.web.game_answers import Address, both, game_out
from postergen.web.game_words import refusal_texts


def diary_rules_out(view: DiaryView, address: Address) -> game_schemas.GameOut:
    rules = view.rules
    check_in = game_schemas.GameDiaryRulesOut(
        asks=[
            game_schemas.GameAskOut(id=one.id, asks=both(one.asks), options=list(one.options), day=one.day)
            for one in rules.asks
        ],
        repairs=rules.repairs,
        today=view.today,
        ask=view.ask.id,
    )
    return game_out(view.run, view.shut, address, kind="check-in", check_in=check_in)


def diary_out(
    view: DiaryView, mine: Mine, month: date, now: datetime, languages: Languages
) -> game_hand_schemas.GameDiaryOut:
    """Args:
    month: any day of the month whose calendar is wanted.
    """
    rules = view.rules

    def why(reason: Refusal | None) -> game_schemas.GameRefusalOut | None:
        texts = refusal_texts(reason, rules, languages) if reason else {}
        return game_schemas.GameRefusalOut(code=reason, texts=texts) if reason else None

    weeks = calendar(mine.kept, month, view.today, rules.repairs)
    return game_hand_schemas.GameDiaryOut(
        game=rules.id,
        player=mine.player.number or None,
        today=view.today,
        ends=next_day(rules, now).astimezone(UTC),
        streak=mine.streak,
        longest=mine.longest,
        missed=mine.missed,
        entries=[entry_out(entry) for entry in mine.entries],
        month=[
            game_hand_schemas.GameCalendarOut(day=cell.day, mark=cell.mark, why_not=why(view.shut or cell.why_not))
            for week in weeks
            for cell in week
            if cell
        ],
        repairs_left=mine.repairs_left(month, rules.repairs),
        why_not=why(view.shut or (Refusal.CHECKED if mine.of_today else None)),
    )


def entry_out(entry: Entry) -> game_hand_schemas.GameEntryOut:
    return game_hand_schemas.GameEntryOut(
        serial=entry.serial,
        day=entry.day,
        is_repaired=entry.is_repaired,
        option=entry.option or None,
        line=entry.line,
        code=entry.poster or None,
    )


def day_poster_out(day: date, poster: Poster, addresses: Addresses, version: str) -> game_hand_schemas.GameDayPosterOut:
    return game_hand_schemas.GameDayPosterOut(
        day=day,
        code=poster.code,
        image_url=addresses.image(poster.code, version),
        share_url=addresses.share(poster.code),
        scan_url=addresses.scan(poster.code),
    )
