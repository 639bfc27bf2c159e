"""Read the words of pages: a folder for each language, in it a file for each page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from string import Formatter
from typing import Any, Literal

from postergen.adapters.content.file_shapes import FileModel, Text
from postergen.adapters.content.yaml_lines import Document, read_document, validate
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.domain.words import CountedText, Language, Languages, Words
from postergen.errors import Finding, InvalidContent

LANGUAGE = "language"  # the file that says what the language is
TERMS = "terms"  # the words of things, which every page may say
FRAME = "frame"  # what the pages of a folder share
OTHER = "other"  # the form of a counted text for every number that has none of its own


class LanguageFile(FileModel):
    """What the language is called in itself, and which locale of posters and catalogues its readers are shown."""

    name: Text
    locale: Literal["zh-CN", "en"]


@dataclass(frozen=True)
class PageFile:
    """One file of words as it was read."""

    document: Document
    texts: Mapping[str, str]


LanguageFiles = Mapping[str, PageFile]  # by page, such as studio/board


def read_words(folder: Path) -> Languages:
    """Every language below this folder.

    Raises:
        InvalidContent: every text that a language lacks, has too many or fills otherwise than the first language does.
    """
    findings: list[Finding] = []
    read = {path.name: _read_language(path, findings) for path in sorted(folder.iterdir()) if path.is_dir()}
    findings += [
        Finding(str(folder), f"has no folder {name}", "content has this locale") for name in LOCALES if name not in read
    ]
    if DEFAULT_LOCALE in read:
        for name, files in read.items():
            findings += _differences(name, read[DEFAULT_LOCALE], files)
    found = {name: _language(name, files, findings) for name, files in read.items()}
    if findings:
        raise InvalidContent(findings)
    return {name: language for name, language in found.items() if language is not None}


def _read_language(folder: Path, findings: list[Finding]) -> LanguageFiles:
    found = {}
    for path in sorted(folder.rglob("*.yaml")):
        page = path.relative_to(folder).with_suffix("").as_posix()
        document = read_document(f"{folder.name}/{page}.yaml", path.read_bytes(), findings)
        if document is None:
            continue
        if not isinstance(document.data, dict):
            findings.append(Finding(document.where(), "should be keys with texts", "such as save: Save"))
            continue
        texts = {str(key): _text(document, key, value, findings) for key, value in document.data.items()}
        found[page] = PageFile(document, texts)
    return found


def _text(document: Document, key: object, value: object, findings: list[Finding]) -> str:
    """The text of this key; what is wrong with it is added to the findings."""
    where = document.where((str(key),))
    forms: dict[Any, Any] = value if isinstance(value, dict) else {OTHER: value}
    if not isinstance(key, str):
        findings.append(Finding(document.where((key,)), f"the key {key!r} is no text", "put it in quotes"))  # type: ignore[arg-type]
    if OTHER not in forms or not all(isinstance(text, str) and text for text in forms.values()):
        findings.append(Finding(where, f"{key} should be a text", 'or {1: One, other: "{count} of them"}'))
        return ""
    try:
        [placeholders(text) for text in forms.values()]
    except ValueError as exc:
        findings.append(Finding(where, f"{key}: {exc}", "write {{ and }} for braces"))
        return ""
    other = str(forms.pop(OTHER))
    return CountedText(other, {str(number): str(text) for number, text in forms.items()}) if forms else other


def placeholders(text: str) -> frozenset[str]:
    """The names that the text is filled with; `ValueError` for braces that name nothing."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _differences(language: str, first: LanguageFiles, files: LanguageFiles) -> Iterator[Finding]:
    """What is not as in the first language."""
    for page in sorted(first.keys() | files.keys()):
        if page not in files:
            yield Finding(f"{language}/{page}.yaml", "is missing", f"{DEFAULT_LOCALE} has it")
        elif page not in first:
            yield Finding(files[page].document.where(), "is too many", f"{DEFAULT_LOCALE} does not have it")
        else:
            yield from _differing_texts(first[page], files[page])


def _differing_texts(first: PageFile, other: PageFile) -> Iterator[Finding]:
    for key, text in first.texts.items():
        there = first.document.where((key,))
        if key not in other.texts:
            yield Finding(other.document.where(), f"lacks {key}", f"{there} has it")
        elif placeholders(text) != placeholders(other.texts[key]):
            names = ", ".join(f"{{{name}}}" for name in sorted(placeholders(text))) or "nothing"
            yield Finding(other.document.where((key,)), f"{key} is not filled with {names}", f"as in {there}")
    for key in other.texts.keys() - first.texts.keys():
        yield Finding(other.document.where((key,)), f"{key} is too many", f"{first.document.name} does not have it")


def _language(name: str, files: LanguageFiles, findings: list[Finding]) -> Language | None:
    about = files[LANGUAGE].document if LANGUAGE in files else None
    file = validate(about, LanguageFile, about.data, (), findings) if about else None
    pages = {page: _page_words(page, files, findings) for page in files if page != LANGUAGE}
    return Language(name, file.name, file.locale, pages) if file else None


def _page_words(page: str, files: LanguageFiles, findings: list[Finding]) -> Words:
    """What a page says of its own, with what its folder shares and the words of things: no key has two texts."""
    found: dict[str, str] = {}
    shared = () if page == TERMS else (TERMS, (PurePosixPath(page).parent / FRAME).as_posix())
    for name in shared:
        found |= files[name].texts if name in files and name != page else {}
    where = files[page].document.where
    twice = [key for key in files[page].texts if key in found]
    findings += [Finding(where((key,)), f"{key} is worded already, for all pages", "say that word") for key in twice]
    return Words({**found, **files[page].texts})
