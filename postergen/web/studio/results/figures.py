"""Turn results into figures: a picture, a sentence that says what it shows, and the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leather import Linear

from postergen.adapters.content.csv_files import Cell
from postergen.domain.words import Words
from postergen.service.reports import Breakdown, Bucket
from postergen.service.results import Forest, Tally
from postergen.service.text_results import Part
from postergen.tracking.funnel import FunnelStep
from postergen.tracking.health import Health
from postergen.tracking.intervals import Rate
from postergen.tracking.referrals import FEWEST_TREES
from postergen.tracking.rollup import Measure
from postergen.web.studio.results.charts import Point, column_chart, line_chart, tree_picture
from postergen.web.studio.results.tables import Kind, Table, columns, rate_columns, share

MOST_STRIPS = 24  # rows of a picture


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of a picture: a share with its interval, as places on a common scale from 0 to 100."""

    name: str
    posters: int
    rate: Rate
    at: float
    low: float
    high: float
    scans: int | None  # in this time, of older posters too; None where scans are not told apart by this


@dataclass(frozen=True, slots=True)
class Strips:
    rows: tuple[Strip, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """``kind`` names the template that shows ``picture``; "" for a table alone. ``notes`` stand below it."""

    id: str
    title: str
    sentences: tuple[str, ...]
    table: Table
    kind: str = ""
    picture: object = None
    notes: tuple[str, ...] = ()


# over time


def over_time(buckets: Sequence[Bucket], r: Words) -> list[Figure]:
    """Scans, and posters made: two pictures, so that none has to be told from the other by its colour."""
    is_hourly = len(buckets) > 1 and buckets[0].start.date() == buckets[1].start.date()
    stamp = "%m-%d %H:00" if is_hourly else "%m-%d"
    rows: list[tuple[Cell, ...]] = [
        (b.start.strftime("%Y-%m-%d %H:00" if is_hourly else "%Y-%m-%d"), *_happened(b)) for b in buckets
    ]
    table = Table(
        columns(day=Kind.TEXT, scans=Kind.COUNT, posters=Kind.COUNT, confirmations=Kind.COUNT, conversions=Kind.COUNT),
        tuple(rows),
    )
    hourly = "_hour" if is_hourly else ""
    figures = []
    for name, measure in (("time", "scans"), ("made", "posters")):
        points = [Point(b.start.strftime(stamp).lstrip("0"), b.counts.get(SERIES[measure], 0)) for b in buckets]
        most = max(points, key=lambda point: point.value)
        total = f"{sum(point.value for point in points):,}"
        says = r[f"{name}_caption"].format(
            first=points[0].label, last=points[-1].label, day=most.label, most=f"{most.value:,}", **{measure: total}
        )
        title = r[f"{name}_title{hourly}"]
        figures.append(Figure(name, title, (says,), table, "chart", line_chart(points, f"{title}. {says}")))
    return figures


SERIES = {"scans": "scans:human", "posters": Measure.POSTERS}


def _happened(bucket: Bucket) -> tuple[int, ...]:
    names = (SERIES["scans"], Measure.POSTERS, Measure.CONFIRMATIONS, Measure.CONVERSIONS)
    return tuple(bucket.counts.get(name, 0) for name in names)


def funnel_figure(steps: Sequence[FunnelStep], r: Words) -> Figure:
    counts = {step.name: step.count for step in steps}
    first = max(counts["poster"], 1)
    strips = tuple((r[f"step_{s.name}"], s.count, min(100.0, 100 * s.count / first)) for s in steps)
    says = [r["funnel_caption"].format(**{name: f"{count:,}" for name, count in counts.items()})]
    if any("shared" in step.note for step in steps):
        says.append(r["more_than"])
    rows: list[tuple[Cell, ...]] = [
        (
            r[f"step_{s.name}"],
            s.count,
            *((s.of_first.value, s.of_first.low, s.of_first.high) if s.of_first else (None,) * 3),
        )
        for s in steps
    ]
    kinds = columns(step=Kind.TEXT, posters=Kind.COUNT, of_posters=Kind.SHARE, low=Kind.SHARE, high=Kind.SHARE)
    return Figure("funnel", r["funnel_title"], (*says, r["young"]), Table(kinds, tuple(rows)), "funnel", strips)


def health_figure(health: Health, r: Words) -> Figure:
    points = {part.name: r["none"] if part.points is None else f"{part.points:.0f}" for part in health.parts}
    if health.letter is not None and health.points is not None:
        says = r["health_caption"].format(letter=health.letter, points=f"{health.points:.0f}", **points)
    else:
        says = _no_letter(health, r)
    rows: list[tuple[Cell, ...]] = [
        (r[part.name], r[f"e_{e.name}"], e.value, e.full, None if e.points is None else round(e.points))
        for part in health.parts
        for e in part.evidence
    ]
    kinds = columns(part=Kind.TEXT, evidence=Kind.TEXT, found=Kind.RATIO, full=Kind.RATIO, points=Kind.COUNT)
    return Figure("health", r["health_title"], (says, r["letters"]), Table(kinds, tuple(rows)), "health", health)


def _no_letter(health: Health, r: Words) -> str:
    """Why there is none: in its first days a campaign lacks nothing but time."""
    lacking = [r[f"lack_{name}"].format(count=count) for name, count in health.lacking]
    several = r["and"].join(filter(None, (r["comma"].join(lacking[:-1]), lacking[-1])))
    return r["health_early" if health.lacks_time else "health_none"].format(lacking=several)


# of one kind each


def breakdown_figure(
    id: str, title: str, rows: Sequence[tuple[str, Breakdown]], notes: Sequence[str], r: Words
) -> Figure:
    """A row for each value with its name, those with the most posters first."""
    ranked = sorted((pair for pair in rows if pair[1].posters), key=lambda pair: -pair[1].posters)
    top = ranked[0][1] if ranked else None
    says = list(notes)
    if top is not None:
        about_top = r["by_caption"].format(
            name=ranked[0][0],
            posters=f"{top.posters:,}",
            rate=share(top.rate.value),
            low=share(top.rate.low),
            high=share(top.rate.high),
        )
        says = [about_top, *notes]
    if len(ranked) > MOST_STRIPS:
        says.append(r["by_top"].format(count=MOST_STRIPS))
    if any(row.scans for _, row in ranked):
        says.append(r["by_scans"])
    picture = strips(ranked[:MOST_STRIPS])
    cells = tuple((name, row.value, *tallied(row, row.rate)) for name, row in ranked)
    table = Table(rate_columns(columns(name=Kind.TEXT, id=Kind.TEXT)), cells)
    return Figure(id, title, tuple(says), table, "strips", picture)


@dataclass(frozen=True, slots=True)
class Wish:
    """An option whose texts can be compared."""

    name: str
    url: str
    posters: int


def wishes_figure(rows: Sequence[tuple[str, Breakdown]], url_of: Callable[[str], str], r: Words) -> Figure:
    """The options with their names, those with the most posters first; each leads to its texts."""
    ranked = sorted(rows, key=lambda pair: -pair[1].posters)
    picture = tuple(Wish(name, url_of(row.value), row.posters) for name, row in ranked[:MOST_STRIPS])
    cells = tuple((name, row.value, row.posters) for name, row in ranked)
    table = Table(columns(name=Kind.TEXT, id=Kind.TEXT, posters=Kind.COUNT), cells)
    cut = (r["wishes_cut"].format(count=MOST_STRIPS),) if len(ranked) > MOST_STRIPS else ()
    return Figure("wishes", r["wishes_title"], (r["wishes_says"], *cut), table, "wishes", picture)


def strips(rows: Sequence[tuple[str, Breakdown | Tally | Part]]) -> Strips:
    """The rows, with their names, on one scale from 0, as far as the largest upper end needs."""
    scale = Linear(0, max((row.rate.high or 0.0 for _, row in rows), default=1.0) or 1.0)

    def place(value: float | None) -> float:
        return round(float(scale.project(value or 0.0, 0, 100)), 2)

    found = tuple(
        Strip(
            name=name,
            posters=row.posters,
            rate=row.rate,
            at=place(row.rate.value),
            low=place(row.rate.low),
            high=place(row.rate.high),
            scans=None if isinstance(row, Part) else row.scans,
        )
        for name, row in rows
    )
    ticks = tuple((place(float(tick)), share(float(tick))) for tick in scale.ticks())
    return Strips(found, ticks if len(ticks) < 7 else ticks[::2])


def tallied(row: Breakdown | Tally, rate: Rate) -> tuple[Cell, ...]:
    per_poster = row.scans / row.posters if row.posters else None
    counted = (row.posters, row.posters_scanned, rate.value, rate.low, rate.high, row.scans)
    return (*counted, per_poster, row.children, row.conversions)


# trees


def forest_figures(forest: Forest, r: Words) -> list[Figure]:
    points = [Point(str(n), count) for n, count in enumerate(forest.generations)]
    roots, others = forest.generations[0], sum(forest.generations[1:])
    says = r["generations_caption"].format(roots=f"{roots:,}", others=f"{others:,}", depth=len(forest.generations))
    table = Table(columns(generation=Kind.COUNT, posters=Kind.COUNT), tuple(enumerate(forest.generations)))
    title = r["generations_title"]
    sizes = Figure("generations", title, (says,), table, "chart", column_chart(points[:16], f"{title}. {says}"))
    return [sizes, _trees(forest, r)] if forest.trees else [sizes]


def _trees(forest: Forest, r: Words) -> Figure:
    pictures = []
    for n, tree in enumerate(forest.trees, 1):
        says = r["tree_says"].format(n=n, size=tree.size, depth=len(tree.generations))
        pictures.append((says, tree_picture(tree, says, r["and_more"]), tree.left_out))
    table = Table(
        columns(root=Kind.TEXT, posters=Kind.COUNT, depth=Kind.COUNT),
        tuple((tree.root, tree.size, len(tree.generations)) for tree in forest.trees),
    )
    caption = r["trees_caption"].format(count=len(forest.trees))
    return Figure("trees", r["trees_title"], (caption,), table, "trees", tuple(pictures))


def k_sentence(forest: Forest, r: Words) -> str:
    k = forest.k
    if not k.posters:
        return r["k_none"]
    if k.value is None:
        return r["k_few"].format(posters=f"{k.posters:,}", children=f"{k.children:,}", fewest=FEWEST_TREES)
    return r["k_says"].format(
        k=f"{k.value:.2f}", low=f"{k.low or 0:.2f}", high=f"{k.high or 0:.2f}", posters=f"{k.posters:,}"
    )
