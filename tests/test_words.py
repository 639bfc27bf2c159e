"""The words of pages: each is said somewhere, whatever is said is written, and a thing has one word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, nodes

from postergen.adapters.content.template_files import FORMAT_SIZES
from postergen.adapters.content.yaml_lines import read_document
from postergen.config import CONTENT
from postergen.copywriting.compliance import Severity
from postergen.domain.accounts import Role
from postergen.domain.editorial import Action, State, WhyCode
from postergen.domain.localized import LOCALES
from postergen.domain.variant import Hook, Tone
from postergen.loading import load_words

TEMPLATES = CONTENT / "templates/web"
WEB = CONTENT / "postergen/web"
SHARED = {"base", "pieces"}  # templates that any public page may use
PAGES = sorted(page for page in load_words()["en"].pages if not page.endswith(("frame", "terms")))

# the words of one kind of thing, which no page may word again
FAMILIES: dict[str, Iterable[str]] = {
    "state": State,
    "action": set(Action),
    "do": set(Action) - {Action.WRITE, Action.CHECK, Action.PUBLISH},
    "tone": Tone,
    "hook": Hook,
    "severity": Severity,
    "reason": WhyCode,
    "role": Role,
    "format": FORMAT_SIZES,
    "locale": LOCALES,
}

# Words that stood for a thing once, and the one that stands for it now.
GIVEN_UP = {
    "zh-CN": {
        "愿望": "小日子",
        "尺寸": "版式",
        "竖屏": "竖版",
        "横幅": "横版",
        "自嘲": "冷幽默",
        "念旧": "怀旧",
        "从主题": "主题切入",
        "从东西": "产品切入",
        "没通过": "已退稿",
        "退下": "下架",
        "停用一条": "暂停",
        "释意": "释义",
        "扫码的话": "号召语",
        "撤下": "下架",
        "选项": "小日子",
        "编辑室的房间": "页面",
    },
    "en": {
        "better li": "small life",
        "theme hook": "by theme",
        "rejected": "turned down",
        "rooms": "pages",
        "desk": "drafts",
        "template": "look",
    },
}
# 版式 is the word for a format: on these pages it stood for a look
GIVEN_UP_ON = {
    ("zh-CN", "studio/drafts"): {"版式": "样式"},
    ("zh-CN", "studio/catalogue"): {"版式": "样式"},
    ("zh-CN", "studio/results"): {"版式": "样式"},
    ("en", "studio/results"): {"line": "text", "wish": "small life"},
    ("en", "studio/drafts"): {"format": "look"},
}

# what is set wrong in a text of a language, and in any, and how it is set
SET_WRONG = {
    "zh-CN": {
        r"[\u4e00-\u9fff][,;:!?](?=[\u4e00-\u9fff]|$)": "a full-width mark after Chinese: ，；：！？",
        r"[，。；：！？、] | [，。；：！？、]": "no space beside a full-width mark",
        r"[，。；：！？、]{2,}": "one mark at a time",
        r"[「」『』]": "“ and ”",
    },
    "en": {
        r"(?<=\w)'(?=\w)": "’",
        r'"\w[^"]*"': "“ and ”",
        r"\w [,;:!](?=\s|$)": "no space before a mark",
        r"[，。；：！？、]": "a mark of English",
    },
}
SET_WRONG_ANYWHERE = {
    r"\.\.\.": "…",
    r"\S  +\S": "one space",
    r"[\u00a0\u200b\u200c\ufeff\u00ad\u2028\u2029\ufffd]": "what can be seen",
}
# of a pack: what people type, what a code is, and notes that stand on no page
NOT_SET = {"aliases", "keywords", "answers", "gloss", "source", "breaks", "none_of_these"}


def page_of(template: Path) -> str:
    """Whose words a template says."""
    folder, _, file = template.relative_to(TEMPLATES).with_suffix("").as_posix().rpartition("/")
    if folder == "studio" or (not folder and file in SHARED):
        return f"{folder}/frame".removeprefix("/")
    return folder or file


@cache
def said_by_templates() -> dict[str, set[str]]:
    """For each page the keys that its templates ask for, as patterns where a value is part of the key."""
    found: dict[str, set[str]] = {page: set() for page in load_words()["en"].pages}
    for path in TEMPLATES.rglob("*.html"):
        if page_of(path) in found:
            found[page_of(path)] |= {key for tree in _with_included(path) for key in _keys(tree)}
    return found


def _with_included(path: Path) -> Iterator[nodes.Template]:
    """A template, and those that it includes: they say the words of its page."""
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    yield tree
    for node in tree.find_all(nodes.Include):
        if isinstance(node.template, nodes.Const):
            yield from _with_included(TEMPLATES / node.template.value)


def _keys(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if not isinstance(node.node, nodes.Name) or node.node.name != "w":
            continue
        if isinstance(node, nodes.Getattr):
            yield re.escape(node.attr)
        elif isinstance(node.arg, nodes.Const):
            yield re.escape(str(node.arg.value))
        elif isinstance(node.arg, nodes.Concat):
            yield "".join(re.escape(p.value) if isinstance(p, nodes.Const) else ".+" for p in node.arg.nodes)


def said_by_views(page: str) -> set[str]:
    """What may be a key among the strings of a page's modules; those of all pages for what they share."""
    folder = WEB / page
    paths = [*(folder if folder.is_dir() else WEB).rglob("*.py"), CONTENT / "postergen/tracking/health.py"]
    return {key for path in paths for key in said_by_module(path)}


