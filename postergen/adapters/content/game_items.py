"""Say what is wrong with a game that is being written, at its place in it, before it is put into a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from postergen.adapters.content.game_checks import Mistake, place_in, times
from postergen.adapters.content.game_kinds import GameKind
from postergen.adapters.content.game_parts import Parts
from postergen.adapters.content.game_references import unfit_looks
from postergen.rendering.template import PosterTemplate


def mistakes_of(
    kind: GameKind, game: str, values: Mapping[str, Any], zone: str, looks: Mapping[str, PosterTemplate]
) -> Iterator[Mistake]:
    """What its parts say of each other that cannot be; of one whose parts are right, what the law has against it and
    why its look does not show it, too.

    Args:
        values: as its file would have them.
        zone: that of the campaign.
        looks: those at hand, by id.
    """
    parts = Parts(kind.file, values)
    found = [*kind.mistakes(parts), *times(parts, ZoneInfo(zone))]
    yield from found
    if found:
        return
    try:
        rules = kind.value(game, kind.file.model_validate(values), zone)
    except ValidationError:
        return
    for one in kind.unlawful(rules):
        yield Mistake(place_in(one.where), one.problem, one.remedy, one.kind, one.values)
    yield from unfit_looks(rules, looks)
