"""Say what the routes of games are for: part of the table of operations."""

from __future__ import annotations

from typing import Any

from postergen.web import envelope_schemas, game_hand_schemas, game_schemas, holder_schemas
from postergen.web.api import MAX_KEY
from postergen.web.game_record import RECORD_TYPE
from postergen.web.operation import CAMPAIGN, LOCALE, Operation, json_of, part
from postergen.web.problems import (
    FORBIDDEN,
    INVALID,
    KEY_REUSED,
    MALFORMED,
    MEDIA_TYPE,
    NOT_FOUND,
    REFUSED,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    UNAVAILABLE,
)

GAME = part("game", "id of a game")
LINK = part("link", "id of an offer")
ENVELOPE = part("envelope", "id of an envelope")
DAY = part("day", "a day that they kept, as 2027-01-20")
MONTH = {
    "name": "month",
    "in": "query",
    "schema": {"type": "string"},
    "description": "of the calendar, as 2027-01; this one when left out",
}
SERIAL = {
    "name": "serial",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 0},
    "description": "of a card, as the hand has it",
}
HOLDER: tuple[dict[str, Any], ...] = (
    {
        "name": "Postergen-Holder",
        "in": "header",
        "schema": {"type": "string"},
        "description": "who plays: the token of `POST /api/v1/holders`",
    },
    {
        "name": "Postergen-Subject",
        "in": "header",
        "schema": {"type": "string", "maxLength": 200},
        "description": "who plays, as your own system calls them; with a key of the scope `games`, instead of a token",
    },
)
ACT_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY},
    "description": "another for each act; the same one again has the same answer, and nothing is done twice",
}
WHO_PROBLEMS = (MALFORMED, NOT_FOUND, INVALID, UNAUTHORIZED, FORBIDDEN, TOO_MANY, UNAVAILABLE)
ACT_PROBLEMS = (*WHO_PROBLEMS, KEY_REUSED, REFUSED)
SENT_PROBLEMS = (*ACT_PROBLEMS, MEDIA_TYPE, TOO_LARGE)

