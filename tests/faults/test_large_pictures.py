"""Pictures of few bytes and many pixels, many at once: no worker grows, and nobody waits."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.faults.clients import BRIEF, Client
from tests.faults.processes import Watch, descendants, memory, warmed_up
from tests.servers import serving

SOON = 3.0  # seconds: a server that stood still took minutes, and a busy machine takes one
TOGETHER = 400.0  # MB that the largest reader of pictures may take, while it reads one

pytestmark = [pytest.mark.slow, pytest.mark.long]


def flat(side: int, kind: str) -> str:
    out = io.BytesIO()
    Image.new("RGBA", (side, side), (200, 10, 10, 3)).save(out, kind, **({"lossless": True} if kind == "WEBP" else {}))
    return b64encode(out.getvalue()).decode()


def test_ten_at_once_leave_the_workers_as_they_were(tmp_path: Path) -> None:
    pictures = [flat(7200, "WEBP"), flat(4000, "WEBP"), flat(4000, "PNG")]
    with serving(tmp_path, RATE_LIMITS="off") as running:
        warmed_up(running)
        port = int(urlsplit(running.url).port or 0)

        def make(picture: str) -> tuple[int, str]:
            with closing(Client(port)) as client:
                answer = client.ask("POST", "/api/v1/posters", {**BRIEF, "avatar": picture})
            told = json.loads(answer.body)
            return answer.status, told["errors"][0]["pointer"] if "errors" in told else ""

        with Watch(running) as watch, ThreadPoolExecutor(10) as crowd:
            answers = [answer for picture in pictures for answer in crowd.map(make, [picture] * 10)]
        readers = [pid for pid in descendants(running.process.pid) if pid not in watch.rest]
        largest = max(memory(pid, "VmHWM") for pid in readers)
    print(watch.report())  # noqa: T201 (for whoever runs with -rP)
    assert {status for status, _ in answers} <= {201, 422, 503}
    assert set(answers[:10]) <= {(422, "#/avatar"), (503, "")}
    assert 201 in {status for status, _ in answers[10:]}
    assert max(watch.health) < SOON
    assert watch.growth() < 2
    assert largest < TOGETHER
