"""Turn what came of a diary into figures: a picture or a table, and a sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Iterator

from postergen.domain.words import Words
from postergen.service.diary_figures import STEPS, DiarySeen
from postergen.tracking.intervals import Rate
from postergen.web.studio.results.charts import Point, line_chart
from postergen.web.studio.results.figures import Figure, strips, tallied
from postergen.web.studio.results.tables import Kind, Table, columns, rate_columns, share

MOST_DAYS = 90  # of a picture; the table has all


def diary_figures(seen: DiarySeen, locale: str, r: Words) -> list[Figure]:
    """All figures of a diary, in the order in which they are read; none before the first day."""
    if not seen.days:
        return []
    return [_players(seen, r), _returns(seen, r), _streaks(seen, r), *_brought(seen, locale, r)]


def _players(seen: DiarySeen, r: Words) -> Figure:
    table = Table(
        columns(day=Kind.TEXT, active=Kind.COUNT, new=Kind.COUNT),
        tuple((day.day.isoformat(), day.active, day.new) for day in seen.days),
    )
    shown = seen.days[-MOST_DAYS:]
    points = [Point(f"{day.day:%m-%d}", day.active) for day in shown]
    most = max(points, key=lambda point: point.value)
    told = {"most": f"{most.value:,}", "day": most.label}
    says = r["players_caption"].format(first=points[0].label, last=points[-1].label, **told)
    cut = (r["days_cut"].format(count=MOST_DAYS),) if len(seen.days) > MOST_DAYS else ()
    title = r["players_title"]
    return Figure("players", title, (says, *cut), table, "chart", line_chart(points, f"{title}. {says}"))


def _returns(seen: DiarySeen, r: Words) -> Figure:
    kinds = columns(day=Kind.TEXT, kept_days=Kind.COUNT, returned=Kind.COUNT, returned_of=Kind.SHARE)
    kinds += columns(low=Kind.SHARE, high=Kind.SHARE)
    cells = tuple(
        (one.day.isoformat(), one.kept, one.returned, one.rate.value, one.rate.low, one.rate.high)
        for one in seen.returns
    )
    says = [_said(seen.returned, r["returns_says"]), _said(seen.newcomers, r["newcomers_say"])]
    told = tuple(filter(None, says)) or (r["returns_none"],)
    return Figure("returns", r["returns_title"], told, Table(kinds, cells), notes=(r["returns_note"],))


def _said(rate: Rate, text: str) -> str:
    """The sentence with the rate and its interval; nothing where there was nothing to count."""
    if rate.value is None:
        return ""
    return text.format(rate=share(rate.value, 1), low=share(rate.low, 1), high=share(rate.high, 1))


def _streaks(seen: DiarySeen, r: Words) -> Figure:
    whole = max(sum(seen.streaks.values()), 1)
    rows = [(r[f"streak_{step}"], seen.streaks[step]) for step in STEPS]
    picture = tuple((name, count, 100 * count / whole) for name, count in rows)
    cells = tuple((name, count, count / whole) for name, count in rows)
    kinds = columns(streak=Kind.TEXT, players=Kind.COUNT, of_players=Kind.SHARE)
    return Figure("streaks", r["streaks_title"], (r["streaks_says"],), Table(kinds, cells), "funnel", picture)


def _brought(seen: DiarySeen, locale: str, r: Words) -> Iterator[Figure]:
    """What the posters of days brought, once there are any."""
    if not seen.brought:
        return
    names = {ask.id: ask.asks.in_locale(locale) for ask in seen.run.rules.asks}
    ranked = sorted(((names[ask], row) for ask, row in seen.brought), key=lambda pair: -pair[1].posters)
    sums = {name: sum(getattr(row, name) for _, row in ranked) for name in ("posters", "scans", "children")}
    says = r["leaves_say"].format(**{name: f"{count:,}" for name, count in sums.items()})
    table = Table(
        rate_columns(columns(name=Kind.TEXT, id=Kind.TEXT)),
        tuple((name, row.value, *tallied(row, row.rate)) for name, row in ranked),
    )
    yield Figure("brought", r["leaves_title"], (says,), table, "strips", strips(ranked))
