"""Load the bundled fonts, and installed ones as the last resort."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from postergen.adapters.content.derived_files import DerivedFiles, key_of
from postergen.adapters.content.derived_values import kept
from postergen.errors import Finding, InvalidContent, InvalidSettings
from postergen.rendering.fonts import FontBook, FontFile, Letters, read_letters

MEND = "run: make fonts"
_CUBIC = (b"OTTO", b"ttcf")  # as files begin whose outlines are, or may be, cubic
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}


def load_font_book(bundled: Path, installed: Sequence[Path] = (), derived: DerivedFiles | None = None) -> FontBook:
    """The fonts listed in ``fonts.json`` of the bundled folder, then those of ``POSTERGEN_FONT_PATH``.

    Args:
        derived: where what was read of the same fonts before is found.

    Raises:
        InvalidContent: a bundled font is missing, or has another size than is listed.
        InvalidSettings: an installed font cannot be read.
    """
    listing, coverage = (bundled / name for name in ("fonts.json", "coverage.json"))
    findings = [Finding(str(path), "is missing", MEND) for path in (listing, coverage) if not path.is_file()]
    entries = json.loads(listing.read_text(encoding="utf-8"))["fonts"] if listing.is_file() else []
    findings += [finding for entry in entries if (finding := _not_as_listed(bundled / entry["file"], entry))]
    if findings:
        raise InvalidContent(findings)
    covered = json.loads(coverage.read_text(encoding="utf-8"))
    read = partial(_kept_letters, derived)
    files = [
        FontFile(
            str(bundled / entry["file"]),
            entry["family"],
            entry["weight"],
            entry["sha256"],
            read=read,
            covered=covered.get(entry["file"], ""),
            check=_check_whole,
            sized=_sized(bundled / entry["file"]),
        )
        for entry in entries
    ]
    return FontBook([*files, *_installed_fonts(installed, read)])


def _not_as_listed(path: Path, entry: Mapping[str, Any]) -> Finding | None:
    """What is wrong with a bundled font as far as its folder tells; it is not opened."""
    if not path.is_file():
        return Finding(str(path), "is missing", MEND)
    size = path.stat().st_size
    if size != entry["bytes"]:
        return Finding(str(path), f"is damaged: has {size:,} bytes instead of {entry['bytes']:,}", MEND)
    return None


def _sized(path: Path) -> int:
    """Bytes, about, that FreeType takes to open it: of cubic outlines (CFF) it makes tables. Measured."""
    with path.open("rb") as file:
        is_cubic = file.read(4) in _CUBIC
    return min(path.stat().st_size // 7, 2 << 20) if is_cubic else 16 << 10


def _check_whole(file: FontFile) -> None:
    """Raises InvalidContent when a font is not the listed one."""
    if _digest(Path(file.path)) != file.digest:
        raise InvalidContent([Finding(file.path, "is damaged: is not the font that fonts.json lists", MEND)])


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
            faces_of = partial(FontFile, str(path), "installed", 400, digest, read=read, sized=_sized(path))
            yield from (faces_of(index=index) for index in range(faces))


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
