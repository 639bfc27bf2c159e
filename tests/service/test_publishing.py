"""A publication happens whole or not at all, whoever else is writing, and so does its undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.bootstrap import Product
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Action, State, Why, WhyCode
from postergen.domain.variant import CopyVariant
from postergen.errors import InvalidInput, Outdated
from postergen.service.publishing import PublishingService
from tests.products import NOON
from tests.service.writing import FRESH, NAME, OLD, drawable, states, wait

pytestmark = pytest.mark.slow  # each makes a product, asks or publishes

OTHER = "parents-medical-check-up.zh-1"
CHANGED = "从楼下走到公交站，碗就空了"


class Interrupted:
    """A `Composer` during whose work somebody else does something, once."""

    def __init__(self, house: Product, meanwhile: Callable[[], object]) -> None:
        self._library, self._meanwhile = house.library, [meanwhile]

    def pack_alone(self, name: str) -> Campaign:
        return self._library.pack_alone(name)

    def campaign(self, name: str) -> Campaign:
        return self._library.campaign(name)

    def compose(self, name: str, over: Mapping[str, bytes]) -> Campaign:
        return self._library.compose(name, over)

    def overlay(self, live: Sequence[CopyVariant], withdrawn: Sequence[str]) -> Mapping[str, bytes]:
        while self._meanwhile:
            self._meanwhile.pop()()
        return self._library.overlay(live, withdrawn)

    def embed(self, campaign: Campaign) -> bytes | None:
        return self._library.embed(campaign)

    def refresh(self) -> object:
        return self._library.refresh()


def interrupted(house: Product, meanwhile: Callable[[], object]) -> PublishingService:
    """Publishing on another server, which reads everything before the first one has acted."""
    content = Interrupted(house, meanwhile)
    return PublishingService(store=SqlEditorial(house.engine), content=content, checks=house.checks, clock=lambda: NOON)


def own(house: Product) -> CopyVariant:
    return house.library.pack_alone(NAME).variant_by_id[OLD]


def publish_new_and_changed(house: Product) -> None:
    wait(house, FRESH, replace(own(house), headline=CHANGED))
    house.publishing.publish(NAME, "bob")


def everything(house: Product) -> tuple[object, ...]:
    """What an undo that is refused must leave as it was."""
    latest = house.publishing.latest(NAME)
    return house.editorial.edits(NAME), house.editorial.audit(NAME), latest and latest.entry, drawable(house)


def test_undo_pauses_what_was_new_and_brings_former_words_back_at_once(house: Product) -> None:
    publish_new_and_changed(house)
    undone = house.publishing.undo_publication(NAME, 1, "cat")
    assert [edit.variant.id for edit in undone.paused] == [FRESH.id]
    assert [(edit.variant, edit.number) for edit in undone.restored] == [(own(house), 2)]
    assert FRESH.id not in drawable(house)
    assert drawable(house)[OLD] == own(house).headline
    assert states(house, OLD) == {2: State.LIVE, 1: State.RETIRED, 0: State.RETIRED}


def test_a_draft_that_somebody_began_meanwhile_does_not_stand_in_the_way_of_undo(house: Product) -> None:
    publish_new_and_changed(house)
    wait(house, replace(own(house), headline="刚写到一半"), number=2, state=State.CHECKED)
    house.publishing.undo_publication(NAME, 1, "cat")
    assert states(house, FRESH.id) == {1: State.PAUSED}
    assert states(house, OLD) == {3: State.LIVE, 2: State.CHECKED, 1: State.RETIRED, 0: State.RETIRED}


def test_undo_says_why_by_a_code(house: Product) -> None:
    publish_new_and_changed(house)
    house.publishing.undo_publication(NAME, 1, "cat")
    undone = Why(code=WhyCode.PUBLICATION_UNDONE, number=1)
    log = [(e.action, e.subject, e.number, e.why) for e in house.editorial.audit(NAME) if e.who == "cat"]
    assert log == [
        ("publish", NAME, 2, undone),
        ("retire", OLD, 1, Why(code=WhyCode.REPLACED, number=2)),
        ("publish", OLD, 2, undone),
        ("approve", OLD, 2, undone),
        ("write", OLD, 2, Why()),
        ("pause", FRESH.id, 1, undone),
    ]
    assert str(undone) == "publication 1 undone"


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "changed"])
def test_a_publication_is_undone_once(house: Product, is_new: bool) -> None:
    wait(house, FRESH if is_new else replace(own(house), headline=CHANGED))
    house.publishing.publish(NAME, "bob")
    house.publishing.undo_publication(NAME, 1, "bob")
    before = everything(house)
    with pytest.raises(Outdated, match="not the latest"):
        house.publishing.undo_publication(NAME, 1, "bob")
    with pytest.raises(InvalidInput, match="brought no text"):
        house.publishing.undo_publication(NAME, 2, "bob")
    assert everything(house) == before


def test_after_a_pause_nothing_is_undone_and_every_text_is_named(house: Product) -> None:
    publish_new_and_changed(house)
    house.editorial.act(NAME, OLD, 1, Action.PAUSE, "ann", "a complaint")
    before = everything(house)
    with pytest.raises(Outdated) as caught:
        house.publishing.undo_publication(NAME, 1, "bob")
    assert caught.value.parts == ((OLD, "paused"), (FRESH.id, "live"))
    assert everything(house) == before


def test_what_was_written_at_the_same_moment_by_the_same_person_is_no_part_of_a_publication(house: Product) -> None:
    wait(house, replace(FRESH, id="wuhan-hot-dry-noodles.zh-78"), who="bob", state=State.CHECKED)
    wait(house, FRESH, who="bob")
    house.publishing.publish(NAME, "bob")
    wait(house, replace(FRESH, id="wuhan-hot-dry-noodles.zh-79"), who="bob")
    latest = house.publishing.latest(NAME)
    assert latest is not None
    assert [edit.variant.id for edit in latest.brought] == [FRESH.id]
    house.publishing.undo_publication(NAME, 1, "bob")
    assert states(house, "wuhan-hot-dry-noodles.zh-78") == {1: State.CHECKED}
    assert states(house, "wuhan-hot-dry-noodles.zh-79") == {1: State.APPROVED}


def test_former_words_that_name_what_there_is_no_more_are_not_restored(house: Product) -> None:
    gone = replace(own(house), fits=replace(FRESH.fits, options=("nothing",)))
    wait(house, gone, number=1, state=State.LIVE)
    wait(house, replace(own(house), headline=CHANGED), number=2)
    house.publishing.publish(NAME, "bob")
    before = everything(house)
    with pytest.raises(InvalidInput, match="nothing"):
        house.publishing.undo_publication(NAME, 1, "bob")
    assert everything(house) == before


def test_who_publishes_in_between_is_not_overwritten(house: Product) -> None:
    """Two pause two texts at once: the second reads the edits before the first has published."""
    slow = interrupted(house, lambda: house.editorial.act(NAME, OLD, 0, Action.PAUSE, "ann", "first"))
    with pytest.raises(Outdated):
        slow.act_at_once(NAME, OTHER, 0, Action.PAUSE, "bob", Why("a complaint"))
    assert OLD not in drawable(house)
    assert OTHER in drawable(house)
    assert (states(house, OLD), states(house, OTHER)) == ({0: State.PAUSED}, {0: State.LIVE})


def test_of_two_publications_at_once_one_happens(house: Product) -> None:
    wait(house, FRESH)
    with pytest.raises(Outdated):
        interrupted(house, lambda: house.publishing.publish(NAME, "ann")).publish(NAME, "bob")
    assert [(e.who, e.action) for e in house.editorial.audit(NAME)][:2] == [("ann", "publish")] * 2
    assert states(house, FRESH.id) == {1: State.LIVE}


def test_an_undo_during_which_somebody_publishes_does_nothing(house: Product) -> None:
    publish_new_and_changed(house)
    wait(house, replace(FRESH, id="wuhan-hot-dry-noodles.zh-78", headline="另一碗的另一句"))
    with pytest.raises(Outdated):
        interrupted(house, lambda: house.publishing.publish(NAME, "ann")).undo_publication(NAME, 1, "bob")
    assert states(house, FRESH.id) == {1: State.LIVE}
    assert states(house, OLD) == {1: State.LIVE, 0: State.RETIRED}


def test_an_undo_during_which_somebody_writes_the_same_number_does_nothing(house: Product) -> None:
    publish_new_and_changed(house)
    draft = replace(own(house), headline="刚写到一半")
    with pytest.raises(Outdated):
        interrupted(house, lambda: wait(house, draft, number=2)).undo_publication(NAME, 1, "bob")
    assert states(house, FRESH.id) == {1: State.LIVE}
    assert states(house, OLD) == {2: State.APPROVED, 1: State.LIVE, 0: State.RETIRED}
