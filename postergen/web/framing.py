"""Say to a page that may not show a campaign in a frame who has to allow it, instead of leaving the frame broken.

What keeps others out is `frame-ancestors`; this only explains. A browser that says nothing of the page around gets the
page itself, and does not show it.
"""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import urlsplit

from flask import Response, request

from postergen.domain.campaign import Campaign
from postergen.web.headers import content_security_policy
from postergen.web.pages import is_embedded, page, page_locale

ANYWHERE = ("*",)


def stranger_around(known: Container[str]) -> str | None:
    """The origin of the page around this frame, if it is said and not among these; our own pages are no strangers."""
    if not _is_in_a_frame():
        return None
    origin = origin_of(request.headers.get("Referer", ""))
    return None if origin in (None, _own_origin()) or origin in known else origin


def refusal(campaign: Campaign, origin: str) -> Response:
    """The small page that says so. It holds nothing of anybody's: pages of any origin may show it."""
    title = campaign.title.in_locale(page_locale())
    response = page("framing.html", 403, origin=origin, campaign=campaign, title=title)
    response.headers["Content-Security-Policy"] = content_security_policy(ANYWHERE)
    response.headers["Cache-Control"] = "no-store"
    return response


def origin_of(address: str) -> str | None:
    """The origin of an address as browsers write it; None where it has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else None


def _is_in_a_frame() -> bool:
    """As the browser says; those that say nothing, and all on plain HTTP, as the address says."""
    destination = request.headers.get("Sec-Fetch-Dest")
    return destination in ("iframe", "frame") if destination is not None else is_embedded()


def _own_origin() -> str:
    return request.host_url.rstrip("/")
