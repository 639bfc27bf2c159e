"""Who is called by name in a comment."""

from __future__ import annotations

import pytest

from postergen.domain.comments import called_in

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
        ("", ()),
    ],
)
def test_who_is_called(said: str, called: tuple[str, ...]) -> None:
    assert called_in(said, NAMES) == called
