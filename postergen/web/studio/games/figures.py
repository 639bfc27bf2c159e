"""Turn what came of a game into figures: a picture, a sentence that says what it shows, and the table behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leather import Linear

from postergen.adapters.content.csv_files import Cell
from postergen.domain.words import Words
from postergen.games.figures import Day
from postergen.service.game_figures import Passed, Seen
from postergen.service.game_store import LinkState
from postergen.tracking.card_odds import DrawnOdds, Verdict
from postergen.tracking.intervals import Rate
from postergen.web.studio.results.charts import Point, line_chart
from postergen.web.studio.results.figures import Figure, strips, tallied
from postergen.web.studio.results.tables import Kind, Table, columns, rate_columns, share

MOST_DAYS = 90  # of a picture; the table has all


@dataclass(frozen=True, slots=True)
class OddsRow:
    """A card as a row of a picture: what was dealt with its interval, and what was promised, at places of 0 to 100."""

    name: str
    dealt: int
    expected: float
    deals: int
    rate: Rate
    promise: float | None
    at: float
    low: float
    high: float
    promised: float


@dataclass(frozen=True, slots=True)
class OddsPicture:
    rows: tuple[OddsRow, ...]
    ticks: tuple[tuple[float, str], ...]


def figures_of(seen: Seen, locale: str, r: Words) -> list[Figure]:
    """All figures of a game, in the order in which they are read; none before the first card."""
    if not seen.dealt:
        return []
    names = {card.id: card.name.in_locale(locale) for card in seen.run.rules.cards}
    return [*_over_time(seen, r), _odds(seen, names, r), _ways(seen, r), _passed(seen, r), *_brought(seen, names, r)]


def _over_time(seen: Seen, r: Words) -> Iterator[Figure]:
    """Who acted on each day, and what was dealt: two pictures, so that none has to be told by its colour."""
    ways = columns(**{f"way_{way}": Kind.COUNT for way in seen.ways})
    tables = {
        "players": Table(
            columns(day=Kind.TEXT, active=Kind.COUNT, new=Kind.COUNT),
            tuple((day.day.isoformat(), day.active, day.new) for day in seen.days),
        ),
        "deals": Table(
            columns(day=Kind.TEXT, dealt=Kind.COUNT, sets=Kind.COUNT) + ways,
            tuple(_dealt_on(day, seen) for day in seen.days),
        ),
    }
    shown = seen.days[-MOST_DAYS:]
    cut = (r["days_cut"].format(count=MOST_DAYS),) if len(seen.days) > MOST_DAYS else ()
    for name, values in (("players", [day.active for day in shown]), ("deals", [day.all_dealt for day in shown])):
        points = [Point(f"{day.day:%m-%d}", value) for day, value in zip(shown, values, strict=True)]
        most = max(points, key=lambda point: point.value)
        told = {"most": f"{most.value:,}", "day": most.label, "total": f"{sum(values):,}"}
        says = r[f"{name}_caption"].format(first=points[0].label, last=points[-1].label, **told)
        title = r[f"{name}_title"]
        yield Figure(name, title, (says, *cut), tables[name], "chart", line_chart(points, f"{title}. {says}"))


def _dealt_on(day: Day, seen: Seen) -> tuple[Cell, ...]:
    return (day.day.isoformat(), day.all_dealt, day.sets, *(day.dealt.get(way, 0) for way in seen.ways))


def _odds(seen: Seen, names: dict[str, str], r: Words) -> Figure:
    says = [odds_sentence(seen.odds, r)]
    if any(left <= 0 for left in seen.left.values()):
        says.append(r["odds_used_up"])
    notes = [r["odds_how"]]
    if seen.odds.p is not None:
        notes.append(r["odds_test"].format(chi2=f"{seen.odds.chi2:.2f}", df=seen.odds.df, p=f"{seen.odds.p:.2g}"))
    cells = tuple(
        (names[c.card], c.card, c.promised, round(c.expected, 1), c.dealt, *_ends(c.rate), seen.left.get(c.card))
        for c in seen.odds.cards
    )
    kinds = columns(name=Kind.TEXT, id=Kind.TEXT, promised=Kind.SHARE, expected=Kind.COUNT, dealt=Kind.COUNT)
    kinds += columns(of_deals=Kind.SHARE, low=Kind.SHARE, high=Kind.SHARE, left=Kind.COUNT)
    picture = _odds_picture(seen.odds, names)
    return Figure("odds", r["odds_title"], tuple(says), Table(kinds, cells), "odds", picture, tuple(notes))


def odds_sentence(odds: DrawnOdds, r: Words) -> str:
    """What the test says, in words."""
    games = 1_000 if odds.verdict is Verdict.SELDOM else 100  # so many that a whole number of them strays
    often = "" if odds.p is None else f"{games * odds.p:.0f}"
    return r[f"odds_{odds.verdict.value}"].format(often=often)


def is_alarming(odds: DrawnOdds) -> bool:
    """Whether somebody should look before anything is paid."""
    return odds.verdict in (Verdict.SUSPICIOUS, Verdict.IMPOSSIBLE)


def _odds_picture(odds: DrawnOdds, names: dict[str, str]) -> OddsPicture:
    ends = [end for card in odds.cards for end in (card.rate.high, card.promised) if end]
    scale = Linear(0, max(ends, default=1.0))

    def place(value: float | None) -> float:
        return round(float(scale.project(value or 0.0, 0, 100)), 2)

    rows = tuple(
        OddsRow(
            name=names[card.card],
            dealt=card.dealt,
            expected=card.expected,
            deals=card.deals,
            rate=card.rate,
            promise=card.promised,
            at=place(card.rate.value),
            low=place(card.rate.low),
            high=place(card.rate.high),
            promised=place(card.promised),
        )
        for card in odds.cards
        if card.deals
    )
    ticks = tuple((place(float(tick)), share(float(tick))) for tick in scale.ticks())
    return OddsPicture(rows, ticks if len(ticks) < 7 else ticks[::2])


def _ways(seen: Seen, r: Words) -> Figure:
    whole = max(seen.dealt, 1)
    rows = sorted(seen.ways.items(), key=lambda pair: -pair[1])
    picture = tuple((r[f"way_{way}"], count, 100 * count / whole) for way, count in rows)
    cells = tuple((r[f"way_{way}"], count, count / whole) for way, count in rows)
    kinds = columns(way=Kind.TEXT, dealt=Kind.COUNT, of_deals=Kind.SHARE)
    return Figure("ways", r["ways_title"], (r["ways_says"],), Table(kinds, cells), "funnel", picture)


def _passed(seen: Seen, r: Words) -> Figure:
    kinds = columns(offer=Kind.TEXT, offered=Kind.COUNT, taken=Kind.COUNT, waiting=Kind.COUNT, back=Kind.COUNT)
    kinds += columns(gone=Kind.COUNT, taken_of=Kind.SHARE, low=Kind.SHARE, high=Kind.SHARE)
    both = (("gifts", seen.gifts), ("swaps", seen.swaps))
    says = [r[f"{name}_says"].format(taken=f"{one.taken:,}", offered=f"{one.offered:,}") for name, one in both]
    cells = tuple((r[name], *_states(one), *_ends(one.rate)) for name, one in both)
    return Figure("passed", r["passed_title"], tuple(says), Table(kinds, cells))


def _states(passed: Passed) -> tuple[Cell, ...]:
    rest = (passed.states.get(state, 0) for state in (LinkState.OPEN, LinkState.BACK, LinkState.GONE))
    return (passed.offered, passed.taken, *rest)


def _brought(seen: Seen, names: dict[str, str], r: Words) -> Iterator[Figure]:
    """What the posters of cards brought, once there are any."""
    if not seen.brought:
        return
    ranked = sorted(((names[card], row) for card, row in seen.brought), key=lambda pair: -pair[1].posters)
    sums = {name: sum(getattr(row, name) for _, row in ranked) for name in ("posters", "scans", "children")}
    says = r["brought_says"].format(**{name: f"{count:,}" for name, count in sums.items()})
    table = Table(
        rate_columns(columns(name=Kind.TEXT, id=Kind.TEXT)),
        tuple((name, row.value, *tallied(row, row.rate)) for name, row in ranked),
    )
    yield Figure("brought", r["brought_title"], (says, r["brought_note"]), table, "strips", strips(ranked))


def _ends(rate: Rate) -> tuple[float | None, float | None, float | None]:
    return rate.value, rate.low, rate.high
