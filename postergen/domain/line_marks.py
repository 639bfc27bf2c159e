"""Say where a line of copy may and must not end: authors' marks, kept beside the texts and never in them.

Each line of `breaks` is a passage of the headline, the body or the call to action with marks in it: ``|`` where a line
may end, ``~`` where it must not. The texts themselves stay what a person reads.
"""

from __future__ import annotations

from collections.abc import Sequence

MOST_BREAKS = 400  # characters
MAY_END, MUST_NOT_END = "|", "~"
# What the same wishes are in plain text (Unicode Standard, 23.2); taken out of a text, and kept as its marks.
_INVISIBLE = str.maketrans({"\u200b": MAY_END, "\u2060": MUST_NOT_END})
_NOTHING = str.maketrans("", "", MAY_END + MUST_NOT_END)
_NOTHING_INVISIBLE = str.maketrans("", "", "\u200b\u2060")


def unmarked(passage: str) -> str:
    """The passage as it stands in the text."""
    return passage.translate(_NOTHING)


def passages(breaks: str) -> frozenset[str]:
    return frozenset(line.strip() for line in breaks.splitlines() if line.strip())


def checked_breaks(breaks: str, texts: Sequence[str]) -> str:
    """The marks as they stand.

    Raises `ValueError` with every passage that none of the texts has, or that has no mark, and how to mend it.
    """
    if len(breaks) > MOST_BREAKS:
        raise ValueError(
            f"has {len(breaks)} characters; at most {MOST_BREAKS}: write only the passages that need a mark"
        )
    foreign = [one for one in sorted(passages(breaks)) if unmarked(one) == one or not _is_in(unmarked(one), texts)]
    if foreign:
        told = ", ".join(map(repr, foreign))
        raise ValueError(f"{told}: copy a passage of the text, and write | where a line may end, ~ where it must not")
    return breaks


def _is_in(passage: str, texts: Sequence[str]) -> bool:
    return any(passage in text.translate(_NOTHING_INVISIBLE) for text in texts)


def apart(text: str) -> tuple[str, ...]:
    """A text without zero width spaces and word joiners, and the passages, line by line, that say where they stood."""
    bare = text.translate(_NOTHING_INVISIBLE)
    if bare == text:
        return (text,)
    return (
        bare,
        *(line.translate(_INVISIBLE) for line in text.splitlines() if line.translate(_NOTHING_INVISIBLE) != line),
    )
