"""Read YAML and remember on which line everything stood, so that mistakes can be pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from postergen.errors import Finding

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
    try:
        node = yaml.compose(source.decode("utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as exc:
        findings.append(Finding(name, f"is not UTF-8 (byte {exc.start})", "save the file as UTF-8"))
        return None
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else 1
        findings.append(Finding(f"{name}:{line}", f"is not YAML: {exc.problem}", "mind indentation and quotes"))
        return None
    lines: dict[Path, int] = {(): 1}
    if node is None:
        return Document(name, None, lines)
    loader = yaml.SafeLoader("")
    data = _construct(loader, node, (), name, lines, findings)
    return Document(name, data, lines)


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
        return loader.construct_object(node)
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node)
        line = key_node.start_mark.line + 1
        if key in mapping:
            findings.append(Finding(f"{name}:{line}", f"the key {key!r} stands twice", "keep one of them"))
        mapping[key] = _construct(loader, value_node, (*path, key), name, lines, findings)
        lines[(*path, key)] = line
    return mapping


def validate(document: Document, model: type[Model], data: Any, path: Path, findings: list[Finding]) -> Model | None:
    """The data as a model; everything that is wrong with it is added to the findings."""
    try:
        return model.model_validate(data)
    except ValidationError as exc:
        for error in exc.errors():
            location = tuple(
                part for part in error["loc"] if part in _path_parts(document, path) or isinstance(part, int)
            )
            full = (*path, *location)
            field = ".".join(str(part) for part in error["loc"])
            got = "" if error["type"] in ("missing", "value_error") else f", not {_short(error['input'])}"
            findings.append(Finding(document.where(full), f"{field}: {error['msg']}{got}"))
        return None


def _path_parts(document: Document, path: Path) -> set[str | int]:
    return {part for known in document.lines if known[: len(path)] == path for part in known}


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
