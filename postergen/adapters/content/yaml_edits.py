"""Change one item of a YAML file, and leave all the rest as it stands: comments, order, how other parts are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from postergen.adapters.content.shape_problems import Path
from postergen.adapters.content.yaml_lines import LOADER
from postergen.domain.localized import LOCALES

WIDTH = 118  # columns of a line
STEP = 2
_PLAIN = re.compile(r"[a-z][a-z0-9]*([-/_.][a-z0-9]+)*")
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})  # YAML 1.1 reads them as others


class _Edit(NamedTuple):
    """What stands between two characters of the text, put otherwise."""

    start: int
    end: int
    text: str


def with_item(source: str, path: Path, values: Mapping[str, Any]) -> str:
    """The text with these values for the mapping at this path; what is the same in both is not touched.

    Raises:
        ValueError: it would not be read as it is meant.
    """
    meant = _with(yaml.load(source, Loader=LOADER), path, values)
    node = _at(yaml.compose(source, Loader=LOADER), path)
    before = _at_path(yaml.load(source, Loader=LOADER), path)
    for edits in (_changes(source, node, before, values), [_whole(node, values)]):
        changed = _applied(source, list(edits))
        if _reads(changed) == meant:
            return changed
    raise ValueError("cannot be written there")


def with_new_item(source: str, values: Mapping[str, Any]) -> str:
    """The text of a list with one item more at its end.

    Raises:
        ValueError: it would not be read as it is meant.
    """
    node, known = yaml.compose(source, Loader=LOADER), yaml.load(source, Loader=LOADER) or []
    changed = _appended(source, node, known, values)
    if _reads(changed) != [*known, values]:
        raise ValueError("cannot be written there")
    return changed


def new_document(values: Mapping[str, Any]) -> str:
    """The text of a file that is one item."""
    return _lines(values, 0) + "\n"


def _appended(source: str, node: yaml.Node | None, known: Sequence[Any], values: Mapping[str, Any]) -> str:
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        items = "\n\n".join(_item(one, 0) for one in (*known, values))
        return _applied(source, [_Edit(node.start_mark.index, _end(node), items)])
    column = node.start_mark.column if node else 0
    head = source[: _line_end(source, _end(node))] if node else source.rstrip()
    tail = source[len(head) :].strip("\n")
    parted = ("\n\n" if _is_spaced(source, node) else "\n") if head else ""
    return f"{head}{parted}{' ' * column}{_item(values, column)}\n" + (f"{tail}\n" if tail else "")


def _is_spaced(source: str, node: yaml.Node | None) -> bool:
    """Items stand with an empty line between them, as in files that people write; so does the first below a remark."""
    if not isinstance(node, yaml.SequenceNode) or len(node.value) < 2:
        return True
    before, last = node.value[-2:]
    return "\n\n" in source[_end(before) : last.start_mark.index].replace(" ", "")


# what changes


def _changes(
    source: str, node: yaml.MappingNode, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[_Edit]:
    values = {key.value: (key, value) for key, value in node.value}
    for name, value in after.items():
        if name not in before:
            yield _inserted(source, node, name, value)
        elif before[name] != value:
            key, old = values[name]
            both = isinstance(value, Mapping) and isinstance(before[name], Mapping)
            if both and isinstance(old, yaml.MappingNode) and old.value:
                yield from _changes(source, old, before[name], value)
            elif (edits := _of_items(source, old, before[name], value)) is not None:
                yield from edits
            else:
                yield _replaced(node, key, old, value)
    for name in before:
        if name not in after:
            yield _removed(source, node, name)


def _of_items(source: str, node: yaml.Node, before: Any, after: Any) -> list[_Edit] | None:
    """What changes in a list of mappings below each other: items that stay are found by their ids, or by their places
    where there are as many; None where it has to be written anew.
    """
    if not _are_items(before) or not _are_items(after) or not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return None
    if len(before) == len(after):
        pairs = list(enumerate(after))
    else:
        places = {one.get("id"): i for i, one in enumerate(before)}
        pairs = [(places[one.get("id")], one) for one in after if one.get("id") in places]
    staying = [i for i, _ in pairs]
    fresh = after[len(pairs) :]
    if not pairs or staying != sorted(set(staying)) or [one for _, one in pairs] != list(after[: len(pairs)]):
        return None
    edits = [edit for i, one in pairs for edit in _changes(source, node.value[i], before[i], one)]
    edits += [_item_removed(source, node.value[i]) for i in range(len(before)) if i not in staying]
    at = _line_end(source, _end(node.value[staying[-1]]))
    column = node.start_mark.column
    text = "".join("\n" + " " * column + _item(one, column) for one in fresh)
    return [*edits, _Edit(at, at, text)] if text else edits


def _are_items(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _item_removed(source: str, node: yaml.Node) -> _Edit:
    start = source.rfind("\n", 0, node.start_mark.index) + 1
    return _Edit(start, min(_line_end(source, _end(node)) + 1, len(source)), "")


def _replaced(parent: yaml.MappingNode, key: yaml.Node, old: yaml.Node, value: Any) -> _Edit:
    quoted = key.value in LOCALES or (isinstance(old, yaml.ScalarNode) and old.style in ('"', "'"))
    start, end = old.start_mark.index, _end(old)
    if parent.flow_style:
        return _Edit(start, end, _flow(value, quoted=quoted))
    # a value may begin on the line after its key; then all of it is put beside it
    return _Edit(key.end_mark.index, end, ":" + _beside(key.value, value, key.start_mark.column, quoted=quoted))


def _inserted(source: str, node: yaml.MappingNode, name: str, value: Any) -> _Edit:
    if node.flow_style:
        last = node.end_mark.index - 1
        comma = ", " if node.value else ""
        return _Edit(last, last, f"{comma}{name}: {_flow(value, quoted=name in LOCALES)}")
    column = node.value[0][0].start_mark.column
    at = _line_end(source, _end(node))
    return _Edit(at, at, "\n" + " " * column + _pair(name, value, column))


def _removed(source: str, node: yaml.MappingNode, name: str) -> _Edit:
    at = next(i for i, (key, _) in enumerate(node.value) if key.value == name)
    key, value = node.value[at]
    if node.flow_style:
        start = _end(node.value[at - 1][1]) if at else key.start_mark.index
        return _Edit(start, _end(value), "")
    start = source.rfind("\n", 0, key.start_mark.index) + 1
    return _Edit(start, min(_line_end(source, _end(value)) + 1, len(source)), "")


def _whole(node: yaml.MappingNode, values: Mapping[str, Any]) -> _Edit:
    """The mapping written anew: what was remarked within it is lost."""
    column = node.start_mark.column
    text = _flow(values) if node.flow_style else _lines(values, column)
    return _Edit(node.start_mark.index, _end(node), text)


def _applied(source: str, edits: Sequence[_Edit]) -> str:
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text + source[end:]
    return source


def _end(node: yaml.Node) -> int:
    """Where the last character of it stands; a block ends for a parser only where the next one begins."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return int(node.end_mark.index) - 1
    return int(node.end_mark.index)


