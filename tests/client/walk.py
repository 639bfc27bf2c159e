"""Every operation of the API, asked of a real server by the Python client; what was said both ways is kept.

`python -m tests.client.walk` writes it down as the examples of the OpenAPI document (``make clients``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import httpx2
from werkzeug.serving import WSGIRequestHandler, make_server

from postergen.bootstrap import Product
from postergen.client import Client
from postergen.domain.keys import SCOPES
from postergen.domain.signing import SigningKey, sign, write_brief
from postergen.web.api_examples import EXAMPLES
from postergen.web.app import create_app
from postergen.web.openapi import openapi_document
from postergen.web.visitors import ERASE_COOKIE
from tests.arcade import with_games
from tests.client import game_walk
from tests.diary import with_diaries
from tests.model_server import model_server, writes
from tests.products import NOON, product_for, settings_for, small_pack, with_look_back
from tests.service.test_generation import GOOD
from tests.web.test_offers import COUPON, PERSON

SIGNING = SigningKey("k1", b"0123456789abcdef0123456789abcdef")
MOST_SHOWN = 2  # of a list
TOLD = ("Location", "Postergen-Code", "ETag", "Cache-Control")  # headers that a caller should know of
SENT = ("Idempotency-Key", "Postergen-Erase-Token", "Postergen-Holder")
# What people's browsers ask, and no program.
OF_BROWSERS = frozenset(
    {
        "get-p-code",
        "get-p-code-friends",
        "post-p-code-forget",
        "get-s-code",
        "get-r-campaign-signature-brief-extension",
    }
)
# Every other operation by the method of the client that asks it.
METHODS = {
    "get-catalogue": "catalogue",
    "get-campaigns-campaign-stickers": "stickers",
    "get-campaigns-campaign-stickers-sticker-extension": "sticker",
    "post-battles": "send_sticker",
    "get-battles-code": "sent_sticker",
    "get-battles-code-answers": "answers",
    "get-stats-stickers": "sticker_lines",
    "post-rank": "rank",
    "post-posters": "make_poster",
    "get-look-backs": "look_backs",
    "post-look-backs-look_back": "make_look_back",
    "get-posters-code": "poster",
    "get-p-code-extension": "picture",
    "post-posters-code-share": "share",
    "get-posters-code-person": "person",
    "delete-posters-code": "erase",
    "post-scans-click-confirm": "confirm",
    "get-scans-click-offers": "offers",
    "post-scans-click-offers-offer-claim": "claim",
    "post-conversions": "convert",
    "get-stats-by": "breakdown",
    "get-stats-series": "series",
    "get-stats-funnel": "funnel",
    "get-stats-referrals": "referrals",
    "get-stats-draws": "draws",
    "get-stats-lines": "lines",
    "get-stats-lift": "lift",
    "get-policy": "policy",
    "get-edits": "edits",
    "post-edits": "propose",
    "post-edits-variant-number-action": "act",
    "post-publications": "publish",
    "post-drafts": "draft",
    "post-lint": "lint",
    **game_walk.METHODS,
    "get-healthz": "health",
    "get-readyz": "ready",
    "get-metrics": "metrics",
}
VARIANT: Any = {
    "id": "wuhan-hot-dry-noodles.zh-9",
    "locale": "zh-CN",
    "hook": "product",
    "tone": "plain",
    "fits": {"options": ["wuhan-hot-dry-noodles"]},
    "headline": "萝卜丁要多一勺",
    "body": "酱拌开了再撒，咬到哪颗算哪颗。",
    "call_to_action": "你的早饭放哪勺",
}


@cache
def operations() -> dict[str, tuple[str, str, Mapping[str, Any]]]:
    """The method, the path and the description of each operation, by its id."""
    paths = openapi_document()["paths"]
    return {one["operationId"]: (method, path, one) for path, all_ in paths.items() for method, one in all_.items()}


def operation_of(method: str, path: str) -> str:
    """Whose request this is: of the route that says the most of its path itself."""
    fits = [
        (len(re.sub(r"\{[^}]*\}", "", route)), name)
        for name, (verb, route, _) in operations().items()
        if verb == method.lower()
        and re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+?", re.sub(r"\.(?=\{)", r"\.", route)), path)
    ]
    return max(fits)[1]


@dataclass
class Recorder(httpx2.BaseTransport):
    """Passes everything on, and keeps what was said by its operation."""

    kept: dict[str, list[tuple[httpx2.Request, httpx2.Response]]] = field(default_factory=dict)
    inner: httpx2.BaseTransport = field(default_factory=httpx2.HTTPTransport)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        response = self.inner.handle_request(request)
        response.read()
        self.kept.setdefault(operation_of(request.method, request.url.path), []).append((request, response))
        return response

    def close(self) -> None:
        self.inner.close()


class _Silent(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        pass


@dataclass(frozen=True)
class Server:
    """A product that answers over HTTP, and a key for everything."""

    url: str
    key: str
    product: Product


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """A server with a small pack, coupons, a language model and a signing key, at noon for ever."""
    packs = with_look_back(with_diaries(with_games(small_pack(folder / "packs"))))
    with (packs / "better-life/offers.yaml").open("a", encoding="utf-8") as offers:
        offers.write(COUPON)
    with model_server(writes(*GOOD)) as model:
        settings = settings_for(folder, campaigns_dir=packs, signing_keys=((SIGNING.id, SIGNING.secret),))
        settings = replace(settings, model="little-model", model_base_url=model.url, model_budget=10**9)
        product = product_for(settings)
        product.games.close_due()
        product.offers.load("better-life", "free-noodles", ["SPOON-7Q2M"])
        _, key = product.keys.create("everything", sorted(SCOPES))
        http = make_server("127.0.0.1", 0, create_app(product), threaded=True, request_handler=_Silent)
        thread = Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield Server(f"http://127.0.0.1:{http.server_port}", key, product)
        finally:
            http.shutdown()
            http.server_close()
            thread.join()
            product.close()


def walk(served: Server) -> tuple[Recorder, dict[str, object]]:
    """Ask everything once; what was said, and what the client made of it by the method that was asked."""
    recorder = Recorder()
    values: dict[str, object] = {}

    with Client(served.url, served.key, transport=recorder) as client:

        def ask(method: str, *args: Any, **more: Any) -> Any:
            values[method] = getattr(client, method)(*args, **more)
            return values[method]

        for method in ("health", "ready", "metrics"):
            ask(method)
        ask("catalogue", locale="en")
        ask("stickers", "better-life", locale="en")
        ask("sticker", "better-life", "en-after-tea", "gif")
        brief = {"options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"], "nickname": "小明"}
        ask("rank", **brief, count=3)
        made = ask("make_poster", **brief, channel="docs", key="first-poster")
        ask("look_backs")
        figures = {"posters": 7, "friends": 12, "generations": 2, "theme": "food", "hour": 5}
        ask("make_look_back", "small-days", figures=figures, nickname="Ming", locale="en", key="ming-2026")
        ask("poster", made.code)
        ask("picture", made.code, width=540)
        ask("share", made.code)
        click = _scan(recorder, served, made.code)
        ask("confirm", click)
        ask("offers", click, locale="en")
        ask("claim", click, "free-noodles")
        ask("convert", key="order-1041", click=click, type="order", value="39.90", currency="CNY")
        served.product.fold_worker.fold_now()
        ask("person", made.code, token=made.erase_token)
        _battle(ask, served)
        _results(ask)
        _copy(ask)
        game_walk.play(ask, client)
        game_walk.keep(ask, game_walk.kept_before(served.product))
        ask("erase", made.code, token=made.erase_token)
    return recorder, values


def _scan(recorder: Recorder, served: Server, code: str) -> str:
    """What browsers ask; the click id of the scan."""
    person = {"User-Agent": f"{PERSON} Safari/2", "Accept": "text/html"}
    with httpx2.Client(base_url=served.url, transport=recorder, headers=person) as browser:
        scanned = browser.get(f"/s/{code}")
        browser.get(f"/p/{code}")
        brief = write_brief(
            {"options": ["wuhan-hot-dry-noodles"], "expires": int((NOON + timedelta(days=30)).timestamp())}
        )
        browser.get(f"/r/better-life/{sign(SIGNING, 'better-life', brief, 'webp')}/{brief}.webp")
        other = {"options": ["parents-medical-check-up"], "nickname": "Ann"}
        made = browser.post("/api/v1/posters", json=other, headers={"Accept": "application/json"}).json()
        proof = {"Cookie": f"{ERASE_COOKIE}={made['erase_token']}"}
        browser.get(f"/p/{made['code']}/friends", headers=proof)
        browser.post(f"/p/{made['code']}/forget", headers=proof)
    return scanned.headers["Location"].partition("click=")[2]


def _battle(ask: Any, served: Server) -> None:
    """A sticker, and its answer."""
    sent = ask("send_sticker", line="zh-noodles-clump", key="first-sticker")
    offered = ask("answers", sent.code)
    taken = offered.answers[0].sticker.id
    answer = ask("send_sticker", line=taken, answers=sent.code, offered=offered.offered, key="first-answer")
    ask("sent_sticker", answer.code)
    served.product.fold_worker.fold_now()
    ask("sticker_lines")


def _results(ask: Any) -> None:
    ask("breakdown", "variants", channel="docs")
    ask("series", step="day", since=NOON.date(), until=NOON.date())
    ask("funnel")
    ask("referrals", by="channels", window_hours=72)
    ask("draws")
    ask("lines", "wuhan-hot-dry-noodles", locale="zh-CN")
    ask("lift")
    ask("policy")


def _copy(ask: Any) -> None:
    ask("lint", text="全国最佳热干面", locale="zh-CN")
    ask("propose", [VARIANT])
    ask("act", VARIANT["id"], 1, "approve", why="she would say so")
    ask("edits", state=["approved"])
    ask("publish", why="for the weekend")
    ask("draft", option="parents-medical-check-up", locale="en", tone="warm", count=4)


def example(request: httpx2.Request, response: httpx2.Response) -> dict[str, Any]:
    """What was said, as short as it can be and still be an answer."""
    media = response.headers.get("Content-Type", "").partition(";")[0]
    return {
        "address": request.url.raw_path.decode(),
        "headers": {name: request.headers[name] for name in SENT if name in request.headers},
        "body": json.loads(request.content) if request.content and "json" in request.headers["Content-Type"] else None,
        "status": response.status_code,
        "told": {name: response.headers[name] for name in TOLD if name in response.headers},
        "media_type": media if response.content else "",
        "answer": cut(response.json()) if media == "application/json" else None,
    }


def cut(value: Any) -> Any:
    match value:
        case dict():
            return {name: cut(part) for name, part in value.items()}
        case list():
            return [cut(part) for part in value[:MOST_SHOWN]]
    return value


if __name__ == "__main__":
    with TemporaryDirectory() as folder, server(Path(folder)) as running:
        said = walk(running)[0].kept
        examples = {name: example(*said[name][0]) for name in operations()}
    EXAMPLES.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
