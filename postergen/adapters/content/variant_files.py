"""Write variants as YAML or CSV, for a spreadsheet or an editor, and read them back without loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from postergen.adapters.content.csv_files import unguarded, write_csv
from postergen.adapters.content.pack_files import variant_of
from postergen.adapters.content.pack_schema import VariantFile
from postergen.adapters.content.table_files import Columns, read_table
from postergen.adapters.content.variant_codec import TEXTS, variant_to_values
from postergen.adapters.content.yaml_lines import Document, read_document, validate
from postergen.domain.numbers import whole_number
from postergen.domain.variant import FITS, CopyVariant
from postergen.errors import Finding, InvalidInput

COLUMNS = ("id", "edit", "locale", "hook", "tone", *FITS, *TEXTS, "author")
NEEDED = ("id", "locale", "hook", "tone", "headline", "body")
LIST_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class NumberedVariant:
    """A variant with the number of the edit that was written out; 0 is the pack's own."""

    variant: CopyVariant
    edit: int


def write_variants_yaml(variants: Iterable[NumberedVariant]) -> str:
    items = [{**variant_to_values(one.variant), "edit": one.edit} for one in variants]
    return yaml.safe_dump(items, allow_unicode=True, sort_keys=False, width=10_000)


def write_variants_csv(variants: Iterable[NumberedVariant]) -> str:
    """A table for a spreadsheet, one variant a row; what it fits is separated by ``;``."""
    return write_csv(COLUMNS, map(_cells, variants))


def _cells(one: NumberedVariant) -> list[str]:
    values = variant_to_values(one.variant)
    fits = {name: LIST_SEPARATOR.join(values["fits"].get(name, ())) for name in FITS}
    cells = {**values, **fits, "edit": str(one.edit), "author": one.variant.author.value}
    return [cells.get(name, "") for name in COLUMNS]


def read_variants(name: str, source: bytes, notes: list[str] | None = None) -> list[NumberedVariant]:
    """The variants in a file; by the ending of its name it is YAML or CSV.

    Args:
        notes: what should be known about how the file was read is added here.

    Raises:
        InvalidInput: every mistake with its file and line.
    """
    findings: list[Finding] = []
    reader = _READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise InvalidInput([Finding(name, "has no known ending", f"use {', '.join(_READERS)}")])
    items = reader(name, source, findings, [] if notes is None else notes)
    found = [_numbered(document, data, path, findings) for document, data, path in items]
    if not found and not findings:
        findings.append(Finding(name, "holds no variants"))
    ids = [one.variant.id for one in found if one is not None]
    findings += [
        Finding(name, f"the id {twice!r} stands twice") for twice in sorted({i for i in ids if ids.count(i) > 1})
    ]
    if findings:
        raise InvalidInput(findings)
    return [one for one in found if one is not None]


Item = tuple[Document, Any, tuple[int, ...]]


def _read_yaml(name: str, source: bytes, findings: list[Finding], _: list[str]) -> list[Item]:
    document = read_document(name, source, findings)
    if document is None:
        return []
    if not isinstance(document.data, list):
        findings.append(Finding(document.where(), "should be a list", "start every item with '- id: ...'"))
        return []
    return [(document, data, (i,)) for i, data in enumerate(document.data)]


def _read_csv(name: str, source: bytes, findings: list[Finding], notes: list[str]) -> list[Item]:
    try:
        table = read_table(name, source, Columns(COLUMNS, NEEDED))
    except InvalidInput as exc:
        findings += exc.findings
        return []
    notes += table.notes
    rows = [(row.number, {column: unguarded(cell) for column, cell in row.cells.items()}) for row in table.rows]
    return [(Document(name, None, {(): line}), _values_of(cells), ()) for line, cells in rows]


_READERS: dict[str, Callable[[str, bytes, list[Finding], list[str]], list[Item]]] = {
    "yaml": _read_yaml,
    "yml": _read_yaml,
    "csv": _read_csv,
}


def _values_of(cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: text for name, text in cells.items() if text and name not in FITS}
    fits = {name: [part.strip() for part in cells.get(name, "").split(LIST_SEPARATOR) if part.strip()] for name in FITS}
    values["fits"] = {name: parts for name, parts in fits.items() if parts}
    return values


def _numbered(document: Document, data: Any, path: Sequence[int], findings: list[Finding]) -> NumberedVariant | None:
    if not isinstance(data, dict):
        findings.append(Finding(document.where(path), "should be a variant", "- id: ..."))
        return None
    rest = dict(data)
    edit = str(rest.pop("edit", 0))
    number = whole_number(edit)
    if number is None:
        findings.append(
            Finding(document.where(path), f"edit: {edit[:20]!r} is no number", "leave it as it was written")
        )
        return None
    file = validate(document, VariantFile, rest, tuple(path), findings)
    return NumberedVariant(variant_of(file), number) if file is not None else None
