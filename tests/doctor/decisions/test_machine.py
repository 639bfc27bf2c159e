"""What a server asks of the machine."""

from __future__ import annotations

import pytest

from postergen.doctor.decisions.machine import (
    MB,
    Extras,
    OpenFiles,
    Power,
    judge_extras,
    judge_open_files,
    judge_power,
)
from postergen.doctor.values import result_of


@pytest.mark.parametrize(
    ("hard", "verdict"), [(None, "ok"), (1_048_576, "ok"), (4096, "ok"), (1024, "warning"), (200, "error")]
)
def test_open_files(hard: int | None, verdict: str) -> None:
    (remark,) = judge_open_files(OpenFiles(256, hard, 4096))
    assert remark.verdict == verdict
    assert ("LimitNOFILE=4096" in remark.mend) == (verdict != "ok")


@pytest.mark.parametrize(
    ("power", "verdict", "found"),
    [
        (Power(1, 2, 4000 * MB, True), "ok", "1 worker may take 530 MB of 4,000 MB; 2 processors"),
        (Power(2, 2, None, False), "ok", "2 workers may take 680 MB"),
        (Power(2, 2, 1000 * MB, False), "note", "while large photos are read"),
        (Power(4, 2, 1000 * MB, True), "warning", "4 workers may take 1,340 MB, and there are 1,000 MB"),
        (Power(4, 1, 64_000 * MB, True), "note", "fewer processors (1) than workers"),
    ],
)
def test_memory_and_processors(power: Power, verdict: str, found: str) -> None:
    result = result_of("memory", judge_power(power))
    assert result.verdict == verdict
    assert found in result.found
    assert bool(result.mend) == (verdict != "ok")


def test_an_extra_of_which_a_part_is_missing() -> None:
    extras = Extras(
        {"ray": (), "batch": ("pyarrow",), "redis": ("redis",)}, {"ray": ("ray",), "batch": ("obstore",), "redis": ()}
    )
    result = result_of("extras", judge_extras(extras))
    assert result.found == "batch lacks obstore; installed: redis; not installed: ray"
    assert (result.verdict, result.mend) == ("warning", "Run pip install 'postergen[batch]'.")
