"""Say what the file of a poster is called, by a template of the operator's own, so that every file system takes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from postergen.batch.ledger import BEFORE, FILE
from postergen.batch.manifest import FAILURES, MANIFEST, PARQUET
from postergen.batch.rows import Row
from postergen.errors import Finding, InvalidInput

BY_ID = "{{ id }}.{{ extension }}"
BY_LINE = "{{ '%06d' % row }}-{{ code }}.{{ extension }}"
LONGEST = 120  # bytes of one part of a path; file systems take 255, and sync programs less
# What some file system does not take (Windows: Naming Files, Paths, and Namespaces), and what no name should have
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
# the run's own files, beside which those of posters lie
_OURS = frozenset({FILE, f"{FILE}-wal", f"{FILE}-shm", BEFORE, MANIFEST, PARQUET, FAILURES})
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")

_UNFIT = (TemplateError, ArithmeticError, LookupError, MemoryError, TypeError, ValueError)  # what a template may raise

Name = Callable[[Row, str, str], str]


def namer(template: str, more: tuple[str, ...] = ()) -> Name:
    """What names a row's file, of the row, its code and the extension. Only a ``/`` of the template makes a folder.

    Raises:
        InvalidInput: the template cannot be read, or asks for what no row has; so does the name that is given back,
            where this row has no value that the template can work with.
    """
    empty = dict.fromkeys(more, "")  # a row has no column whose cell is empty
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=safe)
    example = Row(1, "example", "", {"options": "a"}, dict.fromkeys(more, "x"))
    try:
        compiled = environment.from_string(template)

        def said(row: Row, code: str, extension: str) -> str:
            return _path(compiled.render(empty | _values(row, code, extension)))

        if not said(example, "ABCDEFG", "jpg"):
            raise InvalidInput([Finding("--name", "gives no name", f"such as {BY_LINE}")])
    except _UNFIT as exc:
        known = ", ".join([*_values(example, "", ""), "row"])
        raise InvalidInput([Finding("--name", str(exc), f"there are: {known}")]) from exc

    def called(row: Row, code: str, extension: str) -> str:
        try:
            folder, slash, file = said(row, code, extension).rpartition("/")
            # of a row whose cells have nothing that a name can have, such as "..", its code
            return folder + slash + (f"{code}.{extension}" if file in ("", extension) else file)
        except _UNFIT as exc:
            raise InvalidInput(
                [Finding("--name", f"gives no name here: {exc}", "mend the template, or the row")]
            ) from exc

    return called


def usual_name(first: Row) -> str:
    """The template where the operator gives none, by the first row."""
    return BY_ID if first.own_id else BY_LINE


def safe(value: object) -> str:
    """A value as a part of a name: without what file systems do not take."""
    return _FORBIDDEN.sub("_", unicodedata.normalize("NFC", str(value))).strip()


def _values(row: Row, code: str, extension: str) -> dict[str, object]:
    ours = {"id": row.own_id or code, "nickname": "", "wish": "", "channel": "", "site": "", "locale": "", "place": ""}
    cells = {name: cell for name, cell in row.cells.items() if name != "id"}
    return {**row.more, **ours, **cells, "row": row.number, "code": code, "extension": extension}


def _path(text: str) -> str:
    parts = [part for part in map(_part, text.split("/")) if part]
    if parts and parts[0].casefold() in _OURS:
        parts[0] = f"_{parts[0]}"
    return "/".join(parts)


def _part(part: str) -> str:
    part = part.strip().strip(".").strip()  # no "..", nothing hidden, and Windows drops what stands at the end
    if _DEVICE.fullmatch(part):
        part = f"_{part}"
    stem, dot, ending = part.rpartition(".")
    if not dot:
        stem, ending = part, ""
    room = LONGEST - len((dot + ending).encode())
    return stem.encode()[: max(room, 1)].decode(errors="ignore") + dot + ending
