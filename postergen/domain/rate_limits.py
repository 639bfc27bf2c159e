"""Say how often something may be asked for, and who counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``count`` times in any ``seconds`` seconds."""

    count: int
    seconds: int


class RateLimiter(Protocol):
    """Counts in a moving window. `Unavailable` when the place where it counts does not answer."""

    def hit(self, name: str, limit: RateLimit, caller: str, cost: int = 1) -> float:
        """Count one try, which weighs as much as ``cost``; the seconds to wait when it was too much, else 0."""

    def is_full(self, name: str, limit: RateLimit, caller: str) -> bool:
        """Whether the next try would be one too many; nothing is counted."""
