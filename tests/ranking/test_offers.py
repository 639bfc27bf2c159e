"""The first relevant offers are shown, and a frequent wish introduces a rare service."""

from __future__ import annotations

from dataclasses import replace

from postergen.domain.catalogue import Frequency, Need
from postergen.domain.offer import Offer, OfferKind
from postergen.domain.variant import Fits
from postergen.ranking.offers import choose_offers
from postergen.ranking.ranker import RankedVariant
from tests.ranking.small_campaigns import both, option

HIGH, LOW = Frequency.HIGH, Frequency.LOW


def chosen(*offers: tuple[str, float, Frequency], wish: Frequency = HIGH, count: int = 2) -> list[str]:
    known, ranked = {}, []
    for name, score, frequency in offers:
        fits = Fits(options=("noodles",))
        offer = Offer(name, OfferKind.SERVICE, fits, Need.SOFT, frequency, both(name), both(""), both(""))
        text = offer.as_variant("en")
        known[text.id] = offer
        ranked.append(RankedVariant(text, score, ()))
    wishes = [replace(option("noodles"), frequency=wish)]
    return [offer.id for offer, _ in choose_offers(ranked, known, wishes, count)]


def test_a_frequent_wish_gives_its_last_place_to_the_best_rare_service() -> None:
    assert chosen(("a", 0.9, HIGH), ("b", 0.8, HIGH), ("c", 0.7, LOW), ("d", 0.6, LOW)) == ["a", "c"]


def test_it_does_not_where_a_rare_one_is_shown_already_or_the_wish_is_rare_itself() -> None:
    assert chosen(("a", 0.9, LOW), ("b", 0.8, HIGH), ("c", 0.7, LOW)) == ["a", "b"]
    assert chosen(("a", 0.9, HIGH), ("b", 0.8, HIGH), ("c", 0.7, LOW), wish=LOW) == ["a", "b"]


def test_nothing_rare_or_a_single_place_changes_nothing() -> None:
    assert chosen(("a", 0.9, HIGH), ("b", 0.8, HIGH), ("c", 0.7, HIGH)) == ["a", "b"]
    assert chosen(("a", 0.9, HIGH), ("c", 0.7, LOW), count=1) == ["a"]


def test_what_does_not_fit_is_not_offered_however_rare() -> None:
    assert chosen(("a", 0.9, HIGH), ("b", 0.8, HIGH), ("c", 0.0, LOW)) == ["a", "b"]
