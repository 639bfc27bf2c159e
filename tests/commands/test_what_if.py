"""What `policy evaluate` says, in words and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from postergen.commands import what_if as command
from postergen.domain.policies import Kind
from postergen.service.what_if import Counted, WhatIf
from postergen.tracking.offline import Estimate, Evaluation

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
RATE = Estimate(0.05, 0.04, 0.06)
JUDGED = Evaluation(1000, 900, 50, RATE, RATE, RATE, RATE, Estimate(0.02, 0.01, 0.03), 400.0, 0.0, 0.0)
FOUND = WhatIf(
    campaign="better-life",
    candidate="uniform",
    kind=Kind.UNIFORM,
    now=Kind.BETA,
    since=NOON,
    until=NOON + timedelta(days=5),
    learned_at=(),
    counted=Counted(1300, 100, 150),
    earlier=50,
    evaluation=JUDGED,
)


def words(found: WhatIf) -> str:
    return "\n".join(command.told(found))


def test_a_switch_says_what_to_write_where() -> None:
    said = words(FOUND)
    assert "write  kind: uniform  under learning in campaign.yaml" in said
    assert "what served              5.00%   4.00% to 6.00%" in said
    assert "difference, DR          +2.00%   +1.00% to +3.00%" in said
    assert "left out: 100 posters; texts were chosen by people" in said


def test_a_kept_policy_is_pinned_and_what_is_written_already_is_not_written_again() -> None:
    kept = replace(FOUND, candidate="beta-0123456789", kind=Kind.BETA, learned_at=(NOON,))
    assert "postergen policy pin beta-0123456789" in words(kept)
    assert "made of what was known at 2026-06-01 12:00 UTC" in words(kept)
    assert "says so already (kind: beta)" in words(replace(FOUND, candidate="beta", kind=Kind.BETA))


@pytest.mark.parametrize(
    ("low", "high", "said"), [(-0.03, -0.01, "would have brought less"), (-0.01, 0.03, "cannot tell")]
)
def test_without_a_sure_gain_there_is_no_reason_to_switch(low: float, high: float, said: str) -> None:
    found = words(replace(FOUND, evaluation=replace(JUDGED, gain=Estimate((low + high) / 2, low, high))))
    assert said in found
    assert "o reason to switch" in found
    assert "campaign.yaml" not in found


def test_a_refusal_names_everything_that_lacks() -> None:
    found = replace(FOUND, evaluation=None, lacks=("3 root trees", "no success"))
    assert words(found).endswith("this log cannot answer\n  3 root trees\n  no success")
    told = json.loads(json.dumps(command.in_json(found), allow_nan=False))
    assert (told["advice"], told["evaluation"], told["do"]) == ("refused", None, None)
    assert told["lacks"] == ["3 root trees", "no success"]


def test_json_has_every_figure() -> None:
    told = json.loads(json.dumps(command.in_json(FOUND), allow_nan=False))
    assert told["evaluation"]["gain"] == {"value": 0.02, "low": 0.01, "high": 0.03}
    assert told["log"] == {"posters": 1300, "chosen": 100, "elsewhere": 150, "earlier": 50, "left_out": {}}
    assert (told["advice"], told["kind"], told["since"]) == ("switch", "uniform", "2026-06-01T12:00:00+00:00")


def test_a_day_that_is_none_is_refused() -> None:
    said = CliRunner().invoke(command.evaluate, ["--candidate", "beta", "--since", "yesterday"])
    assert said.exit_code == 2
    assert "'yesterday' does not match" in said.output
