"""Bodies made to cost much work, or a long answer: they are refused for little, and nobody waits for that."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.processes import Watch, warmed_up
from tests.servers import serving

SOON = 3.0  # seconds: a server that stood still took minutes, and a busy machine takes one
SHORT = 200_000  # bytes of an answer; a page with a form has half of that
OPTION = "wuhan-hot-dry-noodles"
MARKS = "a" + "\u0301\u0316" * 30_000

pytestmark = [pytest.mark.slow, pytest.mark.long]


def part(name: str, text: str) -> str:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'


def floods() -> dict[str, tuple[str, str, bytes]]:
    """By name: the path, the media type, the body."""
    api, page = "/api/v1/posters", "/c/better-life"
    as_json, multipart, encoded = (
        "application/json",
        "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded",
    )

    def form(*parts: str) -> tuple[str, str, bytes]:
        return page, multipart, ("".join([part("option", OPTION), *parts]) + "--b--\r\n").encode()

    def brief(**more: object) -> tuple[str, str, bytes]:
        return api, as_json, json.dumps({"options": [OPTION], **more}).encode()

    return {
        "marks": form(part("nickname", MARKS)),
        "marks that pass": form(*(part(name, MARKS[:16_000]) for name in ("nickname", "wish"))),
        "many fields": form(*(part(f"field{n}", "ab" * 4_000) for n in range(900))),
        "long place": form(part("place", "ab" * 30_000)),
        "megabytes": (page, encoded, b"option=" + OPTION.encode() + b"&nickname=" + b"a" * 8_000_000),
        "many names": (page, encoded, b"&".join(b"a%d=1" % n for n in range(700_000))),
        "many keys": brief(**{f"k{n}": 1 for n in range(300_000)}),
        "bad fields": brief(fields={"f" * 100 + str(n): [1] for n in range(60_000)}),
        "many options": brief(options=["x" * 5] * 300_000),
        "empty lists": (api, as_json, b'{"options": [' + b"[]," * 2_600_000 + b"[]]}"),
        "long option": brief(options=["ab" * 3_000_000]),
    }


def test_work_follows_limits(tmp_path: Path) -> None:
    made = floods()  # first: it takes longer than the answers
    with serving(tmp_path, RATE_LIMITS="off") as running:
        warmed_up(running)

        def ask(flood: tuple[str, str, bytes]) -> tuple[int, int]:
            path, kind, body = flood
            request = urllib.request.Request(running.url + path, body, {"Content-Type": kind})
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return answer.status, len(answer.read())
            except urllib.error.HTTPError as exc:
                return exc.code, len(exc.read())

        with Watch(running) as watch, ThreadPoolExecutor(4) as crowd:
            answers = {name: list(crowd.map(ask, [flood] * 4)) for name, flood in made.items()}
    print(watch.report(), answers, sep="\n")  # noqa: T201 (for whoever runs with -rP)
    assert {status for each in answers.values() for status, _ in each} <= {200, 400, 413, 422, 503}
    assert max(size for each in answers.values() for _, size in each) < SHORT
    assert max(watch.health) < SOON
    assert watch.growth() < 2
