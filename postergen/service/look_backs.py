"""Make somebody's look back: a poster for each page of their figures, as stories and as one long picture."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from postergen.domain.briefs import BriefRequest
from postergen.domain.campaign import Campaign
from postergen.domain.findings import Kind, unspoken
from postergen.domain.look_backs import ASKED, FORMAT, Figures, Leaf, LookBack, Opening, check_figures, written
from postergen.domain.ports import Clock
from postergen.domain.poster import LOOK_BACK, Poster
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.service.library import Library
from postergen.service.orders import Issued, Order
from postergen.service.pictures import PictureService
from postergen.service.posters import PosterService

MOST_CODES = 64  # posters of one browser that are looked at; its list has fewer


class Made(NamedTuple):
    """A poster that somebody made: when, and which themes it wished for, by id."""

    code: str
    at: datetime
    themes: tuple[str, ...]


class OwnPosters(Protocol):
    """Reads what was folded; pages of look backs are no posters of anybody's year. `Unavailable` if it cannot."""

    def made(
        self, campaign: str, makers: Sequence[str], codes: Sequence[str], period: tuple[datetime, datetime]
    ) -> Sequence[Made]:
        """Those of these makers' keys, and those with these codes."""

    def friends(self, codes: Sequence[str]) -> int:
        """How often other people scanned these posters."""

    def generations(self, codes: Sequence[str]) -> int:
        """How many steps down there are posters that were made after theirs."""


@dataclass(frozen=True, slots=True)
class LookBackOrder:
    """A look back asked for, and the figures that it is told by."""

    campaign: str
    look_back: str
    figures: Mapping[str, object]
    locale: str
    nickname: str = ""
    personalised: bool = True
    maker: str = ""
    idempotency_key: str | None = None
    scan: str | None = None


