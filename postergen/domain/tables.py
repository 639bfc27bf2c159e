"""A table that came in from people: named columns, and rows that know on which line they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# What people write for yes and no, in both languages; compared without case and without blanks around.
YES = frozenset(("yes", "y", "true", "t", "on", "1", "是", "是的", "对", "要", "有", "真", "开", "✓", "√"))
NO = frozenset(("no", "n", "false", "f", "off", "0", "否", "不", "不是", "不要", "无", "没有", "假", "关", "✗", "×"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` is the line on which it begins, from 1; ``cells`` has every column of the table that we know,
    and ``more`` those of its author's own.
    """

    number: int
    cells: Mapping[str, str]
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """What a file said; ``notes`` are what whoever sent it should know about how it was read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def yes_or_no(text: str) -> bool | None:
    """What somebody answered; None for what is neither."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None
