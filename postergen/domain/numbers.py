"""Read numbers that people and programs write."""

from __future__ import annotations

DIGITS = 9  # a longer number is none that we ever gave out


def whole_number(text: str) -> int | None:
    """A whole number of at most nine ASCII digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
