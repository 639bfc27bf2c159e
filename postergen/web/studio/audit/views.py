"""Read who did what, when and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from flask import Blueprint, Response, request

from postergen.domain.accounts import Role
from postergen.domain.editorial import AuditEntry
from postergen.web.product import product
from postergen.web.statistics import safe_cell
from postergen.web.studio.access import needs
from postergen.web.studio.catalogue.views import ROOM
from postergen.web.studio.desk import desk_page, local_time, page_number
from postergen.web.studio.frame import studio_campaign

studio_audit = Blueprint("studio_audit", __name__, url_prefix="/studio")

ON_A_PAGE, IN_A_FILE = 50, 100_000
COLUMNS = ("at", "who", "action", "campaign", "subject", "number", "before", "after", "why")


@studio_audit.get("/audit")
@needs(Role.WRITER)
def audit() -> Response:
    page = page_number()
    found = _entries(ON_A_PAGE + 1, (page - 1) * ON_A_PAGE)
    return desk_page(
        "audit/audit.html",
        room=ROOM,
        entries=found[:ON_A_PAGE],
        page=page,
        has_more=len(found) > ON_A_PAGE,
        subject=_asked("subject"),
        who=_asked("who"),
        time=local_time,
    )


@studio_audit.get("/audit.csv")
@needs(Role.WRITER)
def as_csv() -> Response:
    """The same as a file, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in _entries(IN_A_FILE, 0):
        cells = [entry.at.isoformat(), *(getattr(entry, name) for name in COLUMNS[1:])]
        writer.writerow([safe_cell(cell) for cell in cells])
    headers = {"Content-Disposition": "attachment; filename=audit.csv", "Cache-Control": "no-store"}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def _entries(most: int, skip: int) -> Sequence[AuditEntry]:
    subject, who = _asked("subject") or None, _asked("who") or None
    return product().editorial.audit(studio_campaign().id, subject, most, who=who, skip=skip)


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:120]
