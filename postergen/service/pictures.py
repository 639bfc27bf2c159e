"""Picture posters: those that were issued, and specimens that nobody keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from postergen.domain.briefs import BriefRequest
from postergen.domain.campaign import Campaign
from postergen.domain.ports import PosterStore
from postergen.domain.poster import Brief, Poster
from postergen.domain.variant import Author, CopyVariant
from postergen.errors import NotFound
from postergen.ranking.wishes import READER
from postergen.rendering.avatar import take_in_avatar
from postergen.rendering.content import PosterContent
from postergen.rendering.encode import Label, drawing_cost, is_large
from postergen.rendering.placed import Fitting, Layout
from postergen.rendering.renderer import Picture, Renderer, is_half
from postergen.rendering.template import PosterTemplate
from postergen.service.contents import Addresses, poster_content
from postergen.service.library import Library
from postergen.service.orders import Order, with_avatar
from postergen.service.specimens import every_piece, ordinary, ordinary_options

THUMBNAIL_WIDTH, THUMBNAIL_PICKS = 216, 5
PAGE_WIDTH = 540  # px: of a poster on a page, beside other things; sharp on a phone in the width of a slide


class SpecimenMaker(Protocol):
    """Makes posters that are nobody's (`PosterService`)."""

    def brief(self, order: Order) -> Brief:
        """Check what was asked for."""

    def specimen(self, brief: Brief, variant: CopyVariant | None = None) -> Poster:
        """What this brief would give, with this text or a drawn one."""


class Keep(Protocol):
    """Gives what was made of the same parts before, or has it made and keeps it."""

    def __call__(self, parts: Sequence[str], make: Callable[[], bytes], /) -> bytes: ...