GAME_OPERATIONS = (
    Operation(
        "get",
        "/api/v1/games",
        "The games of a campaign",
        {200: ("their rules, and how they stand", json_of(game_schemas.GamesOut))},
        parameters=(CAMPAIGN,),
        problems=(MALFORMED, NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/games/{game}",
        "A game: its rules, and how it stands",
        {200: ("the game", json_of(game_schemas.GameOut))},
        parameters=(GAME, CAMPAIGN),
        problems=(MALFORMED, NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "post",
        "/api/v1/holders",
        "Begin to play: a token for somebody new",
        {201: ("the token, which is shown once", json_of(holder_schemas.NewHolderOut))},
        parameters=(CAMPAIGN,),
        problems=(MALFORMED, NOT_FOUND, TOO_MANY, UNAVAILABLE),
        description="Whoever has the token has the cards: keep it on the person’s phone, and ask them first.",
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/hand",
        "What somebody has, and what they can do",
        {200: ("their cards, their offers, and each way to another card", json_of(game_hand_schemas.GameHandOut))},
        parameters=(GAME, CAMPAIGN, *HOLDER),
        problems=WHO_PROBLEMS,
    ),
    Operation(
        "post",
        "/api/v1/games/{game}/deals",
        "A card for something that was done",
        {201: ("the card", json_of(game_hand_schemas.GameHeldOut))},
        body=game_hand_schemas.GameDealIn,
        parameters=(GAME, CAMPAIGN, *HOLDER, ACT_KEY),
        problems=SENT_PROBLEMS,
        description="A `poster` is named by its code and proved by its erase token, a `question` by its id and the "
        "answer, a `spot` by its id and what its printed code carries; a `check-in` needs nothing. What the rules do "
        "not allow is 409, with the reason as `code` and a sentence for whoever plays in `texts`.",
        example={"way": "check-in"},
    ),
    Operation(
        "post",
        "/api/v1/games/{game}/offers",
        "Give a card away, or swap it, by a link",
        {201: ("the offer", json_of(game_hand_schemas.GameOfferOut))},
        body=game_hand_schemas.GameOfferIn,
        parameters=(GAME, CAMPAIGN, *HOLDER, ACT_KEY),
        problems=SENT_PROBLEMS,
        example={"serial": 7, "wants": "lamp"},
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/offers/{link}",
        "What is on offer",
        {200: ("the offer", json_of(game_hand_schemas.GameOfferOut))},
        parameters=(GAME, LINK, CAMPAIGN),
        problems=(MALFORMED, NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "post",
        "/api/v1/games/{game}/offers/{link}/take",
        "Take what is on offer",
        {200: ("the card, which is theirs now", json_of(game_hand_schemas.GameHeldOut))},
        parameters=(GAME, LINK, CAMPAIGN, *HOLDER, ACT_KEY),
        problems=ACT_PROBLEMS,
        description="Of a swap, the oldest card of theirs that it wants goes to the other. Two who take it at once: "
        "one has it.",
    ),
    Operation(
        "delete",
        "/api/v1/games/{game}/offers/{link}",
        "Take an offer back",
        {204: ("the card is held again; to take it back twice is once", {})},
        parameters=(GAME, LINK, CAMPAIGN, *HOLDER),
        problems=(*WHO_PROBLEMS, REFUSED),
    ),
    Operation(
        "post",
        "/api/v1/games/{game}/sets",
        "Lay down a whole set",
        {201: ("it is down", json_of(game_hand_schemas.GameSetOut))},
        parameters=(GAME, CAMPAIGN, *HOLDER, ACT_KEY),
        problems=ACT_PROBLEMS,
        description="The oldest card of each kind goes, once and for good; what somebody has twice stays theirs.",
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/cards/{serial}",
        "The poster of a card",
        {200: ("the poster, which is made when it is first asked for", json_of(game_hand_schemas.GamePosterOut))},
        parameters=(GAME, SERIAL, CAMPAIGN, LOCALE, *HOLDER),
        problems=WHO_PROBLEMS,
        description="For whoever holds the card. Its language is that of the first time.",
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/diary",
        "The days that somebody kept in a diary",
        {200: ("their days, the streak, and the calendar of a month", json_of(game_hand_schemas.GameDiaryOut))},
        parameters=(GAME, MONTH, CAMPAIGN, *HOLDER),
        problems=WHO_PROBLEMS,
    ),
    Operation(
        "post",
        "/api/v1/games/{game}/days",
        "Check in: keep today, and get its poster",
        {201: ("the day, which is kept", json_of(game_hand_schemas.GameEntryOut))},
        body=game_hand_schemas.GameCheckIn,
        parameters=(GAME, CAMPAIGN, *HOLDER, ACT_KEY),
        problems=SENT_PROBLEMS,
        description="Days are those of the game’s zone, and each is kept once. Whoever sends the `day` that they saw "
        "is told when it is over (`new-day`), instead of keeping the next one.",
        example={"option": "parents-call-home", "line": "Mum had nothing to report either", "locale": "en"},
    ),
    Operation(
        "post",
        "/api/v1/games/{game}/repairs",
        "Fill in a day that was missed",
        {201: ("the day, which counts as kept and has no poster", json_of(game_hand_schemas.GameEntryOut))},
        body=game_hand_schemas.GameRepairIn,
        parameters=(GAME, CAMPAIGN, *HOLDER, ACT_KEY),
        problems=SENT_PROBLEMS,
        description="A day of this month, or yesterday; a month has as many as the rules say.",
        example={"day": "2026-11-28"},
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/days/{day}",
        "The poster of a day",
        {200: ("the poster, the same one each time", json_of(game_hand_schemas.GameDayPosterOut))},
        parameters=(GAME, DAY, CAMPAIGN, *HOLDER),
        problems=WHO_PROBLEMS,
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/envelopes",
        "What somebody hid and found, and what they can do",
        {200: ("their envelopes, and their part of those that they found", json_of(envelope_schemas.PocketsOut))},
        parameters=(GAME, CAMPAIGN, *HOLDER),
        problems=WHO_PROBLEMS,
    ),
    Operation(
        "post",
        "/api/v1/games/{game}/envelopes",
        "Hide an envelope",
        {201: ("the envelope, with what its printed code says", json_of(envelope_schemas.EnvelopeHiddenOut))},
        body=envelope_schemas.EnvelopeIn,
        parameters=(GAME, CAMPAIGN, *HOLDER, ACT_KEY),
        problems=SENT_PROBLEMS,
        description="Of a `photo` everything but the picture is removed, and it is deleted when the envelope lies "
        "there no more; so are the `place` and the `answer`. What was typed passes the rules that wishes pass.",
        example={
            "clue": "sentence",
            "found_by": "answer",
            "units": 12,
            "finders": 3,
            "locale": "en",
            "says": "What rattles on the stove?",
            "answer": "the kettle / kettle",
            "words": "Tea is ready.",
        },
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/envelopes/{envelope}",
        "The clue of an envelope",
        {200: ("the envelope", json_of(game_schemas.EnvelopeOut))},
        parameters=(GAME, ENVELOPE, CAMPAIGN),
        problems=(MALFORMED, NOT_FOUND, UNAVAILABLE),
    ),
    Operation(
        "post",
        "/api/v1/games/{game}/envelopes/{envelope}/find",
        "Find an envelope",
        {200: ("their part of it", json_of(envelope_schemas.EnvelopeFoundOut))},
        body=envelope_schemas.EnvelopeFindIn,
        parameters=(GAME, ENVELOPE, CAMPAIGN, *HOLDER, ACT_KEY),
        problems=SENT_PROBLEMS,
        description="By `proof` where an answer or a printed code finds it, by `location` where being there does. A "
        "location is compared at once and kept nowhere. What is wrong is counted, and ends for the day.",
        example={"proof": "Rice jar"},
    ),
    Operation(
        "delete",
        "/api/v1/games/{game}/envelopes/{envelope}",
        "Take an envelope back",
        {204: ("what nobody found of it is in the pool again; to take it back twice is once", {})},
        parameters=(GAME, ENVELOPE, CAMPAIGN, *HOLDER),
        problems=(*WHO_PROBLEMS, REFUSED),
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/envelopes/{envelope}/poster",
        "The poster with a clue",
        {200: ("the poster, which is made when it is first asked for", json_of(envelope_schemas.EnvelopePosterOut))},
        parameters=(GAME, ENVELOPE, CAMPAIGN, LOCALE, *HOLDER),
        problems=WHO_PROBLEMS,
        description="For whoever hid it; that of the game’s own envelopes for anybody who plays.",
    ),
    Operation(
        "get",
        "/api/v1/games/{game}/record",
        "The record of a game that is closed",
        {200: ("the rules and the seed, and every line with its digest, as JSON lines", {RECORD_TYPE: {}})},
        parameters=(GAME, CAMPAIGN),
        problems=(MALFORMED, NOT_FOUND, REFUSED, UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/v1/holder",
        "All that is stored of somebody who plays",
        {200: ("what is stored", json_of(holder_schemas.HolderOut))},
        parameters=(CAMPAIGN, *HOLDER),
        problems=WHO_PROBLEMS,
    ),
    Operation(
        "delete",
        "/api/v1/holder",
        "Forget who plays",
        {204: ("forgotten; their cards are nobody’s", {})},
        parameters=(CAMPAIGN, *HOLDER),
        problems=WHO_PROBLEMS,
        description="Nothing leads from the record to them any more, and their token opens nothing.",
    ),
)
