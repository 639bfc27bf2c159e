"""Reply pictures: what a campaign has of them, and each as a picture that moves or stands still."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from postergen.domain.campaign import Campaign
from postergen.domain.stickers import Sticker
from postergen.errors import Finding, NotFound
from postergen.rendering.figure import SIDE, Figure
from postergen.rendering.moving import EFFORTS, MOVING_FORMATS, STILL_FORMATS, Moving, MovingFormat, StillFormat
from postergen.rendering.renderer import Picture
from postergen.rendering.sticker import StickerPainter

EXTENSIONS = ("png", "gif", "webp", "apng")  # the first stands still
SIDES = (240, SIDE)  # px; each would be drawn anew


class StickerLibrary(Protocol):
    def campaign(self, name: str) -> Campaign:
        """The current state of a campaign, or `NotFound`."""

    def figures(self) -> Mapping[str, Figure]:
        """Who says the lines, by name."""


class Keep(Protocol):
    """Gives what was made of the same parts before, or has it made and keeps it."""

    def __call__(self, parts: Sequence[str], make: Callable[[], bytes], /) -> bytes: ...


class StickerService:
    """Draws stickers. One for each process; safe to share between threads."""

    def __init__(self, *, library: StickerLibrary, painter: StickerPainter, fingerprint: str, keep: Keep) -> None:
        """``fingerprint`` changes when the same sticker might come out as other bytes; ``keep`` holds pictures for the
        next start."""
        self._library, self._fingerprint, self._keep = library, fingerprint, keep
        self.painter = painter

    def all(self, campaign: str, locale: str | None = None) -> tuple[Sticker, ...]:
        """The stickers of a campaign, in their order; those of one locale, or of all."""
        found = self._library.campaign(campaign).stickers
        return tuple(one for one in (found.all if found else ()) if locale in (None, one.locale))

    def get(self, campaign: str, name: str) -> Sticker:
        for one in self.all(campaign):
            if one.id == name:
                return one
        raise NotFound("sticker", name)

    def figure(self, sticker: Sticker) -> Figure:
        return self._library.figures()[sticker.figure]

    def figures_of(self, campaign: str) -> dict[str, Figure]:
        """Who says lines in this campaign, in the order in which they first do."""
        said_by = dict.fromkeys(one.figure for one in self.all(campaign))
        return {name: self._library.figures()[name] for name in said_by}

    def figures(self) -> Mapping[str, Figure]:
        """All there are."""
        return self._library.figures()

    def version(self, sticker: Sticker) -> str:
        """Twelve hex digits that change when the picture might."""
        named = (sticker.text, sticker.locale, sticker.movement, sticker.figure, self.figure(sticker).template.version)
        return hashlib.sha256(repr((self._fingerprint, named)).encode()).hexdigest()[:12]

    def etag(self, sticker: Sticker, extension: str, side: int) -> str:
        return f"{sticker.id}-{self.version(sticker)}-{side}.{extension}"

    def moving(self, sticker: Sticker, side: int = SIDE) -> Moving:
        """Its frames, drawn now."""
        figure = self.figure(sticker)
        frames = self.painter.frames(figure, sticker.movement, sticker.text, sticker.locale, side)
        return Moving(frames, [frame.ms for frame in figure.movements[sticker.movement].frames])

    def picture(self, sticker: Sticker, extension: str, side: int) -> Picture:
        """One sticker as a file: one of `EXTENSIONS` and `SIDES`; kept for the next start."""
        written = self._keep([self.etag(sticker, extension, side)], lambda: self._written(sticker, extension, side))
        return Picture(written, _form(extension).media_type, ())

    def drawn(self, sticker: Sticker, extension: str, side: int) -> Picture:
        """As `picture`, of a line that somebody typed: it is kept nowhere."""
        return Picture(self._written(sticker, extension, side), _form(extension).media_type, ())

    def _written(self, sticker: Sticker, extension: str, side: int) -> bytes:
        if extension != EXTENSIONS[0]:
            return MOVING_FORMATS[extension].write(self.moving(sticker, side), EFFORTS[0])
        still = self.painter.still(self.figure(sticker), sticker.movement, sticker.text, sticker.locale, side)
        return STILL_FORMATS[extension].write(still, EFFORTS[0])

    def check(self, sticker: Sticker) -> Iterator[Finding]:
        """What is wrong with how the line is set, in any frame of the movement."""
        figure = self.figure(sticker)
        for number in range(1, len(figure.movements[sticker.movement].frames) + 1):
            layout = self.painter.lay_out(figure, sticker.movement, number, sticker.text, sticker.locale)
            for text in layout.texts():
                where = f"{sticker.id}/{sticker.figure}.{sticker.movement}"
                if text.fitted.truncated:
                    yield Finding(where, f"{sticker.text!r} is cut with an ellipsis", "fewer words, or a larger box")
                    return
                if text.fitted.missing:
                    yield Finding(where, f"no font has {' '.join(text.fitted.missing)}", "write it otherwise")
                    return


def _form(extension: str) -> StillFormat | MovingFormat:
    return STILL_FORMATS[extension] if extension == EXTENSIONS[0] else MOVING_FORMATS[extension]
