"""Products for tests: passwords are hashed in no time, and the clock stands still."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from argon2.profiles import CHEAPEST

from postergen.adapters.sql.account_store import Argon2Hasher
from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from tests.stores import sqlite_file

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)  # noon in Shanghai
PUBLIC_URL = "https://life.example.com"

cheap_hasher = partial(Argon2Hasher, CHEAPEST)


def settings_for(folder: Path, **more: Any) -> Settings:
    """Settings over a new database in this folder. Wishes are read alike whether there is a model or not."""
    url = more.pop("database_url", None) or sqlite_file(folder / "postergen.db")
    return Settings(database_url=url, public_url=PUBLIC_URL, **{"embed_wishes": False, **more})


def product_for(settings: Settings, **more: Any) -> Product:
    """A product at noon, whose codes come in the same order each time."""
    seeded = random.Random(7).randrange
    return build_product(settings, **{"clock": lambda: NOON, "random_below": seeded, "hasher": cheap_hasher, **more})
