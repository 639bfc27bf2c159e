"""Turn posters and scans into rows and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from postergen.adapters.sql.line_columns import choice_of_row, line_columns
from postergen.adapters.sql.schema import poster
from postergen.domain.events import PosterIssued
from postergen.domain.poster import Brief, Lineage, Poster
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.tracking.rollup import Facts

# the columns that `facts_of_row` reads
FACTS = (
    poster.c.campaign,
    poster.c.channel,
    poster.c.created_at,
    poster.c.variant,
    poster.c.revision,
    poster.c.options,
    poster.c.themes,
    poster.c.place,
    poster.c.site,
    poster.c.template,
    poster.c.occasion,
    poster.c.locale,
)

NAMED, UNNAMED = "n", "u"  # whose poster it is: people scan a friend's more often than nobody's


def poster_row(event: PosterIssued) -> dict[str, Any]:
    """A fresh poster as a row: no step of the funnel is taken yet."""
    issued = event.poster
    brief, choice, lineage = issued.brief, issued.choice, issued.lineage
    return {
        "code": issued.code,
        "campaign": brief.campaign,
        "campaign_version": issued.campaign_version,
        "template": brief.template,
        "template_version": issued.template_version,
        "format": brief.format,
        "locale": brief.locale,
        "options": " ".join(brief.options),
        "nickname": brief.nickname,
        "place": brief.place,
        "occasion": brief.occasion,
        "channel": brief.channel,
        "personalised": int(brief.personalised),
        "avatar": brief.avatar,
        "fields": json.dumps(dict(brief.fields), ensure_ascii=False) if brief.fields else None,
        "wish": brief.wish,
        "wish_means": brief.wish_means,
        "site": brief.site,
        "variant": choice.variant,
        "revision": choice.revision,
        "policy": choice.policy,
        "propensity": choice.propensity,
        "slice": choice.slice,
        "relevance": choice.relevance,
        **line_columns(choice),
        "stratum": NAMED if brief.personalised and brief.nickname else UNNAMED,
        "scan": lineage.scan,
        "parent": lineage.parent,
        "root": lineage.root,
        "generation": lineage.generation,
        "created_at": issued.created_at,
        "idempotency_key": event.idempotency_key,
        "request_digest": event.request_digest,
        "themes": " ".join(event.themes),
        "maker": event.maker,
        "erase_digest": event.erase_digest,
        "parent_delay": _seconds_between(event.parent_created_at, issued.created_at),
        "erased_at": None,
    }


def poster_of(row: Row[Any]) -> Poster:
    brief = Brief(
        campaign=row.campaign,
        options=tuple(row.options.split()),
        locale=row.locale,
        template=row.template,
        format=row.format,
        nickname=row.nickname,
        place=row.place,
        occasion=row.occasion,
        channel=row.channel,
        personalised=bool(row.personalised),
        avatar=row.avatar,
        fields=tuple(sorted(json.loads(row.fields).items())) if row.fields else (),
        wish=row.wish,
        wish_means=row.wish_means,
        site=row.site,
    )
    return Poster(
        code=row.code,
        brief=brief,
        choice=choice_of_row(row),
        campaign_version=row.campaign_version,
        template_version=row.template_version,
        lineage=Lineage(row.scan, row.parent, row.root, row.generation),
        created_at=row.created_at,
    )


def _seconds_between(parent: datetime | None, child: datetime) -> int | None:
    return max(0, round((child - parent).total_seconds())) if parent else None


def scan_row(hit: Scan, found: Classification) -> dict[str, Any]:
    """A scan as a row, with the class that it was found to have in the end."""
    return {
        "id": hit.id,
        "code": hit.code,
        "scan_class": found.scan_class.value,
        "reason": found.reason[:80],
        "rules": found.rules,
        "occurred_at": hit.occurred_at,
        "visitor": hit.visitor,
        "network": hit.network,
    }


def scan_of(row: Row[Any]) -> Scan:
    classification = Classification(ScanClass(row.scan_class), row.reason, row.rules)
    return Scan(row.id, row.code, classification, row.occurred_at, row.visitor, row.network)


def facts_of_row(row: Any) -> Facts:
    """What of a stored poster its counters are broken down by."""
    return Facts(
        campaign=row["campaign"],
        channel=row["channel"],
        created_at=row["created_at"],
        variant=row["variant"],
        revision=row["revision"],
        options=tuple(row["options"].split()),
        themes=tuple(row["themes"].split()),
        place=row["place"] or "",
        site=row["site"],
        look=row["template"],
        occasion=row["occasion"] or "",
        locale=row["locale"],
    )
