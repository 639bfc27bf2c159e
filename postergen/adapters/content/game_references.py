"""Check what games name: options, texts in their languages, and a look that shows their cards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from postergen.adapters.content.game_checks import Mistake
from postergen.adapters.content.game_files import PlacedGame, game_file
from postergen.adapters.content.game_kinds import kind_of
from postergen.adapters.content.pack_references import LIKE, Given, Placed, Reference
from postergen.adapters.content.pack_schema import VariantFile
from postergen.adapters.content.yaml_lines import line_of
from postergen.domain.games import Game
from postergen.domain.localized import LOCALES
from postergen.domain.variant import NICKNAME
from postergen.errors import Finding
from postergen.rendering.template import PosterTemplate

FORMATS = ("square", "story")  # in which posters of games are shown


def named_by_games(games: Sequence[PlacedGame]) -> Iterator[Reference]:
    for game in games:
        for part in ("cards", "asks"):  # those that this kind has
            for i, options in enumerate(game.parts.each(part, "options")):
                for n, name in enumerate(options or ()):
                    yield Reference("option", name, game.where(part, i, "options", n), f"the game {game.id}")


def wrong_texts(
    games: Sequence[PlacedGame], variants: Sequence[Placed[VariantFile]], given: Given
) -> Iterator[Finding]:
    """Texts of cards that are unknown, in another language, or cannot stand on a card.

    Args:
        variants: those on posters.
        given: all ids of texts that the pack gives.
    """
    known = {one.item.id: one.item for one in variants}
    for game in games:
        for i, texts in enumerate(game.parts.each("cards", "variants")):
            for locale, name in zip(LOCALES, (texts.zh_CN, texts.en) if texts else (), strict=False):
                where = game.where("cards", i, "variants", locale)
                if name in known:
                    yield from _unfit(where, known[name], locale)
                elif given.is_whole:
                    near = get_close_matches(name, [v for v in known if known[v].locale == locale], 1, LIKE)
                    lacks = "is withdrawn" if name in given.where else "the pack does not have"
                    problem = f"the game {game.id} names the text {name!r}, which {lacks}"
                    yield Finding(where, problem, f"is it {near[0]!r}?" if near else "")


def _unfit(where: str, variant: VariantFile, locale: str) -> Iterator[Finding]:
    if variant.locale != locale:
        yield Finding(where, f"the text {variant.id!r} is written in {variant.locale}, not in {locale}")
    if variant.fits.occasions:
        days = " or ".join(variant.fits.occasions)
        yield Finding(where, f"the text {variant.id!r} belongs to an occasion: {days}", "cards are dealt on any day")
    if any(NICKNAME in text for text in (variant.headline, variant.body, variant.call_to_action)):
        yield Finding(where, f"the text {variant.id!r} calls a person by name", "a card is anybody's")


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
            yield Finding(line_of(name, files[name], one.path), one.problem, one.remedy)


def unfit_looks(game: Game, looks: Mapping[str, PosterTemplate]) -> Iterator[Mistake]:
    """What keeps the look of a game from showing its cards, by its place in the game's file.

    Args:
        looks: those at hand, by id.
    """
    look = looks.get(game.look)
    if look is None:
        near = get_close_matches(game.look, looks, 1, LIKE)
        remedy = f"is it {near[0]!r}?" if near else f"there are: {', '.join(sorted(looks))}"
        yield Mistake(("look",), f"there is no look {game.look!r}", remedy)
        return
    lacking = [name for name in FORMATS if name not in look.formats]
    if lacking:
        yield Mistake(
            ("look",), f"the look {look.id!r} does not serve {' and '.join(lacking)}", "its posters are shown in both"
        )
    asked = {field.name: field for field in look.fields}
    for name, (kind, needed) in kind_of(game).told(game).items():
        if name not in asked or asked[name].kind != kind:
            problem = f"the look {look.id!r} does not ask for {name} (a {kind})"
            yield Mistake(("look",), problem, f"in fields of its template.yaml: {name}: {{kind: {kind}, ...}}")
        elif asked[name].most < needed:
            problem = f"the look {look.id!r} takes a {name} of at most {asked[name].most}, and the game has {needed}"
            yield Mistake(("look",), problem, f"in its template.yaml: {name}: {{most: {needed}, ...}}")
