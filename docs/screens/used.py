"""Fill an empty database with a month of one campaign, for pictures of the studio; a made-up month, the same each time.

used.py sqlite:////tmp/used/server.db NAME PASSWORD, the name and the password being those of the admin that it makes.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from postergen.bootstrap import build_product
from postergen.config import Settings
from postergen.domain.accounts import Role
from tests.web.studio.month import NAME, live_a_month

POSTERS = 6000
TEXTS = 4  # of each small life: enough posters of each to know it, and two in Chinese that nobody can tell apart


def main(database: str, name: str, password: str) -> None:
    now = datetime.now(UTC)
    product = build_product(Settings(database_url=database), clock=lambda: now)
    live_a_month(product, now - timedelta(minutes=5), posters=POSTERS, texts=TEXTS)
    assert product.policies.update(NAME, name).serves
    product.accounts.create(name, password, Role.ADMIN)
    product.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