class LookBackService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        library: Library,
        posters: PosterService,
        pictures: PictureService,
        own: OwnPosters,
        clock: Clock,
    ) -> None:
        self._library, self._posters, self._pictures = library, posters, pictures
        self._own, self._clock = own, clock

    def of(self, campaign: str, name: str) -> LookBack:
        """`NotFound` for no such campaign or look back."""
        found = self._library.campaign(campaign).look_back_by_id.get(name)
        if found is None:
            raise NotFound("look back", name)
        return found

    def opening(self, look_back: LookBack) -> Opening:
        return look_back.opening(self._clock())

    def shown(self, campaign: Campaign) -> list[LookBack]:
        """Those that a browser's own posters tell, and that are to be had now."""
        return [one for one in campaign.look_backs if one.is_of_posters and self.opening(one) is Opening.OPEN]

    def own_figures(
        self, campaign: str, look_back: LookBack, makers: Sequence[str], codes: Sequence[str]
    ) -> Figures | None:
        """What the posters of a browser say of its year; None where there are none.

        Args:
            makers: the keys by which its person is known, if they said yes to that.
            codes: posters that this browser has shown to be its own.

        Raises:
            Unavailable: the database does not answer.
        """
        made = self._own.made(campaign, makers, codes[:MOST_CODES], look_back.period())
        if not made:
            return None
        own = [one.code for one in made]
        themes = [theme for one in made for theme in one.themes]
        known = [theme.id for theme in self._library.campaign(campaign).catalogue.themes]
        often = max((theme for theme in known if theme in themes), key=themes.count, default=None)
        figures: Figures = {
            "posters": len(made),
            "friends": self._own.friends(own),
            "generations": self._own.generations(own),
            "theme": often,
            "hour": min(one.at.astimezone(ZoneInfo(look_back.timezone)).hour for one in made),
        }
        return {figure.name: figures.get(figure.name) for figure in look_back.figures}

    def make(self, order: LookBackOrder) -> list[Issued]:
        """A poster for each of its pages, in their order; a repeated key gives those of the first time.

        Raises:
            NotFound: no such campaign or look back.
            InvalidInput: with every finding; nothing is kept.
            Conflict: the key was used for a different request.
            Unavailable: as `PosterService.issue`.
        """
        return self._posters.issue_many(self._orders(order))

    def sample(self, campaign: str, name: str, given: Mapping[str, object]) -> list[Leaf]:
        """The pages of somebody who was made up, whether it is to be had now or not; nothing is made.

        Raises:
            NotFound: no such campaign or look back.
            InvalidInput: with every finding about the figures.
        """
        look_back = self.of(campaign, name)
        return look_back.leaves(check_figures(look_back, given, self._library.campaign(campaign).catalogue.theme_by_id))

    def specimen(
        self, campaign: str, name: str, text: str, given: Mapping[str, object], nickname: str = ""
    ) -> tuple[Order, CopyVariant]:
        """What is asked for where this text stands on a page of theirs, to be looked at.

        Raises:
            NotFound: nor such a text among these pages.
            InvalidInput: as `sample`.
        """
        for leaf in self.sample(campaign, name, given):
            for variant in (one for texts in leaf.band.texts.values() for one in texts if one.id == text):
                order = LookBackOrder(campaign, name, given, variant.locale, nickname)
                return self._order(order, self.of(campaign, name), leaf), variant
        raise NotFound("text", text[:80])

    def check(self, order: LookBackOrder) -> None:
        """Raises as `make` would of what is asked for; nothing is made."""
        for one in self._orders(order):
            self._posters.brief(one)

    def _orders(self, order: LookBackOrder) -> list[Order]:
        look_back = self.of(order.campaign, order.look_back)
        self._check_open(look_back)
        catalogue = self._library.campaign(order.campaign).catalogue
        try:
            figures = check_figures(look_back, order.figures, catalogue.theme_by_id)
        except InvalidInput as exc:
            raise InvalidInput([*unspoken(order.locale), *exc.findings]) from exc
        if findings := unspoken(order.locale):
            raise InvalidInput(findings)
        return [self._order(order, look_back, leaf) for leaf in look_back.leaves(figures)]

    def _check_open(self, look_back: LookBack) -> None:
        opening = self.opening(look_back)
        if opening is not Opening.OPEN:
            when = look_back.opens if opening is Opening.EARLY or look_back.closes is None else look_back.closes
            is_early = opening is Opening.EARLY
            said, kind = ("opens", Kind.LOOK_BACK_EARLY) if is_early else ("closed", Kind.LOOK_BACK_OVER)
            moment = f"{when.astimezone(ZoneInfo(look_back.timezone)):%Y-%m-%d %H:%M}"
            problem = f"{said} {moment} ({look_back.timezone})"
            raise InvalidInput([Finding("look_back", problem, kind=kind, values=(("moment", moment),))])

    def _order(self, order: LookBackOrder, look_back: LookBack, leaf: Leaf) -> Order:
        themes = self._library.campaign(order.campaign).catalogue.theme_by_id
        figure = leaf.page.figure
        said = written(figure, leaf.value, order.locale, themes) if figure else ""
        request = BriefRequest(
            options=look_back.options,
            locale=order.locale,
            template=look_back.look,
            format=FORMAT,
            nickname=order.nickname,
            channel=LOOK_BACK,
            site=look_back.site(leaf.page, leaf.band),
            personalised=order.personalised,
            fields=((ASKED, said),) if said else (),
        )
        key = order.idempotency_key
        own = f"{LOOK_BACK}:{hashlib.sha256(f'{key}/{leaf.page.id}'.encode()).hexdigest()}" if key else None
        return Order(order.campaign, request, order.scan, own, maker=order.maker)

    def pages(self, campaign: str, codes: Sequence[str]) -> list[Poster]:
        """The posters that are pages of one look back, as they stand in this list.

        Raises:
            NotFound: there is no such poster, it is no page of a look back of the campaign, or of another one.
        """
        found = [self._posters.get(code) for code in codes]
        names = {_look_back_of(poster) for poster in found}
        if not found or len(names) != 1 or len(found) != len({poster.code for poster in found}):
            raise NotFound("look back", "-".join(codes)[:80])
        for poster in found:
            if poster.brief.campaign != campaign or not self._pictures.content(poster).sheet:
                raise NotFound("page of a look back", poster.code)
        return found


def _look_back_of(poster: Poster) -> str:
    return poster.brief.site.partition("/")[0] if poster.brief.channel == LOOK_BACK else ""
