"""Statistics as JSON and CSV: which words bring people, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from pydantic import BaseModel

from postergen.domain.briefs import MAX_CHANNEL
from postergen.domain.findings import unspoken
from postergen.domain.numbers import whole_number
from postergen.errors import Finding, InvalidInput
from postergen.service.reports import Breakdown, Period
from postergen.tracking.intervals import Rate
from postergen.tracking.referrals import KFactor
from postergen.web import report_schemas
from postergen.web.csv_http import csv_answer
from postergen.web.json_http import json_answer, negotiate
from postergen.web.line_answers import lines_out, shares_out
from postergen.web.pages import page_locale
from postergen.web.product import product

statistics = Blueprint("statistics", __name__, url_prefix="/api/v1/stats")


@statistics.get("/<by>")
def breakdown(by: str) -> Response:
    rows = product().reports.breakdown(_campaign(), by, _period(), _channel())
    found = [_breakdown_out(row) for row in rows]
    return _answer(report_schemas.BreakdownsOut(campaign=_campaign(), by=by, rows=found), found)


@statistics.get("/series")
def series() -> Response:
    step: Literal["hour", "day"] = "hour" if request.args.get("step") == "hour" else "day"
    zone = request.args.get("zone")
    buckets = product().reports.series(_campaign(), _period(), request.args.get("step", "day"), zone, _channel())
    rows = [
        report_schemas.BucketOut(
            start=bucket.start,
            posters=bucket.counts.get("posters", 0),
            hits={name[6:]: count for name, count in sorted(bucket.counts.items()) if name.startswith("scans:")},
            scans=bucket.counts.get("scans:human", 0),
            confirmations=bucket.counts.get("confirmations", 0),
            conversions=bucket.counts.get("conversions", 0),
        )
        for bucket in buckets
    ]
    return _answer(report_schemas.SeriesOut(campaign=_campaign(), step=step, buckets=rows), rows)


@statistics.get("/funnel")
def funnel() -> Response:
    rows = [
        report_schemas.FunnelStepOut(
            step=step.name,
            posters=step.count,
            of_previous=_rate(step.of_previous) if step.of_previous else None,
            of_first=_rate(step.of_first) if step.of_first else None,
            note=step.note,
        )
        for step in product().reports.funnel(_campaign(), _period(), _channel())
    ]
    return _answer(report_schemas.FunnelOut(campaign=_campaign(), steps=rows), rows)


@statistics.get("/referrals")
def referrals() -> Response:
    asked = request.args.get("window_hours", "72")
    hours = whole_number(asked)
    if hours is None:
        raise InvalidInput([Finding("window_hours", f"{asked[:20]!r} is no number of hours", "such as 72")])
    found = product().referrals.referrals(_campaign(), request.args.get("by"), timedelta(hours=hours))
    answer = report_schemas.ReferralsOut(
        campaign=_campaign(),
        window_hours=hours,
        k=_k_out("", found.k),
        young=found.young,
        amplification=found.amplification,
        cycle_seconds=report_schemas.QuartilesOut(**asdict(found.cycle_time)),
        generations=list(found.generations),
        odd=dict(found.odd),
        segments=[_k_out(value, k) for value, k in found.segments.items()],
        is_counting=found.is_counting,
    )
    return _answer(answer, answer.segments or [answer.k])


@statistics.get("/lines")
def lines() -> Response:
    option, locale = request.args.get("option"), request.args.get("locale") or page_locale()
    if not option:
        problem = "is missing: texts for different options never compete for the same poster"
        raise InvalidInput([Finding("option", problem, "such as one of GET /api/v1/catalogue")])
    if unknown := unspoken(locale):
        raise InvalidInput(unknown)
    standings, explained = product().standings, product().shares
    compared = standings.contest(_campaign(), locale, option)
    names = request.args.getlist("pair")
    asked = standings.duel(_campaign(), locale, option, names) if names else None
    before = explained.before(_campaign(), locale, option, compared)
    shares = shares_out(explained.explain(_campaign(), locale, option), before, compared)
    answer = lines_out(product().library.campaign(_campaign()), option, locale, compared, shares, asked)
    return _answer(answer, answer.rows)


@statistics.get("/lift")
def lift() -> Response:
    found = product().standings.lift(_campaign())
    answer = report_schemas.LiftOut(
        campaign=_campaign(),
        drawn=_rate(found.drawn),
        held=_rate(found.held),
        difference=_rate(found.difference),
        is_told=found.is_told,
        needed=found.needed,
    )
    return _answer(answer, [answer])


@statistics.get("/draws")
def draws() -> Response:
    found = product().sample_ratio.check(_campaign())
    places = [report_schemas.DrawnPlaceOut(**asdict(place)) for place in found.ratio.places]
    answer = report_schemas.DrawsOut(
        campaign=_campaign(),
        policy=found.policy,
        policies=found.policies,
        posters=found.posters,
        draws=found.draws,
        disagreeing=found.disagreeing,
        unchecked=found.unchecked,
        impossible=found.ratio.impossible,
        chi2=found.ratio.chi2,
        df=found.ratio.df,
        p=found.ratio.p,
        suspicious=found.ratio.suspicious,
        places=places,
    )
    return _answer(answer, places)


def _breakdown_out(row: Breakdown) -> report_schemas.BreakdownOut:
    return report_schemas.BreakdownOut(
        value=row.value,
        revision=row.revision or None,
        locale=row.variant.locale if row.variant else None,
        headline=row.variant.headline if row.variant else None,
        posters=row.posters,
        posters_scanned=row.posters_scanned,
        scans=row.scans,
        confirmations=row.confirmations,
        children=row.children,
        conversions=row.conversions,
        hits=dict(row.hits),
        values=dict(row.values),
        rate=_rate(row.rate),
        maker_rate=_rate(row.maker_rate),
    )


def _rate(rate: Rate) -> report_schemas.RateOut:
    return report_schemas.RateOut(value=rate.value, low=rate.low, high=rate.high)


def _k_out(value: str, k: KFactor) -> report_schemas.KFactorOut:
    return report_schemas.KFactorOut(
        segment=value, k=k.value, low=k.low, high=k.high, posters=k.posters, children=k.children, trees=k.trees
    )


def _campaign() -> str:
    return request.args.get("campaign") or product().settings.campaign


def _channel() -> str | None:
    channel = request.args.get("channel")
    # no poster has such a channel, and PostgreSQL cannot even look for a NUL
    if channel is not None and (len(channel) > MAX_CHANNEL or "\0" in channel):
        raise InvalidInput([Finding("channel", f"{channel[:40]!r} is no channel", f"at most {MAX_CHANNEL} characters")])
    return channel


def _period() -> Period:
    """``from`` and ``to``: a day of the campaign's zone (``to`` included), or a moment with its offset (``to`` not)."""
    zone = ZoneInfo(product().library.campaign(_campaign()).timezone)
    findings: list[Finding] = []
    start, end = (_moment(name, zone, findings) for name in ("from", "to"))
    if start and end and start >= end:
        findings.append(Finding("to", "does not lie after from"))
    if findings:
        raise InvalidInput(findings)
    return Period(start, end)


