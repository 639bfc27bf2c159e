"""Say what the routes are for that tell what a campaign has: part of the table of operations."""

from __future__ import annotations

from typing import Any

from postergen.rendering.moving import MOVING_FORMATS, STILL_FORMATS
from postergen.service.stickers import EXTENSIONS, SIDES
from postergen.web import catalogue_schemas
from postergen.web.operation import CAMPAIGN, LOCALE, VERSION, Operation, json_of, part
from postergen.web.problems import INVALID, NOT_FOUND, TOO_MANY

EXTENSION = {
    "name": "extension",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": list(EXTENSIONS)},
}
SIZE = {
    "name": "size",
    "in": "query",
    "schema": {"type": "integer", "enum": list(SIDES)},
    "description": f"pixels of a side; {SIDES[0]} when left out",
}
PICTURES: dict[str, Any] = {
    STILL_FORMATS["png"].media_type: {},
    **{one.media_type: {} for one in MOVING_FORMATS.values()},
}

CONTENT_OPERATIONS = (
    Operation(
        "get",
        "/api/v1/catalogue",
        "Options, themes, places, occasions and looks of a campaign",
        {200: ("the catalogue in the locale asked for", json_of(catalogue_schemas.CatalogueOut))},
        parameters=(CAMPAIGN, LOCALE),
        problems=(NOT_FOUND, INVALID),
    ),
    Operation(
        "get",
        "/api/v1/campaigns/{campaign}/stickers",
        "The stickers of a campaign",
        {200: ("the stickers of the locale asked for, in their order", json_of(catalogue_schemas.StickersOut))},
        parameters=(part("campaign", "campaign id"), LOCALE),
        problems=(NOT_FOUND, INVALID),
        description="Reply pictures: short lines, each said by a figure. `files` are their pictures by extension.",
    ),
    Operation(
        "get",
        "/api/v1/campaigns/{campaign}/stickers/{sticker}.{extension}",
        "A sticker as a picture",
        {200: ("the picture, on nothing", PICTURES), 304: ("not modified", {})},
        parameters=(part("campaign", "campaign id"), part("sticker", "sticker id"), EXTENSION, SIZE, VERSION),
        problems=(NOT_FOUND, TOO_MANY),
        description="`png` stands still, the others move. The same bytes, with a strong `ETag`. At the address that "
        "`files` has, with its version `v`, it may be kept for a year; else for a minute. Drawing one that moves "
        "counts as four tenths of a second.",
    ),
)
