"""Read YAML and remember on which line everything stood, so that mistakes can be pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from postergen.adapters.content.shape_problems import Path, Problem, problems_of
from postergen.adapters.content.yaml_slips import slip_of
from postergen.errors import Finding

# libyaml, where the package brings it, reads ten times as fast, and every start reads all packs and looks.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 100  # collections inside each other; packs and looks have ten

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Document:
    """Plain data and the line (from 1) of every key and item; ``is_whole`` unless a key hides another of its name."""

    name: str
    data: Any
    lines: dict[Path, int]
    is_whole: bool = True

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
    text, known = "", len(findings)
    try:
        text = source.decode("utf-8")
        _check_events(text)
        node = yaml.compose(text, Loader=LOADER)
        data = _construct(yaml.SafeLoader(""), node, (), name, lines, findings) if node else None
    except UnicodeDecodeError as exc:
        findings.append(Finding(name, f"is not UTF-8 (byte {exc.start})", "save the file as UTF-8"))
        return None
    except yaml.MarkedYAMLError as exc:
        if isinstance(exc, _Repeated):
            line = exc.problem_mark.line + 1 if exc.problem_mark else 1
            findings.append(Finding(f"{name}:{line}", str(exc.problem), "write out what it stands for"))
            return None
        line, remedy = slip_of(text, exc)
        findings.append(Finding(f"{name}:{line}", f"is not YAML: {exc.problem}", remedy))
        return None
    except yaml.YAMLError as exc:
        findings.append(Finding(name, f"is not YAML: {exc}", "remove control characters"))
        return None
    except RecursionError:
        findings.append(Finding(name, "is nested too deeply", f"at most {DEEPEST} lists inside each other"))
        return None
    return Document(name, data, lines, is_whole=len(findings) == known)


def line_of(name: str, source: bytes, path: Sequence[str | int]) -> str:
    """``file:line`` of what stands at this path in a file that was read before."""
    document = read_document(name, source, [])
    return document.where(path) if document else name


class _Repeated(yaml.MarkedYAMLError):
    """Something that stands for something else. A few hundred bytes of such can stand for millions of entries."""


def _check_events(text: str) -> None:
    """`RecursionError` before libyaml's composer, which follows the nesting on the C stack, runs out of it."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
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
    twice: list[tuple[Any, int]] = []
    for key_node, value_node in node.value:
        key = _scalar(loader, key_node)
        line = key_node.start_mark.line + 1
        if key in mapping:
            twice.append((key, line))
        mapping[key] = _construct(loader, value_node, (*path, key), name, lines, findings)
        lines[(*path, key)] = line
    if twice:
        findings.append(_of_twice(name, twice))
    return mapping


def _of_twice(name: str, twice: Sequence[tuple[Any, int]]) -> Finding:
    """Of an item whose dash is missing every key stands twice."""
    (key, line), *more = twice
    also = f", and so do {len(more)} more" if more else ""
    remedy = "an item begins with a dash: - id: ..." if key == "id" else "keep one of them"
    return Finding(f"{name}:{line}", f"the key {key!r} stands twice{also}", remedy)


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
        findings += findings_of(document, problems_of(exc, data, model), path)
        return None


def findings_of(document: Document, problems: Sequence[Problem], path: Path = ()) -> list[Finding]:
    """Each problem with its line; what is missing in the same place is told together."""
    told: dict[Path, list[Problem]] = {}
    for one in problems:
        together = ("missing", *one.path[:-1]) if one.kind == "missing" else one.path
        told.setdefault(together, []).append(one)
    return [_finding(document.where((*path, *same[0].path)), same) for same in told.values()]


def _finding(where: str, same: Sequence[Problem]) -> Finding:
    first = same[0]
    values = {name: value for name, value in first.context.items() if isinstance(value, int | str)}
    values |= {"name": ", ".join(dict.fromkeys(one.name for one in same))}
    kind = f"shape_{first.sentence}" if first.sentence else ""
    return Finding(where, _together(same), first.remedy, kind, tuple(values.items()))


def _together(same: Sequence[Problem]) -> str:
    """Several parts of one place: it was left unfinished, or is something else."""
    names = ", ".join(dict.fromkeys(one.name for one in same))
    return str(same[0]) if len(same) == 1 else f"{names}: {same[0].said}"
