"""Every operation has its place among its like."""

from __future__ import annotations

from postergen.loading import load_words
from postergen.web.api_groups import GROUPS, REST, group_of
from postergen.web.operations import OPERATIONS


def test_every_operation_stands_in_one_group_and_no_group_names_another() -> None:
    there = sorted(f"{operation.method} {operation.path}" for operation in OPERATIONS)
    assert sorted(name for names in GROUPS.values() for name in names) == there


def test_what_is_new_has_a_place_too() -> None:
    assert group_of("get", "/api/v1/weather") == REST


def test_every_group_has_a_name_in_every_language() -> None:
    for language in load_words().values():
        assert [group for group in (*GROUPS, REST) if f"group_{group}" not in language.pages["docs"]] == []
