"""Games to play in tests: the one that ships, open for long and with cards alike, and one that is over."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from postergen.config import CONTENT

SHIPPED = CONTENT / "assets/campaigns/better-life"
GAME, OVER, HIDE = "going-home", "last-year", "hidden-beans"
CARDS = ("lamp", "dumplings", "ticket", "boot", "envelope")
AS_IT_SHIPS = (
    (r"^opens: .*$", "opens: 2026-01-01 00:00"),
    (r"^closes: .*$", "closes: 2099-12-31 20:00"),
    (r"^  until: .*$", "  until: 2100-01-31 24:00"),
    (r"^    odds: .*$", "    odds: 20 %"),
    (r"^    at_most: .*\n", ""),
    (r"^limits: .*$", "limits: {per_day: 150, in_all: 300, wrong_per_day: 2}"),
)


def with_games(packs: Path) -> Path:
    """The same folder of packs; better-life has both games in it."""
    pack = packs / "better-life"
    shutil.copy(SHIPPED / "variants/going-home.yaml", pack / "variants")
    rules = (SHIPPED / "games/going-home.yaml").read_text(encoding="utf-8")
    for shipped, here in AS_IT_SHIPS:
        rules, found = re.subn(shipped, here, rules, flags=re.M)
        assert found, shipped
    (pack / "games").mkdir(exist_ok=True)
    (pack / f"games/{GAME}.yaml").write_text(rules, encoding="utf-8")
    (pack / f"games/{OVER}.yaml").write_text(rules.replace("2099-12-31", "2026-01-02"), encoding="utf-8")
    shutil.copy(SHIPPED / "variants/hidden-beans.yaml", pack / "variants")
    hunt = (SHIPPED / f"games/{HIDE}.yaml").read_text(encoding="utf-8")
    for shipped, here in AS_IT_SHIPS[:3]:
        hunt = re.sub(shipped, here, hunt, flags=re.M)
    (pack / f"games/{HIDE}.yaml").write_text(hunt, encoding="utf-8")
    return packs
