"""What all pages of the studio share: their frame, the campaign they speak of, and how they tell the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from flask import Response, current_app, g, request, url_for
from markupsafe import Markup

from postergen.domain.accounts import Role
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Why
from postergen.domain.numbers import whole_number
from postergen.web.pages import page, words
from postergen.web.product import product
from postergen.web.studio.access import current_user, must_enrol

FRAME = "studio/frame"


class NavigationEntry(NamedTuple):
    """A page that the navigation leads to: the key of its name among the words of the frame, and who may go there.

    ``further`` is the blueprint of pages that only this page leads to.
    """

    endpoint: str
    name: str
    role: Role = Role.WRITER
    further: str = ""

    @property
    def blueprints(self) -> tuple[str, str]:
        return self.endpoint.partition(".")[0], self.further


Section = tuple[NavigationEntry, ...]  # a page of the menu, and the pages beside it that a second row leads to


class Link(NamedTuple):
    """An entry as a page shows it; ``current`` is its ``aria-current``."""

    url: str
    name: str
    current: str


def studio_page(name: str, status: int = 200, **values: object) -> Response:
    """Render a page of the studio in the reader's language; never cached, never indexed."""
    known: dict[str, object] = {"user": None, "csrf": "", "moment": moment}
    if "studio_user" in g:
        known |= {"user": g.studio_user, "csrf": g.studio_session.csrf}
        known |= {} if must_enrol() else _navigation()
    response = page(f"studio/{name}", status, **known, **values)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _navigation() -> dict[str, object]:
    """The menu, and the second row where there is more than one page in it."""
    sections: Sequence[Section] = current_app.extensions["postergen.sections"]
    here = next((section for section in sections if any(_is_here(entry) for entry in section)), ())
    second = list(_links(here))
    return {
        "sections": [link for section in sections for link in _links(section[:1], is_here=section == here)],
        "subpages": second if len(second) > 1 else [],
        "unread": product().comments.unread(current_user().name),
    }


def _links(entries: Section, *, is_here: bool = False) -> Iterator[Link]:
    """Those that this person may follow."""
    for entry in entries:
        if current_user().role.may(entry.role):
            is_within = is_here or _is_here(entry)
            current = "page" if is_here or entry.endpoint == request.endpoint else "true" if is_within else ""
            yield Link(url_for(entry.endpoint), words(FRAME)[entry.name], current)


def _is_here(entry: NavigationEntry) -> bool:
    return request.blueprint in entry.blueprints


def studio_campaign() -> Campaign:
    """The campaign that is looked at: ``?campaign=``, or the server's own."""
    return product().library.campaign(request.values.get("campaign") or product().settings.campaign)


def moment(at: datetime) -> Markup:
    """To the minute, in UTC; a script shows it as the reader's clock does."""
    utc = at.astimezone(UTC)
    return Markup('<time datetime="{}">{} UTC</time>').format(f"{utc:%Y-%m-%dT%H:%MZ}", f"{utc:%Y-%m-%d %H:%M}")


def in_words(why: Why) -> str:
    """Why something was done, in the reader's language; a person's own words as they were written."""
    worded = words(FRAME)[f"reason_{why.code}"].format(number=why.number) if why.code else ""
    return "; ".join(part for part in (worded, why.text) if part)


def page_number() -> int:
    """``?page=``, from 1; whatever else it says is the first."""
    return max(1, whole_number(request.values.get("page", "")) or 1)