@cache
def said_by_module(path: Path) -> frozenset[str]:
    return frozenset(_strings(ast.parse(path.read_text(encoding="utf-8"))))


def _strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)
        elif isinstance(node, ast.keyword) and node.arg:
            yield re.escape(node.arg)
        elif isinstance(node, ast.JoinedStr):
            parts = [str(p.value) if isinstance(p, ast.Constant) else ".*" for p in node.values]
            if re.search(r"[a-z]_|_[a-z]", "".join(parts)):
                yield "".join(p if p == ".*" else re.escape(p) for p in parts)


def own_words(language: str, page: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load((TEMPLATES / f"words/{language}/{page}.yaml").read_text("utf-8"))
    return found


@pytest.mark.parametrize("page", sorted(load_words()["en"].pages))
def test_whatever_a_template_says_is_written(page: str) -> None:
    words = list(load_words()["en"].pages[page])
    lacking = [key for key in said_by_templates()[page] if not any(re.fullmatch(key, word) for word in words)]
    assert lacking == []


@pytest.mark.parametrize("page", sorted(load_words()["en"].pages))
def test_whatever_is_written_is_said(page: str) -> None:
    is_shared = page not in PAGES
    said = {key for keys in said_by_templates().values() for key in keys} if is_shared else said_by_templates()[page]
    said = said | said_by_views(page)
    patterns = [key for key in said if ".+" in key or ".*" in key]  # a point that is meant has a backslash before it
    keys = [key for key in own_words("en", page) if re.escape(key) not in said]
    assert [key for key in keys if not any(re.fullmatch(pattern, key) for pattern in patterns)] == []


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.py")), ids=lambda path: path.relative_to(WEB).as_posix())
def test_whatever_a_view_says_is_written(path: Path) -> None:
    """``words("studio/drafts")["undone"]``, or a name of one letter that holds such words."""
    pages = load_words()["en"].pages
    page = path.parent.relative_to(WEB).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_key = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        if not is_key or not isinstance(node.slice.value, str):  # type: ignore[attr-defined]
            continue
        value = node.value  # type: ignore[attr-defined]
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "words":
            asked = ast.literal_eval(value.args[0])
        elif isinstance(value, ast.Name) and value.id in ("w", "r") and page in pages:
            asked = page
        else:
            continue
        assert asked == page, "a page says its own words"
        assert node.slice.value in pages[asked]  # type: ignore[attr-defined]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_value_of_a_kind_has_a_word(family: str) -> None:
    terms = own_words("en", "terms")
    assert {key for key in terms if key.startswith(f"{family}_")} == {f"{family}_{value}" for value in FAMILIES[family]}


@pytest.mark.parametrize("page", sorted(load_words()["en"].pages))
def test_no_page_words_a_thing_again(page: str) -> None:
    if page == "terms":
        return
    again = [key for key in own_words("en", page) if key.partition("_")[0] in FAMILIES and "_" in key]
    assert again == []


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("page", sorted(load_words()["en"].pages))
def test_words_that_were_given_up_stay_so(language: str, page: str) -> None:
    given_up = GIVEN_UP[language] | GIVEN_UP_ON.get((language, page), {})
    for key, text in own_words(language, page).items():
        for word, now in given_up.items():
            assert word not in str(text).lower(), f"{key}: {now}, not {word}"


def texts_in(document: object, language: str) -> Iterator[str]:
    """What a file of the pack shows in this language: what stands under it, and variants that are written in it."""
    match document:
        case dict():
            if document.get("locale", language) != language:
                return
            for key, value in document.items():
                if key not in NOT_SET and key not in set(LOCALES) - {language}:
                    yield from [value] if isinstance(value, str) and _is_prose(value) else texts_in(value, language)
        case list():
            for value in document:
                yield from [value] if isinstance(value, str) and _is_prose(value) else texts_in(value, language)


def _is_prose(text: str) -> bool:
    return " " in text or not text.isascii()


def set_wrong(text: str, language: str) -> list[str]:
    marks = SET_WRONG[language] | SET_WRONG_ANYWHERE
    return [f"{text}: {rather}" for mark, rather in marks.items() if re.search(mark, text)]


@pytest.mark.parametrize("language", LOCALES)
def test_words_of_pages_are_set_as_print_is(language: str) -> None:
    words = load_words()[language].pages
    texts = {str(text) for page in words for text in own_words(language, page).values()}
    assert len(texts) > 500
    assert [wrong for text in sorted(texts) for wrong in set_wrong(text, language)] == []


@pytest.mark.parametrize("language", LOCALES)
def test_texts_of_the_pack_are_set_as_print_is(language: str) -> None:
    files = [*(CONTENT / "assets/campaigns/better-life").rglob("*.yaml")]
    read = [read_document(path.name, path.read_bytes(), []) for path in files if path.stem != "none-of-these"]
    texts = {
        text for document in read if document for text in texts_in(document.data, language) if _speaks(text, language)
    }
    assert len(texts) > 1_000
    assert [wrong for text in sorted(texts) for wrong in set_wrong(text, language)] == []


@pytest.mark.parametrize("language", LOCALES)
def test_words_of_looks_are_set_as_print_is(language: str) -> None:
    files = [*(CONTENT / "templates").rglob("template.yaml")]
    read = [document.data for path in files if (document := read_document(path.name, path.read_bytes(), []))]
    words = [{key: look[key] for key in look.keys() & {"name", "idea", "strings", "fields"}} for look in read]
    texts = {text for look in words for text in texts_in(look, language) if _speaks(text, language)}
    assert len(texts) > 20
    assert [wrong for text in sorted(texts) for wrong in set_wrong(text, language)] == []


def _speaks(text: str, language: str) -> bool:
    return (re.search(r"[\u4e00-\u9fff]", text) is not None) == (language == "zh-CN")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("面,一碗", "zh-CN"),
        ("好！！", "zh-CN"),
        ("don't", "en"),
        ('a "word" here', "en"),
        ("wait...", "en"),
        ("a  b", "en"),
    ],
)
def test_what_is_set_wrong_is_seen(text: str, language: str) -> None:
    assert set_wrong(text, language)
