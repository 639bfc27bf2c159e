"""Say what the rules of a game say, as its page says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.domain.words import Languages, Words

# Which page says what the rules of each kind say.
PAGES: Mapping[type[Game], str] = {
    Collection: "game",
    Diary: "diary",
    Hunt: "hunt",
}


# Zones whose time people call by another name than their file has.
ZONES: Mapping[str, str] = {"Asia/Shanghai": "zone_beijing"}


def page_of(rules: Game) -> str:
    return PAGES[type(rules)]


def moment(at: datetime, timezone: str, words: Words) -> str:
    """As the clock of the campaign's place says it."""
    there = at.astimezone(ZoneInfo(timezone))
    return _said(there, there.strftime("%H:%M"), words)


def end(at: datetime, timezone: str, words: Words) -> str:
    """The same of the moment when something is over: midnight is the end of the day before."""
    there = at.astimezone(ZoneInfo(timezone))
    if there.time() != time():
        return moment(at, timezone, words)
    return _said(there - timedelta(days=1), "24:00", words)


def _said(day: datetime, clock: str, words: Words) -> str:
    return words["moment"].format(day=day.day, month=words["months"].split()[day.month - 1], time=clock)


def zone(timezone: str, words: Words) -> str:
    """What people call the time of this zone, or else its name."""
    return words[ZONES[timezone]] if timezone in ZONES else timezone


def refusal(reason: str, rules: Game, words: Words) -> str:
    """Why the rules say no; ``reason`` is a `games.hand.Refusal`."""
    return words[f"no_{reason}"].format(
        opens=moment(rules.opens, rules.timezone, words),
        closes=end(rules.closes, rules.timezone, words),
        **_limits(rules),
    )


def _limits(rules: Game) -> dict[str, int]:
    """What sentences may name, of a kind that has it."""
    if isinstance(rules, Collection):
        limits = rules.limits
        return {"per_day": limits.per_day, "in_all": limits.in_all, "wrong": limits.wrong_per_day}
    if isinstance(rules, Hunt):
        of = rules.limits
        return {"hides": of.hides_per_day, "lying": of.lying, "finds": of.finds_per_day, "wrong": of.wrong_per_day}
    return {}


def refusal_texts(reason: str, rules: Game, languages: Languages) -> dict[str, str]:
    """The same in each language that pages speak."""
    return {name: refusal(reason, rules, language.pages[page_of(rules)]) for name, language in languages.items()}
