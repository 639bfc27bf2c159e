"""Texts to write over the shipped pack, and the ways they go."""

from __future__ import annotations

from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.bootstrap import Product
from postergen.domain.editorial import Act, Action, Edit, Origin, State
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.service.editorial import Proposal
from tests.products import NOON

NAME = "better-life"
OLD = "wuhan-hot-dry-noodles.zh-1"
FRESH = CopyVariant(
    "wuhan-hot-dry-noodles.zh-77",
    "zh-CN",
    Hook.PRODUCT,
    Tone.PLAIN,
    Fits(options=("wuhan-hot-dry-noodles",)),
    "萝卜丁硌了一下牙",
    "酱拌匀了再撒，咬到哪颗算哪颗。",
    "扫一扫，加一勺",
    "The pickled radish cubes crunch in the hot dry noodles.",
)


def write(house: Product, variant: CopyVariant = FRESH, based_on: int = 0, who: str = "ann") -> Edit:
    (proposed,) = house.editorial.propose(NAME, [Proposal(variant, based_on)], who)
    return proposed.edit


def act(house: Product, edit: Edit, action: Action, why: str = "", who: str = "bob") -> Edit:
    return house.editorial.act(NAME, edit.variant.id, edit.number, action, who, why)


def drawable(house: Product) -> dict[str, str]:
    return {v.id: v.headline for v in house.library.campaign(NAME).variants}


def wait(house: Product, *texts: CopyVariant, number: int = 1, state: State = State.APPROVED, who: str = "ann") -> None:
    """Texts that wait to be published, or decided, as after their checks, which take half a second each."""
    edits = [Edit(NAME, one, number, state, Origin(who, NOON)) for one in texts]
    entries = [Act(who, NOON).entry(Action.WRITE, edit, None, edit.state) for edit in edits]
    SqlEditorial(house.engine).record(added=edits, entries=entries)


def states(house: Product, variant: str) -> dict[int, State]:
    """Where each edit of a variant stands."""
    return {edit.number: edit.state for edit in house.editorial.history(NAME, variant)}
