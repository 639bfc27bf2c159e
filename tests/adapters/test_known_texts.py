"""Texts that are gone are known as long as the pack or the store has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from postergen.adapters.known_texts import known_texts
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Edit, Origin, State
from postergen.errors import Finding, InvalidContent
from postergen.service.library import Packs
from tests.conftest import NOON


@dataclass
class Pack(Packs):
    only: Campaign
    is_right: bool = True

    def pack_alone(self, name: str) -> Campaign:
        if not self.is_right:
            raise InvalidContent([Finding(name, "is not right")])
        return self.only

    def campaign(self, name: str) -> Campaign:
        raise NotImplementedError


def test_edits_stand_beside_what_the_pack_says(campaign: Campaign) -> None:
    first = campaign.variants[0]
    edited = replace(first, headline="Said in another way")

    def edits(_campaign: str) -> Sequence[Edit]:
        return [Edit(campaign.id, edited, 1, State.RETIRED, Origin("ann", NOON))]

    found = {(text.id, text.revision) for text in known_texts(Pack(campaign), edits)(campaign.id)}
    assert {(first.id, first.revision), (first.id, edited.revision)} <= found
    assert list(known_texts(Pack(campaign, is_right=False), edits)(campaign.id)) == [edited]
