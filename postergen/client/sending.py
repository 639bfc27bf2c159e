"""Send a request, and again where that can do no harm."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from postergen.client.failures import ProblemError, Unreachable, UnreadableAnswer
from postergen.client.reading import read
from postergen.client.values import Problem

NOTHING_WAS_DONE = ("busy", "too-many-requests")  # refused at the door: anything may be sent again
PASSES = (502, 503, 504)  # what may be otherwise in a moment
FIRST_WAIT = 0.25  # seconds; twice as long each time
LONGEST_WAIT = 30.0  # whoever has to wait longer than that is told so

Sleep = Callable[[float], None]


class Sender:
    """A connection to one server, which tries again with what may be sent twice."""

    def __init__(self, http: httpx2.Client, tries: int, sleep: Sleep) -> None:
        self._http, self._tries, self._sleep = http, tries, sleep

    def send(self, method: str, path: str, *, twice: bool, **sent: Any) -> httpx2.Response:
        """The answer.

        Args:
            twice: to send it again changes nothing more than to send it once.

        Raises:
            ProblemError: the server says no.
            Unreachable: it does not answer.
        """
        for tried in range(1, self._tries + 1):
            try:
                answer = self._http.request(method, path, **sent)
            except httpx2.ConnectError as exc:  # nothing was sent
                failure, wait = Unreachable(f"{self._http.base_url} does not answer: {exc}"), _pause(tried)
            except httpx2.TransportError as exc:
                failure, wait = Unreachable(f"{method} {path}: {exc or type(exc).__name__}"), _pause(tried)
                if not twice:
                    raise failure from exc
            else:
                if answer.status_code < 400:
                    return answer
                problem = problem_of(answer)
                wait = problem.retry_after if problem.retry_after is not None else _pause(tried)
                if wait > LONGEST_WAIT or not _is_worth_it(problem, twice=twice):
                    raise problem
                failure = problem  # type: ignore[assignment]
            if tried == self._tries:
                raise failure
            self._sleep(wait)
        raise AssertionError("there is at least one try")


def problem_of(answer: httpx2.Response) -> ProblemError:
    """What the server, or a proxy before it, has against a request."""
    wait = answer.headers.get("Retry-After", "")
    after = float(wait) if wait.isascii() and wait.isdigit() else None
    try:
        told = read(Problem, _with_errors(answer.json()))
    except (TypeError, ValueError, UnreadableAnswer):
        return ProblemError(answer.status_code, f"http-{answer.status_code}", answer.reason_phrase, retry_after=after)
    code = told.type.rpartition(":")[2]
    return ProblemError(told.status, code, told.title, told.detail, told.errors, after, told.code, told.texts)


def _with_errors(document: Mapping[str, object]) -> dict[str, object]:
    return {"errors": [], "texts": {}, **document}


def _is_worth_it(problem: ProblemError, *, twice: bool) -> bool:
    return problem.code in NOTHING_WAS_DONE or (twice and problem.status in PASSES)


def _pause(tried: int) -> float:
    """Between the tries of several clients, which did not all begin at once."""
    return FIRST_WAIT * 2.0 ** (tried - 1) * random.uniform(0.5, 1)
