"""One example of every operation: what a client sent to a real server, and what it answered; long lists are cut."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from postergen.config import CONTENT

EXAMPLES = CONTENT / "assets/api/examples.json"


@dataclass(frozen=True, slots=True)
class Example:
    """A request and its answer; ``answer`` is its JSON, None where it is none."""

    address: str
    headers: Mapping[str, str]
    body: Any
    status: int
    told: Mapping[str, str]
    media_type: str
    answer: Any


@cache
def examples() -> Mapping[str, Example]:
    """The examples by the id of their operation."""
    return {name: Example(**told) for name, told in json.loads(EXAMPLES.read_text(encoding="utf-8")).items()}
