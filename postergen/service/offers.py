"""Show what can be done about a friend's wish, and hand out coupons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from postergen.domain.localized import LOCALES
from postergen.domain.offer import Offer, OfferKind, claimant_of
from postergen.domain.ports import Clock, PosterStore, ScanStore
from postergen.domain.poster import ERASED_WISH, Poster
from postergen.domain.scan import Scan, ScanClass
from postergen.errors import Finding, Forbidden, InvalidInput, NotFound, SoldOut
from postergen.ranking.offers import choose_offers
from postergen.ranking.ranker import Reason
from postergen.service.library import Library
from postergen.tracking.visitors import is_of_a_network

SHOWN = 3
LOOKED_AT = 40
LONGEST_CODE = 80


class CouponStore(Protocol):
    """Pools of coupons. `Unavailable` when the store does not answer."""

    def load(self, campaign: str, offer: str, codes: Sequence[str]) -> int:
        """Put codes into the pool; returns how many are new."""

    def claimed(self, campaign: str, offer: str, claimant: str) -> str | None:
        """The code that this claimant has got before."""

    def scan_of(self, campaign: str, offer: str, code: str) -> str | None:
        """The scan after which this code was handed out, "" when it is not known (codes that were handed out by
        versions that did not keep it); None when it never was.
        """

    def claim(
        self, campaign: str, offer: str, claimant: str, now: datetime, scan: str | None = None
    ) -> tuple[str | None, bool]:
        """A code for this claimant and whether it is a fresh one; the same one again for the same, None when the pool
        is empty. No code is ever given to two.
        """

    def left(self, campaign: str) -> dict[str, tuple[int, int]]:
        """For each offer how many coupons are left, of how many."""


@dataclass(frozen=True, slots=True)
class OfferShown:
    """An offer with what made it relevant."""

    offer: Offer
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code handed out, and whether this call did so."""

    offer: Offer
    code: str
    fresh: bool


class OfferService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        library: Library,
        posters: PosterStore,
        scans: ScanStore,
        fold: Callable[[], object],
        coupons: CouponStore,
        clock: Clock,
    ) -> None:
        """``fold`` brings into the store what waits in the journals: only there is a scan told from its maker's own,
        a burst or a repeat.
        """
        self._library, self._posters, self._scans = library, posters, scans
        self._fold, self._coupons, self._clock = fold, coupons, clock

    def after_scan(self, scan_id: str, locale: str, count: int = SHOWN) -> list[OfferShown]:
        """What can be done about the wishes on the poster that was scanned.

        Raises:
            NotFound: no such scan.
        """
        return self.for_poster(self._posters.get(self._scans.get_scan(scan_id).code), locale, count)

    def for_poster(self, poster: Poster, locale: str, count: int = SHOWN) -> list[OfferShown]:
        """As above, of a poster."""
        campaign = self._library.campaign(poster.brief.campaign)
        ranker = self._library.offer_ranker(campaign.id)
        known = campaign.catalogue.option_by_id
        options = tuple(option for option in poster.brief.options if option in known)
        wish = "" if poster.brief.wish == ERASED_WISH else poster.brief.wish
        if ranker is None or not (options or wish):
            return []
        brief = replace(poster.brief, options=options, wish=wish, locale=locale)
        ranked = ranker.rank(brief, LOOKED_AT).variants
        offer_of = {offer.as_variant(loc).id: offer for offer in campaign.offers for loc in LOCALES}
        chosen = choose_offers(ranked, offer_of, campaign.catalogue.options_of(options), count)
        return [OfferShown(offer, found.score, found.reasons) for offer, found in chosen]

    def claim(
        self,
        scan_id: str,
        offer_id: str,
        campaign_id: str | None = None,
        *,
        admit: Callable[[str], None] = lambda code: None,
        given: Callable[[str], None] = lambda code: None,
    ) -> Coupon:
        """Hand out a coupon; the same visitor gets the same one again, however often they scan on a day. Of those who
        are known by their network alone, each scan gets one.

        It is no conversion: that is for the till to say, when somebody brings it (`scan_of`).

        Args:
            campaign_id: on whose page it was asked for.
            admit: asked with the code of the poster before one more coupon is given away; raises to refuse.
            given: told that code once one more was given away.

        Raises:
            NotFound: no such scan, or no such offer with coupons.
            Forbidden: the scan was no person's.
            SoldOut: the pool is empty, or the offer retired.
        """
        self._fold()
        scan = self._scans.get_scan(scan_id)
        campaign = self._library.campaign(self._posters.get(scan.code).brief.campaign)
        offer = campaign.offer_by_id.get(offer_id)
        if offer is None or offer.kind is not OfferKind.COUPON or campaign_id not in (None, campaign.id):
            raise NotFound("offer", offer_id)
        if not _is_persons(scan):
            raise Forbidden("coupons are for people")
        is_one_person = scan.visitor and not is_of_a_network(scan.visitor)
        claimant = claimant_of(scan.visitor) if is_one_person else scan.id
        before = self._coupons.claimed(campaign.id, offer.id, claimant)
        if before is not None:
            return Coupon(offer, before, fresh=False)
        if offer.retired:
            raise SoldOut(offer.id)
        admit(scan.code)
        code, fresh = self._coupons.claim(campaign.id, offer.id, claimant, self._clock(), scan.id)
        if code is None:
            raise SoldOut(offer.id)
        if fresh:
            given(scan.code)
        return Coupon(offer, code, fresh)

    def scan_of(self, campaign_id: str, offer_id: str, code: str) -> str:
        """The scan after which this coupon was handed out; "" when it is not known: its claim counted then.

        Raises:
            NotFound: it was handed out to nobody.
        """
        scan = self._coupons.scan_of(campaign_id, offer_id, code)
        if scan is None:
            raise NotFound("coupon", code)
        return scan

    def load(self, campaign_id: str, offer_id: str, codes: Sequence[str]) -> int:
        """Put codes into an offer's pool; returns how many are new.

        Raises:
            NotFound: no such campaign.
            InvalidInput: the offer has no coupons, or there are no codes.
        """
        campaign = self._library.campaign(campaign_id)
        offer = campaign.offer_by_id.get(offer_id)
        plain = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
        findings = []
        if offer is None or offer.kind is not OfferKind.COUPON:
            coupons = [o.id for o in campaign.offers if o.kind is OfferKind.COUPON]
            remedy = f"offers that do: {', '.join(coupons)}" if coupons else "the campaign has no offer with coupons"
            findings.append(Finding("offer", f"{offer_id!r} has no coupons", remedy))
        if not plain:
            findings.append(Finding("codes", "there are none", "one a line"))
        long = [code for code in plain if len(code) > LONGEST_CODE]
        findings += [Finding("codes", f"{code[:20]!r}... is too long", f"at most {LONGEST_CODE}") for code in long]
        if findings:
            raise InvalidInput(findings)
        return self._coupons.load(campaign_id, offer_id, plain)

    def left(self, campaign_id: str) -> dict[str, tuple[int, int]]:
        """For each offer with coupons how many are left, of how many."""
        return self._coupons.left(campaign_id)


def _is_persons(scan: Scan) -> bool:
    return scan.classification.scan_class in (ScanClass.HUMAN, ScanClass.DUPLICATE)
