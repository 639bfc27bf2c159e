"""Go through the checks: all at once, each within its time, and none can keep or end the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Thread
from typing import Any

from postergen.adapters.sql.survey import describe
from postergen.config import Settings
from postergen.doctor.checks import CHECKS, SETTINGS
from postergen.doctor.values import Check, Plan, Remark, Result, error, ok, result_of, skipped
from postergen.errors import Finding, InvalidInput, InvalidSettings, PostergenError

MOST_FINDINGS = 5  # of one check
_AGAIN = "Look at what is named there: its path, its rights, and whether it is whole."
_STANDS_STILL = (
    "Find out what stands still (a disk, a name server, another machine): other parts of postergen wait for it, too."
)
_OUR_FAULT = "That is a fault of postergen's own: report it with this line, and go by the other checks."


def examine(
    read_settings: Callable[[], Settings], host: str, port: int, workers: int, checks: Sequence[Check] = CHECKS
) -> list[Result]:
    """What every check found, in the order of the table, within the longest patience of any."""
    try:
        plan = Plan(read_settings(), host, port, workers)
        describe(plan.settings.database_url)  # nearly every check needs to know where the data lie
    except InvalidSettings as exc:
        others = [result_of(check.name, [skipped("the settings cannot be read")]) for check in checks]
        return [result_of(SETTINGS, _of_findings(exc.findings)), *others]
    began = time.monotonic()
    gatherings = {check.gather: _Gathering(check.gather, plan) for check in checks}
    for gathering in gatherings.values():
        gathering.start()
    results = [result_of(SETTINGS, [ok("every variable that is set is a setting, and can be read")])]
    for check in checks:
        gathering = gatherings[check.gather]
        gathering.join(max(0.0, began + check.patience - time.monotonic()))
        results.append(result_of(check.name, _remarks(check, gathering)))
    return results


class _Gathering(Thread):
    """Facts that are on their way. Whoever ends the program need not wait for it."""

    def __init__(self, gather: Callable[[Plan], Any], plan: Plan) -> None:
        super().__init__(name=f"doctor {gather.__name__}", daemon=True)
        self._gather, self._plan = gather, plan
        self.facts: Any = None
        self.failure: Exception | None = None
        self.is_done = False

    def run(self) -> None:
        try:
            self.facts = self._gather(self._plan)
        except Exception as exc:  # is told as what this check found
            self.failure = exc
        self.is_done = True


def _remarks(check: Check, gathering: _Gathering) -> Sequence[Remark]:
    if not gathering.is_done:
        return [error(f"did not answer within {check.patience:.0f} seconds", _STANDS_STILL)]
    try:
        if gathering.failure is not None:
            raise gathering.failure
        return check.judge(gathering.facts)
    except InvalidInput as exc:
        return _of_findings(exc.findings)
    except (PostergenError, OSError) as exc:
        return [error(str(exc), _AGAIN)]
    except Exception as exc:  # no check may keep the others from being told
        return [error(f"the check itself failed: {type(exc).__name__}: {exc}", _OUR_FAULT)]


def _of_findings(findings: Sequence[Finding]) -> list[Remark]:
    """Of many only the first: a server that refuses to start for them names them all."""
    remarks = [
        error(
            f"{one.where}: {one.problem}",
            f"To mend {one.where}: {one.remedy}." if one.remedy else f"Correct {one.where}, or take it away.",
        )
        for one in findings[:MOST_FINDINGS]
    ]
    if more := findings[MOST_FINDINGS:]:
        remarks.append(error(f"and {len(more)} more", "postergen serve, which refuses to start, names them all."))
    return remarks
