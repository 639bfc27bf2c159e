"""Read YAML and remember on which line everything stood, so that mistakes can be pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from postergen.errors import Finding

# libyaml, where the package brings it, reads ten times as fast, and every start reads all packs and looks.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 100  # collections inside each other; packs and looks have ten

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Document:
    """Plain data and the line (from 1) of every key and item."""

    name: str
    data: Any
    lines: dict[Path, int]

    def where(self, path: Sequence[str | int] = ()) -> str:
        """``file:line`` of the innermost part of this path that the file has."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(tuple(path[:length]))
            if line is not None:
                return f"{self.name}:{line}"
        return self.name


def read_document(name: str, source: bytes, findings: list[Finding]) -> Document | None:
    """Parse YAML; what is wrong with it is added to the findings, and None comes back."""
    lines: dict[Path, int] = {(): 1}
    try:
        text = source.decode("utf-8")
        _check_events(text)
        node = yaml.compose(text, Loader=_LOADER)
        data = _construct(yaml.SafeLoader(""), node, (), name, lines, findings) if node else None
    except UnicodeDecodeError as exc:
        findings.append(Finding(name, f"is not UTF-8 (byte {exc.start})", "save the file as UTF-8"))
        return None
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else 1
        if isinstance(exc, _Repeated):
            findings.append(Finding(f"{name}:{line}", str(exc.problem), "write out what it stands for"))
            return None
        findings.append(Finding(f"{name}:{line}", f"is not YAML: {exc.problem}", "mind indentation and quotes"))
        return None
    except yaml.YAMLError as exc:
        findings.append(Finding(name, f"is not YAML: {exc}", "remove control characters"))
        return None
    except RecursionError:
        findings.append(Finding(name, "is nested too deeply", f"at most {DEEPEST} lists inside each other"))
        return None
    return Document(name, data, lines)


class _Repeated(yaml.MarkedYAMLError):
    """Something that stands for something else. A few hundred bytes of such can stand for millions of entries."""


def _check_events(text: str) -> None:
    """`RecursionError` before libyaml's composer, which follows the nesting on the C stack, runs out of it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            kind = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
            raise _Repeated(problem=f"has the {kind}{anchor[:40]}", problem_mark=event.start_mark)  # type: ignore[arg-type]
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RecursionError


def _construct(
    loader: yaml.SafeLoader,
    node: yaml.Node,
    path: Path,
    name: str,
    lines: dict[Path, int],
    findings: list[Finding],
) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_construct(loader, child, (*path, i), name, lines, findings) for i, child in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(loader, node)
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = _scalar(loader, key_node)
        line = key_node.start_mark.line + 1
        if key in mapping:
            findings.append(Finding(f"{name}:{line}", f"the key {key!r} stands twice", "keep one of them"))
        mapping[key] = _construct(loader, value_node, (*path, key), name, lines, findings)
        lines[(*path, key)] = line
    return mapping


def _scalar(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.MarkedYAMLError(problem="a list or mapping cannot be a key", problem_mark=node.start_mark)
    try:
        return loader.construct_object(node)
    except ValueError as exc:  # such as 2020-13-45
        raise yaml.MarkedYAMLError(problem=str(exc), problem_mark=node.start_mark) from exc


def validate(document: Document, model: type[Model], data: Any, path: Path, findings: list[Finding]) -> Model | None:
    """The data as a model; everything that is wrong with it is added to the findings."""
    try:
        return model.model_validate(data)
    except ValidationError as exc:
        for error in exc.errors():
            full = (*path, *_location(data, error["loc"]))
            field = ".".join(str(part) for part in error["loc"])
            got = "" if error["type"] in ("missing", "value_error") else f", not {_short(error['input'])}"
            findings.append(Finding(document.where(full), f"{field}: {error['msg']}{got}"))
        return None


def _location(data: Any, location: Path) -> Path:
    """The part of pydantic's location that is in the data: it names an item's ``kind`` after its index."""
    found: list[str | int] = []
    before: str | int = ""
    for part in location:
        kind = isinstance(before, int) and isinstance(data, dict) and data.get("kind") == part
        before = part
        if kind:
            continue
        try:
            data = data[part]
        except (LookupError, TypeError):
            break
        found.append(part)
    return tuple(found)


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
