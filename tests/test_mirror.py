"""A file's tests are found by its name: ``tests/a/test_b.py`` or ``tests/a/test_b_more.py`` for ``postergen/a/b``."""

from __future__ import annotations

from pathlib import Path

from postergen.config import CONTENT

TESTS = CONTENT / "tests"
END_TO_END = {"browser", "deploy", "faults", "small_pack", "walks"}  # through many files at once
OF_THE_REPOSITORY = {
    "alerts",
    "docs",
    "import_order",
    "lazy_imports",
    "licences",
    "locks",
    "mirror",
    "queueing",
    "words",
}


def subject(test: Path) -> Path | None:
    """The module or package that a test file is about; None when there is none of that name."""
    words = test.stem.removeprefix("test_").split("_")
    folder = CONTENT / "postergen" / test.relative_to(TESTS).parent
    for length in range(len(words), 0, -1):
        named = folder / "_".join(words[:length])
        if named.with_suffix(".py").is_file() or (named / "__init__.py").is_file():
            return named
    return None


def is_placed(test: Path) -> bool:
    room = test.relative_to(TESTS).parts[0]
    alone = test.parent == TESTS and test.stem.removeprefix("test_") in OF_THE_REPOSITORY
    return room in END_TO_END or alone or subject(test) is not None


def test_every_test_file_is_named_after_what_it_tests() -> None:
    files = sorted(TESTS.rglob("test_*.py"))
    assert files
    assert [str(test.relative_to(TESTS)) for test in files if not is_placed(test)] == []


def test_what_is_listed_is_there() -> None:
    assert [name for name in END_TO_END if not (TESTS / name).is_dir()] == []
    assert [name for name in OF_THE_REPOSITORY if not (TESTS / f"test_{name}.py").is_file()] == []


def test_a_file_about_nothing_is_found() -> None:
    assert subject(TESTS / "domain/test_codes.py") == CONTENT / "postergen/domain/codes"
    assert subject(TESTS / "rendering/test_text_vertical.py") == CONTENT / "postergen/rendering/text"
    assert subject(TESTS / "domain/test_nothing.py") is None
