"""Write the shapes of both clients out of the OpenAPI document: ``make clients``."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from postergen.config import CONTENT
from postergen.web.openapi import openapi_document

Schema = Mapping[str, Any]

PYTHON = CONTENT / "postergen/client/values"
PACKAGE = "postergen.client.values"
SHARED = "shared"
# groups of many shapes are parted by what stands in the addresses of their operations
PARTS = {
    "/envelopes": "envelopes",
    "/diary": "diaries",
    "/days": "diaries",
    "/repairs": "diaries",
    "/holder": "holders",
    "/stats/lines": "lines",
    "/policy": "policies",
}
TYPES = CONTENT / "assets/static/client/v1.d.ts"
HAND_WRITTEN = Path(__file__).with_name("v1.head.d.ts")
IMPORTS = """from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Required, TypedDict"""
REFERENCE = r"#/components/schemas/(\w+)"
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
TIMES = {"date-time": "datetime", "date": "date"}
JAVASCRIPT = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
CALLED = {"RankOut": "Ranking", "NamedOut": "Occasion", "TextOut": "SetText", "WarningOut": "PosterWarning"}
# what is sent may be what a program has at hand: `sending` writes it as JSON
AT_HAND = {"date": "date | str", "date-time": "datetime | str", "base64": "bytes | str"}
NOT_SENT = {"BriefIn", "SignedBriefIn"}  # a part of others; what stands in an address
# what pages of other origins may ask for (`web/cors`), and so the shapes that a page meets
OF_PAGES = (
    "CatalogueOut",
    "RankIn",
    "RankOut",
    "PosterIn",
    "PosterOut",
    "ProblemOut",
    "GamesOut",
    "GameHandOut",
    "GameDealIn",
    "GameHeldOut",
    "GameOfferIn",
    "GameOfferOut",
    "GameSetOut",
    "GamePosterOut",
    "GameDiaryOut",
    "GameCheckIn",
    "GameEntryOut",
    "GameRepairIn",
    "GameDayPosterOut",
    "PocketsOut",
    "EnvelopeIn",
    "EnvelopeHiddenOut",
    "EnvelopeOut",
    "EnvelopeFindIn",
    "EnvelopeFoundOut",
    "EnvelopePosterOut",
    "NewHolderOut",
    "HolderOut",
)


def values() -> dict[str, str]:
    """The files of ``postergen/client/values``: the shapes of each group of operations, and those of several."""
    schemas, groups = _schemas(), _groups()
    of_file: dict[str, list[str]] = {}
    for name in schemas:
        of_file.setdefault(next(iter(groups[name])) if len(groups[name]) == 1 else SHARED, []).append(name)
    files = {f"{file}.py": _module(file, names, of_file[SHARED]) for file, names in of_file.items()}
    exported = [f"from {PACKAGE}.{file} import {', '.join(map(short, names))}" for file, names in of_file.items()]
    every = f"__all__ = {sorted(map(short, schemas))}"
    return files | {"__init__.py": _formatted("\n".join([_says("of all groups"), *exported, every]))}


def _module(file: str, names: Sequence[str], shared: Sequence[str]) -> str:
    says = "of several" if file == SHARED else f"of {file}"
    known = "" if file == SHARED else f"\nfrom {PACKAGE}.{SHARED} import {', '.join(map(short, shared))}"
    return _formatted(
        "\n\n\n".join([_says(says), IMPORTS + known, *(_value(name, _schemas()[name]) for name in names)])
    )


def _says(whose: str) -> str:
    return f'"""What the API takes and answers, {whose}. Made of the OpenAPI document by `make clients`: change it there."""'


def _formatted(code: str) -> str:
    """Without what is imported and not needed, as every file of ours is written."""
    for step in (("check", "--fix", "--quiet", "--select", "F401,I001,RUF022"), ("format",)):
        command = [sys.executable, "-m", "ruff", *step, "--stdin-filename", str(PYTHON / "any.py"), "-"]
        code = subprocess.run(command, input=code, capture_output=True, text=True, check=True).stdout
    return code


def _groups() -> dict[str, set[str]]:
    """For each shape, the groups of the operations that take or answer it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, operations in _document()["paths"].items():
        for operation in operations.values():
            for group in operation.get("tags", ()) if isinstance(operation, dict) else ():
                part = next((part for within, part in PARTS.items() if within in path), group)
                for name in _reached(re.findall(REFERENCE, str(operation))):
                    found[name].add(part)
    return found


