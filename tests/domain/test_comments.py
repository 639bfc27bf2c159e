"""Who is called by name in a comment."""

from __future__ import annotations

import pytest

from postergen.domain.comments import called_in, strangers_in

NAMES = ("ann", "li", "li.wei", "bob-2")


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("@ann 看一下", ("ann",)),
        ("看一下，@li.wei。", ("li.wei",)),
        ("Ask @ann. Or @li, or @ann", ("ann", "li")),
        ("@bob-2: too long?", ("bob-2",)),
        ("请@ann和@li看看", ("ann", "li")),
        ("write to ann@li.example", ()),
        ("@nobody and @@ann", ()),
        ("@Ann, as they write it at home", ("ann",)),
        ("", ()),
    ],
)
def test_who_is_called(said: str, called: tuple[str, ...]) -> None:
    assert called_in(said, NAMES) == called


@pytest.mark.parametrize(
    ("said", "strangers"),
    [
        ("@nobody, @ann and @nobody.", ("nobody",)),
        ("@小明 看一下", ("小明",)),
        ("请@ann和@lee看看", ("lee",)),
        ("write to ann@li.example, 3 @ 5, @@bo", ()),
    ],
)
def test_who_is_called_and_is_not_there(said: str, strangers: tuple[str, ...]) -> None:
    assert strangers_in(said, NAMES) == strangers
