"""Read who did what, when and why."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from postergen.domain.accounts import Role
from postergen.domain.editorial import AuditEntry
from postergen.web.csv_http import csv_answer
from postergen.web.product import product
from postergen.web.studio.access import needs
from postergen.web.studio.frame import page_number, studio_campaign, studio_page

studio_audit = Blueprint("studio_audit", __name__, url_prefix="/studio")

ON_A_PAGE, IN_A_FILE = 50, 100_000
COLUMNS = ("at", "who", "action", "campaign", "subject", "number", "before", "after", "why")


@studio_audit.get("/audit")
@needs(Role.WRITER)
def audit() -> Response:
    page = page_number()
    found = _entries(ON_A_PAGE + 1, (page - 1) * ON_A_PAGE)
    return studio_page(
        "audit/audit.html",
        entries=found[:ON_A_PAGE],
        page=page,
        has_more=len(found) > ON_A_PAGE,
        subject=_asked("subject"),
        who=_asked("who"),
    )


@studio_audit.get("/audit.csv")
@needs(Role.WRITER)
def as_csv() -> Response:
    """The same as a file, for a spreadsheet."""
    return csv_answer(COLUMNS, map(_cells, _entries(IN_A_FILE, 0)), "audit")


def _cells(entry: AuditEntry) -> list[str | int]:
    return [entry.at.isoformat(), *(getattr(entry, name) for name in COLUMNS[1:-1]), str(entry.why)]


def _entries(most: int, skip: int) -> Sequence[AuditEntry]:
    subject, who = _asked("subject") or None, _asked("who") or None
    return product().editorial.audit(studio_campaign().id, subject, most, who=who, skip=skip)


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:120]
