"""Texts that are gone are known as long as the pack or the store has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from postergen.adapters.known_texts import known_texts
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Edit, Origin, State
from postergen.errors import Finding, InvalidContent
from tests.conftest import NOON


def test_edits_stand_beside_what_the_pack_says(campaign: Campaign) -> None:
    first = campaign.variants[0]
    edited = replace(first, headline="Said in another way")

    def edits(_campaign: str) -> Sequence[Edit]:
        return [Edit(campaign.id, edited, 1, State.RETIRED, Origin("ann", NOON))]

    def wrong(name: str) -> Campaign:
        raise InvalidContent([Finding(name, "is not right")])

    found = {(text.id, text.revision) for text in known_texts(lambda _name: campaign, edits)(campaign.id)}
    assert {(first.id, first.revision), (first.id, edited.revision)} <= found
    assert list(known_texts(wrong, edits)(campaign.id)) == [edited]