def _moment(name: str, zone: ZoneInfo, findings: list[Finding]) -> datetime | None:
    text = request.args.get(name)
    if text is None:
        return None
    try:
        if len(text) == 10:
            day = date.fromisoformat(text) + timedelta(days=name == "to")
            found = datetime.combine(day, time(), zone)
        else:
            found = datetime.fromisoformat(text.replace(" ", "+"))
        if found.tzinfo is not None and 2000 <= found.year < 2200:
            return found
    except (ValueError, OverflowError):
        pass
    findings.append(Finding(name, f"{text[:40]!r} is no day", "such as 2026-06-01, or 2026-06-01T18:00:00+08:00"))
    return None


def _answer(model: BaseModel, rows: Sequence[BaseModel]) -> Response:
    if negotiate("application/json", "text/csv") == "text/csv":
        return csv_answer(*_table(rows))
    return json_answer(model)


def _table(rows: Sequence[BaseModel]) -> tuple[list[str], list[list[Any]]]:
    """One line for each row; the columns are those of all rows, for a class or currency may be missing in the first."""
    found = [dict(_flat("", row.model_dump(mode="json"))) for row in rows]
    columns = list(dict.fromkeys(column for cells in found for column in cells))
    return columns, [[cells.get(column) for column in columns] for cells in found]


def _flat(prefix: str, value: object) -> list[tuple[str, object]]:
    """Nested values as columns: ``rate_low`` is the ``low`` of ``rate``."""
    if not isinstance(value, dict):
        return [(prefix, value)]
    return [pair for key, inner in value.items() for pair in _flat(f"{prefix}_{key}" if prefix else key, inner)]
