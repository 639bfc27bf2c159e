"""Read the games of a campaign pack: a file each, whose mistakes are all told, whatever else is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from postergen.adapters.content.game_checks import Mistake, times
from postergen.adapters.content.game_kinds import COLLECT, KINDS, GameKind
from postergen.adapters.content.game_parts import Parts
from postergen.adapters.content.game_schema import LONGEST_ID, GameFile
from postergen.adapters.content.pack_schema import SLUG
from postergen.adapters.content.yaml_lines import Document, validate
from postergen.domain.campaign import AnyGame
from postergen.errors import Finding

LIKE = 0.6  # how alike a kind that nobody knows and one of ours are, to be the same one misspelt
GAMES = "games/"


@dataclass(frozen=True)
class PlacedGame:
    """A file of a game; ``file`` is None where it has mistakes, ``parts`` what of it is right all the same."""

    id: str
    kind: GameKind
    file: GameFile | None
    parts: Parts
    document: Document

    @property
    def is_retired(self) -> bool:
        return bool(self.parts.value("retired"))

    def value(self, zone: str) -> AnyGame | None:
        """The game, with its moments read by the clocks of this zone; none that is retired."""
        return self.kind.value(self.id, self.file, zone) if self.file and not self.is_retired else None

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
        kind = _kind_of(document, findings)
        if kind is None:
            continue
        file = validate(document, kind.file, document.data, (), findings)
        parts = Parts(kind.file, document.data)
        findings += _placed(document, kind.mistakes(parts))
        findings += _placed(document, times(parts, ZoneInfo(zone) if zone else None))
        found[game] = PlacedGame(game, kind, file, parts, document)
    return list(found.values())


def _kind_of(document: Document, findings: list[Finding]) -> GameKind | None:
    """That which the file says; what it does not know is a finding."""
    said = document.data.get("kind", COLLECT) if isinstance(document.data, dict) else COLLECT
    kind = KINDS.get(str(said))
    if kind is None:
        near = get_close_matches(str(said), KINDS, 1, LIKE)
        remedy = f"is it {near[0]!r}?" if near else f"kinds are {', '.join(KINDS)}"
        findings.append(Finding(document.where(("kind",)), f"{str(said)[:40]!r} is no kind of game", remedy))
    return kind


def _placed(document: Document, mistakes: Iterable[Mistake]) -> list[Finding]:
    return [one.at(document.where(one.path)) for one in mistakes]
