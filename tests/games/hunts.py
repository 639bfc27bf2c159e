"""A game of hide and find to try, with one envelope of whoever gives it."""

from __future__ import annotations

from typing import Any

from postergen.domain.games import Organiser
from postergen.domain.hiding import Clue, Envelope, FoundBy, HideLimits, Hunt, Shown, Strips
from postergen.domain.places import Place
from tests.games.samples import CLOSES, OPENS, said

PIER = Place(30.5785, 114.2898)  # a river pier in Wuhan
DUMPLING = Envelope(
    "dumpling", said("What is crimped?"), FoundBy.ANSWER, 8, 3, said("Well found"), ("dumplings", "饺子")
)


def a_hunt(**over: Any) -> Hunt:
    rules: dict[str, Any] = {
        "id": "hide",
        "name": said("Hide and find"),
        "about": said("Envelopes"),
        "opens": OPENS,
        "closes": CLOSES,
        "timezone": "Asia/Shanghai",
        "look": "crayon",
        "organiser": Organiser(said("We"), "us@example.com"),
        "poster": Shown(("wuhan-hot-dry-noodles",), said("text.hide")),
        "pool": 100,
        "unit": said("beans"),
        "clues": tuple(Clue),
        "found_by": tuple(FoundBy),
        "limits": HideLimits(hides_per_day=2, lying=2, units=30, finders=5, finds_per_day=3, wrong_per_day=3),
        "claim": said("until July"),
        "strips": Strips(6, 2, 60),
        "envelopes": (DUMPLING,),
    }
    return Hunt(**(rules | over))
