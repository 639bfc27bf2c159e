"""Read coupon codes: one a line, or a table with a column ``code``."""

from __future__ import annotations

from postergen.adapters.content.table_files import SEPARATORS, Columns, bounded, read_table
from postergen.adapters.content.text_files import MARK, lines_of, read_text
from postergen.errors import Finding, InvalidInput
from postergen.service.offers import LONGEST_CODE

COLUMN = "code"


def read_codes(name: str, source: bytes) -> tuple[list[str], tuple[str, ...]]:
    """The codes, and what should be known about how the file was read.

    Raises:
        InvalidInput: every line that is not one code.
    """
    findings: list[Finding] = []
    read = read_text(name, source, findings)
    if read is None:
        raise InvalidInput(findings)
    lines = lines_of(read.text)
    if lines[0].strip().strip('"').lower() == COLUMN or any(s in lines[0] for s in SEPARATORS):
        table = read_table(name, source, Columns((COLUMN,), (COLUMN,)))
        numbered, notes = [(row.number, row.cells[COLUMN]) for row in table.rows], table.notes
    else:
        numbered, notes = list(enumerate(lines, 1)), (read.note,) if read.note else ()
    plain = [(number, code.strip().removeprefix(MARK)) for number, code in numbered]
    codes = [(number, code) for number, code in plain if code]
    for number, code in codes:
        if len(code) > LONGEST_CODE:
            findings.append(Finding(f"{name}:{number}", f"{code[:20]!r}... is too long", f"at most {LONGEST_CODE}"))
        if any(letter.isspace() or letter in ',;"' for letter in code):
            findings.append(
                Finding(f"{name}:{number}", f"{code[:40]!r} is not one code", "one a line and nothing else")
            )
    if findings:
        raise InvalidInput(bounded(name, findings))
    return [code for _, code in codes], notes
