"""Decide which operations of the API stand together: ``/docs`` shows them so, and they are the document's tags."""

from __future__ import annotations

from collections.abc import Mapping

# The operations of each group in the order in which they are needed; words of ``/docs`` name it.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "posters": (
        "get /api/v1/catalogue",
        "get /api/v1/campaigns/{campaign}/stickers",
        "get /api/v1/campaigns/{campaign}/stickers/{sticker}.{extension}",
        "post /api/v1/rank",
        "post /api/v1/posters",
        "get /api/v1/posters/{code}",
        "get /p/{code}.{extension}",
        "get /p/{code}",
        "get /r/{campaign}/{signature}/{brief}.{extension}",
        "post /api/v1/posters/{code}/share",
        "get /api/v1/look-backs",
        "post /api/v1/look-backs/{look_back}",
    ),
    "scans": (
        "get /s/{code}",
        "post /api/v1/scans/{click}/confirm",
        "get /api/v1/scans/{click}/offers",
        "post /api/v1/scans/{click}/offers/{offer}/claim",
        "post /api/v1/conversions",
    ),
    "people": (
        "get /api/v1/posters/{code}/person",
        "delete /api/v1/posters/{code}",
        "get /p/{code}/friends",
        "post /p/{code}/forget",
    ),
    "results": (
        "get /api/v1/stats/{by}",
        "get /api/v1/stats/series",
        "get /api/v1/stats/funnel",
        "get /api/v1/stats/referrals",
        "get /api/v1/stats/draws",
        "get /api/v1/stats/lines",
        "get /api/v1/stats/lift",
        "get /api/v1/stats/stickers",
        "get /api/v1/policy",
    ),
    "copy": (
        "get /api/v1/edits",
        "post /api/v1/edits",
        "post /api/v1/edits/{variant}/{number}/{action}",
        "post /api/v1/publications",
        "post /api/v1/drafts",
        "post /api/v1/lint",
    ),
    "battles": (
        "post /api/v1/battles",
        "get /api/v1/battles/{code}",
        "get /api/v1/battles/{code}/answers",
    ),
    "games": (
        "get /api/v1/games",
        "get /api/v1/games/{game}",
        "post /api/v1/holders",
        "get /api/v1/games/{game}/hand",
        "post /api/v1/games/{game}/deals",
        "post /api/v1/games/{game}/offers",
        "get /api/v1/games/{game}/offers/{link}",
        "post /api/v1/games/{game}/offers/{link}/take",
        "delete /api/v1/games/{game}/offers/{link}",
        "post /api/v1/games/{game}/sets",
        "get /api/v1/games/{game}/cards/{serial}",
        "get /api/v1/games/{game}/diary",
        "post /api/v1/games/{game}/days",
        "post /api/v1/games/{game}/repairs",
        "get /api/v1/games/{game}/days/{day}",
        "get /api/v1/games/{game}/envelopes",
        "post /api/v1/games/{game}/envelopes",
        "get /api/v1/games/{game}/envelopes/{envelope}",
        "post /api/v1/games/{game}/envelopes/{envelope}/find",
        "delete /api/v1/games/{game}/envelopes/{envelope}",
        "get /api/v1/games/{game}/envelopes/{envelope}/poster",
        "get /api/v1/games/{game}/record",
        "get /api/v1/holder",
        "delete /api/v1/holder",
    ),
    "server": ("get /healthz", "get /readyz", "get /metrics"),
}
REST = "more"  # for what is new and has no group yet
_GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}


def group_of(method: str, path: str) -> str:
    """The group in which this operation stands."""
    return _GROUP_OF.get(f"{method} {path}", REST)
