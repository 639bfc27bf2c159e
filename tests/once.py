"""What the hundreds of products and applications of a run would each work out again, from the same to the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

from postergen.adapters.sql import poster_store


def share() -> None:
    """Let the packs that are archived be compressed once, and the addresses of an application be compiled once."""
    poster_store.pack_bytes = _by(poster_store.pack_bytes, lambda files: tuple(sorted(files.items())))
    Rule._compile_builder = _by(Rule._compile_builder, _says)  # type: ignore[method-assign]


def _by(make: Callable[..., Any], key_of: Callable[..., Any]) -> Callable[..., Any]:
    made: dict[Any, Any] = {}

    def once(*given: Any) -> Any:
        key = key_of(*given)
        if key not in made:
            made[key] = make(*given)
        return made[key]

    return once


def _says(rule: Rule, append_unknown: bool = True) -> tuple[Any, ...]:
    """All that a rule's builder is made of."""
    defaults = sorted((rule.defaults or {}).items())
    return append_unknown, rule.rule, tuple(rule._trace), tuple(defaults)
