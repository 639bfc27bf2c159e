"""The documents name what there is, and what there is stands in the documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import click
import pytest
from flask import Flask

from postergen.adapters.content.template_files import parse_template
from postergen.cli import main
from postergen.config import CONTENT, describe_settings
from postergen.domain.keys import SCOPES
from postergen.domain.scan import ScanClass
from postergen.loading import load_words
from postergen.rendering.template import TextElement
from postergen.setting_values import DEFAULT_RATE_LIMITS
from postergen.web.keys import scope_of
from tests.click_tree import commands_of
from tests.documents import Document, read_documents

DOCUMENTS = {document.name: document for document in read_documents()}
# What the changelog names was there when it was written; a later name is in a later entry.
PRESENT = [document for name, document in DOCUMENTS.items() if name != "CHANGELOG.md"]
each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
each_present_document = pytest.mark.parametrize("document", PRESENT, ids=[document.name for document in PRESENT])

TOP = {path.name for path in CONTENT.iterdir() if path.is_dir() and not path.name.startswith(".")} - {
    "build",
    "out",
    "data",
}
INSIDE = {path.name for path in (CONTENT / "postergen").iterdir() if path.is_dir()}
OF_A_SYSTEM = ("/data", "/etc/", "/tmp", "/usr/", "/var/")  # folders, and no routes
PATH = re.compile(r"[\w.-]+(?:/[\w.*{},<>-]+)+/?|[\w-]+\.py")


def commands(group: click.Group, path: str = "postergen") -> Iterator[str]:
    for name, command in commands_of(group).items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def template_fields() -> set[str]:
    schema = json.loads((CONTENT / "templates/posters/template.schema.json").read_text(encoding="utf-8"))
    shapes = [schema, *schema["$defs"].values()]
    return {name for shape in shapes for name in shape.get("properties", {})}


# What there is, and the document in which each of it stands in backticks.
WRITTEN_DOWN: dict[str, tuple[Callable[[], object], str]] = {
    "command": (lambda: commands(main), "README.md"),
    "setting": (lambda: [name for name, _, _ in describe_settings()], "README.md"),
    "template field": (template_fields, "docs/templates.md"),
    "class of a hit": (lambda: list(ScanClass), "docs/tracking.md"),
}


@pytest.mark.parametrize("kind", WRITTEN_DOWN)
def test_everything_there_is_stands_in_its_document(kind: str) -> None:
    names, document = WRITTEN_DOWN[kind]
    known = set(DOCUMENTS[document].spans)
    assert [name for name in names() if str(name) not in known] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "default", "meaning"), describe_settings())
def test_every_setting_has_its_row_in_the_readme(name: str, default: str, meaning: str) -> None:
    cell = f"`{default}`" if default else ""
    assert f"| `{name}` | {cell} | {meaning} |".replace("|  |", "| |") in DOCUMENTS["README.md"].text


def style_rows() -> dict[str, tuple[str, str]]:
    """What a setting of a text may be, and what it is when left out, as the guide for looks says it."""
    section = DOCUMENTS["docs/templates.md"].text.partition("\n## Settings of a text\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): (row[1], row[2].strip("`")) for row in rows}


def test_whatever_a_setting_of_a_text_may_be_stands_in_its_row() -> None:
    schema = json.loads((CONTENT / "templates/posters/template.schema.json").read_text(encoding="utf-8"))
    settings, rows = schema["$defs"]["StyleFile"]["properties"], style_rows()
    assert set(rows) == set(settings)
    for name, setting in settings.items():
        for allowed in setting["anyOf"]:
            bounds = [allowed[bound] for bound in ("minimum", "maximum", "exclusiveMinimum") if bound in allowed]
            assert [word for word in allowed.get("enum", []) if f"`{word}`" not in rows[name][0]] == []
            assert [bound for bound in bounds if not re.search(rf"(?<!\d){bound:g}\b", rows[name][0])] == []


def test_what_is_left_out_of_a_text_is_as_its_row_says() -> None:
    look = """
name: {zh-CN: 空, en: Bare}
idea: {zh-CN: 空, en: Bare}
formats:
  card:
    width: 1200
    height: 630
    elements:
      - {kind: text, id: words, box: [0, 0, 0, 0], text: words}
