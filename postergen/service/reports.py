"""Tell which words bring people, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.domain.ports import ReportStore
from postergen.domain.variant import CopyVariant
from postergen.service.library import Library
from postergen.tracking.intervals import Rate, wilson


@dataclass(frozen=True, slots=True)
class VariantReport:
    """One revision of a variant. ``rate`` is the share of its posters that at least one person scanned.

    ``variant`` is None when the pack no longer has this revision.
    """

    id: str
    revision: str
    variant: CopyVariant | None
    posters: int
    posters_scanned: int
    scans: int
    rate: Rate


class ReportService:
    """Reports over what the store has counted."""

    def __init__(self, *, library: Library, reports: ReportStore) -> None:
        self._library, self._reports = library, reports

    def variants(self, campaign: str) -> Sequence[VariantReport]:
        """Every revision that stands on a poster, the most scanned first; `NotFound` for an unknown campaign."""
        known = self._library.campaign(campaign).variant_by_id
        rows = []
        for count in self._reports.count_variants(campaign):
            variant = known.get(count.variant)
            current = variant if variant is not None and variant.revision == count.revision else None
            rate = wilson(count.posters_scanned, count.posters)
            rows.append(
                VariantReport(
                    count.variant,
                    count.revision,
                    current,
                    count.posters,
                    count.posters_scanned,
                    count.scans,
                    rate,
                )
            )
        return sorted(rows, key=lambda row: (-row.scans, -row.posters, row.id))
