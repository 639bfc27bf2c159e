"""Say what the routes of battles are for: part of the table of operations."""

from __future__ import annotations

from postergen.web import battle_schemas as schemas
from postergen.web.operation import CAMPAIGN, CODE, KEY, LOCALE, Operation, json_of
from postergen.web.problems import (
    FORBIDDEN,
    INVALID,
    KEY_REUSED,
    MALFORMED,
    MEDIA_TYPE,
    NOT_FOUND,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    UNAVAILABLE,
)

SCAN = {
    "name": "scan",
    "in": "query",
    "schema": {"type": "string"},
    "description": "the click id with which somebody came: they see the same answers again",
}

BATTLE_OPERATIONS = (
    Operation(
        "post",
        "/api/v1/battles",
        "Send a sticker, or answer one",
        {
            201: ("the sticker, under a code of its own", json_of(schemas.StickerSentOut)),
            200: ("the same, sent before under this key", json_of(schemas.StickerSentOut)),
        },
        body=schemas.StickerSentIn,
        parameters=(KEY,),
        problems=(MALFORMED, NOT_FOUND, TOO_LARGE, MEDIA_TYPE, INVALID, KEY_REUSED, TOO_MANY, UNAVAILABLE),
        description="A `line` by its id, or `words` of one’s own. With `answers` or `scan` it is a child of the "
        "sticker that came, and counts in referrals as posters do. An erasure takes words of one’s own back.",
        example={"line": "zh-noodles-clump"},
    ),
    Operation(
        "get",
        "/api/v1/battles/{code}",
        "A sticker that was sent",
        {200: ("the sticker", json_of(schemas.StickerSentOut))},
        parameters=(CODE,),
        problems=(NOT_FOUND, TOO_MANY, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/battles/{code}/answers",
        "The lines that answer a sticker",
        {200: ("at most three", json_of(schemas.AnswersOut))},
        parameters=(CODE, LOCALE, SCAN),
        problems=(NOT_FOUND, INVALID, TOO_MANY, UNAVAILABLE),
        description="In the sticker’s own language, unless `locale` asks for another. They are drawn: by what authors "
        "say that a line answers, and by how often people took it when it was offered.",
    ),
    Operation(
        "get",
        "/api/v1/stats/stickers",
        "How lines of stickers do",
        {200: ("each line that was sent, the most first", json_of(schemas.LineResultsOut))},
        parameters=(CAMPAIGN,),
        problems=(UNAUTHORIZED, FORBIDDEN, NOT_FOUND, UNAVAILABLE),
    ),
)
