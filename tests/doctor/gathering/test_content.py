"""What was published over a pack that has changed since is found out before a server only logs it."""

from __future__ import annotations

from pathlib import Path

from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.doctor.gathering.content import gather_publications
from postergen.doctor.values import Plan
from postergen.domain.editorial import AuditEntry, Publication
from tests.adapters.content.test_game_files import GAME
from tests.adapters.content.test_game_references import SHIPPED, shipped_game
from tests.products import NOON, product_for, settings_for, small_pack

CAMPAIGN = "better-life"


def test_a_game_that_names_a_text_which_was_withdrawn_in_the_studio_is_named(tmp_path: Path) -> None:
    packs = small_pack(tmp_path)
    settings = settings_for(tmp_path, campaigns_dir=packs)
    plan = Plan(settings, "127.0.0.1", 8000, 1)
    assert gather_publications(plan).count == 0
    product = product_for(settings)
    text = f"{SHIPPED['hot-noodles']}.zh-1"
    entry = AuditEntry(NOON, "ann", "publish", CAMPAIGN, CAMPAIGN, 1, "", "v")
    over = product.library.overlay([], [text])
    SqlEditorial(product.engine).record(entries=[entry], publication=Publication(CAMPAIGN, 1, over, None, entry))
    product.close()
    none = Plan(settings_for(tmp_path, database_url=f"sqlite:///{tmp_path}/none.db"), "127.0.0.1", 8000, 1)
    assert gather_publications(none).count == 0
    assert not (tmp_path / "none.db").exists()  # nothing is made
    found = gather_publications(plan)
    assert (found.count, found.resting) == (1, ())
    shipped_game(packs, GAME)
    (resting,) = gather_publications(plan).resting
    assert (resting.pack, resting.number) == (CAMPAIGN, 1)
    assert any(f"the game spring names the text {text!r}, which is withdrawn" in one for one in resting.mistakes)
