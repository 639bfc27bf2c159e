"""Make up people who meet a real service, and hold what it reports against what they did.

Each person asks from an address of their own, of the networks that are set apart for such trials (198.18.0.0/15, RFC
2544), with a browser that people have: so a service judges them as it judges people.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import NamedTuple, Protocol

LANGUAGES = ("zh-CN,zh;q=0.9", "en-GB,en;q=0.8")
BROWSERS = (
    "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 "
    "Mobile Safari/537.36 MicroMessenger/8.0.49",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.50",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile "
    "Safari/537.36",
)
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
NETWORKS = 512  # of 256 addresses each
NAMES = ("", "", "Ann", "Bo", "小明", "阿花")
ROUNDED = 1e-6  # chances that are told before are
LOWEST, HIGHEST = 0.2, 0.7  # of a text's posters that a friend scans
CONFIRMS, AGAIN, CRAWLED, REMAKES = 0.8, 0.15, 0.2, 0.5  # of scans; of scans; of posters; of confirmed scans


class Person(NamedTuple):
    """What a service sees of somebody."""

    address: str
    agent: str
    languages: str


class Made(NamedTuple):
    """A poster as the service answered: its text, and the chance that it says this had."""

    code: str
    variant: str
    propensity: float


class Service(Protocol):
    """A real one, as people use it."""

    def make(self, who: Person, option: str, nickname: str, click: str | None) -> Made: ...

    def scan(self, who: Person, code: str) -> str:
        """Follow the code on the poster; returns the click, empty for who is no person."""

    def confirm(self, who: Person, click: str) -> None:
        """Open the page that the scan led to, as a browser does."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn for an option and a nickname."""

    option: str
    nickname: str
    variant: str
    propensity: float


@dataclass(frozen=True, slots=True)
class Happened:
    """What people did.

    Args:
        texts: posters, scanned posters, scans by people, confirmations and children, by text.
        hits: of all scan codes, by what they truly were.
        generations: posters by generation, roots first.
    """

    texts: Mapping[str, Counter[str]]
    hits: Counter[str]
    generations: Sequence[int]
    draws: Sequence[Draw]

    def sums(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for counted in self.texts.values():
            found += counted
        return found


def true_rate(variant: str, seed: int) -> float:
    """What share of a text's posters a friend scans."""
    digest = sha256(f"{seed} {variant}".encode()).digest()
    return LOWEST + (HIGHEST - LOWEST) * int.from_bytes(digest[:6]) / 2**48


def people(draw: random.Random) -> Iterator[Person]:
    """People who are all different."""
    for n in count():
        network, host = n % NETWORKS, n // NETWORKS % 250 + 1
        yield Person(f"198.{18 + network // 256}.{network % 256}.{host}", draw.choice(BROWSERS), draw.choice(LANGUAGES))


def live(service: Service, options: Sequence[str], posters: int, seed: int) -> Happened:
    """Let people make so many posters, those made after a scan among them, and let their friends find them.

    Who scans again does so at once: of two scans in one second nobody can say which was the first.
    """
    draw = random.Random(seed)
    crowd, texts, hits, generations, draws = people(draw), dict[str, Counter[str]](), Counter[str](), [0], list[Draw]()
    # who makes a poster after a scan: with its click, text, generation
    waiting: list[tuple[Person, str, str, int]] = []
    for _ in range(posters):
        who, click, parent, generation = waiting.pop(0) if waiting else (next(crowd), "", "", 0)
        option, nickname = draw.choice(options), draw.choice(NAMES)
        made = service.make(who, option, nickname, click or None)
        draws.append(Draw(option, nickname, made.variant, made.propensity))
        of = texts.setdefault(made.variant, Counter())
        of["posters"] += 1
        generations += [0] * (generation + 1 - len(generations))
        generations[generation] += 1
        if parent:
            texts[parent]["children"] += 1
        if draw.random() < CRAWLED:
            service.scan(next(crowd)._replace(agent=CRAWLER), made.code)
            hits["bot"] += 1
        if draw.random() >= true_rate(made.variant, seed):
            continue
        friend = next(crowd)
        click = service.scan(friend, made.code)
        hits["human"] += 1
        of.update(("posters_scanned", "scans"))
        if draw.random() < AGAIN:
            service.scan(friend, made.code)
            hits["duplicate"] += 1
        if draw.random() < CONFIRMS:
            service.confirm(friend, click)
            of["confirmations"] += 1
            if draw.random() < REMAKES:
                waiting.append((friend, click, made.variant, generation + 1))
    return Happened(texts, hits, tuple(generations), draws)


class Compared(NamedTuple):
    """One figure: what is true, and what the service says."""

    what: str
    truth: float
    told: float
    agrees: bool


def compare(
    happened: Happened,
    rows: Sequence[Mapping[str, object]],
    generations: Sequence[int],
    chances: Mapping[tuple[str, str], Mapping[str, float]],
) -> tuple[Compared, ...]:
    """Every count of every text, added up; every hit by its class; generations; and every chance that was logged.

    Args:
        rows: by text, as the service reports them.
        chances: of all texts, by option and nickname, as the service tells them to whoever asks before.
    """
    found = []
    told_of = {str(row["value"]): row for row in rows}
    for what, sums in happened.sums().items():
        told = sum(_number(row[what]) for row in rows)
        same = all(_number(told_of.get(text, {}).get(what)) == of[what] for text, of in happened.texts.items())
        found.append(Compared(what, sums, told, same and told == sums))
    hits: Counter[str] = Counter()
    for row in rows:
        hits.update(row["hits"])  # type: ignore[call-overload]
    for name in sorted({*happened.hits, *hits}):
        found.append(Compared(f"hits: {name}", happened.hits[name], hits[name], happened.hits[name] == hits[name]))
    for n in range(max(len(generations), len(happened.generations))):
        truth, told = (of[n] if n < len(of) else 0 for of in (happened.generations, generations))
        found.append(Compared(f"generation {n}", truth, told, truth == told))
    right = sum(_is_right(one, chances.get((one.option, one.nickname), {})) for one in happened.draws)
    found.append(Compared("chances as told before", len(happened.draws), right, right == len(happened.draws)))
    return tuple(found)


def _is_right(one: Draw, chances: Mapping[str, float]) -> bool:
    return abs(chances.get(one.variant, -1.0) - one.propensity) < ROUNDED


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
