"""The shape of the file of a game of hide and find: a pool that has an end, clues, ways of finding, envelopes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.game_schema import (
    MOST,
    AnswersFile,
    ClaimFile,
    Count,
    GameFile,
    Name,
    Pool,
    VariantsFile,
    Worth,
    one_of,
)
from postergen.adapters.content.pack_schema import Slug
from postergen.domain.catalogue import MAX_PICKS, MIN_PICKS
from postergen.domain.hiding import Clue, FoundBy

MOST_HOURS, NEAREST, FARTHEST = 72, 20, 1_000  # metres: phones know no better than 20, and 1,000 is a part of town
MOST_FINDERS = 1_000
MOST_STRIPS = 24
MOST_ENVELOPES = 40


def _clue(written: object) -> Clue:
    return one_of(Clue, written, "clue")


def _found_by(written: object) -> FoundBy:
    return one_of(FoundBy, written, "way of finding")


Units = Annotated[int, Field(strict=True, ge=0, le=MOST)]
Finders = Annotated[int, Field(strict=True, ge=1, le=MOST_FINDERS)]
ByWhat = Annotated[FoundBy, BeforeValidator(_found_by)]


class ShownFile(FileModel):
    """What the poster of an envelope shows beside its clue."""

    options: Annotated[tuple[Slug, ...], Field(min_length=MIN_PICKS, max_length=MAX_PICKS)]
    variants: VariantsFile


class HideLimitsFile(FileModel):
    hides_per_day: Count
    lying: Count
    units: Count
    finders: Finders
    finds_per_day: Count
    wrong_per_day: Count = 5


class StripsFile(FileModel):
    count: Annotated[int, Field(strict=True, ge=2, le=MOST_STRIPS)] = 8
    at_first: Annotated[int, Field(strict=True, ge=1, le=MOST_STRIPS)] = 2
    another_after: Annotated[int, Field(strict=True, ge=1, le=1_440)] = 60


class PlaceFile(FileModel):
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class EnvelopeFile(FileModel):
    id: Name
    clue: LocalizedText
    found_by: ByWhat
    units: Units
    finders: Finders
    words: LocalizedText | None = None
    answers: AnswersFile | None = None
    place: PlaceFile | None = None


class HideFile(GameFile):
    """``kind: hide``."""

    kind: Literal["hide"]
    poster: ShownFile
    pool: Pool
    unit: LocalizedText
    worth: Worth
    voucher: LocalizedText | None = None
    clues: Annotated[tuple[Annotated[Clue, BeforeValidator(_clue)], ...], Field(min_length=1)]
    found_by: Annotated[tuple[ByWhat, ...], Field(min_length=1)]
    limits: HideLimitsFile
    hours: Annotated[int, Field(strict=True, ge=1, le=MOST_HOURS)] = 24
    near: Annotated[int, Field(strict=True, ge=NEAREST, le=FARTHEST)] = 100
    strips: StripsFile = StripsFile()
    envelopes: Annotated[tuple[EnvelopeFile, ...], Field(max_length=MOST_ENVELOPES)] = ()
    claim: ClaimFile
