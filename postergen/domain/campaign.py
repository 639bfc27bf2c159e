"""A catalogue with its copy, looks, dates and landing page: what one campaign pack says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from postergen.domain.catalogue import Catalogue
from postergen.domain.games import Game
from postergen.domain.localized import Localized
from postergen.domain.occasions import Occasion
from postergen.domain.offer import Offer
from postergen.domain.policies import Terms
from postergen.domain.stickers import Stickers
from postergen.domain.variant import CopyVariant


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
    games: tuple[Game, ...] = ()

    def landing_for(self, channel: str) -> str:
        """Where a poster of this channel leads; empty when it is the server's own campaign page."""
        return dict(self.landing_urls).get(channel, self.landing_url)

    @cached_property
    def looks(self) -> tuple[str, ...]:
        """All in which its posters may stand: those that people choose among, then those of its games."""
        return tuple(dict.fromkeys((*self.templates, *(game.look for game in self.games))))

    @cached_property
    def game_by_id(self) -> dict[str, Game]:
        return {game.id: game for game in self.games}

    @cached_property
    def variant_by_id(self) -> dict[str, CopyVariant]:
        return {variant.id: variant for variant in self.variants}

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
