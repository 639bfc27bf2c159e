"""The board as a table: a row for each text that lies on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from postergen.adapters.content.csv_files import Cell
from postergen.domain.variant import FITS
from postergen.web.studio.board.cards import Card
from postergen.web.studio.results.tables import Kind, Table, columns

KINDS = {
    **dict.fromkeys(("variant_id", "revision", "locale", "headline", "body", "call_to_action", "gloss"), Kind.TEXT),
    **dict.fromkeys(("hook", "tone", "author", "source", *FITS), Kind.TEXT),
    "relevance": Kind.RATIO,
    "propensity": Kind.SHARE,
    **dict.fromkeys(("why", "backend"), Kind.TEXT),
    **dict.fromkeys(("new_edit_waits", "posters", "posters_scanned"), Kind.COUNT),
    **dict.fromkeys(("rate", "low", "high"), Kind.SHARE),
}


def board_table(cards: Sequence[Card]) -> Table:
    """Texts as they are kept, with ``{nickname}``; whatever has many values has them apart by blanks or semicolons."""
    return Table(columns(**KINDS), tuple(tuple(_cells(card)) for card in cards))


def _cells(card: Card) -> Iterator[Cell]:
    text, ranked = card.variant, card.candidate.ranked
    yield from (text.id, text.revision, text.locale, text.headline, text.body, text.call_to_action, text.gloss)
    yield from (text.hook.value, text.tone.value, text.author.value, text.source)
    yield from (" ".join(getattr(text.fits, kind)) for kind in FITS)
    yield from (ranked.score, card.candidate.propensity, "; ".join(card.reasons), ranked.backend)
    yield int(card.has_new_edit)
    if card.statistics is None:
        yield from (0, 0, None, None, None)
    else:
        rate = card.statistics.rate
        yield from (card.statistics.posters, card.statistics.posters_scanned, rate.value, rate.low, rate.high)
