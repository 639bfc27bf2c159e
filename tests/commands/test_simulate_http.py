"""A real server reports what people who were made up did, each from an address of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from postergen.cli import main
from postergen.commands.simulate_http import OPTIONS, _server
from postergen.simulation.live import NAMES

pytestmark = pytest.mark.long


def test_a_real_server_reports_what_people_did() -> None:
    done = CliRunner().invoke(main, ["simulate", "--http", "30", "--seed", "3", "--json"])
    found = json.loads(done.stdout)
    told = {one["what"]: (one["truth"], one["told"]) for one in found["figures"]}
    assert [one for one in found["figures"] if not one["agrees"]] == []
    assert told["posters"] == told["chances as told before"] == (30, 30)
    assert told["children"][0] > 0
    assert told["hits: bot"][0] > 0
    assert (found["draws"]["disagreeing"], found["draws"]["impossible"]) == (0, 0)
    assert (found["agrees"], done.exit_code) == (True, 0)


def test_every_text_that_may_be_drawn_is_told_before(tmp_path: Path) -> None:
    with _server(tmp_path) as server:
        for option in server.options()[:OPTIONS]:
            for name in set(NAMES):
                assert sum(server.chances(option, name).values()) == pytest.approx(1), (option, name)
