"""What an operation of the API is, and the parameters that several have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from postergen.domain.briefs import MAX_CHANNEL
from postergen.domain.editorial import Action, State
from postergen.rendering.encode import FILE_FORMATS
from postergen.service.pictures import PAGE_WIDTH
from postergen.service.referrals import SEGMENTS
from postergen.service.reports import DIMENSION_OF
from postergen.tracking.referral_rollup import WINDOWS
from postergen.web.problems import Problem

CODE = {
    "name": "code",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "the poster's code; case, dashes and look-alikes do not matter",
    "example": "BT0Y2PZ6TR6QVHY",
}
CAMPAIGN = {"name": "campaign", "in": "query", "schema": {"type": "string"}, "description": "campaign id"}
OPTION = {"name": "option", "in": "query", "required": True, "schema": {"type": "string"}, "description": "option id"}
PAIR = {
    "name": "pair",
    "in": "query",
    "schema": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
    "explode": True,
    "description": "two texts by their ids, as `pair=A&pair=B`: which is the better, or that nobody can tell",
}
LOCALE = {"name": "locale", "in": "query", "schema": {"type": "string", "enum": ["zh-CN", "en"]}}
FORMAT = {
    "name": "format",
    "in": "query",
    "schema": {"type": "string"},
    "description": "another pixel format",
}
WIDTH = {
    "name": "width",
    "in": "query",
    "schema": {"type": "integer", "enum": [PAGE_WIDTH]},
    "description": "the picture at this width, for a page that shows it small",
}
VERSION = {
    "name": "v",
    "in": "query",
    "schema": {"type": "string"},
    "description": "the version that `image_url` has: such an address may be kept for long",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 128},
    "description": "the same key with the same body gives the same poster",
}
EXTENSION = {
    "name": "extension",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": list(FILE_FORMATS)},
}
CLICK = {
    "name": "click",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "the click id of the landing address",
}
LANDED = {
    "name": "token",
    "in": "query",
    "schema": {"type": "string"},
    "description": "the token of our own landing page",
}
ERASE_TOKEN = {
    "name": "Postergen-Erase-Token",
    "in": "header",
    "schema": {"type": "string"},
    "description": "the token that came with the poster",
}
BY = {"name": "by", "in": "path", "required": True, "schema": {"type": "string", "enum": list(DIMENSION_OF)}}
SEGMENT = {"name": "by", "in": "query", "schema": {"type": "string", "enum": list(SEGMENTS)}}
WINDOW_HOURS = {
    "name": "window_hours",
    "in": "query",
    "schema": {"type": "integer", "enum": list(WINDOWS)},
    "description": "within which a child counts; 72 when left out",
}
STEP = {"name": "step", "in": "query", "schema": {"type": "string", "enum": ["hour", "day"]}}
ZONE = {"name": "zone", "in": "query", "schema": {"type": "string"}, "description": "the campaign's when left out"}
NUMBER = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
ACTION = {"name": "action", "in": "path", "required": True, "schema": {"type": "string", "enum": list(Action)}}
STATE = {
    "name": "state",
    "in": "query",
    "schema": {"type": "array", "items": {"type": "string", "enum": list(State)}},
    "description": "several may be named; all when left out",
}
_DAY = "a day of the campaign's zone, or a moment with its offset"
_DAY_SCHEMA = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
PERIOD: tuple[dict[str, Any], ...] = (
    {"name": "from", "in": "query", "schema": _DAY_SCHEMA, "description": _DAY},
    {"name": "to", "in": "query", "schema": _DAY_SCHEMA, "description": f"{_DAY}; a day is included"},
    {
        "name": "channel",
        "in": "query",
        "schema": {"type": "string", "maxLength": MAX_CHANNEL},
        "description": "posters of this channel only",
    },
)
FORM: dict[str, Any] = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["brief"],
            "properties": {
                "brief": {"type": "string", "description": "the JSON of a `PosterIn`, as text or as a file part"},
                "avatar": {"type": "string", "format": "binary", "description": "a JPEG, PNG or WebP"},
            },
        }
    }
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
    other_bodies: dict[str, Any] = field(default_factory=dict)  # by media type, beside JSON


def json_of(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def part(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "description": description}


def table_of(model: type[BaseModel]) -> dict[str, Any]:
    """JSON, or the same rows as CSV."""
    return {**json_of(model), "text/csv": {"schema": {"type": "string"}}}
