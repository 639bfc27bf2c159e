"""Every locked package is listed with its licence, and no licence comes in that nobody allowed."""

from __future__ import annotations

import re
import tomllib

import pytest

from postergen.config import CONTENT
from tests.test_locks import EXTRAS, lock, pins

RULES = tomllib.loads((CONTENT / "requirements/licences.toml").read_text(encoding="utf-8"))
PAGE = (CONTENT / "docs/licences.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([a-z0-9.-]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.M)[1:]
FOR_OTHERS = re.findall(r"[a-z0-9.-]*[a-z0-9]", PAGE.rpartition("not read: ")[2])
TOOLS = {"tests", "documentation", "building"}


def is_allowed(licence: str, package: str) -> bool:
    """Each part of an AND has to be allowed, one part of an OR."""
    allowed = set(RULES["allowed"]) | {RULES["exceptions"].get(package, [""])[0]}
    return all(any(choice.strip("() ") in allowed for choice in part.split(" OR ")) for part in licence.split(" AND "))


def test_every_locked_package_is_listed_in_its_version() -> None:
    listed = {name: set(versions.split(", ")) for name, versions, _, _ in ROWS}
    for name in ("product", "source", "build", *EXTRAS):
        for package, versions in pins(name).items():
            assert listed.get(package) == versions or package in FOR_OTHERS, f"{package}: run make licences"


def test_what_was_not_read_is_for_other_systems_or_pythons() -> None:
    locks = "".join(lock(name) for name in ("product", "build", *EXTRAS))
    assert [name for name in FOR_OTHERS if not re.search(rf"^{re.escape(name)}==\S+ ; ", locks, re.M)] == []


def test_every_licence_is_allowed() -> None:
    assert ROWS
    assert [(name, licence) for name, _, licence, _ in ROWS if not is_allowed(licence, name)] == []


def test_the_product_holds_nothing_under_the_gpl() -> None:
    of_product = [(name, licence) for name, _, licence, uses in ROWS if not set(uses.split(", ")) <= TOOLS]
    assert [row for row in of_product if re.search(r"\bA?GPL|General Public", re.sub(r"LGPL\S*", "", row[1]))] == []


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("LGPL-3.0-only", False),
        ("UNKNOWN", False),
    ],
)
def test_a_licence_is_judged_by_all_that_it_asks(licence: str, expected: bool) -> None:
    assert is_allowed(licence, "anything") == expected


def test_what_is_allowed_has_its_reason() -> None:
    assert all(RULES["allowed"].values())
    assert all(reason for table in ("exceptions", "read") for _, reason in RULES[table].values())
