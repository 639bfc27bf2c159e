"""Alerts, dashboard and documents speak of what a running server tells, and of all of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from postergen.config import CONTENT
from tests.faults.clients import BRIEF, PHONE
from tests.servers import PATIENCE, serve

ALERTS, DASHBOARD = CONTENT / "deploy/prometheus/alerts.yaml", CONTENT / "deploy/grafana/postergen.json"
PAGE = CONTENT / "docs/alerts.md"
SAMPLE = re.compile(r"(\w+)(?:\{(.*)\})? \S+")
LABEL = re.compile(r'(\w+)="')
USE = re.compile(r"(postergen_\w+)(?:\{([^}]*)\})?")
OF_PROMETHEUS = {"job", "instance"}  # labels that Prometheus itself adds
OF_HISTOGRAMS = re.compile(r"_(bucket|count|sum)$")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a server tells after a poster was made, looked at and scanned. It runs where the database is PostgreSQL, too."""
    with serve(tmp_path_factory.mktemp("server"), workers=1) as url:
        made = urllib.request.Request(
            f"{url}/api/v1/posters", json.dumps(BRIEF).encode(), {"Content-Type": "application/json"}
        )
        code = json.loads(_text(made))["code"]
        _text(f"{url}/c/better-life")
        with urllib.request.urlopen(f"{url}/p/{code}.jpg", timeout=PATIENCE) as answer:
            assert answer.read().startswith(b"\xff\xd8")
        scan = urllib.request.Request(f"{url}/s/{code}", headers={"User-Agent": PHONE})
        _text(scan)
        return _text(f"{url}/metrics")


def _text(asked: str | urllib.request.Request) -> str:
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def samples(told: str) -> Mapping[str, set[str]]:
    """The labels of each name that is exported."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in told.splitlines():
        if sample := SAMPLE.fullmatch(line):
            found[sample[1]] |= set(LABEL.findall(sample[2] or ""))
    # said of campaigns for which a policy was ever made: here is none, and tests/web/test_readings.py has one
    return {**found, "postergen_policy_degraded": {"campaign", "reason"}, "postergen_policy_age_seconds": {"campaign"}}


def alerts() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    return list(json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"])


def expressions() -> Iterator[tuple[str, str]]:
    """Where it stands, and what it says."""
    yield from ((rule["alert"], rule["expr"]) for rule in alerts())
    yield from ((panel["title"], target["expr"]) for panel in panels() for target in panel.get("targets", []))


def test_every_series_that_alerts_and_dashboard_ask_for_is_told_by_a_server(samples: Mapping[str, set[str]]) -> None:
    assert len(list(expressions())) > 30
    unknown = [(where, name) for where, said in expressions() for name, _ in USE.findall(said) if name not in samples]
    assert unknown == []


def test_every_label_that_they_choose_by_is_there(samples: Mapping[str, set[str]]) -> None:
    unknown = [
        (where, name, label)
        for where, said in expressions()
        for name, chosen in USE.findall(said)
        for label in re.findall(r"(\w+) *[=!]~?\"", chosen)
        if label not in samples[name] | OF_PROMETHEUS
    ]
    assert unknown == []


def test_every_label_that_they_sum_by_is_there(samples: Mapping[str, set[str]]) -> None:
    for where, said in expressions():
        known = set[str]().union(*(samples[name] for name, _ in USE.findall(said)), OF_PROMETHEUS)
        for listed in re.findall(r"\bby \(([^)]*)\)", said):
            assert set(re.split(r", *", listed)) <= known, where


def test_every_route_that_they_name_is_one(app: Any) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    named = {
        pattern
        for _, said in expressions()
        for chosen in re.findall(r"endpoint[=!]~?\"([^\"]*)\"", said)
        for pattern in chosen.split("|")
    }
    assert named
    assert [pattern for pattern in named if not any(re.fullmatch(pattern, route) for route in routes)] == []


def families(told: str) -> set[str]:
    """What is told of, as PromQL names it: a histogram without its endings."""
    return {name for name in re.findall(r"^# TYPE (\w+) ", told, re.M) if not name.endswith("_created")}


def test_everything_that_is_told_stands_in_the_document_and_the_reverse(told: str) -> None:
    written = set(re.findall(r"^\| `(postergen_\w+)` \|", PAGE.read_text(encoding="utf-8"), re.M))
    assert written == families(told)


def test_the_labels_of_each_stand_in_the_document(samples: Mapping[str, set[str]]) -> None:
    rows = re.findall(r"^\| `(postergen_\w+)` \|([^|]*)\|", PAGE.read_text(encoding="utf-8"), re.M)
    written = {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
    there = {OF_HISTOGRAMS.sub("", name): labels - {"le"} for name, labels in samples.items()}
    assert {name: labels for name, labels in there.items() if name.startswith("postergen_")} == written


def test_names_follow_the_conventions_of_prometheus(told: str) -> None:
    """https://prometheus.io/docs/practices/naming/: base units, and `_total` for what only grows."""
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)", told, re.M))
    assert [n for n, kind in kinds.items() if (kind == "counter") != n.endswith("_total")] == []
    assert [n for n, kind in kinds.items() if kind == "histogram" and not n.endswith(("_seconds", "_bytes"))] == []
    assert [name for name in kinds if re.search(r"_(ms|milliseconds|minutes|hours|kb|mb|percent)(_|$)", name)] == []


def test_every_alert_has_its_section_that_says_what_how_and_what_then() -> None:
    text = PAGE.read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in text.split("\n## ")[1:]}
    assert {rule["alert"] for rule in alerts()} == {name for name in sections if name.startswith("Postergen")}
    for rule in alerts():
        name = rule["alert"]
        assert rule["annotations"]["runbook"] == f"docs/alerts.md#{name.lower()}"
        assert rule["labels"]["severity"] in ("page", "ticket")
        for said in ("**What it means.**", "**How to look.**", "**What to do.**"):
            assert said in sections[name], name


def test_every_alert_is_tried_on_a_history() -> None:
    tests = yaml.safe_load((ALERTS.parent / "alerts_test.yaml").read_text(encoding="utf-8"))["tests"]
    tried = [case for test in tests for case in test["alert_rule_test"]]
    assert {case["alertname"] for case in tried if case["exp_alerts"]} == {rule["alert"] for rule in alerts()}


def test_the_dashboard_has_a_place_for_everything_and_nothing_over_another() -> None:
    assert [panel["title"] for panel in panels() if panel["type"] == "row"] == ["People", "Posters", "Scans", "Health"]
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        place = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not place & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= place
    assert len({panel["id"] for panel in panels()}) == len(panels())


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_finds_the_rules_right_and_their_histories_as_expected(tmp_path: Path) -> None:
    of_dashboard = [
        {"record": f"panel:{number}", "expr": said.replace("$__rate_interval", "5m")}
        for number, (_, said) in enumerate(expressions())
    ]
    panels_as_rules = tmp_path / "panels.yaml"
    panels_as_rules.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": of_dashboard}]}))
    for call in (
        ["check", "rules", str(ALERTS), str(panels_as_rules)],
        ["test", "rules", str(ALERTS.parent / "alerts_test.yaml")],
    ):
        done = subprocess.run(["promtool", *call], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
