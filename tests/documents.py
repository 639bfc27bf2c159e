"""Read what a Markdown document links to and names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from postergen.config import CONTENT

ROOMS = ("docs", "assets", "benchmarks", "requirements")
_FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)
_LINK = re.compile(r"\]\(([^)\s]+)\)|\b(?:src|href)=\"([^\"]+)\"")


@dataclass(frozen=True)
class Document:
    """One Markdown file; `name` is its path from the root of the repository."""

    name: str
    text: str

    @property
    def folder(self) -> Path:
        return (CONTENT / self.name).parent

    @cached_property
    def blocks(self) -> list[str]:
        """The lines of its code blocks, fenced or indented."""
        fenced = [line for block in _FENCE.findall(self.text) for line in block.splitlines()[1:-1]]
        return [*fenced, *(line for line, is_code in self._lines() if is_code)]

    @cached_property
    def prose(self) -> str:
        """Everything but code blocks."""
        return "\n".join(line for line, is_code in self._lines() if not is_code)

    @cached_property
    def spans(self) -> list[str]:
        """What stands in backticks, outside code blocks; a line break within counts as a space."""
        return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", self.prose)]

    @cached_property
    def anchors(self) -> set[str]:
        """The anchors of its headings, as GitHub makes them."""
        seen: Counter[str] = Counter()
        anchors = set()
        for title in re.findall(r"^#+ +(.+?) *$", self.prose, re.M):
            slug = re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", title).lower()).replace(" ", "-")
            anchors.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
        return anchors

    @cached_property
    def links(self) -> list[str]:
        """Where its links and pictures lead, but for other sites."""
        targets = [a or b for a, b in _LINK.findall(self.prose)]
        return [target for target in targets if not re.match(r"[a-z]+:", target)]

    def _lines(self) -> Iterator[tuple[str, bool]]:
        """Each line outside fences, and whether it is indented code: four columns deeper than the text before."""
        base, after_blank, in_code = 0, True, False
        for line in _FENCE.sub("", self.text).splitlines():
            if not line.strip():
                after_blank = True
                yield line, False
                continue
            indent = len(line) - len(line.lstrip())
            in_code = indent >= base + 4 and (in_code or after_blank)
            if not in_code:
                item = re.match(r" *(?:[-*]|\d+\.) +", line)
                base = len(item[0]) if item else 0 if indent == 0 else base
            after_blank = False
            yield line, in_code


def read_documents() -> list[Document]:
    """Every document of the repository: those at its root, and those in the rooms that hold some."""
    found = [*CONTENT.glob("*.md"), *(path for room in ROOMS for path in (CONTENT / room).rglob("*.md"))]
    return [Document(path.relative_to(CONTENT).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(found)]
