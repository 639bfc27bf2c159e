"""The shapes of hiding an envelope, finding it, and what somebody hid and found."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Base64Bytes, BeforeValidator, Field

from postergen.domain.hiding import Clue, FoundBy
from postergen.web.game_schemas import MAX_PROOF, Both, EnvelopeOut, GameRefusalOut
from postergen.web.schemas import Shape, without_data_scheme


class LocationIn(Shape):
    """Where a browser says that it is, as its geolocation tells it. It is compared, and kept nowhere."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy: Annotated[float, Field(ge=0, description="metres")] = 0


class EnvelopeIn(Shape):
    """An envelope to be hidden."""

    # plain strings: what the game does not know is told with all else that is wrong
    clue: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(Clue)})] = "sentence"
    found_by: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(FoundBy)})] = "answer"
    units: Annotated[int, Field(ge=0, le=2**53, description="0 for words alone")]
    finders: Annotated[int, Field(ge=1, le=2**31 - 1)]
    locale: Annotated[Literal["zh-CN", "en"], Field(description="in which it is written")] = "zh-CN"
    says: Annotated[str, Field(max_length=MAX_PROOF, description="the clue, up to 60 characters")] = ""
    words: Annotated[str, Field(max_length=MAX_PROOF, description="for whoever finds it, up to 200")] = ""
    answer: Annotated[str, Field(max_length=MAX_PROOF, description="what is right; several with `/` between")] = ""
    place: Annotated[LocationIn | None, Field(description="where it lies")] = None
    photo: Annotated[
        Base64Bytes | None,
        BeforeValidator(without_data_scheme),
        Field(description="a JPEG, PNG or WebP in base64, or as a `data:` address"),
    ] = None


class HideDayOut(Shape):
    """How much somebody did today, and when the next day begins."""

    hidden: int
    found: int
    wrong: int
    lying: Annotated[int, Field(description="envelopes of theirs that lie somewhere now")]
    ends: datetime


class EnvelopeHiddenOut(EnvelopeOut):
    """An envelope of one's own."""

    code_url: Annotated[str | None, Field(description="what the printed code says that is to lie there; keep it")]


class EnvelopeFindIn(Shape):
    proof: Annotated[
        str,
        Field(max_length=MAX_PROOF, description="the answer as typed, or the last part of the address in the code"),
    ] = ""
    location: Annotated[LocationIn | None, Field(description="where the person is")] = None


class EnvelopeFoundOut(Shape):
    """An envelope that somebody found."""

    envelope: EnvelopeOut
    units: Annotated[int, Field(description="their part of it")]
    words: Both


class PocketsOut(Shape):
    """What somebody has of hide and find, and what they can do."""

    game: str
    player: Annotated[int | None, Field(description="their number in the record; null before their first act")]
    units: Annotated[int, Field(description="that they have found in all")]
    hidden: Annotated[list[EnvelopeHiddenOut], Field(description="by them, the latest first")]
    found: list[EnvelopeFoundOut]
    day: HideDayOut
    hide_why_not: GameRefusalOut | None
    find_why_not: GameRefusalOut | None


class EnvelopePosterOut(Shape):
    """The poster that shows a clue."""

    envelope: str
    code: str
    image_url: str
    share_url: str
    scan_url: str
