"""A diary to keep in tests: the one that ships, open for long, and one that is over."""

from __future__ import annotations

import re
from pathlib import Path

from tests.arcade import SHIPPED

GAME, OVER = "one-small-thing", "last-winter"
AS_IT_SHIPS = (
    (r"^opens: .*$", "opens: 2026-01-01 00:00"),
    (r"^closes: .*$", "closes: 2099-12-31 24:00"),
)


def with_diaries(packs: Path) -> Path:
    """The same folder of packs; better-life has both diaries in it."""
    rules = (SHIPPED / f"games/{GAME}.yaml").read_text(encoding="utf-8")
    for shipped, here in AS_IT_SHIPS:
        rules, found = re.subn(shipped, here, rules, flags=re.M)
        assert found, shipped
    folder = packs / "better-life/games"
    folder.mkdir(exist_ok=True)
    (folder / f"{GAME}.yaml").write_text(rules, encoding="utf-8")
    over = re.sub(r"  - id: .*\n    day: (?:.*\n){3}", "", rules).replace("2099-12-31", "2026-01-02")
    (folder / f"{OVER}.yaml").write_text(over, encoding="utf-8")
    return packs
