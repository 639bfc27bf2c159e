"""Count stickers that were sent: which answers people took, and how deep battles went."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import Engine, func, select

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import poster
from postergen.domain.stickers import CHANNEL
from postergen.ranking.answers import Taken
from postergen.service.battle_figures import Sent

LATEST = 5_000  # answers to a line that are looked at: what people took long ago says less, and nothing grows

_IS_STICKER = (poster.c.channel == CHANNEL) & (poster.c.template == "")


class SqlBattles:
    """A `BattleCounts`, and what is known of answers, over what was folded."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def takes(self, campaign: str, line: str) -> Mapping[str, Taken]:
        """Of each line how often it was offered as an answer to this one, and taken, among the latest answers."""
        came = poster.alias("came")
        statement = (
            select(poster.c.variant, poster.c.leafed)
            .join(came, came.c.code == poster.c.parent)
            .where(came.c.campaign == campaign, came.c.variant == line, _IS_STICKER, poster.c.leafed.is_not(None))
            .order_by(poster.c.created_at.desc())
            .limit(LATEST)
        )
        shown: Counter[str] = Counter()
        chosen: Counter[str] = Counter()
        with translated(), self._engine.connect() as connection:
            for variant, leafed in connection.execute(statement):
                offered = json.loads(leafed)["shown"]
                shown.update(offered)
                chosen.update([variant] if variant in offered else [])
        return {name: Taken(count, chosen[name]) for name, count in shown.items()}

    def lines(self, campaign: str) -> Mapping[str, Sent]:
        """By the id of the line."""
        is_ours = _IS_STICKER & (poster.c.campaign == campaign)
        child = poster.alias("child")
        is_answered = select(child.c.code).where(child.c.parent == poster.c.code).exists()
        sent = select(poster.c.variant, func.count(), func.count().filter(is_answered)).where(is_ours)
        began = select(poster.c.code, poster.c.variant).where(is_ours, poster.c.generation == 0).subquery()
        deepest = (
            select(began.c.variant, func.max(poster.c.generation).label("depth"))
            .join(began, began.c.code == poster.c.root)
            .where(is_ours)
            .group_by(began.c.code, began.c.variant)
            .subquery()
        )
        battles = select(deepest.c.variant, deepest.c.depth, func.count()).group_by(*deepest.c)
        depths: dict[str, dict[int, int]] = defaultdict(dict)
        with translated(), self._engine.connect() as connection:
            for variant, depth, count in connection.execute(battles):
                depths[variant][depth] = count
            rows = connection.execute(sent.group_by(poster.c.variant)).all()
        return {variant: Sent(count, answered, depths.get(variant, {})) for variant, count, answered in rows}
