"""Read fonts, packs, looks, words and rules as a server does when it starts, and keep nothing of it."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from postergen.adapters.content.compliance_files import read_rulebook
from postergen.adapters.content.derived_files import DerivedFiles
from postergen.adapters.content.font_files import load_font_book
from postergen.adapters.content.library import FileLibrary
from postergen.adapters.content.prompt_files import read_prompts
from postergen.adapters.content.published_pack import PackMaker
from postergen.config import CONTENT, Settings
from postergen.doctor.decisions.content import Content, Fonts, TimeZones
from postergen.doctor.values import Plan
from postergen.domain.editorial import Publication
from postergen.errors import NotFound
from postergen.loading import cache_dir, load_pinyin, load_words
from postergen.rendering.fonts import FontBook, shaping_available

_VERSION = "# version "  # how the first line of tzdata.zi begins


def gather_fonts(plan: Plan) -> Fonts:
    """Each font is read to its end; raises InvalidContent or InvalidSettings for one that is damaged."""
    book, bundled = _fonts(plan.settings), CONTENT / "assets/fonts"
    for file in book.files:
        file.check(file)
    added = sum(not Path(file.path).is_relative_to(bundled) for file in book.files)
    places = [place for place in plan.settings.font_path if place.is_dir()]
    without = [place for place in places if not any(Path(file.path).is_relative_to(place) for file in book.files)]
    return Fonts(len(book.files) - added, added, tuple(map(str, without)), shaping_available())


def gather_content(plan: Plan) -> Content:
    """Raises InvalidContent with every mistake."""
    settings = plan.settings
    load_words()
    read_prompts(settings.prompts_dir)
    derived, paths = _kept(settings), (CONTENT / "assets/compliance", *settings.compliance_path)
    library = FileLibrary(
        settings.campaigns_dir,
        settings.templates_dir,
        figures_dir=settings.figures_dir,
        families=_fonts(settings).families,
        archive=_Nothing(),
        maker=PackMaker(
            backend=settings.relevance,
            rulebook=read_rulebook(paths, derived, load_pinyin().simplified),
            embedder=None,
            pinyin=load_pinyin(),
            derived=derived,
        ),
        publications=_Nothing(),
    )
    campaigns = library.campaigns()
    return Content(
        packs=tuple(one.id for one in campaigns),
        chosen=settings.campaign,
        looks=len({name for one in campaigns for name in one.templates}),
        options=sum(len(one.catalogue.options) for one in campaigns),
        variants=sum(len(one.variants) for one in campaigns),
    )


def gather_time_zones(_: Plan) -> TimeZones:
    return TimeZones(len(zoneinfo.available_timezones()), _release(), datetime.now(UTC).year)


def _release() -> str:
    """Of the rules that are used: the system's where it has some, else those of the package."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "UTC").is_file():
            named = folder / "tzdata.zi"
            first = named.read_text(encoding="utf-8").partition("\n")[0] if named.is_file() else ""
            return first.removeprefix(_VERSION).strip() if first.startswith(_VERSION) else ""
    return str(import_module("tzdata").IANA_VERSION) if find_spec("tzdata") else ""


def _fonts(settings: Settings) -> FontBook:
    return load_font_book(CONTENT / "assets/fonts", settings.font_path, _kept(settings))


def _kept(settings: Settings) -> DerivedFiles:
    """What earlier starts have worked out: it is used, and nothing is added."""
    return DerivedFiles(cache_dir(settings).absolute() / "content", only_reads=True)


class _Nothing:
    """A `ContentArchive` that keeps nothing, and `Publications` of which there are none."""

    def publish(self, kind: str, name: str, version: str, files: dict[str, bytes]) -> None:
        """Nobody asks for that here."""

    def fetch(self, kind: str, name: str, version: str) -> dict[str, bytes]:
        raise NotFound(kind, name)

    def latest(self, campaign: str) -> Publication | None:
        return None

    def latest_numbers(self) -> Mapping[str, int]:
        return {}
