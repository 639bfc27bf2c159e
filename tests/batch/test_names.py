"""Files are called as their template says, and so that every file system takes it."""

from __future__ import annotations

import pytest

from postergen.batch.names import BY_ID, BY_LINE, LONGEST, namer
from postergen.batch.rows import Row
from postergen.errors import InvalidInput


def named(template: str, row_id: str = "", **cells: str) -> str:
    more = {"shop": cells.pop("shop", "")}
    row = Row(7, "any", "", {"id": row_id, "options": "a", **cells}, more)
    return namer(template, ("shop",))(row, "BTABC", "jpg")


@pytest.mark.parametrize(
    ("row_id", "name"),
    [
        ("7", "7.jpg"),
        ("八 号", "八 号.jpg"),
        ("", "BTABC.jpg"),
        ("../../etc/passwd", "_.._etc_passwd.jpg"),
        ("a/b\\c:d", "a_b_c_d.jpg"),
        ("CON", "_CON.jpg"),
        (" .hidden. ", "hidden..jpg"),
        ("a\u202etxt", "a_txt.jpg"),
        ("e\u0301", "é.jpg"),
        ("a\0b\nc", "a_b_c.jpg"),
    ],
)
def test_an_id_is_a_name_that_every_file_system_takes(row_id: str, name: str) -> None:
    assert named(BY_ID, row_id) == name


@pytest.mark.parametrize("own", ["batch.db", "Batch.DB-wal", "manifest.csv", "manifest.parquet", "failures.csv"])
def test_no_poster_takes_the_place_of_what_the_run_keeps(own: str) -> None:
    assert named("{{ id }}", own) == f"_{own}"
    assert named("{{ shop }}/{{ code }}.jpg", shop=own) == f"_{own}/BTABC.jpg"
    assert named("{{ shop }}/{{ id }}", own, shop="a") == f"a/{own}"


def test_a_template_says_what_it_likes_and_only_its_own_slashes_make_folders() -> None:
    assert named(BY_LINE) == "000007-BTABC.jpg"
    assert (
        named("{{ shop }}/{{ nickname or 'nobody' }}-{{ code }}.{{ extension }}", shop="北/京")
        == "北_京/nobody-BTABC.jpg"
    )
    assert named("/{{ shop }}/../{{ code }}.jpg", shop="..") == "BTABC.jpg"
    assert named("{{ shop }}", shop="..") == "BTABC.jpg"


def test_long_names_keep_their_ending_and_whole_letters() -> None:
    name = named(BY_ID, "小" * 200)
    assert name.endswith("小.jpg")
    assert len(name.encode()) <= LONGEST


@pytest.mark.parametrize(
    "template",
    [
        "{{ nothing }}",
        "{{ id",
        "{{ ''.__class__.__mro__ }}",
        "{{ '' }}",
        "{{ 1 / 0 }}",
        "{% for x in range(10**9) %}{% endfor %}",
    ],
)
def test_what_gives_no_name_is_told_before_the_first_poster(template: str) -> None:
    with pytest.raises(InvalidInput, match="--name"):
        namer(template)
