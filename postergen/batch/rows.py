"""Say what a row of the input is itself by, and which poster it asks for.

A row is itself by its content, or by the column ``id``; where it stands in which file says nothing. Of equal rows each
is the first, second and so on of its equals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from postergen.domain.briefs import BriefRequest
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.domain.tables import Row as Read
from postergen.domain.tables import yes_or_no
from postergen.service.orders import Order

COLUMNS = (
    "id",
    "options",
    "wish",
    "wish_means",
    "nickname",
    "locale",
    "template",
    "format",
    "place",
    "occasion",
    "channel",
    "site",
    "personalised",
)
# What people call these columns. Nobody is held to mean it: it is a hint.
LIKELY = {
    **dict.fromkeys(("name", "first name", "姓名", "名字", "昵称", "称呼"), "nickname"),
    **dict.fromkeys(("option", "lives", "picks", "选项", "小日子", "挑的"), "options"),
    **dict.fromkeys(("wishes", "心愿", "愿望"), "wish"),
    **dict.fromkeys(("language", "lang", "语言"), "locale"),
    **dict.fromkeys(("look", "style", "样式", "模板"), "template"),
    **dict.fromkeys(("size", "版式", "尺寸"), "format"),
    **dict.fromkeys(("city", "城市", "地方"), "place"),
    **dict.fromkeys(("shop", "store", "location", "门店", "店铺", "点位"), "site"),
    **dict.fromkeys(("渠道", "source"), "channel"),
}
HOLDS = {"site": "an id of yours, such as shop-12"}
# what people set between options; some options are called by words with commas
APART, COMMAS = str.maketrans(dict.fromkeys("；|\n", ";")), str.maketrans(dict.fromkeys(",，、", ";"))
YES_OR_NO = "write yes or no, 是 or 否; empty is yes"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input: ``number`` is its line in the file, for people; ``id`` is what it is itself by, ``digest``
    what it asks for; ``more`` are columns of the operator's own.
    """

    number: int
    id: str
    digest: str
    cells: Mapping[str, str]
    more: Mapping[str, str]

    @property
    def own_id(self) -> str:
        return self.cells.get("id", "")

    def again(self) -> Row:
        """It by what it asks for and where it stands, for another row of the input has its id."""
        return replace(self, id=f"{self.id} again:{self.digest}:{self.number}")


def digest_of(cells: Mapping[str, str]) -> str:
    """Of what cells ask for. Empty cells are as good as none, so a column more changes nothing."""
    said = {name: cell for name, cell in cells.items() if cell and name != "id"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def as_row(read: Read, nth: int, digest: str) -> Row:
    """A row that was read, the ``nth`` of those that ask for the same."""
    cells = {name: cell.strip() for name, cell in read.cells.items()}
    own = cells.get("id", "")
    return Row(read.number, f"id:{own}" if own else f"{digest}:{nth}", digest, cells, read.more)


def problems_of(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong with a row by itself, each with its remedy; what it asks for is checked by whoever issues it."""
    found = []
    if "id" in cells and not cells["id"].strip():
        found.append(("has no id", "give one to every row, or remove the column"))
    said = cells.get("personalised", "").strip()
    if said and yes_or_no(said) is None:
        found.append((f"personalised: {said[:20]!r} is neither yes nor no", YES_OR_NO))
    return found


def options_in(cells: Mapping[str, str], called: Mapping[str, str] | None = None) -> list[str]:
    """What a row picks, as it is written there.

    Args:
        called: what options are called, some by words with commas; their ids, too.
    """
    names = called or {}
    parts = [part.strip() for part in cells["options"].translate(APART).split(";")]
    apart = [[part] if part in names else part.translate(COMMAS).split(";") for part in parts]
    return [one for some in apart for part in some for one in _by_spaces(part.strip(), names) if one]


def _by_spaces(part: str, names: Mapping[str, str]) -> list[str]:
    """A part that is several options with nothing but spaces between them; else it alone."""
    words = part.split()
    return words if part not in names and all(word in names for word in words) else [part]


def order_of(cells: Mapping[str, str], campaign: str, called: Mapping[str, str] | None = None) -> Order:
    """The poster that cells ask for; empty ones take the defaults.

    Args:
        called: options by what people call them, their ids among that.
    """
    names = called or {}
    request = BriefRequest(
        options=tuple(names.get(part, part) for part in options_in(cells, names)),
        locale=cells.get("locale") or DEFAULT_LOCALE,
        template=cells.get("template") or None,
        format=cells.get("format") or "story",
        wish=cells.get("wish", ""),
        wish_means=cells.get("wish_means", ""),
        nickname=cells.get("nickname", ""),
        place=cells.get("place") or None,
        occasion=cells.get("occasion") or None,
        channel=cells.get("channel") or "batch",
        site=cells.get("site", ""),
        personalised=yes_or_no(cells.get("personalised", "")) is not False,
    )
    return Order(campaign, request)
