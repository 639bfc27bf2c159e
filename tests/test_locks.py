"""The locks hold what pyproject.toml asks for, in versions that it admits, each with its hashes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from postergen.config import CONTENT

LOCKS = CONTENT / "requirements"
PROJECT = tomllib.loads((CONTENT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
BUILDERS = [
    *PROJECT["build-system"]["requires"],
    *(line for line in (LOCKS / "build.in").read_text(encoding="utf-8").splitlines() if not line.startswith("#")),
]


def pins(name: str) -> dict[str, set[str]]:
    """Every version of every package in a lock: one for each Python that needs its own."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", lock(name), re.M):
        found.setdefault(package, set()).add(version)
    return found


def lock(name: str) -> str:
    return (LOCKS / f"{name}.txt").read_text(encoding="utf-8")


def missing(wanted: list[str], pinned: dict[str, set[str]]) -> Iterator[str]:
    """What is not pinned, or pinned outside what is asked for."""
    for text in wanted:
        requirement = Requirement(text)
        versions = pinned.get(canonicalize_name(requirement.name), set())
        if not versions or not all(requirement.specifier.contains(version) for version in versions):
            yield text


def test_the_product_is_locked() -> None:
    assert list(missing(PROJECT["project"]["dependencies"], pins("product") | pins("source"))) == []


@pytest.mark.parametrize("extra", EXTRAS)
def test_every_extra_is_locked(extra: str) -> None:
    assert list(missing(EXTRAS[extra], pins("product") | pins(extra))) == []


def test_the_builders_are_locked() -> None:
    assert list(missing(BUILDERS, pins("build"))) == []


def test_no_package_is_locked_in_two_ways() -> None:
    seen: dict[str, set[str]] = {}
    for name in ("build", "source", "product", *EXTRAS):
        for package, versions in pins(name).items():
            assert seen.setdefault(package, versions) == versions, package


@pytest.mark.parametrize("name", ["build", "source", "product", *EXTRAS])
def test_every_pin_has_hashes_and_nothing_names_an_index_or_a_file(name: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", re.sub(r"^ *#.*\n?", "", lock(name), flags=re.M), flags=re.M)
    assert [entry for entry in entries if entry.strip() and "--hash=sha256:" not in entry] == []
    assert re.findall(r"(?m)^ *--(?!hash)\S+|\S*://\S*|^/\S+", lock(name)) == []


def test_no_build_for_graphics_cards_is_locked() -> None:
    locked = {package for name in ("product", *EXTRAS) for package in pins(name)}
    assert [package for package in sorted(locked) if re.match(r"torch|triton|nvidia-|cuda-", package)] == []
