"""Look at artwork before it is drawn: it holds all that it shows, and no more of that than can be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from postergen.errors import Finding

SVG = "http://www.w3.org/2000/svg svg"
MOST_ELEMENTS = 50_000  # as often as they are drawn; the shipped looks have some hundreds
DEEPEST = 200  # elements inside each other, references included
# SVG inside of SVG could name files again, so pictures are of pixels.
PICTURES = ("data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp")
_URL = re.compile(r"""url\(\s*['"]?\s*([^'")\s]*)""", re.IGNORECASE)
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)
INSIDE = "draw it as shapes, or put pixels inside as data:image/png"


@dataclass(slots=True)
class _Element:
    """What is counted of an element: what it holds, and the ids that it refers to."""

    children: list[_Element] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    drawn: int | None = None  # once it was counted
    open: bool = False


class _Reader:
    def __init__(self, name: str, findings: list[Finding]) -> None:
        self._name, self._findings = name, findings
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True  # else a url may come in two pieces
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = lambda tag: self._open.pop()
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.ProcessingInstructionHandler = self._instruction
        self._top = _Element()
        self._open: list[_Element] = [self._top]
        self._by_id: dict[str, _Element] = {}

    def read(self, source: bytes) -> None:
        try:
            self._parser.Parse(source, True)
        except expat.ExpatError as exc:
            self._note(f"is not an SVG: {expat.ErrorString(exc.code)}", "export it again", exc.lineno)
            return
        if self._findings:
            return
        try:
            count = self._count(self._top, 0)
        except RecursionError:
            self._note(f"nests or refers to itself more than {DEEPEST} deep", "use <use> less deep", 1)
            return
        if count > MOST_ELEMENTS:
            self._note(f"draws {count} elements by its references", f"at most {MOST_ELEMENTS}: use <use> less often", 1)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) == 1 and tag != SVG:
            self._note(
                f"is not an SVG: it begins with {tag.rpartition(' ')[2]!r}", 'xmlns="http://www.w3.org/2000/svg"'
            )
        element = _Element()
        self._open[-1].children.append(element)
        self._open.append(element)
        for name, value in attributes.items():
            local = name.rpartition(" ")[2]
            if local == "id":
                self._by_id.setdefault(value, element)
            elif local in ("href", "src"):
                element.uses += self._inside(value.strip())
            else:
                element.uses += self._styled(value)

    def _text(self, text: str) -> None:
        """Style sheets are text; a url in any other text says nothing, and harms nobody."""
        self._open[-1].uses += self._styled(text)

    def _styled(self, text: str) -> Iterator[str]:
        if _IMPORT.search(text):
            self._note("imports a style sheet", "put what it says into the file")
        for url in _URL.findall(text):
            yield from self._inside(url)

    def _inside(self, reference: str) -> Iterator[str]:
        """The id that is referred to; a finding when it is anything outside of the file."""
        if reference.startswith("#"):
            yield reference[1:]
        elif reference and not reference.lower().startswith(PICTURES):
            self._note(f"reaches outside of itself: {reference[:40]!r}", INSIDE)

    def _entity(self, name: str, *_: object) -> None:
        self._note(f"declares the entity {name[:40]!r}", "export it as plain SVG")

    def _instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            self._note("names a style sheet", "put what it says into the file")

    def _count(self, element: _Element, depth: int) -> int:
        """How many elements are drawn for this one, those that it refers to included."""
        if element.drawn is None:
            if element.open or depth > DEEPEST:
                raise RecursionError
            element.open = True
            below = [*element.children, *(self._by_id[name] for name in element.uses if name in self._by_id)]
            element.drawn = 1 + sum(self._count(one, depth + 1) for one in below)
            element.open = False
        return element.drawn

    def _note(self, problem: str, remedy: str, line: int | None = None) -> None:
        where = f"{self._name}:{line or self._parser.CurrentLineNumber}"
        self._findings.append(Finding(where, problem, remedy))


def check_artwork(name: str, source: bytes) -> list[Finding]:
    """What stands against drawing this SVG: everything that it would take from elsewhere, and floods of references."""
    findings: list[Finding] = []
    _Reader(name, findings).read(source)
    return findings
