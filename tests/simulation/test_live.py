"""People who are made up are all different, and what is reported of them is held against what they did."""

from __future__ import annotations

import random
from collections import Counter
from itertools import islice

from postergen.simulation.live import BROWSERS, Happened, Made, Person, compare, live, people

OPTIONS = ("tea", "noodles")


class Kept:
    """A service that counts right, in one text for each option."""

    def __init__(self) -> None:
        self.made: dict[str, str] = {}
        self.scanned_by: dict[str, tuple[str, str]] = {}
        self.rows: dict[str, Counter[str]] = {}
        self.hits: Counter[str] = Counter()
        self.asked: list[tuple[Person, str, str]] = []
        self.generation: dict[str, int] = {}

    def make(self, who: Person, option: str, nickname: str, click: str | None) -> Made:
        self.asked.append((who, option, nickname))
        code = f"c{len(self.made)}"
        self.made[code] = option
        row = self.rows.setdefault(option, Counter())
        row["posters"] += 1
        parent = self.scanned_by[click][0] if click else ""
        self.generation[code] = self.generation[parent] + 1 if parent else 0
        if parent:
            self.rows[self.made[parent]]["children"] += 1
        return Made(code, option, 1.0)

    def scan(self, who: Person, code: str) -> str:
        of, click = self.rows[self.made[code]], f"s{len(self.scanned_by)}"
        if who.agent not in BROWSERS:
            self.hits["bot"] += 1
            return ""
        if (code, who.address) in self.scanned_by.values():
            self.hits["duplicate"] += 1
            return click
        of["posters_scanned"] += code not in {one for one, _ in self.scanned_by.values()}
        of["scans"] += 1
        self.hits["human"] += 1
        self.scanned_by[click] = (code, who.address)
        return click

    def confirm(self, who: Person, click: str) -> None:
        self.rows[self.made[self.scanned_by[click][0]]]["confirmations"] += 1

    def report(self) -> tuple[list[dict[str, object]], list[int]]:
        names = ("posters", "posters_scanned", "scans", "confirmations", "children")
        rows: list[dict[str, object]] = [
            {"value": text, "hits": {}} | {name: of[name] for name in names} for text, of in self.rows.items()
        ]
        rows[0]["hits"] = dict(self.hits)
        generations = Counter(self.generation.values())
        return rows, [generations[n] for n in range(max(generations) + 1)]


CHANCES = {(option, name): {option: 1.0} for option in OPTIONS for name in ("", "Ann", "Bo", "小明", "阿花")}


def lived(service: Kept, seed: int = 1) -> Happened:
    return live(service, OPTIONS, 200, seed)


def test_people_are_all_different_and_no_network_is_crowded() -> None:
    some = list(islice(people(random.Random(1)), 5000))
    assert len({one.address for one in some}) == 5000
    assert max(Counter(one.address.rpartition(".")[0] for one in some).values()) == 10
    assert all(one.address.startswith(("198.18.", "198.19.")) for one in some)


def test_a_service_that_counts_right_agrees() -> None:
    service = Kept()
    found = compare(lived(service), *service.report(), CHANCES)
    assert [one for one in found if not one.agrees] == []
    assert {one.what: one.told for one in found}["posters"] == 200
    assert {"hits: bot", "hits: duplicate", "hits: human", "generation 2", "children"} <= {one.what for one in found}


def test_the_same_seed_brings_the_same_people() -> None:
    one, same, other = Kept(), Kept(), Kept()
    assert (lived(one), lived(same)) == (lived(Kept()), lived(Kept()))
    lived(other, seed=2)
    assert one.asked == same.asked != other.asked


def test_what_differs_is_named() -> None:
    service = Kept()
    happened = lived(service)
    rows, generations = service.report()
    wrong = [rows[0] | {"scans": 0}, *rows[1:]]
    assert _differing(happened, wrong, generations) == ["scans"]
    swapped = [one | {"value": other["value"]} for one, other in zip(rows, reversed(rows), strict=True)]
    assert "posters" in _differing(happened, swapped, generations)  # the sums are right, the texts are not
    assert _differing(happened, rows, [*generations, 1]) == [f"generation {len(generations)}"]
    assert _differing(happened, [rows[0] | {"hits": {}}, *rows[1:]], generations) == [
        "hits: bot",
        "hits: duplicate",
        "hits: human",
    ]
    told = compare(happened, rows, generations, CHANCES | {("tea", "Ann"): {"tea": 0.5}})
    assert [one.what for one in told if not one.agrees] == ["chances as told before"]


def _differing(happened: Happened, rows: list[dict[str, object]], generations: list[int]) -> list[str]:
    return [one.what for one in compare(happened, rows, generations, CHANCES) if not one.agrees]
