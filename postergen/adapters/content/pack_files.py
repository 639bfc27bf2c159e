"""Read a campaign pack: a folder of YAML files, every mistake reported with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from postergen.adapters.content.derived_files import DerivedFiles, files_key
from postergen.adapters.content.derived_values import kept
from postergen.adapters.content.pack_schema import (
    CampaignFile,
    EditorialFile,
    FitsFile,
    NoneOfTheseFile,
    OccasionFile,
    OfferFile,
    OptionFile,
    PlacesFile,
    ThemeFile,
    VariantFile,
)
from postergen.adapters.content.template_files import folder_version
from postergen.adapters.content.yaml_lines import read_document, validate
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import (
    MAX_OPTIONS,
    MIN_OPTIONS,
    Catalogue,
    Option,
    Place,
    Theme,
)
from postergen.domain.localized import LOCALES
from postergen.domain.occasions import FixedRule, LunarRule, NamedRule, Occasion, Rule
from postergen.domain.offer import Offer
from postergen.domain.variant import FITS, CopyVariant, Fits, with_marks_apart
from postergen.errors import Finding, InvalidContent

SINGLE_FILES = ("campaign.yaml", "themes.yaml", "places.yaml", "occasions.yaml")
OFFERS, NONE_OF_THESE = "offers.yaml", "none-of-these.yaml"  # a pack may have none
EDITORIAL = "editorial.yaml"  # stands over the pack once something was published in the studio
YAML = (".yaml", ".yml")
FOLDERS = ("options", "variants")
LOGO = "logo.png"


def read_pack_folder(folder: Path) -> dict[str, bytes]:
    """The YAML files of a pack and its logo, by their path inside it; `InvalidContent` without such a folder."""
    if not (folder / "campaign.yaml").is_file():
        raise InvalidContent([Finding(str(folder), "is not a campaign pack", "it needs a campaign.yaml")])
    paths = [folder / name for name in SINGLE_FILES]
    paths += [path for name in FOLDERS for path in sorted((folder / name).glob("*.y*ml")) if path.suffix in YAML]
    paths += [folder / OFFERS, folder / NONE_OF_THESE, folder / LOGO]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def parse_pack(files: Mapping[str, bytes], derived: DerivedFiles | None = None) -> Campaign:
    """Make a campaign out of a pack's files.

    Args:
        derived: where what was made of the same files before is found.

    Raises:
        InvalidContent: with every mistake in every file.
    """
    bare = kept(derived, "packs", files_key(files), Campaign, lambda: _PackReader(files).read())
    return replace(bare, logo=files.get(LOGO))


Item = TypeVar("Item", bound=BaseModel)


class _PackReader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.findings: list[Finding] = []
        texts = {name: source for name, source in sorted(files.items()) if name != LOGO}
        self.documents = {
            name: document for name, source in texts.items() if (document := read_document(name, source, self.findings))
        }

    def read(self) -> Campaign:
        for name in SINGLE_FILES:
            if name not in self.files:
                self.findings.append(Finding(name, "is missing from the pack"))
        campaign = self._one("campaign.yaml", CampaignFile)
        places = self._one("places.yaml", PlacesFile)
        themes = self._items("themes.yaml", ThemeFile)
        occasions = self._items("occasions.yaml", OccasionFile)
        options = [item for name in self._in_folder("options") for item in self._items(name, OptionFile)]
        variants = [item for name in self._in_folder("variants") for item in self._items(name, VariantFile)]
        offers = self._items(OFFERS, OfferFile)
        none = self._one(NONE_OF_THESE, NoneOfTheseFile) if NONE_OF_THESE in self.files else None
        self._check_unique(options, variants, themes, occasions, offers)
        variants = self._with_editorial(variants)
        self._check_places(places)
        self._check_references(options, [*variants, *offers], places, themes, occasions)
        if not MIN_OPTIONS <= len(options) <= MAX_OPTIONS:
            problem = f"the pack has {len(options)} options; it needs {MIN_OPTIONS} to {MAX_OPTIONS}"
            self.findings.append(Finding("options/", problem))
        for locale in LOCALES:
            if not any(item.locale == locale for _, item in variants):
                self.findings.append(Finding("variants/", f"no variant is written in {locale}"))
        if self.findings or campaign is None or places is None:
            raise InvalidContent(self.findings)
        return Campaign(
            id=campaign.id,
            version=folder_version(self.files),
            title=campaign.title.value(),
            invitation=campaign.invitation.value(),
            voice=campaign.voice.value() if campaign.voice else None,
            code_prefix=campaign.code_prefix,
            landing_url=campaign.landing_url,
            landing_urls=tuple(sorted(campaign.landing_urls.items())),
            utm=frozenset(campaign.utm),
            origins=frozenset(campaign.origins),
            search_phrase=campaign.search_phrase.value() if campaign.search_phrase else None,
            timezone=campaign.timezone,
            templates=campaign.templates,
            learning=campaign.learning.value(),
            catalogue=Catalogue(
                tuple(_option(item) for _, item in options),
                tuple(_theme(item) for _, item in themes),
                tuple(_places(places)),
            ),
            occasions=tuple(_occasion(item) for _, item in occasions),
            variants=tuple(variant_of(item) for _, item in variants),
            offers=tuple(_offer(item) for _, item in offers),
            none_of_these={"zh-CN": none.zh_CN, "en": none.en} if none else {},
        )

    def _with_editorial(self, variants: list[tuple[str, VariantFile]]) -> list[tuple[str, VariantFile]]:
        """The variants of the pack with what was published over them: in the pack's order, new ones last."""
        over = self._one(EDITORIAL, EditorialFile)
        if over is None:
            return variants
        document = self.documents[EDITORIAL]
        fresh = {item.id: (document.where(("variants", i)), item) for i, item in enumerate(over.variants)}
        kept = [fresh.pop(item.id, (where, item)) for where, item in variants if item.id not in over.withdrawn]
        return [*kept, *(fresh[name] for name in fresh if name not in over.withdrawn)]

    def _in_folder(self, folder: str) -> list[str]:
        return [name for name in self.documents if name.startswith(f"{folder}/")]

    def _one(self, name: str, model: type[Item]) -> Item | None:
        document = self.documents.get(name)
        return validate(document, model, document.data, (), self.findings) if document else None

    def _items(self, name: str, model: type[Item]) -> list[tuple[str, Item]]:
        """The valid items of a file that is a list, each with where it stands."""
        document = self.documents.get(name)
        if document is None:
            return []
        if not isinstance(document.data, list):
            self.findings.append(Finding(document.where(), "should be a list", "start every item with '- id: ...'"))
            return []
        read = [
            (document.where((i,)), validate(document, model, data, (i,), self.findings))
            for i, data in enumerate(document.data)
        ]
        return [(where, item) for where, item in read if item is not None]

    def _check_unique(self, *groups: Sequence[tuple[str, Any]]) -> None:
        for group in groups:
            first: dict[str, str] = {}
            for where, item in group:
                if item.id in first:
                    self._note(where, f"the id {item.id!r} stands already at {first[item.id]}", "ids are unique")
                first.setdefault(item.id, where)

    def _check_places(self, places: PlacesFile | None) -> None:
        ids = [place.id for place in _places(places)] if places else []
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            self._note("places.yaml", f"the place {twice!r} stands twice", "ids are unique")

    def _check_references(
        self,
        options: Sequence[tuple[str, OptionFile]],
        fitting: Sequence[tuple[str, VariantFile | OfferFile]],
        places: PlacesFile | None,
        themes: Sequence[tuple[str, ThemeFile]],
        occasions: Sequence[tuple[str, OccasionFile]],
    ) -> None:
        known = {
            "option": {item.id for _, item in options},
            "theme": {item.id for _, item in themes},
            "occasion": {item.id for _, item in occasions},
            "place": {place.id for place in _places(places)} if places else set(),
        }
        for where, item in options:
            wanted = {"theme": (item.theme,), "place": _maybe(item.place), "occasion": item.occasions}
            self._check_known(where, item.id, wanted, known)
        for where, text in fitting:
            fits = text.fits
            self._check_known(
                where,
                text.id,
                {
                    "option": fits.options,
                    "theme": fits.themes,
                    "occasion": fits.occasions,
                    "place": fits.places,
                },
                known,
            )
            if fits == FitsFile():
                self._note(
                    where, f"{text.id} fits nothing", "name an option, theme, occasion or place, or wishes: [any]"
                )

    def _check_known(
        self, where: str, name: str, wanted: Mapping[str, Sequence[str]], known: Mapping[str, set[str]]
    ) -> None:
        for kind, ids in wanted.items():
            for unknown in sorted(set(ids) - known[kind]):
                self._note(where, f"{name} names the {kind} {unknown!r}, which the pack does not have")

    def _note(self, where: str, problem: str, remedy: str = "") -> None:
        self.findings.append(Finding(where, problem, remedy))


