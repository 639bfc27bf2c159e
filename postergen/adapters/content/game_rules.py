"""What the law and the rules of compliance say of a pack's games, at the lines of their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from postergen.adapters.content.game_files import game_file
from postergen.adapters.content.shape_problems import Path
from postergen.adapters.content.yaml_lines import Document, read_document
from postergen.copywriting.compliance import LintFinding
from postergen.copywriting.review import as_finding
from postergen.domain.games import Game
from postergen.domain.localized import LOCALES, Localized
from postergen.errors import Finding
from postergen.games.lawful import unlawful

Blocking = Callable[[str, str], Iterable[LintFinding]]  # what blocks a text of this locale


def forbidden(files: Mapping[str, bytes], games: Iterable[Game], blocking: Blocking) -> Iterator[Finding]:
    """All that keeps these games from being played."""
    for game in games:
        name = game_file(files, game.id)
        document = read_document(name, files[name], [])
        if document is not None:
            yield from _unlawful(game, document)
            yield from _blocked(game, document, blocking)


def _unlawful(game: Game, document: Document) -> Iterator[Finding]:
    for found in unlawful(game):
        yield replace(found, where=document.where(found.where.split("/")))


def _blocked(game: Game, document: Document, blocking: Blocking) -> Iterator[Finding]:
    for path, text in texts_of(game):
        for locale in LOCALES:
            by_rule = {found.rule: found for found in reversed([*blocking(text.in_locale(locale), locale)])}
            for found in reversed(by_rule.values()):  # each rule once
                yield replace(as_finding(found), where=document.where((*path, locale)))


def texts_of(game: Game) -> Iterator[tuple[Path, Localized]]:
    """What people read, with its place in the file; the organiser is called as they are."""
    said: list[tuple[Path, Localized | None]] = [
        (("name",), game.name),
        (("about",), game.about),
        (("who",), game.notice.who),
        *((("cards", i, "name"), card.name) for i, card in enumerate(game.cards)),
        *((("questions", i, "asks"), question.asks) for i, question in enumerate(game.questions)),
        *((("spots", i, "name"), spot.name) for i, spot in enumerate(game.spots)),
        (("ending", "unit"), game.ending.unit),
        (("ending", "voucher"), game.notice.voucher),
        (("claim", "how"), game.claim),
        (("claim", "delivery"), game.notice.delivery),
        (("claim", "forfeit"), game.notice.forfeit),
    ]
    return ((path, text) for path, text in said if text is not None)
