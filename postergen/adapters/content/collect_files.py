"""Turn the file of a collection into its rules, and say what people read in them."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from postergen.adapters.content.collect_schema import CardFile, CollectFile, EndingFile
from postergen.adapters.content.game_checks import moment_in
from postergen.adapters.content.game_schema import value_of
from postergen.adapters.content.shape_problems import Path
from postergen.domain.collecting import Card, Collection, Ending, EndKind, Limits
from postergen.domain.games import Notice, Organiser, Question, Spot
from postergen.domain.localized import LOCALES, Localized


def collection_of(game: str, file: CollectFile, zone: str) -> Collection:
    at = ZoneInfo(zone)
    claim, ending = file.claim, file.ending
    until = None if claim.until is None else moment_in(claim.until, at)
    said = (claim.delivery, claim.forfeit, ending.voucher)
    return Collection(
        id=game,
        name=file.name.value(),
        about=file.about.value(),
        opens=moment_in(file.opens, at),
        closes=moment_in(file.closes, at),
        timezone=zone,
        look=file.look,
        cards=tuple(_card(one) for one in file.cards),
        ways=file.ways,
        limits=Limits(file.limits.per_day, file.limits.in_all, file.limits.wrong_per_day),
        ending=_ending(ending),
        organiser=Organiser(file.organiser.name.value(), file.organiser.contact),
        claim=claim.how.value(),
        questions=tuple(Question(one.id, one.asks.value(), one.answers.all()) for one in file.questions),
        spots=tuple(Spot(one.id, one.name.value()) for one in file.spots),
        notice=Notice(value_of(file.who), until, *(value_of(one) for one in said)),
    )


def _card(file: CardFile) -> Card:
    return Card(file.id, file.name.value(), file.options, file.variants.value(), file.odds, file.at_most)


def _ending(file: EndingFile) -> Ending:
    return Ending(
        kind=EndKind(file.kind),
        pool=file.pool,
        unit=file.unit.value(),
        leftover=file.leftover,
        winners=file.winners or 0,
        most=file.most,
        fen=file.worth,
    )


def texts_of(game: Collection) -> Iterator[tuple[Path, Localized | None]]:
    """What people read beside what all games say, with its place in the file."""
    yield from (
        *((("cards", i, "name"), card.name) for i, card in enumerate(game.cards)),
        *((("questions", i, "asks"), question.asks) for i, question in enumerate(game.questions)),
        *((("spots", i, "name"), spot.name) for i, spot in enumerate(game.spots)),
        (("ending", "unit"), game.ending.unit),
        (("ending", "voucher"), game.notice.voucher),
        (("claim", "how"), game.claim),
        (("claim", "delivery"), game.notice.delivery),
        (("claim", "forfeit"), game.notice.forfeit),
    )


def told_of(game: Collection) -> dict[str, tuple[str, int]]:
    """What a card tells its look: the kind of each field, and its longest text in characters or its largest number."""
    names = [card.name.in_locale(locale) for card in game.cards for locale in LOCALES]
    count = len(game.cards)
    return {
        "card": ("text", max(len(card.id) for card in game.cards)),
        "name": ("text", max(map(len, names))),
        "number": ("number", count),
        "of": ("number", count),
    }
