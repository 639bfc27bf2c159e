"""Turn what came of a look back into figures: a picture or a table, and a sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from postergen.domain.campaign import Campaign
from postergen.domain.look_backs import Band, Page
from postergen.domain.variant import FIGURE
from postergen.domain.words import Words
from postergen.service.look_back_figures import LookBackDay, LookBackSeen, Sentence
from postergen.web.studio.results.charts import Point, line_chart
from postergen.web.studio.results.figures import MOST_STRIPS, Figure, strips, tallied
from postergen.web.studio.results.tables import Kind, Table, columns, rate_columns

GAP = "…"  # stands where a sentence says the figure


def look_back_figures(seen: LookBackSeen, campaign: Campaign, locale: str, r: Words) -> list[Figure]:
    """Day by day, then page by page."""
    days = [_over_time(seen.days, name, r) for name in _SERIES] if seen.days else []
    pages = enumerate(seen.sentences, start=1)
    return [*days, *(_page(n, page, sentences, campaign, locale, r) for n, (page, sentences) in pages)]


def untold(seen: LookBackSeen, campaign: Campaign, locale: str, r: Words) -> Figure:
    """Every sentence in this language, before anybody had one."""
    rows = [
        (
            one.text.headline.replace(FIGURE, GAP),
            page_called(page, locale, r),
            band_called(page, one.band, campaign, locale, r),
            one.text.id,
        )
        for page, sentences in seen.sentences
        for one in sentences
        if one.text.locale == locale
    ]
    table = Table(columns(name=Kind.TEXT, page=Kind.TEXT, band=Kind.TEXT, id=Kind.TEXT), tuple(rows))
    says = r["untold_says"].format(pages=len(seen.sentences), count=len(rows))
    return Figure("sentences", r["untold_title"], (says,), table)


def page_called(page: Page, locale: str, r: Words) -> str:
    """What its figure is; what it says first where it has none, or one of the campaign's own."""
    key = f"figure_{page.figure.name if page.figure else page.id}"
    if key in r:
        return r[key]
    said = [text.headline for band in page.bands for text in band.texts.get(locale, ())]
    return r["page_quoted"].format(headline=said[0].replace(FIGURE, GAP)) if said else page.id


def band_called(page: Page, band: Band, campaign: Campaign, locale: str, r: Words) -> str:
    """For which figures its sentences are meant."""
    if band.is_missing:
        return r["for_nothing"]
    if band.themes:
        names = campaign.catalogue.theme_by_id
        return r["comma"].join(names[theme].name.in_locale(locale) for theme in band.themes if theme in names)
    if band.least is not None:
        return r["for_from"].format(least=f"{band.least:,}")
    return r["for_others"] if page.figure else r["for_all"]


_SERIES: Mapping[str, Callable[[LookBackDay], int]] = {"made": lambda day: day.made, "scans": lambda day: day.scans}


def _over_time(days: Sequence[LookBackDay], name: str, r: Words) -> Figure:
    table = Table(
        columns(day=Kind.TEXT, made=Kind.COUNT, shared=Kind.COUNT, scans=Kind.COUNT),
        tuple((day.day.isoformat(), day.made, day.shared, day.scans) for day in days),
    )
    points = [Point(f"{day.day:%m-%d}", _SERIES[name](day)) for day in days]
    most = max(points, key=lambda point: point.value)
    title, total = r[f"{name}_title"], f"{sum(point.value for point in points):,}"
    says = r[f"{name}_caption"].format(
        first=points[0].label, last=points[-1].label, total=total, most=f"{most.value:,}", day=most.label
    )
    return Figure(f"{name}-by-day", title, (says,), table, "chart", line_chart(points, f"{title}. {says}"))


def _page(number: int, page: Page, sentences: Sequence[Sentence], campaign: Campaign, locale: str, r: Words) -> Figure:
    """What its sentences brought: a picture of those that people had, a table of all."""
    title = r["page_title"].format(number=number, name=page_called(page, locale, r))
    had = sorted(((one.text.headline, one.row) for one in sentences if one.row), key=lambda pair: -pair[1].posters)
    named = [(headline.replace(FIGURE, GAP), row) for headline, row in had]
    cells = tuple(
        (
            one.text.headline.replace(FIGURE, GAP),
            band_called(page, one.band, campaign, locale, r),
            one.text.id,
            *(tallied(one.row, one.row.rate) if one.row else (0,) + (None,) * 8),
        )
        for one in sentences
    )
    table = Table(rate_columns(columns(name=Kind.TEXT, band=Kind.TEXT, id=Kind.TEXT)), cells)
    if not named:
        return Figure(page.id, title, (r["page_none"],), table)
    says = [r["page_says"].format(count=f"{sum(row.posters for _, row in named):,}")]
    if len(named) > MOST_STRIPS:
        says.append(r["page_cut"].format(count=MOST_STRIPS))
    return Figure(page.id, title, tuple(says), table, "strips", strips(named[:MOST_STRIPS]))
