"""The kinds of games: what the file of each says, how it is checked, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from postergen.adapters.content.collect_checks import collect_mistakes
from postergen.adapters.content.collect_files import collection_of, texts_of, told_of
from postergen.adapters.content.collect_schema import CollectFile
from postergen.adapters.content.diary_checks import diary_mistakes
from postergen.adapters.content.diary_files import asked_by, diary_of, told_of_day
from postergen.adapters.content.diary_schema import DiaryFile
from postergen.adapters.content.game_checks import Mistake
from postergen.adapters.content.game_parts import Parts
from postergen.adapters.content.game_schema import GameFile
from postergen.adapters.content.hide_checks import hide_mistakes
from postergen.adapters.content.hide_files import hunt_of, texts_of_hunt, told_of_envelope
from postergen.adapters.content.hide_schema import HideFile
from postergen.adapters.content.shape_problems import Path
from postergen.domain.campaign import AnyGame
from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.domain.localized import Localized
from postergen.errors import Finding
from postergen.games.lawful import PUBLISHED, PUBLISHED_OF_HUNT, Published, unlawful, unlawful_hunt

COLLECT = "collect"  # what a file is that names no kind
CHECK_IN = "check-in"
HIDE = "hide"


@dataclass(frozen=True)
class GameKind:
    """What is different about one kind.

    Attributes:
        file: the shape of its file.
        rules: what becomes of it.
        mistakes: what its parts say of each other that cannot be, beside their moments.
        value: the rules by id, file and zone.
        own_texts: what people read in them beside what all games say, with its place in the file.
        unlawful: what stands against them in law, ``where`` being a place in the file, such as ``claim/until``.
        published: what of them the law wants to be published, where the file may lack it or not.
        told: what its posters tell their look: by field its kind, and its longest text or largest number.
    """

    file: type[GameFile]
    rules: type[Game]
    mistakes: Callable[[Parts], Iterator[Mistake]]
    value: Callable[[str, Any, str], AnyGame]
    own_texts: Callable[[Any], Iterator[tuple[Path, Localized | None]]]
    unlawful: Callable[[Any], Iterator[Finding]]
    published: tuple[Published, ...]
    told: Callable[[Any], Mapping[str, tuple[str, int]]]

    def texts(self, game: Game) -> Iterator[tuple[Path, Localized]]:
        """What people read, with its place in the file; the organiser is called as they are."""
        said = [(("name",), game.name), (("about",), game.about), (("who",), game.notice.who), *self.own_texts(game)]
        return ((path, text) for path, text in said if text is not None)


def _given_nothing(_game: Game) -> Iterator[Finding]:
    """The law on promotions asks nothing where nothing is given."""
    return iter(())


KINDS: Mapping[str, GameKind] = {
    COLLECT: GameKind(CollectFile, Collection, collect_mistakes, collection_of, texts_of, unlawful, PUBLISHED, told_of),
    CHECK_IN: GameKind(DiaryFile, Diary, diary_mistakes, diary_of, asked_by, _given_nothing, (), told_of_day),
    HIDE: GameKind(
        HideFile, Hunt, hide_mistakes, hunt_of, texts_of_hunt, unlawful_hunt, PUBLISHED_OF_HUNT, told_of_envelope
    ),
}


def kind_of(game: Game) -> GameKind:
    return next(kind for kind in KINDS.values() if kind.rules is type(game))
