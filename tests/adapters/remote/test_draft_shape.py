"""What models put around the JSON that they were asked for is forgiven; what is not of the shape is named."""

from __future__ import annotations

import json

import pytest

from postergen.adapters.remote.draft_shape import read_answer

TEXT = {"headline": "A [b] c", "body": "B {x}", "call_to_action": "C", "hook": "theme", "gloss": "g"}
JSON = json.dumps({"variants": [TEXT]})
OTHER = json.dumps({"variants": [{**TEXT, "headline": "A first try"}]})


@pytest.mark.parametrize(
    "said",
    [
        JSON,
        "\ufeff" + JSON,
        f"<think>hm, {OTHER}</think>\n{JSON}",
        f"so [1] it is {OTHER}\n</think>\n\n{JSON}",
        f"<Thinking>\n{{\n</Thinking>{JSON}",
        f"Sure [as always]! Here it is:\n{JSON}\nHope that {{helps}}.",
        f"First {OTHER}, but better {JSON}",
        f"```json\n{JSON}\n```",
        f"```JSON\n{JSON}\n```",
        f"~~~json\n{JSON}\n~~~",
        f"Here:\n```\n{JSON}\n```\nEnjoy",
        json.dumps([TEXT]),
        json.dumps({"drafts": [TEXT], "note": "done"}),
        JSON.replace("B {x}", "B\n{x}"),
    ],
)
def test_the_texts_are_found_whatever_stands_around_them(said: str) -> None:
    texts, problems = read_answer(said)
    assert problems == []
    assert [text.headline for text in texts] == ["A [b] c"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("", "has no JSON"),
        ("I am sorry, but", "has no JSON"),
        (JSON[:-30], "has no JSON"),
        ("<think>so many ways to say it", "thinking alone"),
        ('{"variants": []}', "variants"),
        ("[]", "variants"),
        ('{"variants": "none"}', "variants"),
        (json.dumps({"variants": [{**TEXT, "hook": "song"}]}), "variants.0.hook"),
        ("[" * 100_000, "has no JSON"),
        ('{"a": ' * 100_000, "has no JSON"),
    ],
)
def test_what_is_not_of_the_shape_is_named(said: str, problem: str) -> None:
    texts, problems = read_answer(said)
    assert texts == []
    assert problem in problems[0]
