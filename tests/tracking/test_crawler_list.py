"""The list of crawlers says the same whether each of its patterns is tried or only those that may match."""

from __future__ import annotations

import re

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from postergen.tracking.crawler_list import first_listed, letters_of
from tests.tracking.test_agents import ROWS

PATTERNS = [
    (re.compile(entry["pattern"]), "social-preview" in entry.get("tags", ())) for entry in CRAWLER_USER_AGENTS_DATA
]
INSTANCES = [agent for entry in CRAWLER_USER_AGENTS_DATA for agent in entry["instances"]]


def tried_one_after_the_other(agent: str) -> tuple[str, bool]:
    found = ((match.group(), previews) for pattern, previews in PATTERNS if (match := pattern.search(agent)))
    return next(found, ("", False))


def test_every_agent_of_the_table_is_found_by_the_same_pattern() -> None:
    for row in ROWS:
        assert first_listed(row.agent) == tried_one_after_the_other(row.agent), row.agent


def test_every_fifth_agent_that_the_list_itself_gives_is_found_by_the_same_pattern() -> None:
    assert len(INSTANCES) > 1000
    for agent in INSTANCES[::5]:
        assert first_listed(agent) == tried_one_after_the_other(agent), agent


def test_hardly_a_pattern_has_to_be_asked_of_every_agent() -> None:
    assert sum(not letters_of(pattern.pattern) for pattern, _ in PATTERNS) < 30


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        (r"Googlebot\/", "Googlebot/"),
        (r"^BW\/", "BW/"),
        (r"[wW]get", "get"),
        (r"developer\.com", "developer.com"),
        (r"ab+cd \(x", "cd "),
        (r"AdsBot-Google([^-]|$)", ""),
        (r"Chirp|gotosocial", ""),
        (r"colou?r", ""),
        (r"\x41bot", ""),
        (r"a\d{3}", ""),
    ],
)
def test_the_letters_of_a_pattern_stand_in_all_that_it_matches(pattern: str, letters: str) -> None:
    assert letters_of(pattern) == letters
