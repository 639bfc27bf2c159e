"""Record a hit on a short link and say where it leads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from postergen.domain.addresses import origin_of, path_of, with_parameters
from postergen.domain.campaign import Campaign
from postergen.domain.codes import PREFIX_LENGTH, RandomBelow, repair_code
from postergen.domain.events import Converted, ScanConfirmed, ScanRecorded
from postergen.domain.ports import Clock, EventLog, PosterStore, ScanStore
from postergen.domain.poster import Poster
from postergen.domain.scan import Scan, ScanClass
from postergen.errors import NotFound, Unavailable
from postergen.service.contents import Addresses
from postergen.service.library import Library
from postergen.tracking.classify import Hit, classify

log = logging.getLogger(__name__)

MOST_KNOWN = 65_536  # codes whose origin is remembered, some 200 bytes each


class Origin(NamedTuple):
    """Where a poster is from: what never changes of it, whoever is erased, and says where its scans lead."""

    campaign: str
    channel: str
    is_sticker: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a hit was and where it leads. Whether its poster is known: not when the store did not answer."""

    scan: Scan
    is_known: bool
    target: str

    @property
    def wants_preview(self) -> bool:
        """Preview fetchers get a page with Open Graph tags instead of a redirect."""
        return self.is_known and self.scan.classification.scan_class is ScanClass.PREVIEW


class ScanService:
    """Records scans. Never lets a person who scanned a printed code stand before an error."""

    def __init__(
        self,
        *,
        library: Library,
        posters: PosterStore,
        scans: ScanStore,
        log: EventLog,
        addresses: Addresses,
        clock: Clock,
        random_below: RandomBelow,
    ) -> None:
        self._library, self._posters, self._scans = library, posters, scans
        self._log, self._addresses = log, addresses
        self._clock, self._random_below = clock, random_below
        self._remembered = lru_cache(maxsize=MOST_KNOWN)(self._look_up)  # a poster is scanned by many
        self.on_drop: Callable[[str], None] = lambda reason: None  # is told why a scan could not be kept

    def record(
        self, typed: str, hit: Hit, visitor: str = "", query: Mapping[str, str] | None = None, network: str = ""
    ) -> Scanned:
        """Classify and keep one hit.

        Args:
            visitor: by what the visitor is known again, or their network; empty for neither.
            query: what stood behind the short link; the campaign says what of it is passed on.
            network: the key of the network that it came from.

        Raises:
            NotFound: nobody was ever given this code, or it cannot be one.
        """
        code = repair_code(typed)
        if code is None:
            raise NotFound("poster", typed)
        scan = Scan(f"{self._random_below(1 << 80):020x}", code, classify(hit), self._clock(), visitor, network)
        origin = self._origin(code)
        campaign = self._campaign(code, origin)
        self._log.append_soon([ScanRecorded(scan)], self._lost)
        return Scanned(scan, origin is not None, self._landing(campaign, origin, scan, query or {}))

    def _lost(self, reason: Exception) -> None:
        log.error("a scan could not be kept: %s", reason)
        self.on_drop("journal")

    def poster_of(self, scan_id: str) -> Poster | None:
        """The poster whose scan led here; None for an unknown scan."""
        try:
            return self._posters.get(self._scans.get_scan(scan_id).code)
        except NotFound:
            return None

    def confirm(self, scan_id: str) -> None:
        """The landing page's beacon answered; `NotFound` for an unknown scan."""
        self._log.append([ScanConfirmed(self._scans.get_scan(scan_id).id, self._clock())])

    def origins_of(self, scan_id: str) -> frozenset[str]:
        """The origins of the pages that the campaign of this scan names: those it leads to, and those that call us. Not
        our own, for our pages have a token, unless it leads to a page of the brand's on our host.
        """
        campaign = self._library.campaign(self._posters.get(self._scans.get_scan(scan_id).code).brief.campaign)
        landings = (campaign.landing_url, *(url for _, url in campaign.landing_urls))
        ours = self._addresses.public_url
        # a path is one of our host
        led_to = {urljoin(f"{ours}/", url) for url in landings if url}
        return (campaign.origins - {origin_of(ours)}) | {origin_of(url) for url in led_to if not self._is_ours(url)}

    def _is_ours(self, address: str) -> bool:
        """Whether a page of ours stands at this address: a campaign's."""
        ours = self._addresses.public_url
        path, start = urlsplit(address).path, path_of(ours)
        is_ours = path.rstrip("/") == start or path.startswith(f"{start}/c/")
        return origin_of(address) == origin_of(ours) and is_ours

    def convert(self, key: str, scan_id: str, kind: str, value: Decimal | None, currency: str) -> None:
        """Somebody did something after a scan; repeated with the same key it counts once.

        Raises:
            NotFound: no such scan.
        """
        scan = self._scans.get_scan(scan_id)
        self._log.append([Converted(key, scan.id, kind, self._clock(), value, currency)])

    def _origin(self, code: str) -> Origin | None:
        try:
            return self._remembered(code)
        except Unavailable as exc:
            log.warning("a scan is answered without its poster: %s", exc)
            return None

    def _look_up(self, code: str) -> Origin:
        brief = self._posters.get(code).brief
        return Origin(brief.campaign, brief.channel, brief.is_sticker)

    def _campaign(self, code: str, origin: Origin | None) -> Campaign:
        """The code itself names its campaign, for when nothing can be looked up."""
        for campaign in self._library.campaigns():
            if campaign.code_prefix == code[:PREFIX_LENGTH]:
                return campaign
        if origin is not None:
            return self._library.campaign(origin.campaign)
        raise NotFound("poster", code)

    def _landing(self, campaign: Campaign, origin: Origin | None, scan: Scan, query: Mapping[str, str]) -> str:
        """The landing page of the poster's channel or of the campaign, else our own, and of a sticker its own page; the
        click id goes along.

        Only addresses that the campaign itself names are ever led to.
        """
        named = campaign.landing_for(origin.channel if origin else "")
        if origin is not None and origin.is_sticker:
            named = self._addresses.battle(scan.code)
        named = named or f"{self._addresses.public_url}/c/{campaign.id}"
        passed_on = [(name, query[name]) for name in sorted(campaign.utm & query.keys())]
        return with_parameters(named, [("click", scan.id)], passed_on)
