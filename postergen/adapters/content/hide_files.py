"""Turn the file of a game of hide and find into its rules, and say what people read in them."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from postergen.adapters.content.game_checks import moment_in
from postergen.adapters.content.game_schema import value_of
from postergen.adapters.content.hide_schema import EnvelopeFile, HideFile
from postergen.adapters.content.shape_problems import Path
from postergen.domain.games import Notice, Organiser
from postergen.domain.hiding import LONGEST_CLUE, Envelope, HideLimits, Hunt, Shown, Strips
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.places import Place


def hunt_of(game: str, file: HideFile, zone: str) -> Hunt:
    at, claim, limits = ZoneInfo(zone), file.claim, file.limits
    until = None if claim.until is None else moment_in(claim.until, at)
    said = (claim.delivery, claim.forfeit, file.voucher)
    return Hunt(
        id=game,
        name=file.name.value(),
        about=file.about.value(),
        opens=moment_in(file.opens, at),
        closes=moment_in(file.closes, at),
        timezone=zone,
        look=file.look,
        organiser=Organiser(file.organiser.name.value(), file.organiser.contact),
        notice=Notice(value_of(file.who), until, *(value_of(one) for one in said)),
        poster=Shown(file.poster.options, file.poster.variants.value()),
        pool=file.pool,
        unit=file.unit.value(),
        fen=file.worth,
        clues=file.clues,
        found_by=file.found_by,
        limits=HideLimits(
            hides_per_day=limits.hides_per_day,
            lying=limits.lying,
            units=limits.units,
            finders=limits.finders,
            finds_per_day=limits.finds_per_day,
            wrong_per_day=limits.wrong_per_day,
        ),
        claim=claim.how.value(),
        hours=file.hours,
        near=file.near,
        strips=Strips(file.strips.count, file.strips.at_first, file.strips.another_after),
        envelopes=tuple(_envelope(one) for one in file.envelopes),
    )


def _envelope(file: EnvelopeFile) -> Envelope:
    answers = file.answers.all() if file.answers else ()
    place = Place(file.place.latitude, file.place.longitude) if file.place else None
    said = (value_of(file.words), answers, place)
    return Envelope(file.id, file.clue.value(), file.found_by, file.units, file.finders, *said)


def texts_of_hunt(game: Hunt) -> Iterator[tuple[Path, Localized | None]]:
    """What people read beside what all games say, with its place in the file."""
    yield from (
        *((("envelopes", i, "clue"), one.clue) for i, one in enumerate(game.envelopes)),
        *((("envelopes", i, "words"), one.words) for i, one in enumerate(game.envelopes)),
        (("unit",), game.unit),
        (("voucher",), game.notice.voucher),
        (("claim", "how"), game.claim),
        (("claim", "delivery"), game.notice.delivery),
        (("claim", "forfeit"), game.notice.forfeit),
    )


def told_of_envelope(game: Hunt) -> dict[str, tuple[str, int]]:
    """What the poster of an envelope tells its look: by field its kind, and its longest text or largest number."""
    most = max([game.limits.units, *(one.units for one in game.envelopes)])
    finders = max([game.limits.finders, *(one.finders for one in game.envelopes)])
    return {
        "clue": ("text", LONGEST_CLUE),
        "by": ("text", max(len(one.value) for one in game.found_by)),
        "units": ("number", most),
        "unit": ("text", max(len(game.unit.in_locale(locale)) for locale in LOCALES)),
        "finders": ("number", finders),
    }
