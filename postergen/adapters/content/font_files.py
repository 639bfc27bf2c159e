"""Load the bundled fonts, and installed ones as the last resort."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from postergen.adapters.content.derived_files import DerivedFiles, key_of
from postergen.adapters.content.derived_values import kept
from postergen.errors import Finding, InvalidContent, InvalidSettings
from postergen.rendering.fonts import FontBook, FontFile, Letters, read_letters

_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}


def load_font_book(bundled: Path, installed: Sequence[Path] = (), derived: DerivedFiles | None = None) -> FontBook:
    """The fonts listed in ``fonts.json`` of the bundled folder, then those of ``POSTERGEN_FONT_PATH``.

    Args:
        derived: where what was read of the same fonts before is found.

    Raises:
        InvalidContent: a bundled font is missing.
        InvalidSettings: an installed font cannot be read.
    """
    listing = bundled / "fonts.json"
    if not listing.is_file():
        raise InvalidContent([Finding(str(listing), "is missing", "run: make fonts")])
    files = []
    read = partial(_kept_letters, derived)
    for entry in json.loads(listing.read_text(encoding="utf-8"))["fonts"]:
        path = bundled / entry["file"]
        if not path.is_file():
            raise InvalidContent([Finding(str(path), "is missing", "run: make fonts")])
        files.append(FontFile(str(path), entry["family"], entry["weight"], _digest(path), read=read))
    return FontBook([*files, *_installed_fonts(installed, read)])


def _installed_fonts(places: Sequence[Path], read: Callable[[FontFile], Letters]) -> Iterator[FontFile]:
    from fontTools.ttLib import TTLibError  # only here: most have none

    for place in places:
        paths = sorted(p for p in place.rglob("*") if p.suffix.lower() in _SUFFIXES) if place.is_dir() else [place]
        for path in paths:
            try:
                digest = _digest(path)
                faces = _face_count(path)
            except (OSError, TTLibError) as exc:
                raise InvalidSettings([Finding("POSTERGEN_FONT_PATH", f"{path}: {exc}")]) from exc
            yield from (FontFile(str(path), "installed", 400, digest, index, read) for index in range(faces))


def _kept_letters(derived: DerivedFiles | None, file: FontFile) -> Letters:
    key = key_of(file.digest, str(file.index))
    return kept(derived, "fonts", key, Letters, lambda: read_letters(file))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _face_count(path: Path) -> int:
    from fontTools.ttLib import TTCollection, TTFont

    with path.open("rb") as file:
        if path.suffix.lower() in {".ttc", ".otc"}:
            return len(TTCollection(file, lazy=True).fonts)
        TTFont(file, lazy=True)
        return 1
