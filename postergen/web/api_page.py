"""Work out what ``/docs`` shows of each operation: its example, the call that made it, the fields to try it with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from postergen.web.api_examples import Example, examples
from postergen.web.api_groups import GROUPS, REST, group_of
from postergen.web.openapi import complete, operation_id, scope_needed
from postergen.web.operation import Operation
from postergen.web.operations import OPERATIONS

OF_ONE_SERVER = ("code", "click", "signature", "brief", "link", "serial")  # an example of ours is nobody's elsewhere
NONE_YET = Example("", {}, None, 0, {}, "", None)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as somebody fills it in: ``value`` is there beforehand, ``hint`` shows what it may look like."""

    name: str
    place: str
    choices: tuple[str, ...]
    value: str
    hint: str
    required: bool


@dataclass(frozen=True, slots=True)
class Route:
    """An operation as the page shows it."""

    id: str
    operation: Operation
    scope: str | None
    example: Example
    curl: str
    answer: str
    fields: tuple[Field, ...]
    body: str
    accepts: tuple[str, ...]


def routes_by_group(base: str) -> Mapping[str, tuple[Route, ...]]:
    """The operations in the order of their groups; ``base`` is the address of this server."""
    groups: dict[str, list[Route]] = {group: [] for group in (*GROUPS, REST)}
    place = {name: number for number, name in enumerate(name for names in GROUPS.values() for name in names)}
    for operation in sorted(OPERATIONS, key=lambda one: place.get(f"{one.method} {one.path}", len(place))):
        groups[group_of(operation.method, operation.path)].append(_route(operation, base))
    return {group: tuple(routes) for group, routes in groups.items() if routes}


def _route(operation: Operation, base: str) -> Route:
    name = operation_id(operation)
    example = examples().get(name, NONE_YET)
    scope = scope_needed(operation)
    return Route(
        id=name,
        operation=complete(operation),
        scope=scope,
        example=example,
        curl=_curl(operation, example, base, has_key=scope is not None),
        answer=pretty(example.answer) if example.answer is not None else "",
        fields=tuple(_field(parameter, _sent(operation.path, example)) for parameter in operation.parameters),
        body=pretty(example.body) if example.body is not None else "",
        accepts=_media_types(operation),
    )


def _media_types(operation: Operation) -> tuple[str, ...]:
    """What an answer may come as."""
    offered = [tuple(content) for _, content in operation.answers.values()]
    return max(offered, key=lambda media_types: len(media_types))


def pretty(value: Any) -> str:
    """JSON for people."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _curl(operation: Operation, example: Example, base: str, *, has_key: bool) -> str:
    """The call that made the example, for a terminal."""
    parts = ["curl -s"] + [f"-X {operation.method.upper()}"] * (operation.method not in ("get", "post"))
    parts += ["-X POST"] * (operation.method == "post" and example.body is None)
    parts += ['-H "Authorization: Bearer $KEY"'] * has_key
    parts += [f"-H {_quoted(f'{name}: {value}')}" for name, value in example.headers.items()]
    if example.body is not None:
        parts += ["-H 'Content-Type: application/json'", f"-d {_quoted(pretty(example.body))}"]
    return " \\\n  ".join([f"{parts[0]} {_quoted(base + example.address)}", *parts[1:]])


def _quoted(text: str) -> str:
    """One word of a shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _sent(path: str, example: Example) -> Mapping[str, str]:
    """What the example sent for each parameter."""
    split = urlsplit(example.address)
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(path))
    found = re.fullmatch(pattern, split.path)
    inside = {name: unquote(value) for name, value in found.groupdict().items()} if found else {}
    return {**inside, **{name: values[0] for name, values in parse_qs(split.query).items()}, **example.headers}


def _field(parameter: Mapping[str, Any], sent: Mapping[str, str]) -> Field:
    name, schema = parameter["name"], parameter["schema"]
    known = sent.get(name, "")
    is_known_here = parameter["in"] != "header" and name not in OF_ONE_SERVER
    return Field(
        name=name,
        place=parameter["in"],
        choices=tuple(map(str, schema.get("enum", ()))),
        value=known if is_known_here else "",
        hint="" if is_known_here else known,
        required=parameter.get("required", False),
    )
