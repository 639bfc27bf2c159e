"""Say to a person, in their language, what of their poster is not as they wrote it, before they share it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from postergen.domain.words import Words
from postergen.rendering.placed import Warning

HEADER = "Postergen-Notes"  # beside a preview: a JSON array of sentences, percent-encoded, for headers are ASCII
SAID: Mapping[str, str] = {
    "missing-glyph": "note_missing",
    "truncated": "note_truncated",
    "not-shown": "note_not_shown",
    "unshaped": "note_unshaped",
}


def notes_of(warnings: Iterable[Warning], words: Words) -> tuple[str, ...]:
    """A sentence for each kind of warning, and for each letter that is not there, with what to do about it.

    Args:
        words: those of the poster's page.
    """
    return tuple(dict.fromkeys(words[SAID[one.kind]].format(letters=one.letters) for one in warnings))


def in_header(notes: Iterable[str]) -> str:
    return quote(json.dumps(list(notes), ensure_ascii=False))
