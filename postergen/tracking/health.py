"""Say how well a campaign does: service, activity and conversion, each with what it was judged by, and one letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

FEWEST_POSTERS, FEWEST_SCANS = 100, 30  # below either the intervals are so wide that a letter would be a guess
FEWEST_DAYS = 4  # since the first poster: before, none has had its 72 hours to be scanned and to lead to another
WEIGHTS = {"service": 0.3, "activity": 0.3, "conversion": 0.4}
LETTERS = ((90.0, "S"), (75.0, "A"), (60.0, "B"), (40.0, "C"), (0.0, "D"))
# What is worth 100 points; a share below it earns in proportion.
FULL = {
    "confirmed": 0.8,  # of people's scans; some close the page before it ran
    "unsuspicious": 0.9,  # of people's scans: a crowd at one place is suspected, too
    "people": 0.9,  # of hits that are no previews: a tenth of machines is usual
    "draws": 1.0,  # of draws that were logged with the chance that the ranker gives
    "growth": 4 / 3,  # posters, of those of the period before: as many as then earn 75
    "days": 0.9,  # of the days, with a poster
    "scanned": 0.5,  # of posters
    "children": 0.2,  # for each poster that has had its window
    "conversions": 0.05,  # of people's scans
}


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the counters know of a period: of its ``days`` those since the campaign's first poster count.

    ``earlier_posters`` are those of the period before, as long as this one; 0 where the campaign did not live through
    all of it. ``age`` is how many days ago the first poster was made; None when that was before the period.

    ``confirmations`` of 0 count as "no beacon", ``conversions`` of 0 as "not reported", ``agreeing`` is the share of
    draws that were logged with the right chance (None when none were looked at), ``suspicious`` the sample-ratio test,
    ``children`` the posters made after a scan of the ``mature`` ones, within the window that these have had,
    ``suspected`` how many scans came from one network as people's do not.
    """

    days: int
    active_days: int
    posters: int
    earlier_posters: int
    scanned: int
    mature: int
    children: int
    scans: int
    confirmations: int
    machines: int
    conversions: int
    agreeing: float | None = None
    suspicious: bool = False
    suspected: int = 0
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was looked at: what was found, what would be full marks, and the points from 0 to 100.

    Value and points are None when there was nothing to look at; it then plays no part.
    """

    name: str
    value: float | None
    full: float
    points: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its points, None when none of its evidence has any."""

    name: str
    points: float | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """``letter`` and ``points`` are None while there is too little: ``lacking`` says of what, and how many more."""

    letter: str | None
    points: float | None
    parts: tuple[Part, ...]
    lacking: tuple[tuple[str, int], ...]

    @property
    def lacks_time(self) -> bool:
        """Whether the campaign is in its first days."""
        return any(name == "days" for name, _ in self.lacking)


def health(vitals: Vitals) -> Health:
    """The three parts, and their weighted mean as a letter.

    Service is the *lowest* of its evidence, for one broken thing breaks it; activity and conversion are the means of
    theirs. A part without evidence leaves its weight to the others.
    """
    parts = (
        _part("service", _service(vitals), min),
        _part("activity", _activity(vitals), _mean),
        _part("conversion", _conversion(vitals), _mean),
    )
    young = 0 if vitals.age is None else FEWEST_DAYS - vitals.age
    short = (("posters", FEWEST_POSTERS - vitals.posters), ("scans", FEWEST_SCANS - vitals.scans), ("days", young))
    lacking = tuple((name, missing) for name, missing in short if missing > 0)
    known = [(WEIGHTS[part.name], part.points) for part in parts if part.points is not None]
    if lacking or not known:
        return Health(None, None, parts, lacking)
    points = sum(weight * found for weight, found in known) / sum(weight for weight, _ in known)
    return Health(letter_of(points), points, parts, ())


def letter_of(points: float) -> str:
    return next(letter for least, letter in LETTERS if points >= least)


def _service(v: Vitals) -> tuple[Evidence, ...]:
    agreeing = 0.0 if v.suspicious else v.agreeing
    return (
        _evidence("confirmed", _share(v.confirmations, v.scans) if v.confirmations else None),
        _evidence("unsuspicious", _share(v.scans - v.suspected, v.scans)),
        _evidence("people", _share(v.scans, v.scans + v.machines)),
        _evidence("draws", agreeing),
    )


def _activity(v: Vitals) -> tuple[Evidence, ...]:
    return (
        _evidence("growth", v.posters / v.earlier_posters if v.earlier_posters else None),
        _evidence("days", _share(v.active_days, v.days)),
    )


def _conversion(v: Vitals) -> tuple[Evidence, ...]:
    return (
        _evidence("scanned", _share(min(v.scanned, v.posters), v.posters)),
        _evidence("children", _share(v.children, v.mature)),
        _evidence("conversions", _share(min(v.conversions, v.scans), v.scans) if v.conversions else None),
    )


def _evidence(name: str, value: float | None) -> Evidence:
    points = None if value is None else min(100.0, 100 * value / FULL[name])
    return Evidence(name, value, FULL[name], points)


def _part(name: str, evidence: tuple[Evidence, ...], joined: Callable[[Sequence[float]], float]) -> Part:
    points = [e.points for e in evidence if e.points is not None]
    return Part(name, joined(points) if points else None, evidence)


def _mean(points: Sequence[float]) -> float:
    return sum(points) / len(points)


def _share(count: int, of: int) -> float | None:
    return count / of if of else None
