"""Why a text gets its share is told by the policy that draws, and by the one of a week ago."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from postergen.bootstrap import Product
from postergen.domain.policies import Arm, Kind, Policy, Terms
from postergen.domain.variant import CopyVariant
from postergen.errors import InvalidInput, NotFound, Unavailable
from postergen.ranking.policy import FIXED_VERSION, Serving
from postergen.ranking.prior import UNSEEN
from postergen.ranking.serving import serving_of
from postergen.service.policies import Kept, Served
from postergen.service.shares import ShareService
from postergen.service.standings import Compared
from postergen.tracking.pairs import Text
from postergen.tracking.standing import Standings
from tests.conftest import NOON

NAME, OPTION = "better-life", "wuhan-hot-dry-noodles"


@dataclass
class Shelf:
    """Policies by their version; what served a week ago."""

    kept: dict[str, Policy] = field(default_factory=dict)
    served: Served = Served()
    before: str = ""

    def serving(self, _campaign: str) -> Served:
        return self.served

    def served_at(self, _campaign: str, _moment: object) -> str:
        return self.before

    def load(self, _campaign: str, version: str) -> Kept:
        if version == "of-a-later-release":
            raise Unavailable("the policy", "this release cannot read it")
        if version not in self.kept:
            raise NotFound("policy", version)
        return Kept(self.kept[version], {})


@dataclass
class Memory:
    """What draws, whatever the campaign."""

    draws: Serving | None
    why: str

    def serving(self, _campaign: str) -> Serving | None:
        return self.draws

    def note(self, _campaign: str) -> str:
        return self.why


def policy(product: Product, **best: float) -> Policy:
    """One in which each text had 500 posters, and one of them so many successes more."""
    own = [v for v in product.library.campaign(NAME).variants_in("en") if OPTION in v.fits.options]
    arms = tuple(Arm(v.id, v.revision, "en", 500.0, 25.0 + best.get(f"n{i}", 0.0), 0.7) for i, v in enumerate(own))
    return Policy(NAME, Kind.BETA, Terms(Kind.BETA, holdout=0.1), arms, {}, NOON - timedelta(hours=5))


def service(product: Product, shelf: Shelf, serves: Policy | None, note: str = "") -> ShareService:
    campaign = product.library.campaign(NAME)
    memory = Memory(serving_of(serves, campaign) if serves else None, note)
    return ShareService(library=product.library, memory=memory, shelf=shelf, clock=lambda: NOON)


def test_the_text_that_brings_more_gets_more_and_why_is_told(product: Product) -> None:
    made = policy(product, n2=40.0)
    found = service(product, Shelf({made.version: made}), made).explain(NAME, "en", OPTION)
    assert (found.version, found.kind, found.made_at) == (made.version, Kind.BETA, made.made_at)
    assert (found.is_pinned, found.is_late, found.holdout) == (False, False, 0.1)
    first = found.rows[0]
    assert first.variant.id == made.arms[2].variant
    assert first.known is not None
    assert first.posterior is not None
    assert (first.known.exposed, first.known.rewarded) == (500.0, 65.0)
    assert first.known.belief is not None
    assert first.known.belief.expected < (first.posterior.value or 0) < 65 / 500
    assert (first.posterior.low or 0) < (first.posterior.value or 0) < (first.posterior.high or 0)
    assert sum(row.share.whole for row in found.rows) == pytest.approx(1)
    assert [row.share.whole for row in found.rows] == sorted((row.share.whole for row in found.rows), reverse=True)


def test_what_is_wrong_with_a_policy_is_said(product: Product) -> None:
    made = policy(product)
    old = replace(made, made_at=NOON - timedelta(hours=13))
    shelf = Shelf({old.version: old}, Served(old.version, pinned=False))
    assert service(product, shelf, old).explain(NAME, "en", OPTION).is_late
    shelf.served = Served(old.version, pinned=True)
    found = service(product, shelf, old).explain(NAME, "en", OPTION)
    assert (found.is_pinned, found.is_late) == (True, False)


def test_relevance_alone_says_why_it_draws(product: Product) -> None:
    found = service(product, Shelf(), None, "stale").explain(NAME, "en", OPTION)
    assert (found.version, found.kind, found.note, found.made_at) == (FIXED_VERSION, Kind.FIXED, "stale", None)
    assert all(row.known is None and row.posterior is None for row in found.rows)
    assert sum(row.share.whole for row in found.rows) == pytest.approx(1)


def a_week_later(texts: set[Text], gone: tuple[CopyVariant, ...] = ()) -> Compared:
    """A comparison of which nothing matters but what was there a week ago."""
    nothing = Standings((), UNSEEN)
    there = frozenset(texts | {(text.id, text.revision) for text in gone})
    return Compared(NOON, (nothing,), None, None, nothing, there, gone)


def test_a_week_ago_another_policy_drew_from_the_texts_that_were_there(product: Product) -> None:
    now, then = policy(product, n2=40.0), policy(product, n1=40.0)
    shelf = Shelf({now.version: now, then.version: then}, before=then.version)
    asked = service(product, shelf, now)
    texts = {(row.variant.id, row.variant.revision) for row in asked.explain(NAME, "en", OPTION).rows}
    found = asked.before(NAME, "en", OPTION, a_week_later(texts))
    assert max(found, key=lambda text: found[text])[0] == then.arms[1].variant
    assert sum(found.values()) == pytest.approx(1)
    fewer = {text for text in texts if text[0] != then.arms[1].variant}
    without = asked.before(NAME, "en", OPTION, a_week_later(fewer))
    assert without.keys() == fewer
    assert sum(without.values()) == pytest.approx(1)
    assert asked.before(NAME, "en", OPTION, a_week_later(set())) == {}


def test_a_text_that_is_gone_had_its_share(product: Product) -> None:
    now = policy(product)
    first = product.library.campaign(NAME).variant_by_id[now.arms[0].variant]
    texts = {(arm.variant, arm.revision) for arm in now.arms[1:]}
    old = replace(first, headline="As it was")
    known = replace(now, arms=(*now.arms[1:], Arm(old.id, old.revision, "en", 900.0, 300.0, 0.6)))
    shelf = Shelf({now.version: now, known.version: known})
    for shelf.before, share in (
        ("", pytest.approx(1 / len(now.arms), abs=0.1)),
        (known.version, pytest.approx(0.9, abs=0.1)),
    ):
        found = service(product, shelf, now).before(NAME, "en", OPTION, a_week_later(texts, (old,)))
        assert sum(found.values()) == pytest.approx(1)
        assert found[old.id, old.revision] == share
        assert (first.id, first.revision) not in found


@pytest.mark.parametrize("version", ["of-a-later-release", "beta-gone"])
def test_a_policy_that_cannot_be_read_any_more_tells_nothing_of_then(product: Product, version: str) -> None:
    made = policy(product)
    asked = service(product, Shelf({made.version: made}, before=version), made)
    texts = {(arm.variant, arm.revision) for arm in made.arms}
    assert asked.before(NAME, "en", OPTION, a_week_later(texts)) == {}


def test_before_the_first_policy_relevance_drew(product: Product) -> None:
    made = policy(product, n2=400.0)
    asked = service(product, Shelf({made.version: made}), made)
    texts = {(arm.variant, arm.revision) for arm in made.arms}
    found = asked.before(NAME, "en", OPTION, a_week_later(texts))
    assert max(found.values()) < 0.7


def test_what_is_not_there_is_named(product: Product) -> None:
    asked = service(product, Shelf(), None)
    with pytest.raises(NotFound):
        asked.explain("nothing", "en", OPTION)
    with pytest.raises(InvalidInput, match="nothing"):
        asked.explain(NAME, "en", "nothing")
