"""Make the OpenAPI 3.1 document out of the table of operations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from postergen import __version__
from postergen.web import (
    battle_schemas,
    catalogue_schemas,
    editorial_schemas,
    envelope_schemas,
    game_hand_schemas,
    game_schemas,
    holder_schemas,
    line_schemas,
    look_back_schemas,
    policy_schemas,
    report_schemas,
    scan_schemas,
    schemas,
)
from postergen.web.api_examples import examples
from postergen.web.api_groups import GROUPS, group_of
from postergen.web.keys import scope_of
from postergen.web.operation import Operation
from postergen.web.operations import OPERATIONS
from postergen.web.problems import BUSY, FORBIDDEN, NOT_ACCEPTABLE, SLOW_BODY, TOO_MANY, UNAUTHORIZED, Problem


def openapi_document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    _, definitions = models_json_schema(
        [(model, "validation" if model.__name__.endswith("In") else "serialization") for model in _models()],
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(complete(operation))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "postergen",
            "version": __version__,
            "description": "Personal posters that people want to share, and which words bring people.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "tags": [{"name": group} for group in GROUPS],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "`postergen key create`"}},
        },
    }


def _models() -> list[type[BaseModel]]:
    rooms = (
        schemas,
        scan_schemas,
        catalogue_schemas,
        battle_schemas,
        report_schemas,
        line_schemas,
        policy_schemas,
        editorial_schemas,
        game_schemas,
        game_hand_schemas,
        envelope_schemas,
        holder_schemas,
        look_back_schemas,
    )
    every = {name: shape for room in rooms for name, shape in vars(room).items()}
    named = {name: model for name, model in every.items() if isinstance(model, type)}
    return [m for name, m in named.items() if name.endswith(("In", "Out")) and issubclass(m, BaseModel)]


def _described(operation: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(status): {
            "description": text,
            **_content(operation, status, content),
        }
        for status, (text, content) in operation.answers.items()
    }
    for problem in operation.problems:
        text = responses.get(str(problem.status), {}).get("description", "")
        responses[str(problem.status)] = {
            "description": f"{text}; {problem.title}" if text else problem.title,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
    described: dict[str, Any] = {
        "tags": [group_of(operation.method, operation.path)],
        "summary": operation.summary,
        "operationId": operation_id(operation),
    }
    if operation.description:
        described["description"] = operation.description
    if operation.parameters:
        described["parameters"] = list(operation.parameters)
    if operation.body:
        media: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{operation.body.__name__}"}}
        if operation.example:
            media["example"] = operation.example
        described["requestBody"] = {"required": True, "content": {"application/json": media, **operation.other_bodies}}
    scope = scope_needed(operation)
    if scope:
        described["security"] = [{"key": []}]
    elif _closable(operation):
        described["security"] = [{}, {"key": []}]
    return {**described, "responses": responses}


def _content(operation: Operation, status: int, content: dict[str, Any]) -> dict[str, Any]:
    """The media types of an answer, with what was answered once; nothing for an answer without a body."""
    example = examples().get(operation_id(operation))
    if example is not None and example.status == status and example.answer is not None:
        media = example.media_type
        content = {**content, media: {**content[media], "example": example.answer}}
    return {"content": content} if content else {}


def complete(operation: Operation) -> Operation:
    """The operation with what the middleware before it adds: the scope that it needs, and their problems."""
    scope = scope_needed(operation)
    needs = f"Needs a key with the scope `{scope}`." if scope else ""
    problems = dict.fromkeys((*operation.problems, *_middleware_problems(operation)))
    return replace(operation, problems=tuple(problems), description=f"{operation.description} {needs}".strip())


def scope_needed(operation: Operation) -> str | None:
    """The scope that a key has to have here; None where there need not be one."""
    return scope_of(operation.method.upper(), operation.path, keys_required=False)


def _closable(operation: Operation) -> bool:
    """A server may be set to ask for a key here."""
    return scope_needed(operation) != scope_of(operation.method.upper(), operation.path, keys_required=True)


def _middleware_problems(operation: Operation) -> tuple[Problem, ...]:
    """What may stand before an operation: a key that is asked for, limits, an ``Accept`` that nothing fits, a
    body that stalls, too many at once."""
    keyed = (UNAUTHORIZED, FORBIDDEN, TOO_MANY) if scope_needed(operation) or _closable(operation) else ()
    guessed = (TOO_MANY,) if "{code}" in operation.path or "{click}" in operation.path else ()
    chosen = (NOT_ACCEPTABLE,) if _has_a_choice(operation) else ()
    sent = (SLOW_BODY,) if operation.body else ()
    return (*keyed, *guessed, *chosen, *sent, BUSY)


def _has_a_choice(operation: Operation) -> bool:
    """The client chooses among media types with ``Accept``; the address of a picture has chosen already."""
    offered = max((content for _, content in operation.answers.values()), key=len)
    return "application/json" in offered and len(offered) > 1


def operation_id(operation: Operation) -> str:
    """Its name in the document, and of its place on the page."""
    words = [w.strip("{}") for w in operation.path.replace(".", "/").split("/") if w and w not in ("api", "v1")]
    return "-".join([operation.method, *words])
