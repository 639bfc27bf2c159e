"""A game to try, of three cards, one of them rare."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from postergen.domain.collecting import Card, Collection, Ending, EndKind, Leftover, Limits, Way
from postergen.domain.games import Organiser, Question, Spot
from postergen.domain.localized import Localized

OPENS, CLOSES = datetime(2026, 6, 1, 16, tzinfo=UTC), datetime(2026, 6, 20, 16, tzinfo=UTC)  # midnight in Shanghai


def said(text: str) -> Localized:
    return Localized({"zh-CN": text, "en": text})


def a_card(name: str, odds: int, at_most: int | None = None) -> Card:
    return Card(name, said(name), ("wuhan-hot-dry-noodles",), said(f"text.{name}"), odds, at_most)


CARDS = (a_card("lamp", 600_000), a_card("ticket", 390_000), a_card("envelope", 10_000, 5))
ENDING = Ending(EndKind.SHARE, 100, said("beans"), Leftover.FIRST)


def a_game(**over: Any) -> Collection:
    rules: dict[str, Any] = {
        "id": "going-home",
        "name": said("Going home"),
        "about": said("Three things"),
        "opens": OPENS,
        "closes": CLOSES,
        "timezone": "Asia/Shanghai",
        "look": "crayon",
        "cards": CARDS,
        "ways": tuple(Way),
        "limits": Limits(per_day=3, in_all=40),
        "ending": ENDING,
        "organiser": Organiser(said("We"), "us@example.com"),
        "claim": said("until July"),
        "questions": (Question("who", said("Who waits up?"), ("Mum", "妈妈")),),
        "spots": (Spot("bakery", said("The bakery")),),
    }
    return Collection(**(rules | over))
