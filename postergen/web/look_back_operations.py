"""Say what the routes of look backs are for: part of the table of operations."""

from __future__ import annotations

from postergen.web import look_back_schemas as schemas
from postergen.web.operation import CAMPAIGN, KEY, Operation, json_of, part
from postergen.web.problems import (
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

LOOK_BACK_OPERATIONS = (
    Operation(
        "get",
        "/api/v1/look-backs",
        "The look backs of a campaign",
        {200: ("when each is to be had, and by which figures it is told", json_of(schemas.LookBacksOut))},
        parameters=(CAMPAIGN,),
        problems=(MALFORMED, NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "post",
        "/api/v1/look-backs/{look_back}",
        "Make somebody’s look back out of their figures",
        {
            200: ("the pages, made before with this key", json_of(schemas.LookBackMadeOut)),
            201: ("the pages", json_of(schemas.LookBackMadeOut)),
        },
        body=schemas.LookBackIn,
        parameters=(part("look_back", "id of a look back"), KEY),
        problems=(
            MALFORMED,
            NOT_FOUND,
            MEDIA_TYPE,
            TOO_LARGE,
            INVALID,
            KEY_REUSED,
            UNAUTHORIZED,
            TOO_MANY,
            UNAVAILABLE,
        ),
        description="Each page is a poster with a code of its own, whose sentence is drawn among those of the figure’s "
        "band. Every figure that the look back is told by has to be there; all that is wrong is told at once, and then "
        "nothing is made.",
        example={
            "figures": {"posters": 7, "friends": 12, "generations": 2, "theme": "food", "hour": 5},
            "nickname": "Ming",
            "locale": "en",
        },
    ),
)
