"""Read the rules of compliance: YAML files of rules, and plain lists of an operator's own terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import regex
from pydantic import Field, field_validator, model_validator

from postergen.adapters.content.derived_files import DerivedFiles, key_of
from postergen.adapters.content.derived_values import kept
from postergen.adapters.content.file_shapes import FileModel, LocalizedText, Text
from postergen.adapters.content.text_files import lines_of, read_utf8
from postergen.adapters.content.yaml_lines import read_document, validate
from postergen.copywriting.compliance import Rule, Rulebook, Severity, too_slow
from postergen.copywriting.readings import Letters
from postergen.domain.localized import LOCALES, Localized
from postergen.errors import Finding, InvalidContent

OWN_PROBLEM = Localized({"zh-CN": "在自己的词表里", "en": "stands in a list of your own"})
OWN_REMEDY = Localized({"zh-CN": "换个说法", "en": "say it in another way"})


class RuleFile(FileModel):
    """A rule with its examples: without them nobody could tell that it works."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
    severity: Severity
    locales: Annotated[tuple[Literal["zh-CN", "en"], ...], Field(min_length=1)]
    applies_to: Annotated[tuple[Literal["copy", "user"], ...], Field(min_length=1)]
    source: Text
    problem: LocalizedText
    remedy: LocalizedText
    terms: tuple[Text, ...] = ()
    patterns: tuple[Text, ...] = ()
    allow: tuple[Text, ...] = ()
    pages: tuple[Literal["zh-CN", "en"], ...] = ()
    must_fail: Annotated[tuple[Text, ...], Field(min_length=1)]
    must_pass: Annotated[tuple[Text, ...], Field(min_length=1)]

    @field_validator("patterns")
    @classmethod
    def _can_be_compiled(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                regex.compile(pattern)
            except regex.error as exc:
                raise ValueError(f"{pattern!r} is no regular expression: {exc}") from exc
        return patterns

    @model_validator(mode="after")
    def _says_something(self) -> RuleFile:
        if not self.terms and not self.patterns:
            raise ValueError("has neither terms nor patterns")
        for pattern in self.patterns:
            if too_slow(pattern, (*self.must_fail, *self.must_pass)):
                raise ValueError(f"{pattern!r} takes too long: two repeats in it match the same")
        return self


def read_rulebook(
    paths: Sequence[Path], derived: DerivedFiles | None = None, letters: Letters | None = None
) -> Rulebook:
    """All rules in these files and folders.

    Args:
        letters: which characters stand for which.
        derived: where what was made of the same files before is found.

    Raises:
        InvalidContent: with every mistake in every file.
    """
    return _rulebook(tuple((path.name, path.read_bytes()) for path in _files(paths)), derived, letters)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(child for child in path.iterdir() if child.suffix.lower() in _READERS)
        else:
            yield path


Files = tuple[tuple[str, bytes], ...]  # name and content


@lru_cache(maxsize=8)
def _rulebook(files: Files, derived: DerivedFiles | None, letters: Letters | None) -> Rulebook:
    key = key_of(*(part for file in files for part in file))
    return Rulebook(kept(derived, "rules", key, tuple[Rule, ...], lambda: _rules(files)), letters)


def _rules(files: Files) -> tuple[Rule, ...]:
    findings: list[Finding] = []
    rules: list[Rule] = []
    for name, source in files:
        reader = _READERS.get(Path(name).suffix.lower())
        if reader is None:
            findings.append(Finding(name, "has no known ending", f"use {', '.join(_READERS)}"))
        else:
            rules += reader(name, source, findings)
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            findings.append(Finding(rule.id, "stands twice among the rules", "ids are unique"))
        seen.add(rule.id)
    if findings:
        raise InvalidContent(findings)
    return tuple(rules)


def _read_rules(name: str, source: bytes, findings: list[Finding]) -> list[Rule]:
    document = read_document(name, source, findings)
    if document is None:
        return []
    if not isinstance(document.data, list):
        findings.append(Finding(document.where(), "should be a list", "start every rule with '- id: ...'"))
        return []
    read = [validate(document, RuleFile, data, (i,), findings) for i, data in enumerate(document.data)]
    return [_rule(file) for file in read if file is not None]


def _read_terms(name: str, source: bytes, findings: list[Finding]) -> list[Rule]:
    """A list of one term a line; what stands behind a # is a remark. They block, in copy and in what people type."""
    lines = lines_of(read_utf8(name, source, findings) or "")
    terms = tuple(dict.fromkeys(term for line in lines if (term := line.partition("#")[0].strip())))
    if not terms:
        return []
    rule_id = f"own.{Path(name).stem}"
    return [Rule(rule_id, Severity.BLOCK, LOCALES, ("copy", "user"), name, OWN_PROBLEM, OWN_REMEDY, terms)]


_READERS = {".yaml": _read_rules, ".yml": _read_rules, ".txt": _read_terms}


def _rule(file: RuleFile) -> Rule:
    return Rule(
        id=file.id,
        severity=file.severity,
        locales=file.locales,
        applies_to=file.applies_to,
        source=file.source,
        problem=file.problem.value(),
        remedy=file.remedy.value(),
        terms=file.terms,
        patterns=file.patterns,
        allow=file.allow,
        pages=file.pages,
        must_fail=file.must_fail,
        must_pass=file.must_pass,
    )
