"""What the rooms around drafts and catalogue share: a second row of doors, their words, and kept notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, request

from postergen.domain.accounts import Role
from postergen.domain.numbers import whole_number
from postergen.domain.words import Words
from postergen.web.pages import words
from postergen.web.studio.access import current_user
from postergen.web.studio.frame import studio_campaign, studio_page

# For each room what lies behind it: endpoint, the word for it, and who may go there.
BEHIND = {
    "studio_drafts": (
        ("studio_drafts.drafts", "desk", Role.WRITER),
        ("studio_generate.more", "more", Role.WRITER),
        ("studio_publish.publish", "publish", Role.WRITER),
    ),
    "studio_catalogue": (
        ("studio_catalogue.catalogue", "tables", Role.WRITER),
        ("studio_files.files", "files", Role.ADMIN),
        ("studio_audit.audit", "audit", Role.WRITER),
        ("studio_users.people", "people", Role.ADMIN),
    ),
}

MOST_PAGES = 1_000_000  # further on there is nothing that anybody keeps


def desk_page(name: str, status: int = 200, *, room: str, **values: Any) -> Response:
    """A page behind one of the rooms."""
    behind = [(endpoint, word) for endpoint, word, role in BEHIND[room] if current_user().role.may(role)]
    return studio_page(
        f"studio/{name}", status, room=room, behind=behind, d=desk_words(), campaign=studio_campaign(), **values
    )


def desk_words() -> Words:
    """The words of these rooms in the reader's language."""
    drafts, catalogue = words("studio/drafts"), words("studio/catalogue")
    return Words({**{key: drafts[key] for key in drafts}, **{key: catalogue[key] for key in catalogue}})


def local_time(moment: datetime) -> str:
    """To the minute, where the campaign is."""
    return f"{moment.astimezone(ZoneInfo(studio_campaign().timezone)):%Y-%m-%d %H:%M}"


def page_number() -> int:
    """``?page=``, from 1; whatever else it says is the first."""
    return min(max(1, whole_number(request.values.get("page", "")) or 1), MOST_PAGES)
