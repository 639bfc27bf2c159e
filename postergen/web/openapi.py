"""Describe the API: one table of operations, from which the OpenAPI 3.1 document and ``/docs`` are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from postergen import __version__
from postergen.rendering.encode import FILE_FORMATS
from postergen.web import schemas
from postergen.web.problems import (
    INVALID,
    KEY_REUSED,
    MALFORMED,
    MEDIA_TYPE,
    NOT_FOUND,
    TOO_LARGE,
    UNAVAILABLE,
    Problem,
)

CODE = {
    "name": "code",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "the poster's code; case, dashes and look-alikes do not matter",
    "example": "BT0Y2PZ6TR6QVHY",
}
CAMPAIGN = {"name": "campaign", "in": "query", "schema": {"type": "string"}, "description": "campaign id"}
LOCALE = {"name": "locale", "in": "query", "schema": {"type": "string", "enum": ["zh-CN", "en"]}}
FORMAT = {
    "name": "format",
    "in": "query",
    "schema": {"type": "string"},
    "description": "another pixel format",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 128},
    "description": "the same key with the same body gives the same poster",
}
IMAGES: dict[str, Any] = {file.media_type: {} for file in FILE_FORMATS.values()}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    summary: str
    answers: dict[int, tuple[str, dict[str, Any]]]
    body: type[BaseModel] | None = None
    parameters: tuple[dict[str, Any], ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    description: str = ""
    example: dict[str, Any] = field(default_factory=dict)


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


BODY_PROBLEMS = (MALFORMED, NOT_FOUND, TOO_LARGE, MEDIA_TYPE, INVALID)
EXAMPLE = {
    "options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"],
    "locale": "zh-CN",
    "nickname": "小明",
}

OPERATIONS = (
    Operation(
        "get",
        "/api/v1/catalogue",
        "Options, themes, places, occasions and looks of a campaign",
        {200: ("the catalogue in the locale asked for", _json(schemas.CatalogueOut))},
        parameters=(CAMPAIGN, LOCALE),
        problems=(NOT_FOUND, INVALID),
    ),
    Operation(
        "post",
        "/api/v1/rank",
        "Rank the copy that could speak for a choice",
        {200: ("the variants, most relevant first, with scores and reasons", _json(schemas.RankOut))},
        body=schemas.RankIn,
        problems=BODY_PROBLEMS,
        example={**EXAMPLE, "count": 3},
    ),
    Operation(
        "post",
        "/api/v1/posters",
        "Make a poster",
        {
            201: ("the poster", {**_json(schemas.PosterOut), **IMAGES}),
            200: ("the poster that this idempotency key made before", {**_json(schemas.PosterOut), **IMAGES}),
        },
        body=schemas.PosterIn,
        parameters=(KEY,),
        problems=(*BODY_PROBLEMS, KEY_REUSED, UNAVAILABLE),
        description="With `Accept: image/jpeg` (or another of the media types) the picture itself comes back, "
        "its code in the header "
        "`Postergen-Code`. A picture of the person comes in base64 in `avatar`, or as the file part `avatar` of a "
        "`multipart/form-data` body whose part `brief` holds the JSON.",
        example=EXAMPLE,
    ),
    Operation(
        "get",
        "/api/v1/posters/{code}",
        "A poster as JSON",
        {200: ("the poster", _json(schemas.PosterOut))},
        parameters=(CODE,),
        problems=(NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/p/{code}.{extension}",
        "The picture",
        {200: ("the picture", dict(IMAGES)), 304: ("not modified", {})},
        parameters=(
            CODE,
            {
                "name": "extension",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "enum": list(FILE_FORMATS)},
            },
            FORMAT,
        ),
        problems=(NOT_FOUND, UNAVAILABLE),
        description="A pure function of the poster: strong `ETag`, `immutable`, the same bytes every time.",
    ),
    Operation(
        "get",
        "/p/{code}",
        "The share page, with Open Graph tags",
        {200: ("the page", {"text/html": {}})},
        parameters=(CODE,),
        problems=(NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/s/{code}",
        "A scan",
        {
            302: ("to the landing page, with the click id as `click`; never cached", {}),
            200: ("a page with Open Graph tags, for preview fetchers", {"text/html": {}}),
        },
        parameters=(CODE,),
        problems=(NOT_FOUND,),
    ),
    Operation(
        "get",
        "/api/v1/stats/variants",
        "Which words bring people",
        {200: ("one row for each revision that stands on a poster", _json(schemas.VariantsStatsOut))},
        parameters=(CAMPAIGN,),
        problems=(NOT_FOUND, UNAVAILABLE),
        description="With `Accept: text/csv` the same rows come back as CSV.",
    ),
    Operation("get", "/healthz", "The process is alive", {200: ("alive", _json(schemas.HealthOut))}),
    Operation(
        "get",
        "/readyz",
        "The process can do its work",
        {200: ("ready", _json(schemas.HealthOut))},
        problems=(UNAVAILABLE,),
    ),
)


def openapi_document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    _, definitions = models_json_schema(
        [(model, "validation" if model.__name__.endswith("In") else "serialization") for model in _models()],
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "postergen",
            "version": __version__,
            "description": "Personal posters that people want to share, and which words bring people.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": definitions["$defs"]},
    }


def _models() -> list[type[BaseModel]]:
    named = {name: model for name, model in vars(schemas).items() if isinstance(model, type)}
    return [m for name, m in named.items() if name.endswith(("In", "Out")) and issubclass(m, BaseModel)]


def _described(operation: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(status): {"description": text, **({"content": content} if content else {})}
        for status, (text, content) in operation.answers.items()
    }
    for problem in operation.problems:
        text = responses.get(str(problem.status), {}).get("description", "")
        responses[str(problem.status)] = {
            "description": f"{text}; {problem.title}" if text else problem.title,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
    described: dict[str, Any] = {"summary": operation.summary, "operationId": _operation_id(operation)}
    if operation.description:
        described["description"] = operation.description
    if operation.parameters:
        described["parameters"] = list(operation.parameters)
    if operation.body:
        media: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{operation.body.__name__}"}}
        if operation.example:
            media["example"] = operation.example
        described["requestBody"] = {"required": True, "content": {"application/json": media}}
    return {**described, "responses": responses}


def _operation_id(operation: Operation) -> str:
    words = [w.strip("{}") for w in operation.path.replace(".", "/").split("/") if w and w not in ("api", "v1")]
    return "-".join([operation.method, *words])
