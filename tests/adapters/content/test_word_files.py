"""The words of pages: the same in every language, or every difference with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from postergen.adapters.content.word_files import placeholders, read_words
from postergen.config import CONTENT
from postergen.domain.localized import LOCALES
from postergen.errors import InvalidContent

WORDS = CONTENT / "templates/web/words"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small languages with the same words."""
    for name, save in (("en", "Save"), ("zh-CN", "保存")):
        write(tmp_path, f"{name}/language.yaml", f"name: {name}\nlocale: {name}\n")
        write(tmp_path, f"{name}/studio/frame.yaml", f'save: {save}\nleft: "{save} {{count}}"\n')
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(InvalidContent) as caught:
        read_words(folder)
    return [str(finding) for finding in caught.value.findings]


def test_our_languages_have_the_same_words_with_the_same_placeholders() -> None:
    found = read_words(WORDS)
    assert set(found) >= set(LOCALES)
    for language in found.values():
        assert language.locale in LOCALES
        for page, words in found["zh-CN"].pages.items():
            assert list(language.pages[page]) == list(words), "and in the same order, to be read beside each other"


def test_a_page_has_its_words_in_every_language(folder: Path) -> None:
    found = read_words(folder)
    assert [found[name].pages["studio/frame"]["save"] for name in ("en", "zh-CN")] == ["Save", "保存"]
    assert "saved" not in found["en"].pages["studio/frame"]


def test_a_page_says_its_own_words_those_of_its_frame_and_the_terms(folder: Path) -> None:
    for name in ("en", "zh-CN"):
        write(folder, f"{name}/terms.yaml", "look: Look\n")
        write(folder, f"{name}/frame.yaml", "home: Home\n")
        write(folder, f"{name}/studio/board.yaml", "compare: Compare\n")
    pages = read_words(folder)["en"].pages
    assert set(pages["studio/board"]) == {"compare", "save", "left", "look"}
    assert set(pages["frame"]) == {"home", "look"}
    assert set(pages["terms"]) == {"look"}


def test_a_page_that_words_again_what_all_pages_say_is_told_where(folder: Path) -> None:
    for name in ("en", "zh-CN"):
        write(folder, f"{name}/terms.yaml", "look: Look\n")
        write(folder, f"{name}/studio/board.yaml", "own: Own\nlook: Design\nsave: Keep\n")
    problem = "is worded already, for all pages (say that word)"
    assert mistakes(folder)[:2] == [
        f"en/studio/board.yaml:2: look {problem}",
        f"en/studio/board.yaml:3: save {problem}",
    ]


def test_every_difference_is_told_with_its_line(folder: Path) -> None:
    write(folder, "en/studio/frame.yaml", 'left: "{number} left"\nmore: More\n')
    write(folder, "en/lost.yaml", "a: b\n")
    write(folder, "zh-CN/found.yaml", "a: b\n")
    assert mistakes(folder) == [
        "en/found.yaml: is missing (zh-CN has it)",
        "en/lost.yaml:1: is too many (zh-CN does not have it)",
        "en/studio/frame.yaml:1: lacks save (zh-CN/studio/frame.yaml:1 has it)",
        "en/studio/frame.yaml:1: left is not filled with {count} (as in zh-CN/studio/frame.yaml:2)",
        "en/studio/frame.yaml:2: more is too many (zh-CN/studio/frame.yaml does not have it)",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("save:\n", "en/studio/frame.yaml:1: save should be a text"),
        ("save: [a]\n", "en/studio/frame.yaml:1: save should be a text"),
        ("save: {1: One}\n", "en/studio/frame.yaml:1: save should be a text"),
        ("no: No\n", "en/studio/frame.yaml:1: the key False is no text (put it in quotes)"),
        ('save: "{"\n', "en/studio/frame.yaml:1: save: "),
        ("save: a\nsave: b\n", "en/studio/frame.yaml:2: the key 'save' stands twice"),
        ("- save\n", "en/studio/frame.yaml:1: should be keys with texts"),
        ("save: [\n", "en/studio/frame.yaml:1: is not YAML"),
    ],
)
def test_what_is_no_text_is_told_with_its_line(folder: Path, text: str, problem: str) -> None:
    write(folder, "en/studio/frame.yaml", text)
    assert any(mistake.startswith(problem) for mistake in mistakes(folder)), mistakes(folder)


def test_content_has_a_language_for_each_of_its_locales(folder: Path) -> None:
    shutil.rmtree(folder / "en")
    assert mistakes(folder) == [f"{folder}: has no folder en (content has this locale)"]


def test_a_language_says_what_it_is(folder: Path) -> None:
    write(folder, "en/language.yaml", "name: English\nlocale: fr\n")
    assert mistakes(folder)[-1].startswith("en/language.yaml:2: locale: ")
    (folder / "en/language.yaml").unlink()
    assert "en/language.yaml: is missing (zh-CN has it)" in mistakes(folder)


def test_a_counted_text_has_forms_of_its_own_for_some_numbers(folder: Path) -> None:
    write(folder, "en/studio/frame.yaml", 'save: Save\nleft: {1: One life, other: "{count} lives"}\n')
    left = read_words(folder)["en"].pages["studio/frame"]["left"]
    assert [left.format(count=count) for count in (0, 1, "1", 2)] == ["0 lives", "One life", "One life", "2 lives"]


def test_placeholders_are_named() -> None:
    assert placeholders("{count} of {total:.2f}, {{so}}") == {"count", "total"}
