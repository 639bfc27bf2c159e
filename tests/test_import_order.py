"""Imports go one way. Read from the source, so that an import inside a function counts too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import postergen

ROOT = Path(postergen.__file__).parent

INNER = {"errors", "domain", "games", "ranking", "rendering", "tracking", "copywriting", "service"}
ENTRY = {
    "backup",
    "cli",
    "commands",
    "batch",
    "demo",
    "doctor",
    "files",
    "folding",
    "loadtest",
    "logs",
    "machine",
    "parents",
    "serve",
    "web",
    "workshop",
    "__main__",
}
# Every layer with the layers that it may know, its own apart.
KNOWS = {
    "__init__": set(),
    "errors": set(),
    "domain": {"errors"},
    "games": {"errors", "domain"},
    "ranking": {"errors", "domain"},
    "rendering": {"errors", "domain"},
    "tracking": {"errors", "domain"},
    "copywriting": {"errors", "domain"},
    "service": {"errors", "domain", "games", "ranking", "rendering", "tracking", "copywriting"},
    "client": set(),  # it goes into other people's programs
    "simulation": {"errors", "domain", "ranking", "tracking"},
    "setting_values": {"errors", "domain"},
    "config": {"errors", "domain", "setting_values"},
    "adapters": INNER,
    "loading": INNER | {"config", "adapters"},
    "doors": INNER | {"config", "adapters", "loading"},
    "upkeep": INNER | {"config", "adapters", "loading"},
    "product": INNER | {"config", "adapters"},
    "press": INNER | {"config", "adapters", "loading", "upkeep"},
    "bootstrap": INNER | {"config", "adapters", "loading", "doors", "upkeep", "product", "press"},
    **dict.fromkeys(
        ENTRY,
        INNER
        | ENTRY
        | {
            "simulation",
            "setting_values",
            "config",
            "adapters",
            "loading",
            "doors",
            "upkeep",
            "product",
            "press",
            "bootstrap",
            "__init__",
        },
    ),
}
# Who alone may know a library. `adapters/qr_reader` takes pictures, which are Pillow's.
ONLY = {
    "PIL": {"rendering", "adapters/qr_reader"},
    "sqlalchemy": {"adapters"},
    "alembic": {"adapters"},
    "yaml": {"adapters"},
    "flask": {"web"},
    "werkzeug": {"web"},
    "click": {"cli", "commands"},
    "granian": {"serve"},
    "pydantic": {"adapters", "web"},
    "qrcode": {"rendering"},
    "zxingcpp": {"adapters", "rendering/qr"},
    "limits": {"adapters"},
    "redis": {"adapters"},
    "prometheus_client": {"web"},
    "ahocorasick": {"copywriting", "tracking/crawler_list"},
    "openai": {"adapters"},
    "sentence_transformers": {"adapters"},
    "argon2": {"adapters"},
    "pyotp": {"adapters"},
    "leather": {"web", "simulation"},
    "idna": {"domain/addresses"},
    "pyarrow": {"adapters", "batch/manifest"},
    "python_calamine": {"adapters"},
    "obstore": {"batch/targets"},
    "reportlab": {"batch/sheets"},
    "ray": {"batch/engines/cluster"},
    "httpx2": {"loadtest/drive", "client"},
}
# Files, networks and processes are for the outer layers: content comes in as values.
OUTSIDE = {
    "os",
    "pathlib",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "http",
    "requests",
    "urllib.request",
}

MODULES = sorted(path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.rglob("*.py"))


def layer(module: str) -> str:
    return module.partition("/")[0]


def syntax(module: str) -> ast.Module:
    return ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a module comes from"
            yield node.module or ""
            if node.module == "postergen":
                yield from (f"postergen.{alias.name}" for alias in node.names)


def imported_layers(module: str) -> set[str]:
    parts = [name.split(".") for name in imports(syntax(module)) if name.split(".")[0] == "postergen"]
    return {part[1] for part in parts if len(part) > 1 and (part[1] in KNOWS)}


def test_there_is_something_to_read() -> None:
    assert {layer(module) for module in MODULES} <= set(KNOWS), "a new layer needs its place in the order"
    assert {"domain/codes", "rendering/text", "web/app", "cli"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_knows_only_what_comes_before_it(module: str) -> None:
    own = layer(module)
    assert imported_layers(module) - KNOWS[own] - {own} == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_library_is_known_to_one_layer_only(module: str) -> None:
    known = {name.partition(".")[0] for name in imports(syntax(module))}
    strangers = [lib for lib in known & set(ONLY) if not {layer(module), module} & ONLY[lib]]
    assert strangers == []


PURE = [m for m in MODULES if layer(m) in INNER | {"simulation"} or m.startswith("doctor/decisions/")]


@pytest.mark.parametrize("module", PURE)
def test_the_inner_layers_open_no_file_and_no_connection(module: str) -> None:
    tree = syntax(module)
    assert set(imports(tree)) & OUTSIDE == set()
    opened = [n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    assert "open" not in opened


@pytest.mark.parametrize("module", [m for m in MODULES if m != "config"])
def test_only_config_reads_the_environment(module: str) -> None:
    readers = {"environ", "environb", "getenv", "getenvb"}
    tree = syntax(module)
    read = [n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in readers]
    taken = [a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "os" for a in n.names]
    assert read + [name for name in taken if name in readers] == []


def test_the_rules_would_notice_a_breach() -> None:
    breach = ast.parse("def f():\n    from postergen.web.app import create_app\n    import PIL.Image\n")
    assert list(imports(breach)) == ["postergen.web.app", "PIL.Image"]
