"""Read the look backs of a campaign pack: a file each, whose mistakes are all told, whatever else is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from postergen.adapters.content.game_checks import moment_in
from postergen.adapters.content.game_rules import Blocking
from postergen.adapters.content.look_back_checks import LIKE, mistakes_in, resolved
from postergen.adapters.content.look_back_schema import LONGEST_ID, BandFile, LookBackFile, PageFile, SentenceFile
from postergen.adapters.content.pack_references import Reference
from postergen.adapters.content.pack_schema import SLUG
from postergen.adapters.content.shape_problems import Path
from postergen.adapters.content.yaml_lines import Document, line_of, read_document, validate
from postergen.copywriting.review import as_finding
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.look_backs import ASKED, FORMAT, LONGEST_NUMBER, OWN, Band, Figure, FigureKind, LookBack, Page
from postergen.domain.variant import FIGURE, CopyVariant, Fits, Hook, with_marks_apart
from postergen.errors import Finding
from postergen.rendering.template import PosterTemplate

LOOK_BACKS = "look-backs/"
SHORT = {"zh-CN": "zh", "en": "en"}  # as the ids of texts say it


@dataclass(frozen=True)
class PlacedLookBack:
    """A file of a look back; ``file`` is None where its shape is wrong."""

    id: str
    file: LookBackFile | None
    document: Document


def look_back_file(files: Mapping[str, bytes], look_back: str) -> str:
    """The name of the file that this look back stands in."""
    return next(name for name in sorted(files) if name.startswith(LOOK_BACKS) and PurePosixPath(name).stem == look_back)


def read_look_backs(documents: Sequence[Document], findings: list[Finding]) -> list[PlacedLookBack]:
    """The look backs of these files; everything that is wrong with them is added to the findings."""
    found: dict[str, PlacedLookBack] = {}
    for document in documents:
        name = PurePosixPath(document.name).stem
        if re.fullmatch(SLUG, name) is None or len(name) > LONGEST_ID:
            problem = f"{name[:80]!r} is no id of a look back, which its file is named after"
            findings.append(Finding(document.name, problem, f"a-z 0-9 -, at most {LONGEST_ID}: look-backs/2026.yaml"))
        elif name in found:
            problem = f"the look back {name!r} stands already in {found[name].document.name}"
            findings.append(Finding(document.name, problem, "ids are unique"))
            continue
        file = validate(document, LookBackFile, document.data, (), findings)
        findings += [Finding(document.where(one.path), one.problem, one.remedy) for one in mistakes_in(document.data)]
        found[name] = PlacedLookBack(name, file, document)
    return list(found.values())


def named_by_look_backs(look_backs: Sequence[PlacedLookBack]) -> Iterator[Reference]:
    for one in look_backs:
        by = f"the look back {one.id}"
        for n, name in enumerate(one.file.options if one.file else ()):
            yield Reference("option", name, one.document.where(("options", n)), by)
        for i, page in enumerate(one.file.pages if one.file else ()):
            for j, band in enumerate(page.bands):
                for n, name in enumerate(band.themes):
                    yield Reference("theme", name, one.document.where(("pages", i, "bands", j, "is", n)), by)


def look_back_of(name: str, file: LookBackFile, zone: str) -> LookBack:
    at = ZoneInfo(zone)
    given = {each: Figure(each, FigureKind.NUMBER, one.most) for each, one in file.figures.items()}
    call = file.call_to_action.value()
    return LookBack(
        id=name,
        name=file.name.value(),
        about=file.about.value(),
        first=file.first,
        last=file.last,
        opens=moment_in(file.opens, at),
        closes=moment_in(file.closes, at) if file.closes else None,
        timezone=zone,
        look=file.look,
        options=file.options,
        pages=tuple(_page(name, page, OWN | given, call) for page in file.pages),
    )


def _page(look_back: str, file: PageFile, known: Mapping[str, Figure], call: Localized) -> Page:
    figure = known.get(file.figure) if file.figure else None
    bands = tuple(_band(f"{look_back}.{file.id}.{band.id}", band, file, call) for band in file.bands)
    return Page(file.id, file.sheet, figure, bands)


def _band(prefix: str, file: BandFile, page: PageFile, call: Localized) -> Band:
    said = dict(zip(LOCALES, (file.texts.zh_CN, file.texts.en), strict=True))
    texts = {
        locale: tuple(_text(f"{prefix}.{SHORT[locale]}-{n}", locale, one, call) for n, one in enumerate(own, start=1))
        for locale, own in said.items()
    }
    return Band(file.id, texts, resolved(file.least, page.percentiles), file.themes, file.missing)


def _text(name: str, locale: str, file: SentenceFile, call: Localized) -> CopyVariant:
    """Of a page; it fits no option, so that it stands on no other poster."""
    to_action = call.in_locale(locale)
    variant = CopyVariant(name, locale, Hook.THEME, file.tone, Fits(), file.headline, file.body, to_action)
    return with_marks_apart(variant)


def blocked(files: Mapping[str, bytes], look_backs: Iterable[LookBack], blocking: Blocking) -> Iterator[Finding]:
    """What a rule of compliance has against these texts, at the lines of their files."""
    for one in look_backs:
        name = look_back_file(files, one.id)
        document = read_document(name, files[name], [])
        for path, locale, text in _said(one):
            by_rule = {found.rule: found for found in reversed([*blocking(text.replace(FIGURE, "2"), locale)])}
            for found in reversed(by_rule.values()):  # each rule once
                yield replace(as_finding(found), where=document.where(path) if document else name)


def _said(look_back: LookBack) -> Iterator[tuple[Path, str, str]]:
    """What people read, with its place in the file."""
    for locale in LOCALES:
        yield ("name", locale), locale, look_back.name.in_locale(locale)
        yield ("about", locale), locale, look_back.about.in_locale(locale)
    for i, page in enumerate(look_back.pages):
        for j, band in enumerate(page.bands):
            for locale, texts in band.texts.items():
                for n, text in enumerate(texts):
                    for part, words in text.texts():
                        where = ("pages", i, "bands", j, "texts", locale, n, part)
                        yield ("call_to_action", locale) if part == "call_to_action" else where, locale, words


def without_sheets(
    files: Mapping[str, bytes],
    look_backs: Iterable[LookBack],
    looks: Mapping[str, PosterTemplate],
    broken: Collection[str],
) -> Iterator[Finding]:
    """Look backs whose look does not show their pages, at the lines of their files.

    Args:
        broken: looks that are wrong by themselves, of which nothing is said here.
    """
    for one in look_backs:
        name = look_back_file(files, one.id)
        for path, problem, remedy in () if one.look in broken else _unfit(one, looks):
            yield Finding(line_of(name, files[name], path), problem, remedy)


def _unfit(one: LookBack, looks: Mapping[str, PosterTemplate]) -> Iterator[tuple[Path, str, str]]:
    look = looks.get(one.look)
    if look is None:
        near = get_close_matches(one.look, looks, 1, LIKE)
        remedy = f"is it {near[0]!r}?" if near else f"there are: {', '.join(sorted(looks))}"
        yield ("look",), f"there is no look {one.look!r}", remedy
        return
    if FORMAT not in look.formats or look.long is None:
        lacks = "a long picture" if FORMAT in look.formats else f"the format {FORMAT}"
        yield ("look",), f"the look {look.id!r} has no {lacks.removeprefix('a ')}", "pages are shown as both"
        return
    field = next((field for field in look.fields if field.name == ASKED), None)
    if field is None or field.kind != "text" or field.most < LONGEST_NUMBER:
        problem = f"the look {look.id!r} does not ask for {ASKED} (a text of {LONGEST_NUMBER} characters)"
        yield ("look",), problem, f"in fields of its template.yaml: {ASKED}: {{kind: text, most: 40, ...}}"
    for i, page in enumerate(one.pages):
        if page.sheet not in look.sheets:
            yield (
                ("pages", i, "sheet"),
                f"the look {look.id!r} has no sheet {page.sheet!r}",
                f"it has {', '.join(look.sheets)}",
            )
        elif page.sheet not in look.long.sections:
            problem = f"the long picture of {look.id!r} has no section {page.sheet!r}"
            yield ("pages", i, "sheet"), problem, f"it has {', '.join(look.long.sections)}"
