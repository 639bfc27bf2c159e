"""Products for tests: passwords are hashed in no time, and the clock stands still."""

from __future__ import annotations

import os
import random
import re
import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from argon2.profiles import CHEAPEST

from postergen.adapters.sql.account_store import Argon2Hasher
from postergen.bootstrap import Product, build_product
from postergen.config import CONTENT, Settings
from tests.stores import sqlite_file

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)  # noon in Shanghai
PUBLIC_URL = "https://life.example.com"

CACHE = "POSTERGEN_CACHE_DIR"  # shared by all tests of a run, and the servers that they start

cheap_hasher = partial(Argon2Hasher, CHEAPEST)


def settings_for(folder: Path, **more: Any) -> Settings:
    """Settings over a new database in this folder. Wishes are read alike whether there is a model or not."""
    url = more.pop("database_url", None) or sqlite_file(folder / "postergen.db")
    usual: dict[str, Any] = {"public_url": PUBLIC_URL, "embed_wishes": False, "cache_dir": cache_dir()}
    return Settings(database_url=url, **(usual | more))


def cache_dir() -> Path | None:
    """The folder of derived files that the whole run shares."""
    return Path(os.environ[CACHE]) if CACHE in os.environ else None


def pack_on_one_look(folder: Path) -> Path:
    """A folder with the shipped pack on one look, where a text is tried nine times as fast as on all; without its game
    and look back, which have looks and texts of their own.
    """
    pack = folder / "campaigns/better-life"
    others = shutil.ignore_patterns("games", "look-backs")
    shutil.copytree(CONTENT / "assets/campaigns/better-life", pack, ignore=others)
    for name, every, one in (
        ("campaign.yaml", r"^templates: .*$", "templates: [receipt]"),
        ("occasions.yaml", r"^  template: .*\n", ""),
    ):
        text = (pack / name).read_text(encoding="utf-8")
        assert re.search(every, text, re.M)
        (pack / name).write_text(re.sub(every, one, text, flags=re.M), encoding="utf-8")
    return pack.parent


def with_look_back(packs: Path) -> Path:
    """The same folder of packs; better-life has the look back that ships, to be had for long."""
    shipped = (CONTENT / "assets/campaigns/better-life/look-backs/small-days.yaml").read_text(encoding="utf-8")
    for says, here in ((r"^opens: .*$", "opens: 2026-01-01 00:00"), (r"^closes: .*\n", "")):
        shipped, found = re.subn(says, here, shipped, flags=re.M)
        assert found, says
    (packs / "better-life/look-backs").mkdir(exist_ok=True)
    (packs / "better-life/look-backs/small-days.yaml").write_text(shipped, encoding="utf-8")
    return packs


def small_pack(folder: Path) -> Path:
    """The same with a third of its texts: one more is published three times as fast."""
    packs = pack_on_one_look(folder)
    for texts in packs.glob("better-life/variants/*-*.yaml"):
        if texts.stem != "general-a":
            texts.unlink()
    return packs


def product_for(settings: Settings, **more: Any) -> Product:
    """A product at noon, whose codes come in the same order each time."""
    seeded = random.Random(7).randrange
    return build_product(settings, **{"clock": lambda: NOON, "random_below": seeded, "hasher": cheap_hasher, **more})
