"""Texts that wait for a decision, and a small server that speaks chat completions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.bootstrap import Product
from postergen.domain.editorial import Action, AuditEntry, Edit, Origin, State
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.service.editorial import Proposal
from tests.web.studio.conftest import csrf_of

CAMPAIGN = "better-life"
NOODLES = "wuhan-hot-dry-noodles"


def text(name: str = "noodles.zh-w1", headline: str = "面拌开了，江风也凉了", locale: str = "zh-CN") -> CopyVariant:
    return CopyVariant(
        name, locale, Hook.THEME, Tone.WARM, Fits(options=(NOODLES,)), headline, "嘴角的芝麻酱先不擦。", "扫码看看"
    )


def propose(product: Product, *texts: CopyVariant, who: str = "ann", number: int = 1) -> list[Edit]:
    """Texts that wait for a decision, as after their checks, which take half a second each."""
    origin = Origin(who, product.clock())
    edits = [Edit(CAMPAIGN, one, number, State.CHECKED, origin) for one in texts]
    entries = [AuditEntry(origin.at, who, "write", CAMPAIGN, one.id, number, "", "checked") for one in texts]
    SqlEditorial(product.engine).record(added=edits, entries=entries)
    return edits


def write(product: Product, *texts: CopyVariant, who: str = "ann") -> list[Edit]:
    """The same, with the checks."""
    return [p.edit for p in product.editorial.propose(CAMPAIGN, [Proposal(one) for one in texts], who)]


def approve(product: Product, edit: Edit) -> None:
    product.editorial.act(CAMPAIGN, edit.variant.id, edit.number, Action.APPROVE, "li", "reads well")


def state_of(product: Product, variant: str, number: int = 1) -> str:
    found = product.editorial.history(CAMPAIGN, variant)
    return next(edit.state.value for edit in found if edit.number == number)


def send(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """A form of the studio, sent as its pages send it."""
    return client.post(path, data={"csrf": csrf_of(client), **fields}, headers={"Accept": "text/html"})


@contextmanager
def model_server(*texts: dict[str, str], status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on loopback that answers every question with these texts; its address, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            message = {"role": "assistant", "content": json.dumps({"variants": texts}, ensure_ascii=False)}
            answer = {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "test",
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                "usage": {"prompt_tokens": 700, "completion_tokens": 90, "total_tokens": 790},
            }
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the console of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
