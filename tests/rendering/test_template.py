"""A look knows all its texts, those that stand once for every option too."""

from __future__ import annotations

from postergen.rendering.template import BoxSpec, RepeatElement
from tests.rendering.small_looks import look, picture, words


def test_the_texts_of_a_format_are_those_inside_a_repeat_too() -> None:
    inside = words("wish", (0, 0, 10, 10), "{{ option.text }}")
    repeat = RepeatElement("wishes", {1: (BoxSpec(0, 0, 10, 10),)}, (inside, picture("dot", (0, 0, 2, 2))))
    made = look([words("headline", (0, 0, 10, 10), "{{ headline }}"), picture("back", (0, 0, 9, 9)), repeat], 20, 20)
    assert [text.id for text in made.formats["story"].texts()] == ["headline", "wish"]
