"""Reckon what a day of many posters takes, and try on paper what happens to the lines in the evening.

    python benchmarks/queueing.py             # the tables of docs/capacity.md
    python benchmarks/queueing.py --write     # put them there

Everything rests on the figures below: those that were measured, with where; those that are assumed, with why. Change
one here, and the page follows. One worker is simulated as the product is (`lines.py`): lanes with their threads, lines
and patience, all of them on one core; requests come by chance (Poisson), posters take as unlike times as were measured.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lines import Outcome, Stream, Worker

from postergen.config import Settings
from postergen.web.lanes import LANES

PAGE = Path(__file__).parents[1] / "docs/capacity.md"
BEGIN, END = "<!-- from benchmarks/queueing.py: begin -->\n", "<!-- from benchmarks/queueing.py: end -->\n"


@dataclass(frozen=True)
class Figure:
    """A number, its unit, and where it is from."""

    value: float
    unit: str
    source: str


RESULTS, CAPACITY = "`benchmarks/RESULTS.md`, ", "`benchmarks/bench_capacity.py`, "
MEASURED = {
    "a poster, made and drawn": Figure(9_218, "µs", RESULTS + "bench_http: new posters, recorded, as JPEG"),
    "a scan": Figure(1_034, "µs", RESULTS + "bench_scans: scans of 200 posters by a crowd"),
    "a picture that is still there": Figure(538, "µs", RESULTS + "bench_http: the same picture again"),
    "the way through the server": Figure(326, "µs", RESULTS + "bench_http: /healthz"),
    "a preview": Figure(6_650, "µs", CAPACITY + "a preview"),
    "words ranked": Figure(1_340, "µs", CAPACITY + "words ranked"),
    "a page": Figure(2_010, "µs", CAPACITY + "the campaign's page, p50: the first one of a version is written for all"),
    "an event folded, ours": Figure(270, "µs", CAPACITY + "folding"),
    "an event folded, PostgreSQL's": Figure(236, "µs", CAPACITY + "folding"),
    "a picture": Figure(421_604, "bytes", RESULTS + "bench_http: a JPEG has"),
    "a poster in the journal": Figure(888, "bytes", CAPACITY + "PosterIssued"),
    "a scan in the journal": Figure(246, "bytes", CAPACITY + "ScanRecorded"),
    "a confirmation in the journal": Figure(106, "bytes", CAPACITY + "ScanConfirmed"),
    "an event in PostgreSQL's log": Figure(6_912, "bytes", CAPACITY + "write-ahead log"),
    "a poster's rows": Figure(1_121, "bytes", CAPACITY + "poster, poster_option"),
    "of them in indexes": Figure(360, "bytes", CAPACITY + "poster, poster_option"),
    "a scan's row": Figure(568, "bytes", CAPACITY + "scan"),
}
# Twentieths of posters by what they take of the processor, in means: the shape of the service time.
SHAPE = (
    0.81,
    0.84,
    0.86,
    0.87,
    0.89,
    0.90,
    0.91,
    0.93,
    0.94,
    0.95,
    0.96,
    0.97,
    0.98,
    1.00,
    1.01,
    1.03,
    1.05,
    1.10,
    1.25,
    1.75,
)
SCANS_PER_POSTER = 0.5
ASSUMED = {
    "posters a day": Figure(200_000_000, "", "what this page is about"),
    "scans of a poster": Figure(
        SCANS_PER_POSTER,
        "",
        "every other poster is scanned by one person",
    ),
    "confirmed of the scans": Figure(0.5, "", "a landing page with our script, seen by every other person"),
    "pages of a poster": Figure(1, "", "`postergen loadtest`, the same mix"),
    "words ranked of a poster": Figure(0.5, "", "the same"),
    "previews of a poster": Figure(0.5, "", "the same"),
    "looks at a picture": Figure(5, "", "its maker, and the group that it was sent to"),
    "looks that the CDN asks us for again": Figure(0.2, "", "another edge, or a picture that it has dropped"),
    "busiest minute of the busiest hour": Figure(1.25, "x its mean", "a show, a message to all, the full hour"),
    "memory of a database": Figure(256_000_000_000, "bytes", "a large machine of today"),
}
# Percent of a day's posters in each hour: a noon and an evening. Another day of yours goes here.
DAY = (2, 1, 0.6, 0.4, 0.4, 0.6, 1.4, 2.8, 3.6, 3.8, 4, 4.6, 6, 4.8, 4, 4, 4.2, 5, 6.2, 7.6, 9.2, 10, 8.6, 5.2)
# Seconds of the slowest hundredth in each lane, and the share that may be refused: as `postergen loadtest` asks for,
# and a second for previews.
ROOM = Settings().journal_room
TARGETS = {"posters": 0.5, "scans": 0.5, "pages": 0.5, "pictures": 0.5, "looks": 1.0}
REFUSED = 0.001


def measured(name: str) -> float:
    return MEASURED[name].value


def assumed(name: str) -> float:
    return ASSUMED[name].value


# what a day takes


def shares() -> dict[str, tuple[str, float, float]]:
    """What comes with one poster: its lane, how often, and microseconds of a core each."""
    way = measured("the way through the server")
    return {
        "made and drawn": ("posters", 1.0, measured("a poster, made and drawn")),
        "previews": ("looks", assumed("previews of a poster"), measured("a preview") + way),
        "pages": ("pages", assumed("pages of a poster"), measured("a page") + way),
        "words ranked": ("pages", assumed("words ranked of a poster"), measured("words ranked") + way),
        "scans": ("scans", assumed("scans of a poster"), measured("a scan")),
        "confirmations": (
            "scans",
            assumed("scans of a poster") * assumed("confirmed of the scans"),
            measured("a scan"),
        ),
        "pictures asked for again": (
            "pictures",
            assumed("looks that the CDN asks us for again"),
            measured("a picture that is still there"),
        ),
    }


def core_seconds() -> float:
    """Of a core, for one poster and all that comes with it."""
    return sum(often * each for _, often, each in shares().values()) / 1e6


def peak() -> float:
    """Posters a second in the busiest minute."""
    return assumed("posters a day") * max(DAY) / 100 / 3600 * assumed("busiest minute of the busiest hour")


def events() -> float:
    """Events of one poster: itself, scans and confirmations."""
    return 1 + assumed("scans of a poster") * (1 + assumed("confirmed of the scans"))


def worker_at(use: float, chance: random.Random) -> Worker:
    """A worker whose core is asked for this share of itself."""
    rate = use / core_seconds()  # posters a second
    lanes: dict[str, list[tuple[float, float]]] = {}
    for lane, often, each in shares().values():
        lanes.setdefault(lane, []).append((often * rate, each / 1e6))
    return Worker({name: stream(name, kinds) for name, kinds in lanes.items()}, chance)


def stream(lane: str, kinds: Sequence[tuple[float, float]]) -> Stream:
    total = sum(rate for rate, _ in kinds)
    weights, each = [rate for rate, _ in kinds], [work for _, work in kinds]

    def work(chance: random.Random) -> float:
        return chance.choices(each, weights)[0] * chance.choice(SHAPE)

    return Stream(total, work, LANES[lane])


USES = (0.5, 0.7, 0.75, 0.8, 0.9, 1.0, 1.5, 2.0)
SECONDS, WARM = 1200.0, 60.0


def tried() -> dict[float, dict[str, Outcome]]:
    """An hour of a worker at each use of its core."""
    return {use: worker_at(use, random.Random(1)).run(SECONDS / max(1.0, use), WARM) for use in USES}


def usable(outcomes: Mapping[float, Mapping[str, Outcome]]) -> float:
    """The highest use at which all lanes keep to their targets."""
    return max(
        use
        for use, lanes in outcomes.items()
        if all(lanes[name].slowest(1) <= most and lanes[name].refused <= REFUSED for name, most in TARGETS.items())
    )


def folded_a_second() -> float:
    """Events that one database takes: one process folds at a time, and waits for it."""
    return 1e6 / (measured("an event folded, ours") + measured("an event folded, PostgreSQL's"))


def furthest_behind(databases: int) -> tuple[float, float]:
    """How old the oldest event that waits becomes, in hours, and how many wait then, over three days like `DAY`."""
    a_minute = [events() * assumed("posters a day") * DAY[n // 60 % 24] / 100 / 60 for n in range(3 * 24 * 60)]
    waiting: deque[tuple[int, float]] = deque()
    oldest, most = 0.0, 0.0
    for minute, came in enumerate(a_minute):
        waiting.append((minute, came))
        room = databases * folded_a_second() * 60
        while waiting and room > 0:
            since, count = waiting.popleft()
            if count > room:
                waiting.appendleft((since, count - room))
            room -= min(room, count)
        if waiting:
            oldest = max(oldest, (minute - waiting[0][0]) / 60)
            most = max(most, sum(count for _, count in waiting))
    return oldest, most


# the page


def table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def figures() -> Iterator[str]:
    yield "### What was measured\n"
    yield from table(
        ("of one core, or in bytes", "", "where"),
        ((name, f"{figure.value:,.0f} {figure.unit}", figure.source) for name, figure in MEASURED.items()),
    )
    shape = ", ".join(f"{part:g}" for part in SHAPE)
    yield f"Twentieths of posters, in means of a poster: {shape} (`benchmarks/bench_capacity.py`).\n"
    yield "### What is assumed\n"
    yield from table(
        ("", "", "why"),
        ((name, f"{figure.value:,} {figure.unit}".strip(), figure.source) for name, figure in ASSUMED.items()),
    )
    yield f"The day, percent of its posters in each hour from midnight: {', '.join(f'{part:g}' for part in DAY)}.\n"


def a_poster() -> Iterator[str]:
    whole = core_seconds() * 1e6
    yield "### What a poster takes\n"
    rows = (
        (
            what,
            f"`{lane}`",
            f"{often:g}",
            f"{each / 1e3:,.2f}",
            f"{often * each / 1e3:,.2f}",
            f"{often * each / whole:.0%}",
        )
        for what, (lane, often, each) in shares().items()
    )
    yield from table(("with each poster", "lane", "how often", "ms each", "ms", "share"), rows)
    seen = {what: often * each for what, (_, often, each) in shares().items()}
    unseen, api = whole - seen["previews"], whole - seen["previews"] - seen["pages"]
    yield (
        f"Together {whole / 1e3:.1f} ms of a core; {unseen / 1e3:.1f} ms where nobody leafs through looks, and "
        f"{api / 1e3:.1f} ms on a brand's own page over the API.\n"
    )


def a_worker(outcomes: Mapping[float, Mapping[str, Outcome]]) -> Iterator[str]:
    yield "### One worker, simulated\n"

    def rows() -> Iterator[Sequence[str]]:
        for use, lanes in outcomes.items():
            slow = (f"{lanes[name].slowest(1) * 1e3:,.0f}" for name in ("posters", "scans", "pages", "looks"))
            gone = (f"{lanes[name].refused:.1%}" for name in ("posters", "scans", "looks"))
            yield (
                f"{use:.0%}",
                f"{use / core_seconds():.1f}",
                f"{lanes['posters'].slowest(50) * 1e3:,.0f}",
                *slow,
                *gone,
            )

    yield from table(
        (
            "use asked of the core",
            "posters a second",
            "posters p50 ms",
            "p99 ms",
            "scans p99 ms",
            "pages p99 ms",
            "previews p99 ms",
            "posters refused",
            "scans refused",
            "previews refused",
        ),
        rows(),
    )
    yield f"The highest use at which every lane keeps to its target is {usable(outcomes):.0%}.\n"


def cores(use: float) -> int:
    return math.ceil(peak() * core_seconds() / use)


def the_day(use: float) -> Iterator[str]:
    fleet, a_day = cores(use), assumed("posters a day")
    yield "### The day\n"
    rows = (
        (
            f"{hour:02d}",
            f"{part:g} %",
            f"{now:,.0f}",
            f"{now * core_seconds():,.0f}",
            f"{now * core_seconds() / fleet:.0%}",
        )
        for hour, part in enumerate(DAY)
        for now in (a_day * part / 100 / 3600,)
    )
    yield from table(("hour", "of the day", "posters a second", "cores that work", "use of all"), rows)
    busy = a_day * core_seconds() / 3600
    yield (
        f"The busiest minute has {peak():,.0f} posters a second and takes {fleet:,} cores of application. A day's work "
        f"is {busy:,.0f} core-hours; {fleet:,} cores that stand there all day are {24 * fleet:,}, and such that come "
        f"and go with the hours some {busy / use:,.0f}.\n"
    )


def the_databases(use: float) -> Iterator[str]:
    yield "### Databases\n"
    mean, busiest = events() * assumed("posters a day") / 86_400, events() * peak()
    yield (
        f"A day has {mean * 86_400 / 1e6:,.0f} million events, {mean:,.0f} a second over the day and {busiest:,.0f} in "
        f"the busiest minute. A database takes {folded_a_second():,.0f} a second.\n"
    )
    least, most = math.ceil(mean / folded_a_second()), math.ceil(busiest / folded_a_second())

    def rows() -> Iterator[Sequence[str]]:
        for count in range(least, most + 1):
            oldest, waiting = furthest_behind(count)
            yield (
                f"{count}",
                f"{count * folded_a_second():,.0f}",
                f"{oldest * 60:.0f} min",
                f"{waiting / 1e6:,.1f} million",
            )

    yield from table(("databases", "events a second", "numbers behind at most", "events that wait then"), rows())
    each = busiest / cores(use)
    yield (
        f"With every database away, a worker's journal ({ROOM:,} events, `POSTERGEN_JOURNAL_ROOM`) is full of posters "
        f"after {ROOM / each / 3600:.0f} hours like the busiest minute, and takes scans for as long again.\n"
    )


def the_bytes() -> Iterator[str]:
    a_day, scans = assumed("posters a day"), assumed("scans of a poster")
    journal = (
        measured("a poster in the journal")
        + scans * measured("a scan in the journal")
        + scans * assumed("confirmed of the scans") * measured("a confirmation in the journal")
    )
    looks, again = assumed("looks at a picture"), 1 + assumed("looks that the CDN asks us for again")
    rows = {
        "journals, written and deleted": journal,
        "PostgreSQL, rows that stay": measured("a poster's rows") + scans * measured("a scan's row"),
        "of these, scans, which `db prune` deletes": scans * measured("a scan's row"),
        "PostgreSQL, write-ahead log": events() * measured("an event in PostgreSQL's log"),
        "pictures from us to the CDN": again * measured("a picture"),
        "pictures from the CDN to people": looks * measured("a picture"),
    }
    yield "### Bytes\n"
    told = (
        (what, f"{each:,.0f}", f"{each * a_day / 1e9:,.0f} GB", f"{each * peak() * 8 / 1e9:,.1f} Gbit/s")
        for what, each in rows.items()
    )
    yield from table(("", "bytes a poster", "a day", "in the busiest minute"), told)
    yield (
        f"The CDN answers {1 - again / looks:.0%} of the looks itself: each poster is a picture of its own, and its "
        "first look is always ours.\n"
    )


def limits(use: float) -> Iterator[tuple[str, float, str]]:
    """What one of each bears, in posters a day, and what to do then."""
    at_peak = peak() / assumed("posters a day")  # posters a second in the busiest minute, of one a day
    yield "a core of application", use / core_seconds() / at_peak, "another core: they know nothing of each other"
    yield (
        "the process that folds, one on each machine",
        1e6 / measured("an event folded, ours") * 86_400 / events(),
        "another machine: each folds what it has appended",
    )
    yield (
        "a database, numbers of the evening by the next morning",
        folded_a_second() * 86_400 / events(),
        "another database, with campaigns (prefixes) of its own",
    )
    yield (
        "a database, numbers at once",
        folded_a_second() / events() / at_peak,
        "another database, with campaigns (prefixes) of its own",
    )
    days = 30
    yield (
        f"a database whose indexes of posters stay in memory for {days} days",
        assumed("memory of a database") / measured("of them in indexes") / days,
        "another database; or a new one for the campaigns of each season",
    )
    yield (
        f"a prefix of codes, {days} days until two posters may have drawn the same code",
        math.sqrt(2 * 2.0**60) / days,
        "another prefix: a campaign of its own",
    )


def what_breaks(use: float) -> Iterator[str]:
    yield "### What breaks first\n"
    a_day = assumed("posters a day")
    rows = (
        (what, f"{most / 1e6:,.1f} million", f"{math.ceil(a_day / most):,}", then)
        for what, most, then in sorted(limits(use), key=lambda limit: limit[1])
    )
    yield from table(("one of these bears", "posters a day", f"for {a_day / 1e6:,.0f} million", "then"), rows)


def report() -> str:
    outcomes = tried()
    use = usable(outcomes)
    parts = (
        figures(),
        a_poster(),
        a_worker(outcomes),
        the_day(use),
        the_databases(use),
        the_bytes(),
        what_breaks(use),
    )
    return "\n".join(line for part in parts for line in part)


def put(page: str, told: str) -> str:
    """The page with these tables in their place."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{told}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/capacity.md")
    asked, told = parser.parse_args(), report()
    if asked.write:
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")
    else:
        print(told)


if __name__ == "__main__":
    main()
