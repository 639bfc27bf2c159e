"""Count the posters of a campaign by how they came to their texts and what became of them, in one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from sys import intern
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Engine,
    FromClause,
    Integer,
    Row,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    literal_column,
    null,
    select,
)

from postergen.adapters.sql.database import snapshot, translated
from postergen.adapters.sql.rows import NAMED, UNNAMED
from postergen.adapters.sql.schema import Moment, poster, poster_option, scan
from postergen.domain.policies import Kind, Reward, Slice, Terms
from postergen.domain.poster import LOOK_BACK
from postergen.domain.scan import ScanClass
from postergen.service.standings import Among
from postergen.tracking.concentration import SUSPICIOUS
from postergen.tracking.delay import ends_of_cells
from postergen.tracking.exposure import Observed
from postergen.tracking.visitors import NETWORK

AT_ONCE = 10_000  # rows
YOUNG = 12  # hours, up to which ages are told apart by the hour; then by three, and by days past the window

# when a poster had its success: the first of all, and of one scan
_FIRST = {
    Reward.SCAN: poster.c.scanned_at,
    Reward.CONFIRMED: poster.c.confirmed_at,
    Reward.MAKER: poster.c.remade_at,
    Reward.CONVERSION: poster.c.converted_at,
}
_OF_A_SCAN = {Reward.SCAN: scan.c.occurred_at, Reward.CONFIRMED: scan.c.confirmed_at}

# posters of before strata were kept tell by their name, as long as it is there
STRATUM = case(
    (poster.c.stratum != "", poster.c.stratum),
    (and_(poster.c.personalised == 1, poster.c.nickname != ""), NAMED),
    else_=UNNAMED,
)
_UNINDEXED: ColumnElement[Any] = literal_column("+poster.campaign")
_SLICES = {one.value: one for one in Slice}
# as `Brief.school`: pages of look backs learn by themselves
_SCHOOL = case(
    (poster.c.channel == LOOK_BACK, poster.c.locale.concat(f"/{LOOK_BACK}")),
    else_=poster.c.locale,
).label("locale")
_KEYS = (poster.c.variant, poster.c.revision, _SCHOOL, STRATUM.label("stratum"), poster.c.slice)


class SqlOutcomes:
    """Reads a snapshot: nobody who writes waits for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def observed(self, campaign: str, now: datetime, terms: Terms) -> Sequence[Observed]:
        """All posters of a campaign at this moment, those that are alike in one row: by channel, occasion and province
        too, where texts learn together.

        Raises:
            Unavailable: the database does not answer.
        """
        return self._observed(campaign, now, terms, is_past=False)

    def known_at(self, campaign: str, moment: datetime, terms: Terms) -> Sequence[Observed]:
        """What `observed` gave at a moment that is past.

        Raises:
            Unavailable: the database does not answer.
        """
        return self._observed(campaign, moment, terms, is_past=True)

    def as_of(self, campaign: str, moment: datetime, terms: Terms, among: Among | None = None) -> Sequence[Observed]:
        """What was to be seen at a moment that is past: later posters and successes are left out; nothing is told apart
        by how posters were asked for. Of some posters alone, where it is said which.

        Raises:
            Unavailable: the database does not answer.
        """
        return self._observed(campaign, moment, replace(terms, kind=Kind.BETA), is_past=True, among=among)

    def _observed(
        self, campaign: str, now: datetime, terms: Terms, is_past: bool, among: Among | None = None
    ) -> Sequence[Observed]:
        with translated(), snapshot(self._engine) as connection:
            asked = _asked(connection.dialect) if terms.kind is Kind.LOGISTIC else []
            codes = None if among is None else _codes(campaign, among)
            statement = _statement(connection.dialect, campaign, now, terms, asked, is_past, codes)
            rows = connection.execute(statement.execution_options(yield_per=AT_ONCE))
            return [_as_observed(row, len(asked)) for row in rows]


def _as_observed(row: Row[Any], asked: int) -> Observed:
    names = len(_KEYS) + asked
    variant, revision, locale, stratum, slice_, *others = map(intern, row[:names])  # one of each, whatever it stands in
    _age_cell, delay_cell, age, delay, posters, relevance = row[names:]
    delay = None if delay_cell is None else float(delay)
    rest = posters, relevance, tuple(others)
    return Observed(variant, revision, locale, stratum, _SLICES[slice_], float(age), delay, *rest)


def _asked(dialect: Dialect) -> list[ColumnElement[Any]]:
    """What else is known of how posters were asked for: it says how far their people scan, whatever the text."""
    slash = func.strpos(poster.c.place, "/") if dialect.name == "postgresql" else func.instr(poster.c.place, "/")
    province = func.substr(poster.c.place, 1, case((slash > 0, slash - 1), else_=func.length(poster.c.place)))
    found = (poster.c.channel, func.coalesce(poster.c.occasion, ""), func.coalesce(province, ""))
    return [column.label(f"asked_{number}") for number, column in enumerate(found)]


