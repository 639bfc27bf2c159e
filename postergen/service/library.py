"""What the use cases need to know of published content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from postergen.domain.campaign import Campaign
from postergen.domain.variant import CopyVariant
from postergen.ranking.ranker import Ranker
from postergen.rendering.template import PosterTemplate


class Library(Protocol):
    """Campaigns and looks: the current ones, and every earlier version that a poster was made with."""

    def campaigns(self) -> Sequence[Campaign]:
        """The current version of every campaign."""

    def campaign(self, name: str) -> Campaign:
        """The current version, or `NotFound`."""

    def ranker(self, name: str) -> Ranker:
        """The ranker over the campaign's current version."""

    def offer_ranker(self, name: str) -> Ranker | None:
        """The ranker over the campaign's offers; None when it has none."""

    def campaign_version(self, name: str, version: str) -> Campaign:
        """An exact version, or `NotFound`."""

    def templates(self) -> Sequence[PosterTemplate]:
        """The current version of every look."""

    def template_version(self, name: str, version: str) -> PosterTemplate:
        """An exact version, or `NotFound`."""


class Packs(Protocol):
    """What writing copy needs to know of content."""

    def pack_alone(self, name: str) -> Campaign:
        """The campaign of the folder, without what was published over it; or `NotFound`."""

    def campaign(self, name: str) -> Campaign:
        """The current version, with what was published; or `NotFound`."""


class Composer(Packs, Protocol):
    """What publishing needs of content: to see what would be, and to have it taken up."""

    def compose(self, name: str, over: Mapping[str, bytes]) -> Campaign:
        """The campaign with these files over its pack; `InvalidContent` with every mistake."""

    def overlay(self, live: Sequence[CopyVariant], withdrawn: Sequence[str]) -> Mapping[str, bytes]:
        """These texts, and the ids of those that rest, as files over a pack."""

    def embed(self, campaign: Campaign) -> bytes | None:
        """The embeddings that the pack's index lacks for this campaign; None without the model that made it."""

    def refresh(self) -> object:
        """Take up what was published."""
