"""Write events as JSON and read them back, for the journal."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from postergen.domain.events import (
    Converted,
    Event,
    PersonErased,
    PosterIssued,
    PosterShared,
    ScanConfirmed,
    ScanRecorded,
)
from postergen.domain.policies import Slice
from postergen.domain.poster import Brief, Choice, Leafed, Lineage, Lot, Poster
from postergen.domain.scan import Classification, Scan, ScanClass

Json = dict[str, Any]
_CHOSEN = ("variant", "revision", "policy", "propensity")
_FIRST = (*_CHOSEN, "slice", "relevance")  # of what a page drew before its person chose
_LATER = ("wish_means", "site")  # stand apart, for the last release reads `brief` strictly
_ASKED = tuple(name for name in Brief.__slots__ if name not in _LATER)


def encode_event(event: Event) -> str:
    """One line of JSON with the kind of the event."""
    kind = type(event).__name__
    return json.dumps({"kind": kind, **_WRITERS[kind](event)}, ensure_ascii=False, separators=(",", ":"))


def decode_event(text: str) -> Event:
    """The event that `encode_event` wrote.

    Raises:
        ValueError: it is none.
    """
    data = json.loads(text)
    try:
        return _READERS[data.pop("kind")](data)
    except (KeyError, TypeError) as exc:
        raise ValueError(f"no event: {exc}") from exc


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _write_poster(event: PosterIssued) -> Json:
    poster = event.poster
    return {
        "code": poster.code,
        "brief": {name: getattr(poster.brief, name) for name in _ASKED},
        **{name: getattr(poster.brief, name) for name in _LATER},
        "choice": {name: getattr(poster.choice, name) for name in _CHOSEN},
        "draw": [poster.choice.slice, poster.choice.relevance],  # apart, for the last release reads `choice` strictly
        **_write_line(poster.choice),
        "lineage": {name: getattr(poster.lineage, name) for name in Lineage.__slots__},
        "versions": [poster.campaign_version, poster.template_version],
        "created_at": poster.created_at.isoformat(),
        "key": event.idempotency_key,
        "digest": event.request_digest,
        "avatar": b64encode(event.avatar).decode() if event.avatar is not None else None,
        "maker": event.maker,
        "themes": event.themes,
        "parent_created_at": event.parent_created_at.isoformat() if event.parent_created_at else None,
        "erase_digest": event.erase_digest,
    }


def _read_poster(data: Json) -> PosterIssued:
    brief = data["brief"] | {name: data.get(name, "") for name in _LATER}  # journals of before have none
    fields = tuple((name, value) for name, value in brief["fields"])
    slice_, relevance = data.get("draw", (Slice.BEFORE, None))  # journals of before have none
    poster = Poster(
        code=data["code"],
        brief=Brief(**{**brief, "options": tuple(brief["options"]), "fields": fields}),
        choice=_read_line(data, Choice(**data["choice"], slice=Slice(slice_), relevance=relevance)),
        campaign_version=data["versions"][0],
        template_version=data["versions"][1],
        lineage=Lineage(**data["lineage"]),
        created_at=_moment(data["created_at"]),
    )
    return PosterIssued(
        poster,
        data["key"],
        data["digest"],
        b64decode(data["avatar"]) if data["avatar"] is not None else None,
        data["maker"],
        tuple(data["themes"]),
        _moment(data["parent_created_at"]) if data["parent_created_at"] else None,
        data["erase_digest"],
    )


def _write_line(choice: Choice) -> Json:
    """How a page came to the line; posters that were made without one have none of it."""
    lot, leafed = choice.first_draw.lot, choice.leafed
    first = [getattr(leafed.drawn, name) for name in _FIRST] if leafed else None
    return (
        {"lot": [lot.salt, lot.named, lot.place]} | ({"leafed": [first, leafed.shown]} if leafed else {}) if lot else {}
    )


def _read_line(data: Json, choice: Choice) -> Choice:
    if "lot" not in data:
        return choice
    lot = Lot(*data["lot"])
    if "leafed" not in data:
        return replace(choice, lot=lot)
    first, shown = data["leafed"]
    told = dict(zip(_FIRST, first, strict=True))
    drawn = Choice(**told | {"slice": Slice(told["slice"])}, lot=lot)
    return replace(choice, leafed=Leafed(drawn, tuple(shown)))


def _write_scan(event: ScanRecorded) -> Json:
    scan = event.scan
    found = scan.classification
    return {
        "id": scan.id,
        "code": scan.code,
        "class": found.scan_class.value,
        "reason": found.reason,
        "rules": found.rules,
        "occurred_at": scan.occurred_at.isoformat(),
        "visitor": scan.visitor,
        "network": scan.network,
    }


def _read_scan(data: Json) -> ScanRecorded:
    found = Classification(ScanClass(data["class"]), data["reason"], data["rules"])
    at, network = _moment(data["occurred_at"]), data.get("network", "")  # journals of before have none
    return ScanRecorded(Scan(data["id"], data["code"], found, at, data["visitor"], network))


def _write_conversion(event: Converted) -> Json:
    return {
        "key": event.key,
        "scan": event.scan,
        "type": event.kind,
        "value": str(event.value) if event.value is not None else None,
        "currency": event.currency,
        "occurred_at": event.occurred_at.isoformat(),
    }


def _read_conversion(data: Json) -> Converted:
    value = Decimal(data["value"]) if data["value"] is not None else None
    return Converted(data["key"], data["scan"], data["type"], _moment(data["occurred_at"]), value, data["currency"])


def _write_simple(event: Any) -> Json:
    return {"subject": event.subject, "occurred_at": event.occurred_at.isoformat()}


_WRITERS: dict[str, Callable[[Any], Json]] = {
    "PosterIssued": _write_poster,
    "ScanRecorded": _write_scan,
    "ScanConfirmed": _write_simple,
    "PosterShared": _write_simple,
    "Converted": _write_conversion,
    "PersonErased": _write_simple,
}
_READERS: dict[str, Callable[[Json], Event]] = {
    "PosterIssued": _read_poster,
    "ScanRecorded": _read_scan,
    "ScanConfirmed": lambda data: ScanConfirmed(data["subject"], _moment(data["occurred_at"])),
    "PosterShared": lambda data: PosterShared(data["subject"], _moment(data["occurred_at"])),
    "Converted": _read_conversion,
    "PersonErased": lambda data: PersonErased(data["subject"], _moment(data["occurred_at"])),
}
