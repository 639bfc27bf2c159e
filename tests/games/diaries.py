"""A diary to try, in Shanghai or elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from postergen.domain.checking_in import Ask, Diary
from postergen.domain.games import Organiser
from tests.games.samples import said

OPENS, CLOSES = datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2027, 2, 28, 16, tzinfo=UTC)  # midnight in Shanghai
ASKS = (
    Ask("bowl", said("What did you eat?"), ("wuhan-hot-dry-noodles",)),
    Ask("way", said("How did you get there?"), ("wuhan-ferry-scooter", "xiangxi-rope-ferry")),
    Ask("eve", said("Who is at the table?"), ("wuhan-hot-dry-noodles",), date(2027, 2, 5)),
)


def a_diary(**over: Any) -> Diary:
    rules: dict[str, Any] = {
        "id": "small-things",
        "name": said("Small things"),
        "about": said("One a day"),
        "opens": OPENS,
        "closes": CLOSES,
        "timezone": "Asia/Shanghai",
        "look": "passbook",
        "organiser": Organiser(said("We"), "us@example.com"),
        "asks": ASKS,
        "repairs": 1,
    }
    return Diary(**(rules | over))