class PictureService:
    """Lays out and renders. One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        library: Library,
        avatars: PosterStore,
        specimens: SpecimenMaker,
        renderer: Renderer,
        addresses: Addresses,
        keep: Keep,
    ) -> None:
        """``keep`` holds small pictures of looks for the next start."""
        self._library, self._avatars, self._specimens = library, avatars, specimens
        self._renderer, self._addresses, self._keep = renderer, addresses, keep
        self.take_in: Callable[[bytes], bytes] = take_in_avatar  # a server has a process for that
        self._thumbnail = lru_cache(maxsize=128)(self._draw_thumbnail)

    def content(self, poster: Poster) -> PosterContent:
        """The words on the poster."""
        avatar = self._avatars.get_avatar(poster.code) if poster.brief.avatar else None
        return poster_content(poster, self._campaign_of(poster), self._addresses, avatar)

    def variant(self, poster: Poster) -> CopyVariant:
        """The copy on the poster, in the words it was made with."""
        found = self._campaign_of(poster).text_by_id.get(poster.choice.variant)
        if found is None:
            raise NotFound("poster", poster.code)
        return found

    def template(self, poster: Poster) -> PosterTemplate:
        """The look, in the version that the poster was made with."""
        return self._library.template_version(poster.brief.template, poster.template_version)

    def layout(self, poster: Poster, format_name: str | None = None) -> Layout:
        """Where everything stands on the poster, and what was given up for it."""
        return self._lay_out(poster, self.content(poster), format_name or poster.brief.format)

    def fitting(self, poster: Poster) -> Fitting:
        """How the texts of the poster fit, and what its person should know."""
        return self._renderer.fitting(
            self.template(poster),
            poster.brief.format,
            self.content(poster),
            glossary=self._campaign_of(poster).glossary[poster.brief.locale],
        )

    def picture(
        self,
        poster: Poster,
        extension: str = "jpg",
        format_name: str | None = None,
        *,
        width: int | None = None,
    ) -> Picture:
        """Render the poster: the same bytes for the same poster, format, extension and renderer.

        Args:
            width: scale the picture to this many pixels.

        Raises:
            NotFound: the look does not serve this format.
        """
        chosen = format_name or self._format_for(poster, extension)
        if chosen not in self.template(poster).formats:
            raise NotFound("format", chosen)
        return self._render(poster, self.content(poster), extension, chosen, width, self.variant(poster))

    def long(self, posters: Sequence[Poster], extension: str) -> Picture:
        """Posters of one look that belong together as one long picture; the last one gives it its label.

        Raises:
            InvalidContent: as `Renderer.render_long`.
        """
        first, last = posters[0], posters[-1]
        return self._renderer.render_long(
            self.template(first),
            [self.content(poster) for poster in posters],
            extension=extension,
            label=self._label(last, *(self.variant(poster) for poster in posters)),
            glossary=self._campaign_of(first).glossary[first.brief.locale],
        )

    def moving(self, poster: Poster, extension: str) -> Picture:
        """The moving cover of the poster's look; raises as `Renderer.render_moving`."""
        return self._renderer.render_moving(
            self.template(poster),
            self.content(poster),
            extension=extension,
            label=self._label(poster, self.variant(poster)),
            glossary=self._campaign_of(poster).glossary[poster.brief.locale],
        )

    def _label(self, poster: Poster, *variants: CopyVariant) -> Label:
        by_model = any(variant.author is Author.MODEL for variant in variants)
        return Label(poster.code, self._campaign_of(poster).id, by_model, poster.created_at)

    def etag(self, poster: Poster, extension: str, format_name: str | None = None) -> str:
        """A strong validator, known before anything is rendered."""
        parts = (
            repr(poster.brief),
            poster.code,
            poster.choice.variant,
            poster.campaign_version,
            poster.template_version,
            str(poster.created_at),
            self._addresses.public_url,
            self._renderer.fingerprint,
            READER if poster.brief.wish else "",
            format_name or self._format_for(poster, extension),
            extension,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def version(self, poster: Poster) -> str:
        """What the address of a picture carries, so that it may be kept: another once its person is erased, or pictures
        are drawn otherwise. It says nothing of who the person is.
        """
        parts = (
            poster.code,
            "personal" if poster.brief.is_personal else "bare",
            poster.campaign_version,
            poster.template_version,
            self._addresses.public_url,
            self._renderer.fingerprint,
            READER if poster.brief.wish else "",
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]

    def cost(self, extension: str, format_name: str, width: int | None = None) -> int:
        """What it costs to draw a picture, in about tenths of a second; 0 for those of pages, and where no look serves
        the format.
        """
        found = (look.formats[format_name] for look in self._library.templates() if format_name in look.formats)
        size = next(found, None)
        if size is None or not is_large(extension, format_name):
            return 0
        scale = width / size.width if width else 1.0
        return drawing_cost(extension, round(size.width * scale), round(size.height * scale))

    def poster_cost(self, poster: Poster, extension: str, format_name: str | None, width: int | None = None) -> int:
        """What `picture` costs, as `cost`."""
        return self.cost(extension, format_name or self._format_for(poster, extension), width)

    def preview(self, order: Order, width: int, extension: str = "jpg") -> Picture:
        """A small JPEG of what this order would give, with its line (`PosterService.line`). Nothing is kept, and its
        code is nobody's.
        """
        order = with_avatar(order, self.take_in)
        poster = self._previewed(order)
        content = poster_content(poster, self._campaign_of(poster), self._addresses, order.avatar)
        return self._render(poster, content, extension, poster.brief.format, width, self.variant(poster))

    def previewed(self, order: Order) -> PosterContent:
        """The words on that preview."""
        poster = self._previewed(order)
        return poster_content(poster, self._campaign_of(poster), self._addresses)

    def _previewed(self, order: Order) -> Poster:
        brief = self._specimens.brief(order)
        texts = self._library.campaign(brief.campaign).variant_by_id
        return self._specimens.specimen(brief, texts[order.line.variant] if order.line else None)

    def preview_text(self, order: Order, variant: CopyVariant, width: int) -> Picture:
        """As `preview`, a WebP with this text, which need not be published."""
        return self._preview_text(self._specimens.specimen(self._specimens.brief(order), variant), variant, width)

    def full_size(self, order: Order, variant: CopyVariant, extension: str = "jpg") -> Picture:
        """As `preview_text`, as large as its format. Its code is nobody's all the same."""
        poster = self._specimens.specimen(self._specimens.brief(order), variant)
        return self._preview_text(poster, variant, None, extension)

    def preview_ordinary(
        self, campaign_name: str, variant: CopyVariant, look: str, format_name: str = "story", *, width: int
    ) -> Picture:
        """As `preview_text`, on an ordinary poster about what the text fits."""
        brief = ordinary(self._library.campaign(campaign_name), variant, look, format_name)
        return self._preview_text(self._specimens.specimen(brief, variant), variant, width)

    def lay_out_text(self, order: Order, variant: CopyVariant) -> Layout:
        """Where this text stands on the poster of `preview_text`, and what it gave up for its box."""
        poster = self._specimens.specimen(self._specimens.brief(order), variant)
        content = poster_content(poster, self._campaign_of(poster), self._addresses, variant=variant)
        return self._lay_out(poster, content, poster.brief.format)

    def cast(self, campaign_name: str, look: str, locale: str, format_name: str) -> int:
        """Draw everything that stands on more than one person's poster, so that it is kept before the first comes.

        Returns:
            How many specimens were drawn for it; none when the look does not serve the format, or it was done before.

        Raises:
            NotFound: there is no such campaign or look.
        """
        campaign = self._library.campaign(campaign_name)
        template = next((found for found in self._library.templates() if found.id == look), None)
        if template is None:
            raise NotFound("template", look)
        name = f"{campaign.id} {campaign.version} {look} {template.version} {locale} {format_name}"
        if format_name not in template.formats or self._renderer.has_noted(name):
            return 0
        widths = (None, PAGE_WIDTH) if is_half(template.formats[format_name], PAGE_WIDTH) else (None,)
        drawn = 0
        for brief, variant in every_piece(campaign, locale, look, format_name):
            poster = self._specimens.specimen(brief, variant)
            content = poster_content(poster, campaign, self._addresses, variant=variant)
            for width in widths:
                self._render(poster, content, "jpg", format_name, width, variant)
            drawn += 1
        self._renderer.note(name)
        return drawn

    def thumbnail(self, campaign_name: str, template: str, locale: str) -> Picture:
        """A small WebP of a look, with the campaign's first options on it; drawn once."""
        return self._thumbnail(campaign_name, template, locale)

    def _draw_thumbnail(self, campaign_name: str, template: str, locale: str) -> Picture:
        campaign = self._library.campaign(campaign_name)
        versions = [f"{look.id} {look.version}" for look in self._library.templates() if look.id == template]
        if not versions:
            raise NotFound("template", template)
        depends = (
            campaign.id,
            campaign.version,
            *versions,
            locale,
            self._renderer.fingerprint,
            self._addresses.public_url,
        )

        def draw() -> bytes:
            options = ordinary_options(campaign, THUMBNAIL_PICKS)
            return self.preview(
                Order(campaign_name, BriefRequest(options, locale, template)), THUMBNAIL_WIDTH, "webp"
            ).data

        return Picture(self._keep(depends, draw), "image/webp", ())

    def _preview_text(
        self, poster: Poster, variant: CopyVariant, width: int | None, extension: str = "webp"
    ) -> Picture:
        content = poster_content(poster, self._campaign_of(poster), self._addresses, variant=variant)
        return self._render(poster, content, extension, poster.brief.format, width, variant)

    def _lay_out(self, poster: Poster, content: PosterContent, format_name: str) -> Layout:
        glossary = self._campaign_of(poster).glossary[poster.brief.locale]
        return self._renderer.lay_out(self.template(poster), format_name, content, glossary=glossary)

    def _render(
        self,
        poster: Poster,
        content: PosterContent,
        extension: str,
        format_name: str,
        width: int | None,
        variant: CopyVariant,
    ) -> Picture:
        campaign = self._campaign_of(poster)
        return self._renderer.render(
            self.template(poster),
            format_name,
            content,
            extension=extension,
            label=Label(poster.code, campaign.id, variant.author is Author.MODEL, poster.created_at),
            glossary=campaign.glossary[poster.brief.locale],
            width=width,
        )

    def _format_for(self, poster: Poster, extension: str) -> str:
        """A PDF is for paper, where the look serves paper; everything else comes as it was asked for."""
        return "print" if extension == "pdf" and "print" in self.template(poster).formats else poster.brief.format

    def _campaign_of(self, poster: Poster) -> Campaign:
        return self._library.campaign_version(poster.brief.campaign, poster.campaign_version)
