"""Read a campaign pack: a folder of YAML files, every mistake reported with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from postergen.adapters.content.derived_files import DerivedFiles, files_key
from postergen.adapters.content.derived_values import kept
from postergen.adapters.content.game_files import read_games
from postergen.adapters.content.game_references import named_by_games, wrong_texts
from postergen.adapters.content.look_back_files import look_back_of, named_by_look_backs, read_look_backs
from postergen.adapters.content.pack_references import (
    Given,
    Placed,
    answered_in_vain,
    given_by_lists,
    given_by_places,
    repeated,
    said_twice,
    unknown_names,
    without_purpose,
)
from postergen.adapters.content.pack_schema import (
    VARIANT_ID,
    CampaignFile,
    EditorialFile,
    FitsFile,
    NoneOfTheseFile,
    OccasionFile,
    OfferFile,
    OptionFile,
    PlacesFile,
    StickerFile,
    StickersFile,
    ThemeFile,
    VariantFile,
)
from postergen.adapters.content.template_files import folder_version
from postergen.adapters.content.yaml_lines import Document, read_document, validate
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
from postergen.domain.stickers import Answers, Sticker, Stickers
from postergen.domain.variant import FITS, CopyVariant, Fits, with_marks_apart
from postergen.errors import Finding, InvalidContent

SINGLE_FILES = ("campaign.yaml", "themes.yaml", "places.yaml", "occasions.yaml")
OFFERS, NONE_OF_THESE, STICKERS = "offers.yaml", "none-of-these.yaml", "stickers.yaml"  # a pack may have none
EDITORIAL = "editorial.yaml"  # stands over the pack once something was published in the studio
YAML = (".yaml", ".yml")
FOLDERS = ("options", "variants", "games", "look-backs")
LOGO = "logo.png"
FILES_KEPT = 160  # that a process remembers as they were read: publishing reads a pack anew of which one has changed


def read_pack_folder(folder: Path) -> dict[str, bytes]:
    """The YAML files of a pack and its logo, by their path inside it; `InvalidContent` without such a folder."""
    if not (folder / "campaign.yaml").is_file():
        raise InvalidContent([Finding(str(folder), "is not a campaign pack", "it needs a campaign.yaml")])
    paths = [folder / name for name in SINGLE_FILES]
    paths += [path for name in FOLDERS for path in sorted((folder / name).glob("*.y*ml")) if path.suffix in YAML]
    paths += [folder / name for name in (OFFERS, NONE_OF_THESE, STICKERS, LOGO)]
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


@lru_cache(maxsize=FILES_KEPT)
def _right_document(name: str, source: bytes) -> Document | None:
    """None where something is wrong with it: whoever reads it then says what."""
    findings: list[Finding] = []
    document = read_document(name, source, findings)
    return None if findings else document


@lru_cache(maxsize=FILES_KEPT)
def _right_items(name: str, source: bytes, model: type[BaseModel]) -> tuple[Placed[BaseModel], ...] | None:
    """As above, of a file that is a list."""
    document, findings = _right_document(name, source), list[Finding]()
    if document is None or not isinstance(document.data, list):
        return None
    items = tuple(_valid_items(document, model, findings))
    return None if findings else items


def _valid_items(document: Document, model: type[Item], findings: list[Finding]) -> Iterator[Placed[Item]]:
    """The items that are right; what is wrong with the others is added to the findings."""
    items: list[Any] = document.data
    rests: set[int] = set()
    for i, data in enumerate(items):
        whole = _joined(data, items[i + 1 : i + 2])
        if i in rests:
            continue
        if whole is not None and _is_valid(model, whole):
            rests.add(i + 1)
            where = document.where((i + 1,))
            findings.append(Finding(where, "belongs to the item before", "take the dash before it away"))
        elif (item := validate(document, model, data, (i,), findings)) is not None:
            yield Placed(item, document, (i,))


class _PackReader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.findings: list[Finding] = []
        texts = {name: source for name, source in sorted(files.items()) if name != LOGO}
        self.documents = {
            name: document for name, source in texts.items() if (document := self._document(name, source))
        }

    def _document(self, name: str, source: bytes) -> Document | None:
        """From one publication to the next nearly all files are the same."""
        return _right_document(name, source) or read_document(name, source, self.findings)

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
        written = self._one(STICKERS, StickersFile)
        stickers = self._within(STICKERS, "stickers", written.stickers) if written else []
        self.findings += said_twice(stickers)
        self.findings += answered_in_vain(stickers)
        for group in (options, variants, themes, occasions, offers, stickers):
            self.findings += repeated(group)
        are_all_read = not self.findings
        variants = self._with_editorial(variants)
        self._check_places(places)
        self.findings += without_purpose([*variants, *offers, *stickers])
        games = read_games(self._documents("games"), campaign.timezone if campaign else None, self.findings)
        look_backs = read_look_backs(self._documents("look-backs"), self.findings)
        named = [*named_by_games(games), *named_by_look_backs(look_backs)]
        self.findings += unknown_names(options, [*variants, *offers, *stickers], named, self._given())
        self.findings += wrong_texts(games, variants, self._given_texts())
        if are_all_read:
            self._check_numbers(options, themes, variants)
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
            retired_games=frozenset(one.id for one in games if one.is_retired),
            catalogue=Catalogue(
                tuple(_option(one.item) for one in options),
                tuple(_theme(one.item) for one in themes),
                tuple(_places(places)),
            ),
            occasions=tuple(_occasion(one.item) for one in occasions),
            variants=tuple(variant_of(one.item) for one in variants),
            offers=tuple(_offer(one.item) for one in offers),
            stickers=_stickers(written) if written else None,
            none_of_these={"zh-CN": none.zh_CN, "en": none.en} if none else {},
            look_backs=tuple(look_back_of(one.id, one.file, campaign.timezone) for one in look_backs if one.file),
            games=tuple(game for one in games if (game := one.value(campaign.timezone))),
        )

    def _with_editorial(self, variants: list[Placed[VariantFile]]) -> list[Placed[VariantFile]]:
        """The variants of the pack with what was published over them: in the pack's order, new ones last."""
        over = self._one(EDITORIAL, EditorialFile)
        if over is None:
            return variants
        fresh = {one.item.id: one for one in self._within(EDITORIAL, "variants", over.variants)}
        kept = [fresh.pop(one.item.id, one) for one in variants if one.item.id not in over.withdrawn]
        return [*kept, *(fresh[name] for name in fresh if name not in over.withdrawn)]

    def _within(self, name: str, key: str, items: Sequence[Item]) -> list[Placed[Item]]:
        """The items of a list that stands under a key of a file, each with where it stands."""
        return [Placed(item, self.documents[name], (key, i)) for i, item in enumerate(items)]

    def _in_folder(self, folder: str) -> list[str]:
        return [name for name in self.documents if name.startswith(f"{folder}/")]

    def _documents(self, folder: str) -> list[Document]:
        return [self.documents[name] for name in self._in_folder(folder)]

    def _one(self, name: str, model: type[Item]) -> Item | None:
        document = self.documents.get(name)
        return validate(document, model, document.data, (), self.findings) if document else None

    def _items(self, name: str, model: type[Item]) -> list[Placed[Item]]:
        """The valid items of a file that is a list, each with where it stands."""
        document = self.documents.get(name)
        if document is None:
            return []
        if (right := _right_items(name, self.files[name], model)) is not None:
            return cast(list[Placed[Item]], list(right))
        if not isinstance(document.data, list):
            self.findings.append(Finding(document.where(), "should be a list", "start every item with '- id: ...'"))
            return []
        return list(_valid_items(document, model, self.findings))

    def _given(self) -> Mapping[str, Given]:
        """Which ids the files of the pack give, by kind."""
        options = sorted({*self._in_folder("options"), *(name for name in self.files if name.startswith("options/"))})
        return {
            "option": given_by_lists([self.documents.get(name) for name in options]),
            "theme": given_by_lists([self.documents.get("themes.yaml")]),
            "occasion": given_by_lists([self.documents.get("occasions.yaml")]),
            "place": given_by_places(self.documents.get("places.yaml")),
        }

    def _given_texts(self) -> Given:
        """The ids of the pack's texts, whether they are on posters now or not."""
        names = [name for name in self.files if name.startswith("variants/")]
        return given_by_lists([self.documents.get(name) for name in names], VARIANT_ID)

    def _check_places(self, places: PlacesFile | None) -> None:
        ids = [place.id for place in _places(places)] if places else []
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            self.findings.append(
                Finding(
                    "places.yaml", f"the place {twice!r} stands twice", "ids are unique", "id_twice", (("name", twice),)
                )
            )

    def _check_numbers(
        self,
        options: Sequence[Placed[OptionFile]],
        themes: Sequence[Placed[ThemeFile]],
        variants: Sequence[Placed[VariantFile]],
    ) -> None:
        gone = {one.item.id for one in themes if one.item.retired}
        offered = sum(not (one.item.retired or one.item.theme in gone) for one in options)
        if offered < MIN_OPTIONS or len(options) > MAX_OPTIONS:
            retired = f", {len(options) - offered} of them retired" if offered < len(options) else ""
            problem = f"the pack has {len(options)} options{retired}; it needs {MIN_OPTIONS} to {MAX_OPTIONS}"
            self.findings.append(Finding("options/", problem))
        for locale in LOCALES:
            if not any(one.item.locale == locale for one in variants):
                self.findings.append(Finding("variants/", f"no variant is written in {locale}"))