"""
    fonts = frozenset({"sans", "serif", "hand", "display"})
    bare = parse_template("bare", {"template.yaml": look.encode()}, fonts).formats["card"].elements[0]
    assert isinstance(bare, TextElement)
    left_out = {name: row[1] for name, row in style_rows().items()}
    style = {"font": bare.style.family, "color": "#{:02x}{:02x}{:02x}".format(*bare.spans[0].color)}
    for name in left_out.keys() - {"min_size", "max_lines"}:
        value = style.get(name, getattr(bare.style, name, None))
        assert left_out[name] == (f"{value:g}" if isinstance(value, int | float) else value), name
    assert (bare.style.min_size, left_out["min_size"]) == (0.6 * bare.style.size, "six tenths of `size")


def test_every_word_that_a_look_may_choose_is_written_down() -> None:
    text = (CONTENT / "templates/posters/template.schema.json").read_text(encoding="utf-8")
    words = {word for found in re.findall(r'"enum": \[([^]]*)\]', text) for word in re.findall(r'"([^"]+)"', found)}
    words |= set(re.findall(r'"const": "([^"]+)"', text))
    spans = " ".join(DOCUMENTS["docs/templates.md"].spans)
    assert [word for word in sorted(words) if not re.search(rf"(?<![\w-]){word}(?![\w-])", spans)] == []


def test_every_scope_has_its_row() -> None:
    text = DOCUMENTS["docs/access.md"].text
    assert [scope for scope in SCOPES if f"\n| `{scope}` | " not in text] == []


def test_every_rate_limit_has_its_row_with_its_default() -> None:
    text = DOCUMENTS["docs/access.md"].text
    within = {60: "a minute", 3600: "an hour"}
    rows = {name: f"\n| `{name}` | {count} {within[seconds]} | " for name, count, seconds in DEFAULT_RATE_LIMITS}
    assert [name for name, row in rows.items() if row not in text] == []


def test_the_routes_are_written_down_with_the_keys_that_they_need(app: Flask) -> None:
    rows = re.findall(
        r"^\| ((?:`[A-Z]+` )+)\| `([^`]+)` \| (?:(?:`(\w+)`)? ?\| )?", DOCUMENTS["docs/routes.md"].text, re.M
    )
    written = {(method, nameless(path)): key or None for methods, path, key in rows for method in methods.split("` `")}
    written = {(method.strip("` "), path): key for (method, path), key in written.items()}
    there = {
        (method, nameless(rule.rule)): scope_of(method, rule.rule, keys_required=False)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert written == there


def test_no_two_decisions_have_one_number() -> None:
    numbers = [int(path.name[:4]) for path in (CONTENT / "docs/decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def nameless(path: str) -> str:
    """A route without the names of its parts, which no caller sees."""
    return re.sub(r"<[^>]*>|\{[^}]*\}", "{}", path)


@each_document
def test_every_link_leads_somewhere(document: Document) -> None:
    broken = []
    for link in document.links:
        path, _, anchor = link.partition("#")
        target = (document.folder / path).resolve() if path else CONTENT / document.name
        named = target.relative_to(CONTENT).as_posix() if target.is_relative_to(CONTENT) else ""
        if not target.exists() or (anchor and anchor not in DOCUMENTS[named].anchors):
            broken.append(link)
    assert broken == []


@each_present_document
def test_every_path_that_is_named_exists(document: Document) -> None:
    spans = own_column(document).spans if document.name == "docs/comparison.md" else document.spans
    named = [span for span in spans if PATH.fullmatch(span)]
    assert [path for path in named if not exists(path)] == []


def own_column(document: Document) -> Document:
    """The comparison without what its tables say of others, whose paths are theirs."""
    lines = ("|".join(line.split("|")[:3]) if line.startswith("|") else line for line in document.text.splitlines())
    return Document(document.name, "\n".join(lines))


def exists(path: str) -> bool:
    """This path is of the repository and there, or not of the repository at all.

    Modules may be named without their ending and rooms from inside the package: ``rendering/text``.
    """
    first = path.split("/")[0]
    if "/" not in path:
        return any(True for room in TOP for _ in (CONTENT / room).rglob(path))
    bases = [CONTENT] * (first in TOP) + [CONTENT / "postergen"] * (first in INSIDE)
    choices = alternatives(re.sub(r"<[^>]*>", "*", path.rstrip("/")))
    return not bases or all(
        any(True for base in bases for end in ("", ".py") for _ in base.glob(f"{choice}{end}")) for choice in choices
    )


def alternatives(path: str) -> list[str]:
    """``a.{b,c}`` is two paths."""
    found = re.search(r"\{([^}]*)\}", path)
    return [path.replace(found[0], part) for part in found[1].split(",")] if found else [path]


@each_present_document
def test_every_setting_that_is_named_exists(document: Document) -> None:
    known = {name for name, _, _ in describe_settings()}
    named = set(re.findall(r"POSTERGEN_(?!TEST_)[A-Z_]*[A-Z]", document.text))
    assert named - known == set()


@each_present_document
def test_every_command_that_is_named_exists_with_its_options(document: Document) -> None:
    named = [*document.spans, *(call for line in document.blocks for call in re.split(r"\| |&& ", line))]
    calls = [call for text in named if (call := re.match(r"\s*(?:\.venv/bin/)?postergen ((?:\S+ ?)+)", text))]
    assert [call[0] for call in calls if not is_command(call[1].split())] == []


def is_command(words: list[str]) -> bool:
    """These words after ``postergen`` name a command, and options that it has."""
    command: click.Command = main
    while words and isinstance(command, click.Group) and words[0] in (inside := commands_of(command)):
        command = inside[words.pop(0)]
    if isinstance(command, click.Group) and words and re.fullmatch(r"[a-z][a-z-]*", words[0]):
        return False
    options = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"--help"}
    return {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)} <= options


def test_every_route_that_is_named_exists(app: Flask) -> None:
    assert {d.name: unknown for d in PRESENT if (unknown := [r for r in routes_in(d) if not is_route(r, app)])} == {}


def routes_in(document: Document) -> Iterator[str]:
    for span in document.spans:
        if (found := re.fullmatch(r"(?:[A-Z]+ )?(/[^\s/]\S*)", span)) and not found[1].startswith(OF_A_SYSTEM):
            yield found[1]
    for text in (*document.spans, *document.blocks):
        yield from re.findall(r"/api/v1/(?:\$?\{[^}]*\}|[^\s\"'`?,)])*", text)


def is_route(route: str, app: Flask) -> bool:
    """Some method is answered there. Parts in braces, ``…`` and ``*`` stand for anything, a last slash for what follows."""
    path = re.sub(r"\$?\{[^}]*\}+|\*|…(?!$)", "1", route.partition("?")[0].partition("#")[0])
    if path.endswith(("…", "/")):
        return any(rule.rule.startswith(path.rstrip("…/")) for rule in app.url_map.iter_rules())
    urls = app.url_map.bind("localhost")
    return bool(urls.allowed_methods(path) or urls.allowed_methods(f"{path}/"))


@each_present_document
def test_every_target_of_make_that_is_named_exists(document: Document) -> None:
    makefile = (CONTENT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    named = {
        m[1] for text in (*document.spans, *document.blocks) if (m := re.match(r"\s*(?:\S+=\S+ )*make ([a-z-]+)", text))
    }
    assert named - targets == set()


def glossary() -> list[tuple[str, str, str]]:
    """The key, the English and the Chinese word of every row."""
    text = (CONTENT / "docs/architecture.md").read_text(encoding="utf-8")
    section = text.partition("\n## Glossary\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines() if line.startswith("| ")]
    return [(row[1].strip("`"), row[2], row[3]) for row in rows[1:] if row[1]]


def test_the_glossary_has_the_words_that_the_pages_say() -> None:
    english, chinese = (load_words()[language].pages["terms"] for language in ("en", "zh-CN"))
    for key, word, hanzi in glossary():
        assert (english[key], chinese[key]) == (word, hanzi)


def test_every_term_of_the_pages_stands_in_the_glossary() -> None:
    """Or is the plural of one that does, or the past tense of what is done with a text."""
    known = {key for key, _, _ in glossary()}
    terms = load_words()["en"].pages["terms"]
    assert [key for key in terms if not {key, key.removesuffix("s")} & known and not key.startswith("action_")] == []
