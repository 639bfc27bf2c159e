"""What the public address means for codes, proxies and cookies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.doctor.decisions.address import (
    Address,
    Answer,
    judge_address,
    judge_cookies,
    judge_proxies,
    reach_of,
)
from postergen.doctor.values import Result, result_of

OURS = Answer(404, True, "", "", None)
NOBODY = Answer(0, False, "", "Connection refused", None)
LIFE = Address("https://life.postergen.dev", "127.0.0.1", 8000, True, 1, False, answer=OURS)


def said(address: Address) -> Result:
    return result_of("public-address", judge_address(address))


@pytest.mark.parametrize(
    ("name", "reach"),
    [
        ("goodexample.com", "everybody"),
        ("127.0.0.1", "machine"),
        ("::1", "machine"),
        ("localhost", "machine"),
        ("192.168.1.20", "network"),
        ("169.254.3.4", "network"),
        ("fd00::7", "network"),
        ("printer", "network"),
        ("box.local", "network"),
        ("0.0.0.0", "nobody"),
        ("life.example.com", "example"),
        ("life.test", "example"),
        ("8.8.8.8", "everybody"),
        ("life.postergen.dev.", "everybody"),
    ],
)
def test_a_name_tells_who_can_come(name: str, reach: str) -> None:
    assert reach_of(name) == reach


@pytest.mark.parametrize(
    ("change", "verdict", "found", "mend"),
    [
        ({}, "ok", "a postergen answers there", ""),
        ({"public_url": "http://life.postergen.dev"}, "warning", "without https", "Put a proxy with a certificate"),
        ({"public_url": "http://0.0.0.0:8000"}, "error", "leads nowhere", "Set POSTERGEN_PUBLIC_URL"),
        ({"public_url": "https://life.example.com"}, "warning", "kept for examples", "Set POSTERGEN_PUBLIC_URL"),
        ({"public_url": "http://127.0.0.1:8000"}, "note", "on this machine alone", "before the first real poster"),
        (
            {"public_url": "http://localhost:9000", "trusted_proxies": 0},
            "warning",
            "codes say port 9000",
            "--port 9000",
        ),
        ({"public_url": "http://10.0.0.7", "trusted_proxies": 0}, "warning", "no other machine", "--host 0.0.0.0"),
        ({"lookup": "Name or service not known"}, "warning", "no name server knows life", "Add a record"),
        (
            {"public_url": "https://a.dev/life", "answer": Answer(404, True, "", "", None, in_capitals=False)},
            "error",
            "/LIFE, and nobody answers there",
            "forward /LIFE as it forwards /life",
        ),
        ({"shows_metrics": True}, "warning", "/metrics is open to everybody", "Do not forward /metrics"),
        ({"answer": NOBODY}, "warning", "Connection refused", "to port 8000"),
        ({"answer": NOBODY, "is_serving": False}, "note", "Connection refused", "while postergen serve runs"),
        (
            {"answer": Answer(200, False, "", "", None)},
            "warning",
            "somebody else answers",
            "everything of this host to port",
        ),
        ({"answer": Answer(502, False, "", "", None), "is_serving": False}, "note", "nobody serves", "again"),
        (
            {"answer": Answer(301, False, "https://www.life.dev/healthz/doctor", "", None)},
            "warning",
            "sends every scan on to https://www.life.dev",
            "Set POSTERGEN_PUBLIC_URL to https://www.life.dev,",
        ),
        ({"answer": Answer(404, True, "", "", 5.0)}, "warning", "certificate ends in 5 days", "Renew it"),
    ],
)
def test_what_is_said_of_an_address(change: dict[str, object], verdict: str, found: str, mend: str) -> None:
    result = said(replace(LIFE, **change))  # type: ignore[arg-type]
    assert result.verdict == verdict
    assert found in result.found
    assert mend in result.mend


def test_https_means_a_proxy_that_has_to_be_trusted() -> None:
    assert judge_proxies(LIFE)[0].verdict == "ok"
    none = result_of("proxies", judge_proxies(replace(LIFE, trusted_proxies=0)))
    assert (none.verdict, "POSTERGEN_TRUSTED_PROXIES" in none.mend) == ("warning", True)
    assert judge_proxies(replace(LIFE, trusted_proxies=0, public_url="http://localhost:8000"))[0].verdict == "ok"
    passed_by = result_of("proxies", judge_proxies(replace(LIFE, host="0.0.0.0", trusted_proxies=5)))
    assert passed_by.verdict == "note"
    assert "make up an address" in passed_by.found


def test_cookies_are_for_https() -> None:
    assert judge_cookies(LIFE)[0].verdict == "ok"
    assert judge_cookies(replace(LIFE, public_url="http://life.postergen.dev"))[0].verdict == "warning"
    assert judge_cookies(replace(LIFE, public_url="http://10.0.0.7", visitor_cookie=True))[0].verdict == "note"
    assert judge_cookies(replace(LIFE, public_url="http://localhost"))[0].verdict == "skipped"
