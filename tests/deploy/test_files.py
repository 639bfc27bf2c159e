"""What is shipped for deployment fits the product, the schemas of those who read it, and itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import kubernetes_validate
import pytest
import yaml
from flask import Flask

from postergen import folding, serve
from postergen.cli import main
from postergen.config import CONTENT, Settings
from tests.click_tree import commands_of
from tests.deploy.proxy import TEMPLATE

DEPLOY = CONTENT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
OBJECTS: list[dict[str, Any]] = [
    document for path in MANIFESTS for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
UNITS = DEPLOY / "systemd"
DOCKERFILE = (CONTENT / "Dockerfile").read_text(encoding="utf-8")
# Seconds that an orderly end may take: the workers finish what was let in, then what happened is folded.
END = serve.PATIENCE + folding.PATIENCE


def of_kind(kind: str) -> dict[str, Any]:
    (found,) = (each for each in OBJECTS if each["kind"] == kind)
    return found


def variables(path: Path) -> dict[str, str]:
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


# the product


def said_to_postergen() -> Iterator[list[str]]:
    """Every command of ours that a file runs, as words."""
    for service in SERVICES.values():
        yield [re.sub(r"\$\{\w+:-(\w+)\}", r"\1", word) for word in service.get("command", ())]
    for each in OBJECTS:
        if each["kind"] in ("StatefulSet", "Job"):
            yield each["spec"]["template"]["spec"]["containers"][0]["args"]
    for path in UNITS.glob("*.service"):
        for line in re.findall(r"^Exec\w+=-?(.*)$", path.read_text(encoding="utf-8"), re.M):
            yield line.replace("%i", "8000").split()


RUN = [words[1:] for words in said_to_postergen() if words and words[0].rpartition("/")[2] == "postergen"]


@pytest.mark.parametrize("words", RUN, ids=" ".join)
def test_every_command_is_one_that_there_is(words: list[str]) -> None:
    command: click.Command = main
    while isinstance(command, click.Group):
        command = commands_of(command)[words[0]]
        words = words[1:]
    command.make_context("postergen", list(words), resilient_parsing=False)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(COMPOSE["x-postergen"]["environment"], id="compose"),
        pytest.param(variables(UNITS / "postergen.env.example"), id="systemd"),
        pytest.param(
            dict(line.split("=", 1) for line in of_kind("Kustomization")["configMapGenerator"][0]["literals"])
            | variables(DEPLOY / "kubernetes/secret.env.example"),
            id="kubernetes",
        ),
    ],
)
def test_every_setting_is_one_that_there_is(settings: dict[str, str]) -> None:
    given = {"PUBLIC_URL": "https://life.example.com", "DATABASE_PASSWORD": "0f"}
    filled = {
        name: re.sub(r"\$\{(\w+):[^}]*\}", lambda m: given.get(m[1], ""), text) for name, text in settings.items()
    }
    read = Settings.from_mapping(filled)
    assert read.trusted_proxies == 1


def test_nothing_secret_has_a_default() -> None:
    for path in (DEPLOY / "compose/.env.example", DEPLOY / "kubernetes/secret.env.example"):
        secret = {name: value for name, value in variables(path).items() if re.search("PASSWORD|KEY|URL|STORE", name)}
        assert secret
        assert set(secret.values()) == {""}, path
    assert not re.search(
        r"(PASSWORD|KEYS?)\S*:\s+[^$\s]", (DEPLOY / "compose/compose.yaml").read_text(encoding="utf-8")
    )


def test_whoever_stops_it_waits_until_it_has_ended(app: Flask) -> None:
    pod = of_kind("StatefulSet")["spec"]["template"]["spec"]
    (server,) = pod["containers"]
    goodbye = int(server["lifecycle"]["preStop"]["exec"]["command"][1])
    unit = (UNITS / "postergen-serve@.service").read_text(encoding="utf-8")
    seconds = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.M)
    assert seconds is not None
    waits = [int(SERVICES["app"]["stop_grace_period"].removesuffix("s")), int(seconds[1])]
    assert min(*waits, pod["terminationGracePeriodSeconds"] - goodbye) > END
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    assert {server[probe]["httpGet"]["path"] for probe in server if probe.endswith("Probe")} <= routes


# the proxy


def test_the_proxy_is_patient_where_the_server_is_not_and_the_other_way_round() -> None:
    said = {name: int(number) for name, number in re.findall(r"^ +(\w+) (\d+)[sm];", TEMPLATE.read_text(), re.M)}
    assert said["keepalive_timeout"] < serve.HEAD_PATIENCE
    assert said["client_max_body_size"] << 20 > Settings().max_body


def test_the_proxy_gets_every_variable_that_it_has() -> None:
    named = set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text(encoding="utf-8")))
    assert {name for name in SERVICES["proxy"]["environment"] if name.startswith("PROXY_")} == named


# compose


def test_every_variable_of_compose_is_in_the_example() -> None:
    text = (DEPLOY / "compose/compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)", text)) == set(variables(DEPLOY / "compose/.env.example"))


def test_compose_names_only_what_it_has() -> None:
    for name, service in SERVICES.items():
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / "compose" / source).exists(), volume
            elif not source.startswith("$"):
                assert source in COMPOSE["volumes"], volume
        assert set(service.get("depends_on", {})) <= set(SERVICES), name


def test_compose_starts_in_order_and_knows_who_is_well() -> None:
    wants = {
        (name, other): how["condition"]
        for name, service in SERVICES.items()
        for other, how in service.get("depends_on", {}).items()
    }
    assert wants["app", "migrate"] == "service_completed_successfully"
    assert {how for pair, how in wants.items() if pair != ("app", "migrate")} == {"service_healthy"}
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"app", "migrate"}
    assert "HEALTHCHECK" in DOCKERFILE  # app's own


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert [name for name in ("database", "redis") if SERVICES[name]["networks"] != ["back"]] == []


# Kubernetes


@pytest.mark.parametrize(
    "each", [each for each in OBJECTS if each["kind"] != "Kustomization"], ids=lambda each: each["kind"]
)
def test_every_object_keeps_to_its_schema(each: dict[str, Any]) -> None:
    kubernetes_validate.validate(each, kubernetes_validate.latest_version(), strict=True)


def test_every_manifest_is_applied() -> None:
    listed = of_kind("Kustomization")["resources"]
    assert sorted([*listed, "kustomization.yaml"]) == [path.name for path in MANIFESTS]


def test_whoever_chooses_pods_chooses_those_that_serve() -> None:
    stateful = of_kind("StatefulSet")
    labels = stateful["spec"]["template"]["metadata"]["labels"]
    chosen = [stateful["spec"]["selector"]["matchLabels"]]
    chosen += [each["spec"]["selector"] for each in OBJECTS if each["kind"] == "Service"]
    chosen.append(of_kind("PodDisruptionBudget")["spec"]["selector"]["matchLabels"])
    assert all(selector.items() <= labels.items() for selector in chosen)
    assert of_kind("Job")["spec"]["template"]["metadata"]["labels"] != labels
    assert stateful["spec"]["serviceName"] in {
        each["metadata"]["name"] for each in OBJECTS if each["kind"] == "Service"
    }
    assert of_kind("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]["name"] == stateful["metadata"]["name"]
    assert "replicas" not in stateful["spec"], "the autoscaler's number would be undone with every apply"


# systemd


def test_systemd_understands_every_unit_and_calls_none_exposed(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze")
    units = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, units)
    (tmp_path / "usr/lib/systemd/system").mkdir(parents=True)
    for target in ("timers", "network-online", "multi-user", "sysinit", "basic", "shutdown"):
        (tmp_path / f"usr/lib/systemd/system/{target}.target").write_text("[Unit]\nDescription=x\n")
    for program in ("opt/postergen/bin/postergen", "bin/sh", "usr/bin/find"):
        (tmp_path / program).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / program).touch(0o755)
    names = sorted(path.name.replace("@", "@8000") for path in UNITS.iterdir() if path.suffix in (".service", ".timer"))
    services = [name for name in names if name.endswith(".service")]
    for arguments in (
        ["verify", *names],
        *(["security", "--offline=yes", "--threshold=20", each] for each in services),
    ):
        done = subprocess.run(
            [analyze, arguments[0], f"--root={tmp_path}", *arguments[1:]], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Unknown" not in done.stderr, done.stderr


# the image


def test_the_base_is_known_by_its_digest_and_nobody_is_root() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert bases == ["${BASE}", "${BASE}"]
    assert re.search(r"^ARG BASE=\S+:\S+@sha256:[0-9a-f]{64}$", DOCKERFILE, re.M)
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.M) == ["10001:10001"]
    users = {security["runAsUser"] for security in find(OBJECTS, "securityContext") if "runAsUser" in security}
    assert users == {10001}


def find(value: Any, name: str) -> Iterator[Any]:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and name in value:
        yield value[name]
    for child in children:
        yield from find(child, name)


def test_what_the_image_takes_from_the_checkout_is_there_and_not_ignored() -> None:
    ignored = (CONTENT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = [word for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.M) for word in line.split()[:-1]]
    assert len(copied) > 10
    for name in copied:
        assert (CONTENT / name).exists(), name
        assert name.split("/")[0] not in ignored, name


def test_the_script_that_tries_the_image_is_one_that_the_shell_reads() -> None:
    script = DEPLOY / "image/try"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)
