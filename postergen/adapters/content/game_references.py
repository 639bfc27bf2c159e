"""Check what games name: options, texts in their languages, and a look that shows their cards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from postergen.adapters.content.game_checks import Mistake
from postergen.adapters.content.game_files import PlacedGame, game_file
from postergen.adapters.content.game_kinds import kind_of
from postergen.adapters.content.game_schema import VariantsFile
from postergen.adapters.content.pack_references import LIKE, Given, Placed, Reference
from postergen.adapters.content.pack_schema import VariantFile
from postergen.adapters.content.shape_problems import Path
from postergen.adapters.content.yaml_lines import line_of
from postergen.domain.games import Game
from postergen.domain.localized import LOCALES
from postergen.domain.variant import NICKNAME
from postergen.errors import Finding
from postergen.rendering.template import PosterTemplate

FORMATS = ("square", "story")  # in which posters of games are shown


class _Shown(NamedTuple):
    """What a poster of a game shows, and where its file says so."""

    path: Path
    options: Sequence[str] | None
    texts: VariantsFile | None


def _posters(game: PlacedGame) -> Iterator[_Shown]:
    """Those of cards and of a diary's days, and the one of all envelopes."""
    parts = game.parts
    cards = zip(parts.each("cards", "options"), parts.each("cards", "variants"), strict=True)
    yield from (_Shown(("cards", i), options, texts) for i, (options, texts) in enumerate(cards))
    yield from (_Shown(("asks", i), options, None) for i, options in enumerate(parts.each("asks", "options")))
    yield _Shown(("poster",), parts.within("poster", "options"), parts.within("poster", "variants"))


def named_by_games(games: Sequence[PlacedGame]) -> Iterator[Reference]:
    for game in (one for one in games if not one.is_retired):
        for one in _posters(game):
            for n, name in enumerate(one.options or ()):
                yield Reference("option", name, game.where(*one.path, "options", n), f"the game {game.id}")


def wrong_texts(
    games: Sequence[PlacedGame], variants: Sequence[Placed[VariantFile]], given: Given
) -> Iterator[Finding]:
    """Texts of posters that are unknown, in another language, or cannot stand on them.

    Args:
        variants: those on posters.
        given: all ids of texts that the pack gives.
    """
    known = {one.item.id: one.item for one in variants}
    for game in (one for one in games if not one.is_retired):
        for one in _posters(game):
            for locale, name in zip(LOCALES, (one.texts.zh_CN, one.texts.en) if one.texts else (), strict=False):
                where = game.where(*one.path, "variants", locale)
                if name in known:
                    yield from _unfit(where, known[name], locale)
                elif given.is_whole:
                    near = get_close_matches(name, [v for v in known if known[v].locale == locale], 1, LIKE)
                    lacks = "is withdrawn" if name in given.where else "the pack does not have"
                    problem = f"the game {game.id} names the text {name!r}, which {lacks}"
                    kind = "text_withdrawn" if name in given.where else "text_unknown"
                    yield Finding(
                        where, problem, f"is it {near[0]!r}?" if near else "", kind, (("name", name), ("game", game.id))
                    )


def _unfit(where: str, variant: VariantFile, locale: str) -> Iterator[Finding]:
    if variant.locale != locale:
        problem = f"the text {variant.id!r} is written in {variant.locale}, not in {locale}"
        yield Finding(where, problem, kind="text_of_other_locale")
    if variant.fits.occasions:
        days = " or ".join(variant.fits.occasions)
        problem = f"the text {variant.id!r} belongs to an occasion: {days}"
        yield Finding(where, problem, "cards are dealt on any day", "text_of_occasion")
    if any(NICKNAME in text for text in (variant.headline, variant.body, variant.call_to_action)):
        problem = f"the text {variant.id!r} calls a person by name"
        yield Finding(where, problem, "a card is anybody's", "text_with_name")


def without_look(
    files: Mapping[str, bytes], games: Iterable[Game], looks: Mapping[str, PosterTemplate], broken: Collection[str]
) -> Iterator[Finding]:
    """Games whose look does not show their cards, at the lines of their files.

    Args:
        broken: looks that are wrong by themselves, of which nothing is said here.
    """
    for game in games:
        name = game_file(files, game.id)
        for one in () if game.look in broken else unfit_looks(game, looks):
            yield one.at(line_of(name, files[name], one.path))


def unfit_looks(game: Game, looks: Mapping[str, PosterTemplate]) -> Iterator[Mistake]:
    """What keeps the look of a game from showing its cards, by its place in the game's file.

    Args:
        looks: those at hand, by id.
    """
    look = looks.get(game.look)
    if look is None:
        near = get_close_matches(game.look, looks, 1, LIKE)
        remedy = f"is it {near[0]!r}?" if near else f"there are: {', '.join(sorted(looks))}"
        yield Mistake(("look",), f"there is no look {game.look!r}", remedy, "look_unknown", (("name", game.look),))
        return
    lacking = [name for name in FORMATS if name not in look.formats]
    if lacking:
        problem = f"the look {look.id!r} does not serve {' and '.join(lacking)}"
        yield Mistake(("look",), problem, "its posters are shown in both", "look_without_formats")
    asked = {field.name: field for field in look.fields}
    for name, (kind, needed) in kind_of(game).told(game).items():
        if name not in asked or asked[name].kind != kind:
            problem = f"the look {look.id!r} does not ask for {name} (a {kind})"
            remedy = f"in fields of its template.yaml: {name}: {{kind: {kind}, ...}}"
            yield Mistake(("look",), problem, remedy, "look_without_field", (("field", name),))
        elif asked[name].most < needed:
            problem = f"the look {look.id!r} takes a {name} of at most {asked[name].most}, and the game has {needed}"
            told = (("field", name), ("most", asked[name].most), ("needed", needed))
            yield Mistake(
                ("look",), problem, f"in its template.yaml: {name}: {{most: {needed}, ...}}", "look_short", told
            )
