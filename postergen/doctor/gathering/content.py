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
from postergen.adapters.content.pack_files import read_pack_folder
from postergen.adapters.content.prompt_files import read_prompts
from postergen.adapters.content.published_pack import PackMaker
from postergen.adapters.sql.database import open_database
from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.adapters.sql.survey import describe
from postergen.config import CONTENT, Settings
from postergen.doctor.decisions.content import Content, Fonts, Publications, Resting, TimeZones
from postergen.doctor.values import Plan
from postergen.domain.editorial import Publication
from postergen.errors import InvalidContent, NotFound, Unavailable
from postergen.loading import cache_dir, load_letters, load_pinyin, load_words
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
    library = FileLibrary(
        settings.campaigns_dir,
        settings.templates_dir,
        figures_dir=settings.figures_dir,
        families=_fonts(settings).families,
        archive=_Nothing(),
        maker=_maker(settings),
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


def gather_publications(plan: Plan) -> Publications:
    """Raises InvalidContent for a pack that cannot be read."""
    settings = plan.settings
    file = describe(settings.database_url)[2]
    if file is not None and not file.exists():
        return Publications(0, ())
    engine = open_database(settings.database_url, only_reads=True)
    try:
        published, maker = SqlEditorial(engine), _maker(settings)
        there = [published.latest(name) for name in published.latest_numbers()]
    except Unavailable:  # why, is what another check says
        return Publications(None, ())
    finally:
        engine.dispose()
    whole = [one for one in there if one and (settings.campaigns_dir / one.campaign / "campaign.yaml").is_file()]
    return Publications(len(whole), tuple(one for each in whole if (one := _resting(settings, maker, each))))


def _resting(settings: Settings, maker: PackMaker, publication: Publication) -> Resting | None:
    base = read_pack_folder(settings.campaigns_dir / publication.campaign)
    try:
        maker.compose(base, publication.files)
    except InvalidContent as exc:
        return Resting(publication.campaign, publication.number, tuple(map(str, exc.findings)))
    return None


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


def _maker(settings: Settings) -> PackMaker:
    derived, paths = _kept(settings), (CONTENT / "assets/compliance", *settings.compliance_path)
    return PackMaker(
        backend=settings.relevance,
        rulebook=read_rulebook(paths, derived, load_letters()),
        embedder=None,
        pinyin=load_pinyin(),
        derived=derived,
    )


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
