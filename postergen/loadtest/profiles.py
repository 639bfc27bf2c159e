"""What a load test asks of a server: how many requests a second, for how long, and what has to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

PERCENTILES: Mapping[str, float] = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "p99.9": 0.999}
ERRORS = "errors"


class Spacing(StrEnum):
    """How requests follow each other: as people who know nothing of each other come, or like a clock."""

    POISSON = "poisson"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Target:
    """What has to stay below what: a percentile of all requests in seconds, or the share of errors."""

    figure: str
    below: float

    @property
    def share(self) -> float | None:
        """Of requests that the percentile looks at; None for errors."""
        return PERCENTILES.get(self.figure)


@dataclass(frozen=True, slots=True)
class Profile:
    """Requests a second, stage by stage. Several stages are a ramp, which ends where a target is first broken.

    Args:
        seconds: of each stage.
        warm: seconds at the first rate that come before and are not counted.
    """

    about: str
    rates: tuple[float, ...]
    seconds: float
    warm: float
    spacing: Spacing
    targets: tuple[Target, ...]

    @property
    def is_ramp(self) -> bool:
        return len(self.rates) > 1

    def asked(
        self,
        rate: float | None = None,
        seconds: float | None = None,
        warm: float | None = None,
        spacing: Spacing | None = None,
    ) -> Profile:
        """The same with what somebody wants otherwise; of a ramp ``rate`` is the first, and the others keep their
        proportion to it.
        """
        times = 1.0 if rate is None else rate / self.rates[0]
        return replace(
            self,
            rates=tuple(one * times for one in self.rates),
            seconds=self.seconds if seconds is None else seconds,
            warm=self.warm if warm is None else warm,
            spacing=spacing or self.spacing,
        )


_HALF_A_SECOND = (Target("p99", 0.5), Target(ERRORS, 0.001))

PROFILES: Mapping[str, Profile] = {
    "campaign": Profile(
        "a campaign's busy minute",
        (200.0,),
        60.0,
        30.0,  # each worker takes what is drawn ahead into its memory with the first posters that show it
        Spacing.POISSON,
        _HALF_A_SECOND,
    ),
    "smoke": Profile(
        "whether a fresh installation works, step by step",
        (10.0,),
        10.0,
        10.0,  # the first poster in each look waits for its artwork
        Spacing.EVEN,
        (Target("p95", 1.0), Target(ERRORS, 0.01)),
    ),
    "evening": Profile(
        "more and more come, until a target is broken",
        (50.0, 75.0, 100.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0, 650.0, 800.0, 1000.0),
        20.0,
        10.0,
        Spacing.POISSON,
        _HALF_A_SECOND,
    ),
}