def _line_end(source: str, at: int) -> int:
    found = source.find("\n", at)
    return len(source) if found < 0 else found


# how it is written


def _item(values: Mapping[str, Any], column: int) -> str:
    return "- " + _lines(values, column + STEP)


def _lines(values: Mapping[str, Any], column: int) -> str:
    return ("\n" + " " * column).join(_pair(name, value, column) for name, value in values.items())


def _pair(name: str, value: Any, column: int) -> str:
    return f"{name}:{_beside(name, value, column, quoted=name in LOCALES)}"


def _beside(name: str, value: Any, column: int, *, quoted: bool = False) -> str:
    """What follows a key and its colon: on one line where there is room for it, but each item that has keys below."""
    if _are_items(value):
        return "".join(f"\n{' ' * (column + STEP)}{_item(one, column + STEP)}" for one in value)
    flow = _flow(value, quoted=quoted)
    room = WIDTH - column - len(name) - 2
    if len(flow) <= room or not isinstance(value, (Mapping, list, tuple)) or not value:
        return f" {flow}"
    if isinstance(value, Mapping):
        return "\n" + " " * (column + STEP) + _lines(value, column + STEP)
    return " " + _wrapped([_flow(one, quoted=quoted) for one in value], room, column + STEP)


def _wrapped(parts: Sequence[str], room: int, column: int) -> str:
    lines, left = ["["], room - 1
    for i, part in enumerate(parts):
        text = part + ("," if i < len(parts) - 1 else "]")
        if len(text) + 1 > left and lines[-1] != "[":
            lines.append("")
            left = WIDTH - column
        lines[-1] += ("" if lines[-1] in ("", "[") else " ") + text
        left -= len(text) + 1
    return ("\n" + " " * column).join(lines)


def _flow(value: Any, *, quoted: bool = False) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(one, quoted=name in LOCALES)}" for name, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(one, quoted=quoted) for one in value) + "]"
    if isinstance(value, str) and not quoted and _PLAIN.fullmatch(value) and value not in _RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


# reading it back


def _reads(text: str) -> Any:
    try:
        return yaml.load(text, Loader=LOADER)
    except yaml.YAMLError:
        return None


def _at(node: Any, path: Path) -> yaml.MappingNode:
    for part in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else enumerate(node.value)
        node = next(value for key, value in pairs if getattr(key, "value", key) == part)
    return node  # type: ignore[no-any-return]


def _at_path(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _with(data: Any, path: Path, values: Mapping[str, Any]) -> Any:
    if not path:
        return dict(values)
    _at_path(data, path[:-1])[path[-1]] = dict(values)
    return data
