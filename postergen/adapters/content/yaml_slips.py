"""Say in which line a file stopped being YAML. A parser gives up where it can go no further, often lines later."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

# what a Chinese keyboard writes for the signs of YAML
FULL_WIDTH = {
    "：": ":",
    "，": ",",
    "、": ",",
    "“": '"',
    "”": '"',
    "｛": "{",
    "｝": "}",
    "［": "[",
    "］": "]",
    "＃": "#",
}
_HANGS = "mapping values are not allowed in this context"  # below a key that has a value already
# a key and its value, and nothing between
_TIGHT = re.compile(r"""\s*(?:- +)?(?:"[^"]*"|'[^']*'|[^\W\d][\w-]*):(?=[^\s/:])""")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


class Slip(NamedTuple):
    """The line (from 1), and how to mend it."""

    line: int
    remedy: str


def slip_of(text: str, exc: yaml.MarkedYAMLError) -> Slip:
    """Where this text stopped being YAML."""
    lines = text.splitlines() or [""]
    stopped = min(exc.problem_mark.line if exc.problem_mark else 0, len(lines) - 1)
    began = exc.context_mark.line if exc.context_mark else stopped
    odd = _unbalanced(lines, stopped)
    if odd is not None and odd >= began:
        return Slip(odd + 1, 'a " is not closed, or one too many')
    is_first_of_line = exc.problem_mark is not None and ":" not in lines[stopped][: exc.problem_mark.column]
    hangs = exc.problem == _HANGS and is_first_of_line
    at = _guilty(lines, exc.context or "", began, stopped, hangs=hangs)
    tight = next((i for i in (at, _line_before(lines, at) if hangs else at) if _TIGHT.match(lines[i])), None)
    if tight is not None:
        return Slip(tight + 1, "write a blank after the colon")
    sign = next((sign for sign in FULL_WIDTH if sign in _QUOTED.sub("", lines[at])), None)
    return Slip(at + 1, f"write {FULL_WIDTH[sign]} for {sign}" if sign else "mind indentation and quotes")


def _guilty(lines: list[str], context: str, began: int, stopped: int, *, hangs: bool) -> int:
    if "simple key" in context:
        return began
    if "flow" in context and stopped > began:
        before = _line_before(lines, stopped)
        ends_open = not lines[before].rstrip().endswith((",", "[", "{"))
        return before if ends_open and lines[stopped].lstrip().startswith(('"', "'")) else began
    before = _line_before(lines, stopped)
    parent = _line_before(lines, before)
    is_under_nothing = lines[parent].rstrip().endswith(":") and _indent(lines[parent]) == _indent(lines[before])
    return before if (is_under_nothing or hangs) and _indent(lines[stopped]) > _indent(lines[before]) else stopped


def _unbalanced(lines: list[str], last: int) -> int | None:
    """The last line up to this one with a quotation mark that has no partner."""
    odd = (i for i in range(last, -1, -1) if lines[i].replace('\\"', "").count('"') % 2)
    return next(odd, None)


def _line_before(lines: list[str], at: int) -> int:
    """The nearest one above that says something."""
    return next((i for i in range(at - 1, -1, -1) if lines[i].strip() and not lines[i].lstrip().startswith("#")), 0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