def _offer(file: OfferFile) -> Offer:
    return Offer(
        id=file.id,
        kind=file.kind,
        fits=_fits(file.fits),
        need=file.need,
        frequency=file.frequency,
        title=file.title.value(),
        text=file.text.value(),
        url=file.url.value(),
        gloss=file.gloss,
    )


def _fits(file: FitsFile) -> Fits:
    return Fits(*(getattr(file, name) for name in FITS))


def _maybe(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _option(file: OptionFile) -> Option:
    return Option(
        id=file.id,
        theme=file.theme,
        text=file.text.value(),
        pictogram=file.pictogram,
        keywords={"zh-CN": file.keywords.zh_CN, "en": file.keywords.en},
        aliases={"zh-CN": file.aliases.zh_CN, "en": file.aliases.en},
        place=file.place,
        need=file.need,
        frequency=file.frequency,
        seasons=file.seasons,
        occasions=file.occasions,
    )


def _theme(file: ThemeFile) -> Theme:
    return Theme(file.id, file.name.value(), file.question.value(), file.pictogram)


def _occasion(file: OccasionFile) -> Occasion:
    rule: Rule = NamedRule(file.by or "asked")
    if file.dates:
        rule = FixedRule(file.dates.first, file.dates.last)
    elif file.lunar:
        rule = LunarRule(file.lunar.month, file.lunar.day, file.lunar.before, file.lunar.after)
    naming = file.naming.value() if file.naming else None
    return Occasion(file.id, file.name.value(), rule, naming, file.template)


def _places(file: PlacesFile) -> Iterator[Place]:
    for province in file.provinces:
        for city in province.cities:
            yield Place(f"{province.id}/{city.id}", province.name.value(), city.name.value())


def variant_of(file: VariantFile) -> CopyVariant:
    variant = CopyVariant(
        id=file.id,
        locale=file.locale,
        hook=file.hook,
        tone=file.tone,
        fits=_fits(file.fits),
        headline=file.headline,
        body=file.body,
        call_to_action=file.call_to_action,
        gloss=file.gloss,
        author=file.author,
        source=file.source,
        breaks=file.breaks,
    )
    return with_marks_apart(variant)
