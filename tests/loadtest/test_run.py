"""A whole test against a server that is as good as its test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count

import pytest

from postergen.errors import InvalidInput, Unavailable
from postergen.loadtest.mix import STEPS
from postergen.loadtest.profiles import Profile, Spacing, Target
from postergen.loadtest.report import as_json, as_lines
from postergen.loadtest.run import Run, Who, run
from postergen.loadtest.verdict import Verdict
from tests.servers import free_port

from .campaign_server import campaign_server

TARGETS = (Target("p95", 10.0), Target("errors", 0.01))  # a busy machine is late by less than a second


def profile(*rates: float) -> Profile:
    return Profile("for a test", rates, 1.2, 0.2, Spacing.EVEN, TARGETS)


def outcome(url: str, *rates: float, ended: Callable[[], object] = lambda: None) -> Run:
    return asyncio.run(run(url, profile(*rates), Who(), 1, ended=ended))


def test_every_step_is_asked_and_what_came_before_is_taken_up() -> None:
    ends: list[int] = []
    with campaign_server() as server:
        found = outcome(server.url, 80, ended=lambda: ends.append(1))
        asked = {step for step, _ in server.served}
    (stage,) = found.stages
    assert (found.verdict, found.campaign, found.held) == (Verdict.PASSED, "fake", 80)
    assert stage.measured.all().errors == {}
    assert asked == {"catalogue", *STEPS}
    assert all(tally.latencies.count for tally in stage.measured.steps.values())
    assert (stage.measured.all().latencies.count, len(ends)) == (96, 112)


def test_one_bad_step_fails_and_is_named() -> None:
    with campaign_server(lambda step: 503 if step == "preview" else 0) as server:
        found = outcome(server.url, 80)
    assert found.verdict is Verdict.FAILED
    assert found.held is None
    told = "\n".join(as_lines(found))
    assert " x 503 (preview): the server refused what it could not do in time" in told
    assert told.endswith("\nfailed")
    (stage,) = as_json(found)["stages"]
    assert stage["steps"]["preview"]["p50"] is None
    assert stage["steps"]["page"]["errors"] == {}
    assert stage["targets"][1]["holds"] is False


def test_an_answer_that_is_not_what_was_asked_for_is_an_error() -> None:
    with campaign_server() as server:
        server.answer = lambda path, body, right=server.answer: (  # type: ignore[method-assign,misc]
            (200, "text/html", b"sorry") if path.startswith("/p/") else right(path, body)
        )
        found = outcome(server.url, 80)
    (stage,) = found.stages
    assert set(stage.measured.all().errors) == {"wrong answer"}
    assert set(stage.measured.steps["picture"].errors) == {"wrong answer"}


def test_a_ramp_finds_the_rate_at_which_a_server_breaks() -> None:
    """This one refuses whoever comes after a hundred."""
    for _ in range(3):  # where the machine was too busy to tell, it is asked once more
        asked = count()
        with campaign_server(lambda _step, asked=asked: 0 if next(asked) < 100 else 503) as server:
            found = outcome(server.url, 60, 120, 900)
        if found.verdict is not Verdict.REFUSED:
            break
    assert [stage.judgement.verdict for stage in found.stages] == [Verdict.PASSED, Verdict.FAILED]
    assert (found.verdict, found.held) == (Verdict.PASSED, 60)
    assert list(as_lines(found))[-1] == "60 requests a second were held; at 120 broke: p95, errors"
    assert [stage["rate"] for stage in as_json(found)["stages"]] == [60, 120]


def test_a_ramp_that_breaks_at_once_has_failed() -> None:
    with campaign_server(lambda step: 500 if step == "page" else 0) as server:
        found = outcome(server.url, 60, 120)
    assert (len(found.stages), found.verdict, found.held) == (1, Verdict.FAILED, None)
    assert list(as_lines(found))[-1] == "no rate was held; at 60 broke: p95, errors"


def test_nobody_there_is_said_before_any_load() -> None:
    with pytest.raises(Unavailable, match="the server is unavailable: refused"):
        outcome(f"http://127.0.0.1:{free_port()}", 10)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (lambda step: 404 if step == "catalogue" else 0, "answers 404 to /api/v1/catalogue?locale=zh-CN"),
        (lambda step: 401 if step == "poster" else 0, "POST /api/v1/posters: answers 401 (the server asks for a key"),
        (lambda step: 429 if step == "poster" else 0, "answers 429 (a rate limit holds for all that come from one"),
    ],
)
def test_who_does_not_let_us_in_is_named_with_what_to_do(before: Callable[[str], int], said: str) -> None:
    with campaign_server(before) as server, pytest.raises(InvalidInput) as refused:
        outcome(server.url, 10)
    assert said in str(refused.value)
