"""The server keeps what its OpenAPI document promises, whatever it is sent: hostile data, and data as the document says."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import (
    CoveragePhaseConfig,
    ExamplesPhaseConfig,
    FuzzingPhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from postergen.bootstrap import Product
from postergen.domain.keys import SCOPES
from postergen.domain.signing import SigningKey, sign, write_brief
from postergen.web.app import create_app
from postergen.web.openapi import openapi_document
from tests.arcade import GAME, OVER, with_games
from tests.conftest import NOON
from tests.model_server import model_server, writes
from tests.products import product_for, settings_for, small_pack
from tests.service.test_generation import GOOD
from tests.web.test_api import BRIEF, PHONE

pytestmark = [pytest.mark.slow, pytest.mark.long]

KEY = SigningKey("k1", b"0123456789abcdef0123456789abcdef")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
QUICK_PICTURES = ("jpg", "png", "webp")  # the others are drawn by the same code and take seconds to encode


def document(examples: int, *modes: GenerationMode, coverage: bool) -> schemathesis.openapi.OpenApiSchema:  # type: ignore[name-defined]
    project = ProjectConfig(
        generation=GenerationConfig(modes=list(modes), max_examples=examples, deterministic=True, no_shrink=True),
        phases=PhasesConfig(
            examples=ExamplesPhaseConfig(enabled=coverage),
            coverage=CoveragePhaseConfig(enabled=coverage),
            fuzzing=FuzzingPhaseConfig(enabled=not coverage),
        ),
    )
    config = SchemathesisConfig(projects=ProjectsConfig(default=project))
    return schemathesis.openapi.from_dict(openapi_document(), config=config)


edges = document(1, GenerationMode.POSITIVE, GenerationMode.NEGATIVE, coverage=True)
hostile = document(20, GenerationMode.POSITIVE, GenerationMode.NEGATIVE, coverage=False)
kind = document(20, GenerationMode.POSITIVE, coverage=False)


@dataclass(frozen=True)
class Served:
    """A product that is asked by whoever holds a key for everything, and names of what it has."""

    product: Product
    client: FlaskClient
    key: str

    def __post_init__(self) -> None:
        self.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.key}"

    def poster(self) -> str:
        made = self.client.post("/api/v1/posters", json={**BRIEF, "channel": "wechat"})
        return str(made.get_json()["code"])

    def click(self) -> str:
        scanned = self.client.get(f"/s/{self.poster()}", headers={"User-Agent": PHONE})
        return scanned.headers["Location"].rpartition("click=")[2]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with model_server(writes(*GOOD)) as model:
        product = product_for(
            settings_for(
                tmp_path_factory.mktemp("served"),
                campaigns_dir=with_games(small_pack(tmp_path_factory.mktemp("pack"))),
                signing_keys=((KEY.id, KEY.secret),),
                rate_limits=(),
                model="little-model",
                model_base_url=model.url,
                model_budget=10**9,
            ),
            random_below=secrets.randbelow,
        )
        _, key = product.keys.create("everything", sorted(SCOPES))
        yield Served(product, create_app(product).test_client(), key)
        product.close()


@pytest.fixture(scope="module")
def code(served: Served) -> str:
    return served.poster()


@pytest.fixture(scope="module")
def click(served: Served) -> str:
    return served.click()


def ask(served: Served, case: schemathesis.Case, accept: str = "*/*") -> None:
    headers = {"Authorization": f"Bearer {served.key}", "Accept": accept}
    case.call_and_validate(app=served.client.application, headers=headers, checks=CHECKS)


@edges.parametrize()
def test_data_at_the_edges_of_the_schema(case: schemathesis.Case, served: Served) -> None:
    ask(served, case)


@hostile.parametrize()
def test_random_data(case: schemathesis.Case, served: Served) -> None:
    ask(served, case)


# Values of parameters that lead further than random ones, and some that led astray elsewhere.
TELLING: dict[str, list[str]] = {
    "campaign": ["better-life"],
    "from": ["2026-05-01", "2026-06-01T00:00:00+05:30", "2000-01-01", "2026-02-30", "0001-01-01", "20260601T0"],
    "to": ["2026-06-01", "2026-06-02T12:30:00Z", "9999-12-31", "2199-12-31T23:59:59-23:59", "NaN"],
    "channel": ["wechat", "a\0b", "\uffff"],
    "zone": ["Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "../../etc/passwd", "localtime", "Asia", "\0"],
    "window_hours": ["1", "0", "٧٢", "99999999999999999999", "-1", "1e3"],
    "format": ["card", "story", "../card", "\0"],
    "options": ["wuhan-hot-dry-noodles", "\0"],
    "place": ["hubei/wuhan", "hubei/"],
    "occasion": ["today"],
    "template": ["receipt"],
    "nickname": ["小明 👍🏽", "\0", "\ue000" * 20, "x" * 400],
    "locale": ["zh-CN", "en"],
    "type": ["order"],
    "currency": ["CNY", ""],
    "value": ["39.90", "1e9", "1e400", "-0"],
    "way": ["check-in", "question", "spot", "poster", "share"],
    "subject": ["cold-water", "station-exit", "\0"],
    "proof": ["three", "\0", "x" * 400],
    "wants": ["lamp", "", "\0"],
}
ACCEPTED = ["*/*", "application/json", "text/csv", "image/webp;q=0.9, application/json;q=0.1", "video/mp4", ";;", ""]


@kind.given(data=st.data())
@kind.parametrize()
def test_what_exists(case: schemathesis.Case, served: Served, code: str, click: str, data: st.DataObject) -> None:
    """No generated request reaches a poster by chance: names of what exists are put in."""
    game = data.draw(st.sampled_from([GAME, OVER]), label="game")
    put_in(case.path_parameters, {"code": code, "click": click, "campaign": "better-life", "game": game})
    name_one(case.headers)
    if "signature" in case.path_parameters:
        sign_brief(case.path_parameters)
    if case.path_parameters.get("extension", "jpg") not in QUICK_PICTURES:
        case.path_parameters["extension"] = "jpg"
    told = {name: data.draw(st.sampled_from(words)) for name, words in TELLING.items()}
    told["options"] = [told["options"]]  # type: ignore[assignment]
    for part in (case.query, case.body):
        if isinstance(part, dict) and data.draw(st.booleans(), label="put in"):
            put_in(part, {**told, "click": click, "scan": click})
    ask(served, case, data.draw(st.sampled_from(ACCEPTED), label="Accept"))
    served.product.fold_worker.fold_now()


def put_in(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for name in into.keys() & values.keys():
        into[name] = values[name]


def name_one(headers: Any) -> None:
    """Who plays is named as a program names them: by one header."""
    if "Postergen-Holder" in headers and "Postergen-Subject" in headers:
        del headers["Postergen-Holder"]
        headers["Postergen-Subject"] = "customer"


def sign_brief(parts: dict[str, Any]) -> None:
    brief = write_brief({**BRIEF, "expires": int((NOON + timedelta(days=1)).timestamp())})
    if parts["extension"] not in QUICK_PICTURES:
        parts["extension"] = "jpg"
    parts |= {"brief": brief, "signature": sign(KEY, "better-life", brief, parts["extension"])}


@pytest.mark.parametrize("path", ["/api/v1/posters", "/api/v1/rank", "/api/v1/conversions"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 5_000, b"\xff", b"", b"NaN", b"1" * 10_000])
def test_a_body_that_is_no_json_is_the_clients_mistake(served: Served, path: str, body: bytes) -> None:
    assert served.client.post(path, data=body, content_type="application/json").status_code == 400
