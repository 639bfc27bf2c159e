"""Tell what a load test found: as lines for people, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postergen import __version__
from postergen.loadtest.latencies import Latencies
from postergen.loadtest.profiles import ERRORS, PERCENTILES
from postergen.loadtest.run import REMEDIES, Run, Stage
from postergen.loadtest.verdict import Judged, Measured, Tally, Verdict

FIRM = 10  # slower requests behind a percentile from which on it is told without brackets
ALL = "all"
HEAD = f"{'errors':>8}" + "".join(f"{name + ' ms':>11}" for name in (*PERCENTILES, "max"))
RAMP_HEAD = f"{'a second':>10}{'reached':>10}{'count':>8}{HEAD}   verdict"


def as_lines(run: Run) -> Iterator[str]:
    """The report as people read it."""
    profile = run.profile
    stages = f"{profile.rates[0]:g} to {profile.rates[-1]:g}" if profile.is_ramp else f"{profile.rates[0]:g}"
    each = " each" if profile.is_ramp else ""
    yield f"postergen loadtest {__version__}, {run.begun:%Y-%m-%d %H:%M} UTC"
    yield (
        f"{run.url}, campaign {run.campaign}: {stages} requests a second ({profile.spacing}) for "
        f"{profile.seconds:g} s{each}, after {profile.warm:g} s that are not counted; seed {run.seed}"
    )
    yield ""
    if profile.is_ramp:
        yield from _ramp(run)
        yield ""
    yield from _stage(run.stages[-1], named=profile.is_ramp)
    yield ""
    yield from _verdict(run)


def _ramp(run: Run) -> Iterator[str]:
    yield RAMP_HEAD
    yield from map(ramp_line, run.stages)


def ramp_line(stage: Stage) -> str:
    """One rate of a ramp, below `RAMP_HEAD`."""
    measured, whole = stage.measured, stage.measured.all()
    return (
        f"{measured.rate:10g}{_reached(whole, measured):10.1f}{whole.latencies.count:8,}{_figures(whole)}"
        f"   {stage.judgement.verdict}"
    )


def _stage(stage: Stage, *, named: bool) -> Iterator[str]:
    measured, whole = stage.measured, stage.measured.all()
    yield f"{f'at {measured.rate:g}/s' if named else 'step':10}{'count':>8}{'a second':>10}{HEAD}"
    for name, tally in {**measured.steps, ALL: whole}.items():
        yield f"{name:10}{tally.latencies.count:8,}{_reached(tally, measured):10.1f}{_figures(tally)}"
    for kind, count in whole.errors.most_common():
        where = ", ".join(name for name, tally in measured.steps.items() if tally.errors[kind])
        remedy = f": {REMEDIES[kind]}" if kind in REMEDIES else ""
        yield f"{count:,} x {kind} ({where}){remedy}"
    yield f"(in brackets: fewer than {FIRM} slower requests stand behind the figure; -: those at this place failed)"
    lags = measured.lags
    late = ", ".join(f"{name} {_ms(lags.at(PERCENTILES[name]))}" for name in ("p50", "p95", "p99"))
    yield (
        f"generator: left late by {late}, max {_ms(lags.longest)} ms; "
        f"{measured.processor / measured.took:.0%} of a processor, {measured.most_open:,} requests on their way at once"
    )


def _verdict(run: Run) -> Iterator[str]:
    judgement = run.stages[-1].judgement
    for judged in judgement.targets:
        yield f"{judged.target.figure:8}{_value(judged):>9}, has to be {_limit(judged)}: {_said(judged)}"
    yield from (f"no verdict: {reason}" for reason in judgement.why)
    yield _summary(run)


def _summary(run: Run) -> str:
    """The last line."""
    if not run.profile.is_ramp:
        return run.verdict.value
    last = run.stages[-1]
    held = "no rate was held" if run.held is None else f"{run.held:g} requests a second were held"
    if last.judgement.verdict is Verdict.PASSED:
        return f"{held}, the highest of this ramp: nothing broke"
    if last.judgement.verdict is Verdict.REFUSED:
        return f"{held}; of {last.measured.rate:g} nothing can be said"
    broken = ", ".join(judged.target.figure for judged in last.judgement.targets if not judged.holds)
    return f"{held}; at {last.measured.rate:g} broke: {broken}"


def as_json(run: Run) -> dict[str, Any]:
    """The report as programs read it; times in seconds, null for a percentile at which requests failed."""
    return {
        "version": __version__,
        "begun": run.begun.isoformat(timespec="seconds"),
        "url": run.url,
        "campaign": run.campaign,
        "seed": run.seed,
        "spacing": run.profile.spacing.value,
        "seconds": run.profile.seconds,
        "warm": run.profile.warm,
        "verdict": run.verdict.value,
        "held": run.held,
        "stages": [_stage_as_json(stage, run) for stage in run.stages],
    }


def _stage_as_json(stage: Stage, run: Run) -> dict[str, Any]:
    measured, judgement = stage.measured, stage.judgement
    lags = measured.lags
    return {
        "rate": measured.rate,
        "verdict": judgement.verdict.value,
        "why": list(judgement.why),
        "targets": [
            {"figure": one.target.figure, "below": one.target.below, "value": one.value, "holds": one.holds}
            for one in judgement.targets
        ],
        "steps": {
            name: _tally_as_json(tally, measured) for name, tally in {**measured.steps, ALL: measured.all()}.items()
        },
        "generator": {
            "lag": {**{name: lags.at(share) for name, share in PERCENTILES.items()}, "max": lags.longest},
            "processor": measured.processor / measured.took,
            "most_open": measured.most_open,
        },
    }


def _tally_as_json(tally: Tally, measured: Measured) -> dict[str, Any]:
    latencies = tally.latencies
    return {
        "count": latencies.count,
        "reached": _reached(tally, measured),
        "errors": dict(tally.errors),
        **{name: latencies.at(share) for name, share in PERCENTILES.items()},
        "max": latencies.longest if latencies.answered else None,
        "behind": {name: round(latencies.behind(share), 1) for name, share in PERCENTILES.items()},
    }


def _reached(tally: Tally, measured: Measured) -> float:
    """Good answers a second, until the last of them came."""
    return tally.latencies.answered / measured.took


def _figures(tally: Tally) -> str:
    latencies = tally.latencies
    percentiles = "".join(f"{_told(latencies, share):>11}" for share in PERCENTILES.values())
    longest = _ms(latencies.longest) if latencies.answered else "-"
    return f"{latencies.failed:8,}{percentiles}{longest:>11}"


def _told(latencies: Latencies, share: float) -> str:
    found = _ms(latencies.at(share))
    return found if latencies.behind(share) >= FIRM - 1e-9 else f"({found})"


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1e3:,.1f}"


def _value(judged: Judged) -> str:
    if judged.value is None:
        return "failed"
    return f"{judged.value:.2%}" if judged.target.figure == ERRORS else f"{judged.value:.3f} s"


def _limit(judged: Judged) -> str:
    below = judged.target.below
    return f"less than {below:.1%}" if judged.target.figure == ERRORS else f"less than {below:g} s"


def _said(judged: Judged) -> str:
    return "holds" if judged.holds else "broken"
