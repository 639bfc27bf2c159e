"""Say what a run would take, from drawing a few of its rows as specimens that are nobody's."""

from __future__ import annotations

import time
from typing import NamedTuple

from postergen.batch.ledger import Ledger, Status
from postergen.batch.rows import order_of
from postergen.batch.run import Plan, names_of_options
from postergen.bootstrap import Product

DRAWN = 12
BESIDE = 0.4  # of drawing: what issuing, writing, noting and folding cost


class Estimate(NamedTuple):
    """Of what waits: seconds by the clock and of the processor, and bytes; from so many specimens."""

    posters: int
    processes: int
    seconds: float
    processor_seconds: float
    bytes: int
    drawn: int


def estimate(ledger: Ledger, plan: Plan, product: Product) -> Estimate:
    """From rows spread over the input; every other one is drawn before, for most posters find their look drawn."""
    count = ledger.counts()[Status.WAITING]
    called = names_of_options(product, plan.campaign)
    rows = ledger.waiting(10_000)
    chosen = rows[:: max(1, len(rows) // (2 * DRAWN))][: 2 * DRAWN]
    posters = [
        product.posters.specimen(product.posters.brief(order_of(row.cells, plan.campaign, called))) for row in chosen
    ]
    for poster in posters[::2]:
        product.pictures.picture(poster, plan.extension)
    posters = posters[1::2] or posters
    began = time.process_time()
    size = sum(len(product.pictures.picture(poster, plan.extension).data) for poster in posters)
    each = (time.process_time() - began) / max(1, len(posters)) * (1 + BESIDE)
    share = count / max(1, len(posters))
    return Estimate(
        count, plan.processes, each * count / plan.processes, each * count, round(size * share), len(posters)
    )
