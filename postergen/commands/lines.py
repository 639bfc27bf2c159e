"""Tell on the command line how texts stand against each other, and why each gets its share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from postergen.service.shares import Explained, Shares
from postergen.service.standings import Compared
from postergen.tracking.pairs import Duel, Text
from postergen.tracking.standing import MOST_NEEDED, Needed, Standing


def told_of_lines(found: Compared) -> Iterator[str]:
    yield found.verdict.replace("_", " ")
    if found.needed:
        yield _more(found.needed, "more posters, evenly drawn,")
    for row in found.now.rows:
        rate = f"{row.rate.value or 0:6.1%} ({row.rate.low or 0:.1%} to {row.rate.high or 0:.1%})"
        new = " (new)" if row.arm in found.new else ""
        yield f"{row.arm.exposed:9.1f} {rate:24} {_odds(row):26} {row.arm.variant}{new}"
    for text in found.gone:
        yield f"gone since last week: {text.id} {text.revision}"


def _odds(row: Standing) -> str:
    if row.chance is None:
        return "too young" if row.is_young else "nothing to compare it with"
    return f"best {row.chance:.1%}, loses {row.loss or 0:.2%}"


def told_of_pair(found: Duel) -> Iterator[str]:
    first, second = found.first.variant, found.second.variant
    if found.pair is None:
        yield f"{first} and {second}: too young"
        return
    better = found.better.variant if found.better else None
    yield f"{better} is better" if better else f"cannot tell {first} and {second} apart"
    gap = found.pair.difference
    ends = f"{100 * (gap.low or 0):+.2f} to {100 * (gap.high or 0):+.2f}"
    yield f"{first} brings {100 * (gap.value or 0):+.2f} posters in a hundred ({ends}), better {found.pair.chance:.1%}"
    if found.needed:
        yield _more(found.needed, "more posters, evenly drawn of these two,")


def told_of_shares(found: Shares, before: Mapping[Text, float]) -> Iterator[str]:
    state = [found.note, "pinned" if found.is_pinned else "", "late" if found.is_late else ""]
    made = f"made {found.made_at:%Y-%m-%d %H:%M}" if found.made_at else "relevance alone"
    told = ", ".join(word for word in (made, *state) if word)
    yield f"shares of posters with this option alone, by {found.version} ({told}); hold-out {found.holdout:.1%}"
    for row in found.rows:
        earlier = before.get((row.variant.id, row.variant.revision))
        was = f"was {earlier:.1%}" if earlier is not None else ""
        yield f"{row.share.whole:6.1%} {was:10} {_reason(row):70} {row.variant.id}"


def _reason(row: Explained) -> str:
    rate = row.posterior
    if row.known is None or rate is None:
        return f"relevance {row.relevance:.2f}"
    seen = f"{row.known.rewarded:.1f} of {row.known.exposed:.1f} seen"
    belief = row.known.belief
    weight = "by texts like it" if belief.strength is None else f"as {belief.strength:.0f} posters"
    ends = f"{rate.value or 0:.1%} ({rate.low or 0:.1%} to {rate.high or 0:.1%})"
    return f"expected {belief.expected:.1%} {weight}, {seen}: {ends}"


def lines_as_json(found: Compared, shares: Shares, before: Mapping[Text, float], asked: Duel | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "at": found.at.isoformat(),
        "verdict": found.verdict.value,
        "best": found.best.variant if found.best else None,
        "needed": asdict(found.needed) if found.needed else None,
        "rows": [asdict(row) | {"is_new": row.arm in found.new} for row in found.now.rows],
        "gone": [{"variant": text.id, "revision": text.revision} for text in found.gone],
        "shares": _shares_as_json(shares, before) | {"behind": shares.is_behind(found.at)},
    }
    return told | ({"pair": asdict(asked)} if asked else {})


def _shares_as_json(found: Shares, before: Mapping[Text, float]) -> dict[str, Any]:
    return {
        "policy_version": found.version,
        "policy_note": str(found.note),
        "kind": found.kind.value,
        "made_at": found.made_at.isoformat() if found.made_at else None,
        "pinned": found.is_pinned,
        "late": found.is_late,
        "holdout": found.holdout,
        "rows": [_share_as_json(row, before) for row in found.rows],
    }


def _share_as_json(row: Explained, before: Mapping[Text, float]) -> dict[str, Any]:
    known, belief = row.known, row.known.belief if row.known else None
    return {
        "variant": row.variant.id,
        "revision": row.variant.revision,
        "relevance": row.relevance,
        "prior_mean": belief.expected if belief else None,
        "prior_strength": belief.strength if belief else None,
        "exposed": known.exposed if known else None,
        "rewarded": known.rewarded if known else None,
        "posterior": asdict(row.posterior) if row.posterior else None,
        "share": row.share.whole,
        **asdict(row.share),
        "share_week_ago": before.get((row.variant.id, row.variant.revision)),
    }


def _more(needed: Needed, posters: str) -> str:
    count = f"{needed.posters:,}" if needed.posters else f"more than {MOST_NEEDED:,}"
    return f"{count} {posters} tell with a chance of {needed.chance:.0%}"