def _joined(data: Any, following: list[Any]) -> dict[Any, Any] | None:
    """An item and the one after it as one: a dash too many parts them. None for two items."""
    (rest,) = following or (None,)
    if not (isinstance(data, dict) and isinstance(rest, dict)) or "id" in rest or data.keys() & rest.keys():
        return None
    return {**data, **rest}


def _is_valid(model: type[BaseModel], data: Any) -> bool:
    try:
        model.model_validate(data)
    except ValidationError:
        return False
    return True


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
        retired=file.retired,
    )


def _stickers(file: StickersFile) -> Stickers:
    return Stickers(file.name.value(), file.about.value(), file.banner, tuple(map(_sticker, file.stickers)))


def _sticker(file: StickerFile) -> Sticker:
    return Sticker(
        id=file.id,
        locale=file.locale,
        text=file.text,
        meaning=file.meaning,
        emoji=file.emoji,
        figure=file.figure,
        movement=file.movement,
        tone=file.tone,
        fits=_fits(file.fits),
        mood=file.mood or "",
        answers=Answers(file.answers.moods, file.answers.lines),
    )


def _fits(file: FitsFile) -> Fits:
    return Fits(*(getattr(file, name) for name in FITS))


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
        retired=file.retired,
    )


def _theme(file: ThemeFile) -> Theme:
    return Theme(file.id, file.name.value(), file.question.value(), file.pictogram, file.retired)


def _occasion(file: OccasionFile) -> Occasion:
    rule: Rule = NamedRule(file.by or "asked")
    if file.dates:
        rule = FixedRule(file.dates.first, file.dates.last)
    elif file.lunar:
        rule = LunarRule(file.lunar.month, file.lunar.day, file.lunar.before, file.lunar.after)
    return Occasion(
        file.id,
        file.name.value(),
        rule,
        file.naming.value() if file.naming else None,
        file.called.value() if file.called else None,
        file.template,
        file.retired,
    )


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
