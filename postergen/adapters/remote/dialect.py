"""Decide how a server of chat completions is to be asked: each parameter by itself, by what it said of the last try."""

from __future__ import annotations

from dataclasses import dataclass, replace

# What bounds an answer: the name that every server knew, and the one that newer models want. There is no third: without
# a bound nobody could say before a call what it may cost.
LIMITS = ("max_tokens", "max_completion_tokens")
# How JSON is asked for, the strictest first; "" is in plain words.
FORMATS = ("json_schema", "json_object", "")
REFUSED = (400, 422)  # what the server understood and does not take
FAILED = (500, 501)  # what some say instead, when they try a format that they do not have
_OF_FORMAT = ("response_format", "json_schema", "json_object", "schema", "grammar", "guided", "structured")
_OF_SIZE = ("too large", "at most", "maximum", "exceed", "context")  # the number is refused, not its name


@dataclass(frozen=True, slots=True)
class Dialect:
    """The parameters with which a server is asked."""

    limit: str = LIMITS[0]
    format: str = FORMATS[0]

    @property
    def rest(self) -> int:
        """How many dialects may be tried after this one."""
        return len(LIMITS) - 1 - LIMITS.index(self.limit) + len(FORMATS) - 1 - FORMATS.index(self.format)


def next_dialect(asked: Dialect, status: int, said: str, *, sure: bool) -> Dialect | None:
    """What to try after this refusal; None when it has to do with none of the parameters.

    Args:
        said: the message of the server, with the name of a parameter if it gives one.
        sure: the server has answered in this dialect before: then only a parameter that it names is taken back.
    """
    if status not in (*REFUSED, *FAILED):
        return None
    lower = said.lower()
    of_format = any(word in lower for word in _OF_FORMAT)
    of_limit = asked.limit in lower and not of_format
    if of_limit and any(word in lower for word in _OF_SIZE):
        return None
    other_limit = replace(asked, limit=LIMITS[1]) if asked.limit == LIMITS[0] else None
    if of_limit:
        return other_limit
    if asked.format and (of_format or not sure):
        return replace(asked, format=FORMATS[FORMATS.index(asked.format) + 1])
    return other_limit if status in REFUSED and not sure else None
