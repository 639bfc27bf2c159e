"""What the use cases need to know of published content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from postergen.domain.campaign import Campaign
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
