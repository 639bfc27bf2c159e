"""The card of a sticker that was sent: the sticker, and the code by which it is answered."""

from __future__ import annotations

import hashlib
from typing import Protocol

from postergen.domain.campaign import Campaign
from postergen.rendering.content import PosterContent
from postergen.rendering.encode import Label
from postergen.rendering.figure import SIDE
from postergen.rendering.renderer import Picture, Renderer
from postergen.rendering.template import PosterTemplate
from postergen.service.battles import Round
from postergen.service.contents import Addresses, serial_number
from postergen.service.stickers import StickerService

FORMAT = "square"


class Campaigns(Protocol):
    def campaign(self, name: str) -> Campaign:
        """The current state of a campaign, or `NotFound`."""


class BattleCards:
    """Draws cards. One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        campaigns: Campaigns,
        template: PosterTemplate,
        stickers: StickerService,
        renderer: Renderer,
        addresses: Addresses,
    ) -> None:
        self._campaigns, self._template, self._stickers = campaigns, template, stickers
        self._renderer, self._addresses = renderer, addresses

    def version(self, sent: Round) -> str:
        """Twelve hex digits that change when the card might, and once its person is erased."""
        parts = (sent.code, self._stickers.version(sent.sticker), self._template.version, self._addresses.public_url)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]

    def picture(self, sent: Round) -> Picture:
        """The card, 1080 pixels square, as a JPEG. Nothing is kept: there are as many as codes."""
        campaign = self._campaigns.campaign(sent.poster.brief.campaign)
        label = Label(sent.code, campaign.id, model_written=False, issued_at=sent.poster.created_at)
        content = self._content(sent, campaign)
        return self._renderer.render(self._template, FORMAT, content, extension="jpg", label=label)

    def _content(self, sent: Round, campaign: Campaign) -> PosterContent:
        locale = sent.sticker.locale
        phrase = campaign.search_phrase.in_locale(locale) if campaign.search_phrase else ""
        return PosterContent(
            locale=locale,
            headline=sent.sticker.text,
            body="",
            call_to_action="",
            options=(),
            nickname="",
            place="",
            occasion="",
            date="",
            serial=serial_number(sent.code),
            code=sent.code,
            scan_url=self._addresses.scan(sent.code),
            typed_fallback=phrase or self._addresses.typed(sent.code),
            ai_label="",
            campaign=campaign.title.in_locale(locale),
            logo=self._stickers.drawn(sent.sticker, "png", SIDE).data,
        )
