"""Record a hit on a short link and say where it leads."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from postergen.domain.campaign import Campaign
from postergen.domain.codes import PREFIX_LENGTH, RandomBelow, repair_code
from postergen.domain.ports import Clock, ScanStore
from postergen.domain.poster import Poster
from postergen.domain.scan import Scan, ScanClass
from postergen.errors import NotFound, Unavailable
from postergen.service.posters import PosterService
from postergen.tracking.classify import Hit, classify

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a hit was and where it leads. There is no poster when the store did not answer."""

    scan: Scan
    poster: Poster | None
    target: str

    @property
    def wants_preview(self) -> bool:
        """Preview fetchers get a page with Open Graph tags instead of a redirect."""
        return self.poster is not None and self.scan.classification.scan_class is ScanClass.PREVIEW


class ScanService:
    """Records scans. Never lets a person who scanned a printed code stand before an error."""

    def __init__(self, *, posters: PosterService, scans: ScanStore, clock: Clock, random_below: RandomBelow) -> None:
        self._posters, self._scans = posters, scans
        self._clock, self._random_below = clock, random_below

    def record(self, typed: str, hit: Hit) -> Scanned:
        """Classify and store one hit.

        Raises:
            NotFound: nobody was ever given this code, or it cannot be one.
        """
        code = repair_code(typed)
        if code is None:
            raise NotFound("poster", typed)
        scan = Scan(f"{self._random_below(1 << 80):020x}", code, classify(hit), self._clock())
        try:
            poster = self._posters.get(code)
            if hit.method != "HEAD":
                self._scans.add_scan(scan)
        except Unavailable as exc:
            log.error("scan not stored: %s", exc)
            return Scanned(scan, None, self._landing(self._campaign_by_prefix(code), None))
        campaign = self._posters.library.campaign(poster.brief.campaign)
        return Scanned(scan, poster, self._landing(campaign, scan))

    def poster_of(self, scan_id: str) -> Poster | None:
        """The poster whose scan led here; None for an unknown scan."""
        try:
            return self._posters.get(self._scans.get_scan(scan_id).code)
        except NotFound:
            return None

    def _campaign_by_prefix(self, code: str) -> Campaign:
        for campaign in self._posters.library.campaigns():
            if campaign.code_prefix == code[:PREFIX_LENGTH]:
                return campaign
        raise NotFound("poster", code)

    def _landing(self, campaign: Campaign, scan: Scan | None) -> str:
        """The campaign's landing page, or our own; the click id goes along."""
        target = campaign.landing_url or f"{self._posters.addresses.public_url}/c/{campaign.id}"
        if scan is None:
            return target
        parts = urlsplit(target)
        query = "&".join(filter(None, (parts.query, urlencode({"click": scan.id}))))
        return urlunsplit(parts._replace(query=query))
