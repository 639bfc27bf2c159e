"""Say what every route is for: one table, from which the OpenAPI document and ``/docs`` are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from postergen.domain.briefs import MAX_CHANNEL
from postergen.domain.editorial import Action, State
from postergen.rendering.encode import FILE_FORMATS
from postergen.service.referrals import SEGMENTS
from postergen.service.reports import DIMENSION_OF
from postergen.web import editorial_schemas, report_schemas, schemas
from postergen.web.links import NARROW
from postergen.web.problems import (
    FORBIDDEN,
    GONE,
    INVALID,
    KEY_REUSED,
    MALFORMED,
    MEDIA_TYPE,
    NOT_FOUND,
    OUTDATED,
    OVER_BUDGET,
    SOLD_OUT,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
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
WIDTH = {
    "name": "width",
    "in": "query",
    "schema": {"type": "integer", "enum": [NARROW]},
    "description": "the picture at this width, for a page that shows it small",
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
    "schema": {"type": "integer", "minimum": 1, "maximum": 720},
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
                "brief": {"type": "string", "description": "the JSON of a `PosterIn`"},
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


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _part(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "description": description}


def _table(model: type[BaseModel]) -> dict[str, Any]:
    """JSON, or the same rows as CSV."""
    return {**_json(model), "text/csv": {"schema": {"type": "string"}}}


BODY_PROBLEMS = (MALFORMED, NOT_FOUND, TOO_LARGE, MEDIA_TYPE, INVALID)
EXAMPLE = {
    "options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"],
    "locale": "zh-CN",
    "nickname": "小明",
}

EXAMPLE_VARIANT = {
    "id": "wuhan-hot-dry-noodles.zh-9",
    "locale": "zh-CN",
    "hook": "product",
    "tone": "plain",
    "fits": {"options": ["wuhan-hot-dry-noodles"]},
    "headline": "萝卜丁要多一勺",
    "body": "酱拌开了再撒，咬到哪颗算哪颗。",
    "call_to_action": "扫一扫，加一勺",
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
        other_bodies=FORM,
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
            EXTENSION,
            FORMAT,
            WIDTH,
        ),
        problems=(NOT_FOUND, UNAVAILABLE),
        description="A pure function of the poster: strong `ETag`, `immutable`, the same bytes every time.",
    ),
    Operation(
        "get",
        "/p/{code}",
        "The share page, with Open Graph tags",
        {200: ("the page", {"text/html": {}})},
        parameters=(CODE, FORMAT),
        problems=(NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "post",
        "/p/{code}/forget",
        "The maker's browser asks to forget the person",
        {303: ("forgotten; back to the poster's page", {})},
        parameters=(CODE,),
        problems=(NOT_FOUND, FORBIDDEN, UNAVAILABLE),
        description="For the button on the poster's page: the cookie that came with the poster is the proof.",
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
        "post",
        "/api/v1/scans/{click}/confirm",
        "The landing page was seen",
        {204: ("kept", {})},
        parameters=(CLICK,),
        problems=(NOT_FOUND, UNAVAILABLE),
        description="The landing page's beacon: a preview that wears a person's user agent runs no script.",
    ),
    Operation(
        "post",
        "/api/v1/posters/{code}/share",
        "The poster was sent on",
        {204: ("kept; counted once for a poster", {})},
        parameters=(CODE,),
        problems=(NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/scans/{click}/offers",
        "What can be done about the wishes on the scanned poster",
        {200: ("the offers, the most relevant first", _json(schemas.OffersOut))},
        parameters=(CLICK, LOCALE),
        problems=(NOT_FOUND, INVALID, UNAVAILABLE),
    ),
    Operation(
        "post",
        "/api/v1/scans/{click}/offers/{offer}/claim",
        "A coupon",
        {
            201: ("a code that nobody else has", _json(schemas.CouponOut)),
            200: ("the code that this scan was given before", _json(schemas.CouponOut)),
        },
        parameters=(CLICK, _part("offer", "id of an offer of the kind `coupon`")),
        problems=(NOT_FOUND, FORBIDDEN, SOLD_OUT, UNAVAILABLE),
        description="It counts as a conversion of the poster.",
    ),
    Operation(
        "post",
        "/api/v1/conversions",
        "Somebody did something after a scan",
        {202: ("kept; it counts within a second or so", _json(schemas.AcceptedOut))},
        body=schemas.ConversionIn,
        problems=(*BODY_PROBLEMS, UNAVAILABLE),
        description="Server to server. The same `key` may be sent again and counts once.",
        example={"key": "order-1041", "click": "0f3c...", "type": "order", "value": "39.90", "currency": "CNY"},
    ),
    Operation(
        "delete",
        "/api/v1/posters/{code}",
        "Forget the person behind a poster",
        {204: ("forgotten; the counts stay", {})},
        parameters=(CODE, ERASE_TOKEN),
        problems=(NOT_FOUND, FORBIDDEN, UNAVAILABLE),
        description="Nickname, picture, told fields and whatever would recognise the person go. Needs the token that "
        "came with the poster, or a key with the scope `erase`.",
    ),
    Operation(
        "get",
        "/api/v1/posters/{code}/person",
        "Everything stored about the person behind a poster",
        {200: ("what is stored", _json(schemas.PersonOut))},
        parameters=(CODE, ERASE_TOKEN),
        problems=(NOT_FOUND, FORBIDDEN, UNAVAILABLE),
        description="Needs the token that came with the poster, or a key with the scope `erase`.",
    ),
    Operation(
        "get",
        "/api/v1/stats/{by}",
        "What happened, by variant, option, theme, place, channel, look, occasion or locale",
        {200: ("one row for each value, the most scanned first", _table(report_schemas.BreakdownsOut))},
        parameters=(BY, CAMPAIGN, *PERIOD),
        problems=(NOT_FOUND, INVALID, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/stats/series",
        "What happened over time, without gaps",
        {200: ("one bucket for each hour or day", _table(report_schemas.SeriesOut))},
        parameters=(STEP, ZONE, CAMPAIGN, *PERIOD),
        problems=(NOT_FOUND, INVALID, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/stats/funnel",
        "How far posters came",
        {200: ("the steps, each with its shares and intervals", _table(report_schemas.FunnelOut))},
        parameters=(CAMPAIGN, *PERIOD),
        problems=(NOT_FOUND, INVALID, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/stats/referrals",
        "How posters lead to posters",
        {200: ("the K-factor with its interval, generations and pace", _table(report_schemas.ReferralsOut))},
        parameters=(SEGMENT, WINDOW_HOURS, CAMPAIGN),
        problems=(NOT_FOUND, INVALID, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/stats/draws",
        "Whether the words were drawn as often as the policy says",
        {200: ("a sample-ratio test", _table(report_schemas.DrawsOut))},
        parameters=(CAMPAIGN,),
        problems=(NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/edits",
        "Copy that was written over the pack, the newest first",
        {200: ("the edits", _json(editorial_schemas.EditsOut))},
        parameters=(STATE, CAMPAIGN),
        problems=(NOT_FOUND, INVALID, UNAVAILABLE),
    ),
    Operation(
        "post",
        "/api/v1/edits",
        "Write copy",
        {201: ("drafts, each with what the rules and looks say of it", _json(editorial_schemas.ProposedListOut))},
        body=editorial_schemas.EditsIn,
        problems=(*BODY_PROBLEMS, OUTDATED, UNAVAILABLE),
        description="All or none. What nothing blocks is `checked` at once and waits for a person.",
        example={"variants": [EXAMPLE_VARIANT]},
    ),
    Operation(
        "post",
        "/api/v1/edits/{variant}/{number}/{action}",
        "Approve, reject, pause, resume or retire an edit",
        {200: ("the edit as it is now", _json(editorial_schemas.EditOut))},
        body=editorial_schemas.ActIn,
        parameters=(_part("variant", "id of the variant"), NUMBER, ACTION),
        problems=(*BODY_PROBLEMS, OUTDATED, UNAVAILABLE),
        example={"why": "the wrong bridge"},
    ),
    Operation(
        "post",
        "/api/v1/publications",
        "Bring everything that is approved to life",
        {
            201: ("published; servers take it up within seconds", _json(editorial_schemas.PublicationOut)),
            200: ("nothing was approved", _json(editorial_schemas.PublicationOut)),
        },
        body=editorial_schemas.ActIn,
        problems=(*BODY_PROBLEMS, OUTDATED, UNAVAILABLE),
        example={"why": "for the weekend"},
    ),
    Operation(
        "post",
        "/api/v1/drafts",
        "Ask a language model for drafts",
        {201: ("drafts, and what was turned away", _json(editorial_schemas.DraftsOut))},
        body=editorial_schemas.DraftsIn,
        problems=(*BODY_PROBLEMS, OVER_BUDGET, UNAVAILABLE),
        example={"option": "parents-medical-check-up", "locale": "zh-CN", "tone": "warm", "count": 8},
    ),
    Operation(
        "post",
        "/api/v1/lint",
        "What the rules of compliance say of a text",
        {200: ("the findings, the gravest first", _json(editorial_schemas.LintOut))},
        body=editorial_schemas.LintIn,
        problems=BODY_PROBLEMS,
        example={"text": "全国最佳热干面", "locale": "zh-CN"},
    ),
    Operation(
        "get",
        "/r/{campaign}/{signature}/{brief}.{extension}",
        "A picture made when it is first asked for",
        {200: ("the picture", dict(IMAGES)), 304: ("not modified", {})},
        parameters=(
            _part("campaign", "campaign id"),
            _part("signature", "key id, a dot, and the signature"),
            _part("brief", "base64url of the JSON of a `SignedBriefIn`"),
            EXTENSION,
        ),
        problems=(NOT_FOUND, GONE, INVALID, TOO_MANY, UNAVAILABLE),
        description="For `<img>` tags: `postergen sign` prints such an address, docs/doors.md says how to compute one. "
        "The same brief is the same poster, whatever key signed it and however often `expires` was renewed.",
    ),
    Operation(
        "get",
        "/metrics",
        "Counters for Prometheus",
        {200: ("the counters in Prometheus's text format", {"text/plain": {}})},
        problems=(UNAUTHORIZED, FORBIDDEN),
        description="Open to this machine; from elsewhere, with a key of the scope `stats`.",
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
