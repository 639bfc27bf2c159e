"""A messenger says what it takes: how many, and each file."""

from __future__ import annotations

from postergen.domain.localized import Localized
from postergen.domain.messengers import FileLimit, Messenger, Role

MOVES = FileLimit(Role.STICKER, True, "main/{number}.gif", 240, 240, 500_000)
ICON = FileLimit(Role.ICON, False, "icon.png", 50, 50, 100_000)
ONE = Messenger("one", Localized({"zh-CN": "一", "en": "One"}), (8,), {}, (MOVES, ICON), ("a source",), "2026-11-29")


def test_files_are_numbered_and_know_what_they_are() -> None:
    assert (MOVES.path(7), MOVES.extension, ICON.path(0)) == ("main/07.gif", "gif", "icon.png")


def test_stickers_are_told_from_what_comes_with_them() -> None:
    assert ONE.sticker(moves=True) == MOVES
    assert ONE.sticker(moves=False) is None
    assert ONE.beside() == (ICON,)