def types() -> str:
    """``assets/static/client/v1.d.ts``."""
    needed = sorted(_reached(OF_PAGES))
    shapes = [_interface(name, _schemas()[name]) for name in needed]
    return "\n".join([HAND_WRITTEN.read_text(encoding="utf-8"), *shapes])


@cache
def _document() -> dict[str, Any]:
    return openapi_document()


def _schemas() -> dict[str, Schema]:
    found: dict[str, Schema] = _document()["components"]["schemas"]
    return {name: found[name] for name in sorted(found) if name not in NOT_SENT}


def _reached(names: Iterable[str]) -> set[str]:
    """These shapes and those inside of them."""
    schemas, found, ahead = _document()["components"]["schemas"], set[str](), list(names)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += re.findall(REFERENCE, str(schemas[name]))
    return found


def short(name: str) -> str:
    """``PosterOut`` is a `Poster`, ``FitsShape`` is `Fits`; what is sent keeps its ``In``."""
    return CALLED.get(name, name.removesuffix("Out").removesuffix("Shape"))


def _value(name: str, schema: Schema) -> str:
    if "enum" in schema:
        return f"{short(name)} = {_python(schema)}"
    if name.endswith("In"):
        return "\n".join([f"class {name}(TypedDict, total=False):", *_body(schema, _sent(schema))])
    fields = [(field, _python(part), part) for field, part in schema["properties"].items()]
    return "\n".join(["@dataclass(frozen=True, slots=True)", f"class {short(name)}:", *_body(schema, fields)])


def _sent(schema: Schema) -> list[tuple[str, str, Schema]]:
    """What is sent may be left out, but for what is required."""
    required = schema.get("required", ())
    kinds = {field: _python(part, sent=True) for field, part in schema["properties"].items()}
    return [
        (field, f"Required[{kinds[field]}]" if field in required else kinds[field], part)
        for field, part in schema["properties"].items()
    ]


def _body(schema: Schema, fields: list[tuple[str, str, Schema]]) -> Iterator[str]:
    if said := schema.get("description"):
        yield _docstring(said)
    for field, kind, part in fields:
        for line in textwrap.wrap(part.get("description", ""), 110):
            yield f"    # {line}"
        yield f"    {field}: {kind}"


def _docstring(said: str) -> str:
    lines = textwrap.wrap(" ".join(said.split()), 110)
    return textwrap.indent('"""' + "\n".join(lines) + ("\n" if len(lines) > 1 else "") + '"""', "    ") + "\n"


def _python(schema: Schema, *, sent: bool = False) -> str:
    if "$ref" in schema:
        return short(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return _either(_python(part, sent=sent) for part in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return f"Literal[{', '.join(repr(word) for word in schema.get('enum', [schema.get('const')]))}]"
    if schema["type"] == "array":
        kind = _python(schema["items"], sent=sent)
        return f"Sequence[{kind}]" if sent else f"tuple[{kind}, ...]"
    if schema["type"] == "object":
        return f"{'Mapping' if sent else 'dict'}[str, {_python(schema['additionalProperties'], sent=sent)}]"
    kind = (AT_HAND if sent else TIMES).get(schema.get("format", ""), SCALARS[schema["type"]])
    return "Decimal | float" if sent and kind == "float" else kind


def _either(kinds: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(word for kind in kinds for word in kind.split(" | ")))


def _interface(name: str, schema: Schema) -> str:
    if "enum" in schema:
        return f"export type {short(name)} = {_typescript(schema)};\n"
    required = schema.get("required", ()) if name.endswith("In") else schema["properties"]
    lines = [f"/** {' '.join(schema['description'].split())} */"] if "description" in schema else []
    lines.append(f"export interface {short(name)} {{")
    for field, part in schema["properties"].items():
        lines += [f"  /** {part['description']} */"] if "description" in part else []
        lines.append(f"  {field}{'' if field in required else '?'}: {_typescript(part)};")
    return "\n".join([*lines, "}\n"])


def _typescript(schema: Schema) -> str:
    if "$ref" in schema:
        return short(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_typescript(part) for part in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " | ".join(f'"{word}"' for word in schema.get("enum", [schema.get("const")]))
    if schema["type"] == "array":
        kind = _typescript(schema["items"])
        return f"({kind})[]" if " " in kind else f"{kind}[]"
    if schema["type"] == "object":
        return f"Record<string, {_typescript(schema['additionalProperties'])}>"
    return JAVASCRIPT[schema["type"]]


if __name__ == "__main__":
    shutil.rmtree(PYTHON, ignore_errors=True)
    PYTHON.mkdir()
    for file, text in values().items():
        (PYTHON / file).write_text(text, encoding="utf-8")
    TYPES.write_text(types(), encoding="utf-8")
