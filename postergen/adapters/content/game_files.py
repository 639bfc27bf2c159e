"""Read the games of a campaign pack: a file each, whose mistakes are all told, whatever else is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from postergen.adapters.content.file_shapes import LocalizedText
from postergen.adapters.content.game_checks import Mistake, mistakes_in, moment_in
from postergen.adapters.content.game_parts import Parts
from postergen.adapters.content.game_schema import LONGEST_ID, CardFile, EndingFile, GameFile
from postergen.adapters.content.pack_schema import SLUG
from postergen.adapters.content.yaml_lines import Document, validate
from postergen.domain.games import Card, Ending, EndKind, Game, Limits, Notice, Organiser, Question, Spot
from postergen.domain.localized import Localized
from postergen.errors import Finding

GAMES = "games/"


@dataclass(frozen=True)
class PlacedGame:
    """A file of a game; ``file`` is None where it has mistakes, ``parts`` what of it is right all the same."""

    id: str
    file: GameFile | None
    parts: Parts
    document: Document

    def where(self, *path: str | int) -> str:
        return self.document.where(path)


def game_file(files: Mapping[str, bytes], game: str) -> str:
    """The name of the file that this game stands in."""
    return next(name for name in sorted(files) if name.startswith(GAMES) and PurePosixPath(name).stem == game)


def read_games(documents: Sequence[Document], zone: str | None, findings: list[Finding]) -> list[PlacedGame]:
    """The games of these files; everything that is wrong with them is added to the findings.

    Args:
        zone: that of the campaign; None where it cannot be read.
    """
    found: dict[str, PlacedGame] = {}
    for document in documents:
        game = PurePosixPath(document.name).stem
        if re.fullmatch(SLUG, game) is None or len(game) > LONGEST_ID:
            problem = f"{game[:80]!r} is no id of a game, which its file is named after"
            findings.append(Finding(document.name, problem, f"a-z 0-9 -, at most {LONGEST_ID}: games/spring.yaml"))
        elif game in found:
            problem = f"the game {game!r} stands already in {found[game].document.name}"
            findings.append(Finding(document.name, problem, "ids are unique"))
            continue
        file = validate(document, GameFile, document.data, (), findings)
        parts = Parts(document.data)
        findings += _placed(document, mistakes_in(parts, ZoneInfo(zone) if zone else None))
        found[game] = PlacedGame(game, file, parts, document)
    return list(found.values())


def _placed(document: Document, mistakes: Iterable[Mistake]) -> list[Finding]:
    return [Finding(document.where(one.path), one.problem, one.remedy) for one in mistakes]


def game_of(game: str, file: GameFile, zone: str) -> Game:
    at = ZoneInfo(zone)
    claim, ending = file.claim, file.ending
    until = None if claim.until is None else moment_in(claim.until, at)
    said = (claim.delivery, claim.forfeit, ending.voucher)
    return Game(
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
        questions=tuple(
            Question(one.id, one.asks.value(), tuple(dict.fromkeys((*one.answers.zh_CN, *one.answers.en))))
            for one in file.questions
        ),
        spots=tuple(Spot(one.id, one.name.value()) for one in file.spots),
        notice=Notice(_value(file.who), until, *(_value(one) for one in said)),
    )


def _card(file: CardFile) -> Card:
    texts = Localized({"zh-CN": file.variants.zh_CN, "en": file.variants.en})
    return Card(file.id, file.name.value(), file.options, texts, file.odds, file.at_most)


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


def _value(text: LocalizedText | None) -> Localized | None:
    return None if text is None else text.value()
