"""Write the shapes of both clients out of the OpenAPI document: ``make clients``."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from postergen.config import CONTENT
from postergen.web.openapi import openapi_document

Schema = Mapping[str, Any]

PYTHON = CONTENT / "postergen/client/values.py"
TYPES = CONTENT / "assets/static/client/v1.d.ts"
HAND_WRITTEN = Path(__file__).with_name("v1.head.d.ts")
IMPORTS = """from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Required, TypedDict"""
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


def values() -> str:
    """``postergen/client/values.py``."""
    parts = [
        '"""What the API takes and answers, as values. Made of the OpenAPI document by `make clients`: change it there."""',
        IMPORTS,
        *(_value(name, schema) for name, schema in _schemas().items()),
    ]
    formatter = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PYTHON), "-"]
    done = subprocess.run(formatter, input="\n\n\n".join(parts), capture_output=True, text=True, check=True)
    return done.stdout


def types() -> str:
    """``assets/static/client/v1.d.ts``."""
    needed = sorted(_reached(OF_PAGES))
    shapes = [_interface(name, _schemas()[name]) for name in needed]
    return "\n".join([HAND_WRITTEN.read_text(encoding="utf-8"), *shapes])


def _schemas() -> dict[str, Schema]:
    found: dict[str, Schema] = openapi_document()["components"]["schemas"]
    return {name: found[name] for name in sorted(found) if name not in NOT_SENT}


def _reached(names: tuple[str, ...]) -> set[str]:
    """These shapes and those inside of them."""
    found, ahead = set[str](), list(names)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += re.findall(r"#/components/schemas/(\w+)", str(_schemas()[name]))
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
    PYTHON.write_text(values(), encoding="utf-8")
    TYPES.write_text(types(), encoding="utf-8")
