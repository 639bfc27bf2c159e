"""What messengers take as a set of stickers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from postergen.domain.localized import Localized


class Role(StrEnum):
    """What a file of a set is for: one of each for every sticker, or one for the set."""

    STICKER = "sticker"
    THUMBNAIL = "thumbnail"
    COVER = "cover"
    ICON = "icon"
    BANNER = "banner"


EACH = (Role.STICKER, Role.THUMBNAIL)  # there is one for every sticker


@dataclass(frozen=True, slots=True)
class FileLimit:
    """One kind of file: its size in pixels, the bytes that it may have, and how long it may move, in milliseconds.

    ``name`` has ``{number}`` where there is one for each sticker.
    """

    role: Role
    moves: bool
    name: str
    width: int
    height: int
    most_bytes: int
    most_ms: int | None = None

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]

    def path(self, number: int) -> str:
        return self.name.format(number=f"{number:02}")


@dataclass(frozen=True, slots=True)
class Messenger:
    """``texts`` are the most Han characters of a set's name, of what is said about it and of a sticker's meaning."""

    id: str
    name: Localized
    counts: tuple[int, ...]
    texts: Mapping[str, int]
    files: tuple[FileLimit, ...]
    sources: tuple[str, ...]
    checked: str

    def sticker(self, *, moves: bool) -> FileLimit | None:
        """What a sticker has to be that moves, or one that does not; None when there is no such thing."""
        return next((one for one in self.files if one.role is Role.STICKER and one.moves is moves), None)

    def beside(self) -> tuple[FileLimit, ...]:
        """The files that come with the stickers."""
        return tuple(one for one in self.files if one.role is not Role.STICKER)
