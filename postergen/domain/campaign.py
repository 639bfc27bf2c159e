"""A catalogue with its copy, looks, dates and landing page: what one campaign pack says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from postergen.domain.catalogue import Catalogue
from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.domain.localized import Localized
from postergen.domain.look_backs import Band, LookBack, Page
from postergen.domain.occasions import Occasion
from postergen.domain.offer import Offer
from postergen.domain.policies import Terms
from postergen.domain.poster import LOOK_BACK, Brief
from postergen.domain.stickers import Stickers
from postergen.domain.variant import CopyVariant

# by name: what was kept of a campaign is read again by its types
AnyGame = Collection | Hunt | Diary


@dataclass(frozen=True)
class Campaign:
    """One published state of a campaign pack; ``version`` is the digest of its files."""

    id: str
    version: str
    title: Localized
    invitation: Localized
    code_prefix: str
    landing_url: str
    search_phrase: Localized | None
    timezone: str
    templates: tuple[str, ...]
    catalogue: Catalogue
    occasions: tuple[Occasion, ...]
    variants: tuple[CopyVariant, ...]
    offers: tuple[Offer, ...] = ()
    stickers: Stickers | None = None
    # how the brand speaks, for whoever writes for it
    voice: Localized | None = None
    logo: bytes | None = field(default=None, repr=False)
    # where the posters of a channel lead, when it is not the common landing page
    landing_urls: tuple[tuple[str, str], ...] = ()
    # parameters of a short link that may be passed on to the landing page; no others are
    utm: frozenset[str] = frozenset()
    # web origins whose pages may call the API from a browser
    origins: frozenset[str] = frozenset()
    learning: Terms = Terms()
    # ids of games that are in the pack and not offered
    retired_games: frozenset[str] = frozenset()
    # what people wish for and no option answers, by locale
    none_of_these: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    games: tuple[AnyGame, ...] = ()
    look_backs: tuple[LookBack, ...] = ()

    def landing_for(self, channel: str) -> str:
        """Where a poster of this channel leads; empty when it is the server's own campaign page."""
        return dict(self.landing_urls).get(channel, self.landing_url)

    @cached_property
    def looks(self) -> tuple[str, ...]:
        """All in which its posters may stand: those that people choose among, then those of games and look backs."""
        others = (*(game.look for game in self.games), *(one.look for one in self.look_backs))
        return tuple(dict.fromkeys((*self.templates, *others)))

    @cached_property
    def game_by_id(self) -> dict[str, Game]:
        return {game.id: game for game in self.games}

    @cached_property
    def variant_by_id(self) -> dict[str, CopyVariant]:
        return {variant.id: variant for variant in self.variants}

    @cached_property
    def look_back_by_id(self) -> dict[str, LookBack]:
        return {one.id: one for one in self.look_backs}

    @cached_property
    def text_by_id(self) -> dict[str, CopyVariant]:
        """All that may stand on a poster: the variants, which are ranked for wishes, and the texts of look backs."""
        return {text.id: text for one in self.look_backs for _, _, text in one.texts()} | self.variant_by_id

    @cached_property
    def sheet_of_text(self) -> dict[str, str]:
        """On which sheet of its look a text of a look back stands."""
        return {text.id: page.sheet for one in self.look_backs for page, _, text in one.texts()}

    def page_of(self, brief: Brief) -> tuple[LookBack, Page, Band] | None:
        """The page and band of a look back that this brief asks for; None for any other poster."""
        one = self.look_back_by_id.get(brief.site.partition("/")[0]) if brief.channel == LOOK_BACK else None
        found = one.band_at(brief.site) if one else None
        return (one, *found) if one and found else None

    @cached_property
    def offer_by_id(self) -> dict[str, Offer]:
        return {offer.id: offer for offer in self.offers}

    @cached_property
    def occasion_by_id(self) -> dict[str, Occasion]:
        return {occasion.id: occasion for occasion in self.occasions}

    def variants_in(self, locale: str) -> tuple[CopyVariant, ...]:
        return tuple(variant for variant in self.variants if variant.locale == locale)

    @cached_property
    def glossary(self) -> dict[str, frozenset[str]]:
        """For each locale what the line breaker is told: words that a line should not cut, of which English with
        its spaces has none, and passages of texts with their authors' marks (`postergen.domain.line_marks`).
        """
        keywords = {word for option in self.catalogue.options for word in option.keywords["zh-CN"]}
        cities = {place.city.in_locale("zh-CN") for place in self.catalogue.places}
        words = {"zh-CN": {word for word in keywords | cities if len(word) > 1}, "en": set()}
        for variant in self.variants:
            words[variant.locale] |= variant.marked_passages
        return {locale: frozenset(found) for locale, found in words.items()}
