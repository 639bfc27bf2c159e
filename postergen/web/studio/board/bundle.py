"""Take chosen posters of the board along: as pictures in one zip, with a table that says which is which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from postergen.adapters.content.csv_files import write_csv
from postergen.domain.campaign import Campaign
from postergen.domain.variant import CopyVariant
from postergen.domain.words import Words
from postergen.service.orders import Order
from postergen.web.pictures import draw
from postergen.web.product import product
from postergen.web.studio.board.cards import said_to
from postergen.web.studio.editor.query import PARTS, parts_shown

MOST_PICTURES = 12
MOST_LARGE = 3  # of a format that takes a second each, as paper does
COLUMNS = ("file", "variant_id", "revision", "locale", "headline", "body", "call_to_action", "look", "format")


def most_of(format_name: str) -> int:
    """How many pictures of this format one zip holds."""
    return MOST_LARGE if product().pictures.cost("jpg", format_name) else MOST_PICTURES


def hindrances(campaign: Campaign, order: Order, names: Sequence[str], w: Words) -> list[str]:
    """Why there cannot be a picture of each, in so many words; empty where there can.

    Args:
        order: checked already (`PosterService.brief`).
    """
    most = most_of(order.request.format)
    if not names:
        return [w["take_none"]]
    if len(names) > most:
        return [w["take_many"].format(count=len(names), most=most)]
    found = []
    for name in names:
        text = campaign.variant_by_id.get(name)
        if text is None:
            found.append(w["take_gone"].format(name=name[:80]))
        elif text.needs_nickname and not order.request.nickname.strip():
            found.append(w["take_nameless"].format(headline=text.headline))
        elif lost := _lost(order, text):
            parts = w["take_comma"].join(w[part] for part in lost)
            found.append(w["take_lost"].format(headline=text.headline, parts=parts))
    return found


def pictures_of(campaign: Campaign, order: Order, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Each picture under a name that says whose it is, then the table; nothing is drawn before it is asked for."""
    rows = []
    for index, name in enumerate(names, start=1):
        text, asked = campaign.variant_by_id[name], order.request
        file = f"{index:02d}-{_plain(name)}-{asked.template}-{asked.format}.jpg"
        said = said_to(asked.nickname, text)
        rows.append((file, name, text.revision, text.locale, *said.values(), asked.template, asked.format))
        yield file, draw(lambda text=text: product().pictures.full_size(order, text), "jpg").data  # type: ignore[misc]
    yield "posters.csv", write_csv(COLUMNS, rows).encode()


def _lost(order: Order, text: CopyVariant) -> list[str]:
    """The parts of the text whose end does not fit."""
    look = next(one for one in product().library.templates() if one.id == order.request.template)
    shown = parts_shown(look, order.request.format)
    layout = product().pictures.lay_out_text(order, text)
    lost = {shown[one.id] for one in layout.texts() if one.id in shown and "words" in one.fitted.given_up}
    return [part for part in PARTS if part in lost]


def _plain(name: str) -> str:
    """As every system takes it for the name of a file."""
    return re.sub(r"[^\w.-]", "-", name, flags=re.ASCII)
