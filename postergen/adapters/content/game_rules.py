"""What the law and the rules of compliance say of a pack's games, at the lines of their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from postergen.adapters.content.game_checks import place_in
from postergen.adapters.content.game_files import game_file
from postergen.adapters.content.game_kinds import kind_of
from postergen.adapters.content.yaml_lines import Document, read_document
from postergen.copywriting.compliance import LintFinding
from postergen.copywriting.review import as_finding
from postergen.domain.games import Game
from postergen.domain.localized import LOCALES
from postergen.errors import Finding

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
    for found in kind_of(game).unlawful(game):
        yield replace(found, where=document.where(place_in(found.where)))


def _blocked(game: Game, document: Document, blocking: Blocking) -> Iterator[Finding]:
    for path, text in kind_of(game).texts(game):
        for locale in LOCALES:
            by_rule = {found.rule: found for found in reversed([*blocking(text.in_locale(locale), locale)])}
            for found in reversed(by_rule.values()):  # each rule once
                yield replace(as_finding(found), where=document.where((*path, locale)))