def _codes(campaign: str, among: Among) -> Select[tuple[str]]:
    """The posters of a contest: those of its texts are found by their index."""
    return (
        select(poster.c.code)
        .join(poster_option, poster_option.c.code == poster.c.code)
        .where(poster.c.campaign == campaign, poster.c.variant.in_(sorted(among.variants)))
        .where(poster_option.c.option == among.option)
    )


def _statement(
    dialect: Dialect,
    campaign: str,
    now: datetime,
    terms: Terms,
    asked: Sequence[ColumnElement[Any]],
    is_past: bool,
    codes: Select[tuple[str]] | None,
) -> Any:
    moment = literal(now, Moment)
    age = hours_between(dialect, poster.c.created_at, moment)
    source, first = successes(terms, codes)
    succeeded_at = case((first <= moment, first)) if is_past else first
    of_them = [poster.c.created_at <= moment] if is_past else []
    if codes is not None:
        of_them.append(poster.c.code.in_(codes))
    delay = hours_between(dialect, poster.c.created_at, succeeded_at)
    is_young = poster.c.created_at > now - timedelta(hours=terms.window_hours)
    age_cell = case(
        (and_(is_young, age < YOUNG), _whole(dialect, age)),
        (is_young, YOUNG + _whole(dialect, (age - YOUNG) / 3)),
        # days are told apart where they count differently
        else_=1000 + _whole(dialect, age / 24) if terms.discount != 1 else 1000,
    ).label("age_cell")
    cells = [(delay <= float(end), number) for number, end in enumerate(ends_of_cells(terms.window_hours))]
    delay_cell = case((succeeded_at.is_(None), null()), *cells).label("delay_cell")
    # nearly all posters of a database are read: to look each up by an index would take SQLite twice as long
    of_campaign: ColumnElement[Any] = poster.c.campaign if dialect.name == "postgresql" else _UNINDEXED
    mature_age = float(terms.window_hours)
    return (
        select(
            *_KEYS,
            *asked,
            age_cell,
            delay_cell,
            func.avg(age if terms.discount != 1 else case((is_young, age), else_=mature_age)).label("age"),
            func.avg(case((succeeded_at.is_not(None), delay))).label("delay"),
            func.count().label("posters"),
            func.avg(poster.c.relevance).label("relevance"),
        )
        .select_from(source)
        .where(of_campaign == campaign, *of_them)
        .group_by(*_KEYS, *asked, age_cell, delay_cell)
    )


def successes(terms: Terms, codes: Select[tuple[str]] | None = None) -> tuple[FromClause, ColumnElement[Any]]:
    """Where a poster's success is found, and when it was; of all posters, or of these alone."""
    first = _FIRST[terms.reward]
    if terms.counts_flagged and not terms.needs_key:
        return poster, first
    # keys are forgotten after some days; a scan that had one, and nobody knows which, counts
    counts = [~scan.c.visitor.startswith(NETWORK, autoescape=True)] if terms.needs_key else []
    if not terms.counts_flagged:
        counts.append(~scan.c.reason.startswith(SUSPICIOUS, autoescape=True))
    moment = _OF_A_SCAN.get(terms.reward, scan.c.occurred_at)
    found = (
        select(scan.c.code, func.min(case((and_(*counts), moment))).label("counted_at"))
        .where(scan.c.scan_class == ScanClass.HUMAN.value, *([] if codes is None else [scan.c.code.in_(codes)]))
        .group_by(scan.c.code)
        .subquery()
    )
    # scans are deleted in time; a poster without any is believed
    counted = found.c.counted_at if terms.reward in _OF_A_SCAN else case((found.c.counted_at.is_not(None), first))
    at = case((found.c.code.is_(None), first), else_=counted)
    return poster.outerjoin(found, found.c.code == poster.c.code), at


def hours_between(dialect: Dialect, start: Any, end: Any) -> ColumnElement[Any]:
    """How many hours lie between two moments."""
    if dialect.name == "postgresql":
        return extract("epoch", end - start) / 3600.0
    return (func.julianday(end) - func.julianday(start)) * 24.0


def _whole(dialect: Dialect, value: Any) -> ColumnElement[Any]:
    """Rounded down, and not below 0: a clock that jumped makes no poster younger than new."""
    rounded = cast(func.floor(value), Integer) if dialect.name == "postgresql" else cast(value, Integer)
    return case((value < 0, 0), else_=rounded)
