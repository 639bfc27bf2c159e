"""What was published over a pack is checked by the rules, and what they said of the rest is not asked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.adapters.content.compliance_files import read_rulebook
from postergen.adapters.content.pack_files import read_pack_folder
from postergen.adapters.content.published_pack import PackMaker, overlay_files
from postergen.config import CONTENT
from postergen.copywriting.compliance import Rulebook
from postergen.domain.campaign import Campaign
from postergen.errors import InvalidContent

PACK = read_pack_folder(CONTENT / "assets/campaigns/better-life")


def test_only_texts_that_are_new_are_asked_about(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    maker = PackMaker("lexical", read_rulebook([CONTENT / "assets/compliance"]), None)
    now = next(variant for variant in campaign.variants if variant.locale == "en")
    maker.compose(PACK, overlay_files([replace(now, headline="Said once before")], []))
    lint, asked = Rulebook.lint, list[str]()

    def counted(self: Rulebook, text: str, *more: str) -> object:
        asked.append(text)
        return lint(self, text, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Rulebook, "lint", counted)
    changed = replace(now, headline="Quite another thing")
    assert maker.compose(PACK, overlay_files([changed], [])).variant_by_id[now.id] == changed
    assert asked == ["Quite another thing"]
    for _ in range(2):
        with pytest.raises(InvalidContent, match=f"{now.id} headline"):
            maker.compose(PACK, overlay_files([replace(now, headline="Guaranteed results")], []))
