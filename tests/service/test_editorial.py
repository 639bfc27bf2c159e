"""Copy goes from a draft to posters, and back, whoever else is writing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.bootstrap import Product
from postergen.copywriting.review import possible_actions
from postergen.domain.briefs import BriefRequest
from postergen.domain.editorial import TRANSITIONS, Action, State
from postergen.domain.variant import Fits
from postergen.errors import InvalidInput, NotFound, Outdated
from postergen.service.editorial import Proposal
from postergen.service.orders import Order
from tests.products import product_for
from tests.service.writing import FRESH, NAME, OLD, act, drawable, write

pytestmark = pytest.mark.slow  # each makes a product, asks or publishes


def test_a_draft_is_drawn_only_after_it_was_approved_and_published(house: Product) -> None:
    edit = write(house)
    assert edit.state is State.CHECKED
    assert FRESH.id not in drawable(house)
    act(house, edit, Action.APPROVE)
    assert FRESH.id not in drawable(house)
    assert [(d.after.variant.id, d.before) for d in house.publishing.differences(NAME)] == [(FRESH.id, None)]
    publication = house.publishing.publish(NAME, "bob", "for the weekend")
    assert publication is not None
    assert drawable(house)[FRESH.id] == FRESH.headline
    ranked = house.posters.rank(Order(NAME, BriefRequest(("wuhan-hot-dry-noodles",), "zh-CN")), 40).candidates
    assert FRESH.id in {c.ranked.variant.id for c in ranked}
    assert house.publishing.publish(NAME, "bob") is None


def test_an_edit_of_the_packs_text_takes_its_place_and_old_posters_keep_theirs(house: Product) -> None:
    request = BriefRequest(("wuhan-hot-dry-noodles",), "zh-CN", nickname="x")
    posters = [house.posters.issue(Order(NAME, replace(request, nickname=f"n{i}"))).poster for i in range(30)]
    before = next(p for p in posters if p.choice.variant == OLD)
    content = house.pictures.content(before)
    edit = write(house, replace(house.library.campaign(NAME).variant_by_id[OLD], headline="从楼下走到公交站，碗就空了"))
    act(house, edit, Action.APPROVE)
    house.publishing.publish(NAME, "bob")
    assert drawable(house)[OLD] == "从楼下走到公交站，碗就空了"
    house.fold_worker.fold_now()
    assert house.pictures.content(house.posters.get(before.code)) == content


def test_a_second_edit_retires_the_first(house: Product) -> None:
    for number, headline in enumerate(("萝卜丁硌了一下牙", "萝卜丁要多一勺才响")):
        edit = write(house, replace(FRESH, headline=headline), based_on=number)
        act(house, edit, Action.APPROVE)
        house.publishing.publish(NAME, "bob")
    states = {edit.number: edit.state for edit in house.editorial.history(NAME, FRESH.id)}
    assert states == {1: State.RETIRED, 2: State.LIVE}
    assert drawable(house)[FRESH.id] == "萝卜丁要多一勺才响"


def test_an_older_approved_edit_does_not_come_back_after_a_newer_one_went_live(house: Product) -> None:
    for number, headline in enumerate(("萝卜丁硌了一下牙", "萝卜丁要多一勺才响")):
        act(house, write(house, replace(FRESH, headline=headline), based_on=number), Action.APPROVE)
    house.publishing.publish(NAME, "bob")
    assert house.publishing.publish(NAME, "bob") is None
    assert drawable(house)[FRESH.id] == "萝卜丁要多一勺才响"
    states = {edit.number: edit.state for edit in house.editorial.history(NAME, FRESH.id)}
    assert states == {1: State.RETIRED, 2: State.LIVE}


def test_an_approved_edit_that_is_turned_down_leaves_the_packs_text_where_it_is(house: Product) -> None:
    own = house.library.campaign(NAME).variant_by_id[OLD]
    edit = write(house, replace(own, headline="从楼下走到公交站，碗就空了"))
    act(house, edit, Action.APPROVE)
    act(house, edit, Action.REJECT, "the old one was better")
    act(house, write(house), Action.APPROVE)
    house.publishing.publish(NAME, "bob")
    assert drawable(house)[OLD] == own.headline
    assert house.editorial.history(NAME, OLD)[-1].state is State.LIVE


def test_two_writers_on_one_variant_the_second_is_told_and_nothing_is_lost(house: Product) -> None:
    own = house.library.campaign(NAME).variant_by_id[OLD]
    write(house, replace(own, headline="先写的这一句，碗底见光"), who="ann")
    with pytest.raises(Outdated, match="edit 1"):
        write(house, replace(own, headline="后写的那一句，筷子停住"), who="cat")
    second = write(house, replace(own, headline="后写的那一句，筷子停住"), based_on=1, who="cat")
    assert [(e.number, e.origin.who) for e in house.editorial.history(NAME, OLD)][:2] == [(2, "cat"), (1, "ann")]
    assert second.number == 2


def test_two_approvers_at_once_decide_once(house: Product) -> None:
    edit = write(house)
    act(house, edit, Action.REJECT, "not our voice")
    with pytest.raises(InvalidInput, match="not possible"):
        act(house, edit, Action.APPROVE)


@pytest.mark.parametrize("variant", [FRESH.id, OLD])
def test_a_paused_text_is_off_posters_at_once_and_comes_back(house: Product, variant: str) -> None:
    number = 0
    if variant == FRESH.id:
        act(house, write(house), Action.APPROVE)
        house.publishing.publish(NAME, "bob")
        number = 1
    words = drawable(house)[variant]
    house.editorial.act(NAME, variant, number, Action.PAUSE, "bob", "a complaint")
    assert variant not in drawable(house)
    house.editorial.act(NAME, variant, number, Action.RESUME, "bob")
    assert drawable(house)[variant] == words
    house.editorial.act(NAME, variant, number, Action.RETIRE, "bob", "its time is over")
    assert variant not in drawable(house)
    trail = [(e.action, e.after, str(e.why)) for e in house.editorial.audit(NAME, variant)]
    assert trail[:3] == [
        ("retire", "retired", "its time is over"),
        ("resume", "live", ""),
        ("pause", "paused", "a complaint"),
    ]


def test_another_server_takes_up_what_was_published(house: Product) -> None:
    other = product_for(house.settings)
    try:
        act(house, write(house), Action.APPROVE)
        house.publishing.publish(NAME, "bob")
        assert FRESH.id not in drawable(other)
        assert other.library.refresh() == [NAME]
        assert drawable(other) == drawable(house)
        assert other.library.refresh() == []
        assert other.library.campaign(NAME).version == house.library.campaign(NAME).version
    finally:
        other.close()
        other.engine.dispose()


def test_what_a_rule_blocks_stays_a_draft_and_cannot_be_approved(house: Product) -> None:
    (proposed,) = house.editorial.propose(NAME, [Proposal(replace(FRESH, headline="全国最佳热干面"))], "ann")
    assert proposed.edit.state is State.DRAFT
    assert {f.rule for f in proposed.findings} >= {"zh.absolute.supreme"}
    with pytest.raises(InvalidInput):
        act(house, proposed.edit, Action.APPROVE)


def test_what_asks_for_a_look_is_approved_only_with_a_reason(house: Product) -> None:
    (proposed,) = house.editorial.propose(NAME, [Proposal(replace(FRESH, headline="这条街上最好吃的热干面"))], "ann")
    assert proposed.edit.state is State.CHECKED
    with pytest.raises(InvalidInput, match="why"):
        act(house, proposed.edit, Action.APPROVE)
    assert act(house, proposed.edit, Action.APPROVE, "a person's own view").state is State.APPROVED


def test_a_text_that_names_what_there_is_not_is_not_kept(house: Product) -> None:
    with pytest.raises(InvalidInput) as caught:
        write(house, replace(FRESH, fits=Fits(options=("nothing",), themes=("none",))))
    assert {f.where for f in caught.value.findings} == {"fits/options", "fits/themes"}
    assert house.editorial.edits(NAME) == []


def test_a_text_that_no_look_can_set_is_blocked(house: Product) -> None:
    (proposed,) = house.editorial.propose(NAME, [Proposal(replace(FRESH, headline="看\U00010600海"))], "ann")
    assert "text.fit" in {f.rule for f in proposed.findings}
    assert proposed.edit.state is State.DRAFT


def test_a_file_over_the_pack_is_checked_and_published(house: Product) -> None:
    themes = house.library.pack(NAME).base["themes.yaml"].decode()
    house.publishing.publish_files(NAME, {"themes.yaml": themes.replace("爸妈", "爹娘", 1).encode()}, "ann", "warmer")
    assert house.library.campaign(NAME).catalogue.themes[0].name.in_locale("zh-CN") == "爹娘"
    act(house, write(house), Action.APPROVE)
    house.publishing.publish(NAME, "bob")  # a later publication keeps what was put there
    assert house.library.campaign(NAME).catalogue.themes[0].name.in_locale("zh-CN") == "爹娘"
    with pytest.raises(InvalidInput, match=r"themes.yaml:\d+"):
        house.publishing.publish_files(NAME, {"themes.yaml": b"- id: [\n"}, "ann")


def test_every_state_but_the_last_has_a_way_on() -> None:
    ends = {state for state in State if not possible_actions(state)}
    assert ends == {State.RETIRED, State.REJECTED}
    assert set(TRANSITIONS.values()) | {State.DRAFT} == set(State)


def test_an_edit_nobody_wrote_is_not_found(house: Product) -> None:
    with pytest.raises(NotFound):
        house.editorial.act(NAME, FRESH.id, 1, Action.APPROVE, "bob")
    with pytest.raises(InvalidInput, match="not done to a single edit"):
        house.editorial.act(NAME, OLD, 0, Action.PUBLISH, "bob")


def test_two_admins_on_one_file_the_second_is_told(house: Product) -> None:
    themes = house.library.pack(NAME).base["themes.yaml"].decode()
    first = {"themes.yaml": themes.replace("爸妈", "爹娘", 1).encode()}
    second = {"themes.yaml": themes.replace("自己", "我", 1).encode()}
    house.publishing.publish_files(NAME, first, "ann", based_on=0)
    with pytest.raises(Outdated):
        house.publishing.publish_files(NAME, second, "cat", based_on=0)


def test_a_text_is_tidy_whoever_writes_it_and_stands_once_in_a_batch(house: Product) -> None:
    edit = write(house, replace(FRESH, headline=" 萝卜丁\u202e硌了\n一下牙\u200b "))
    assert edit.variant.headline == "萝卜丁 硌了 一下牙"
    with pytest.raises(InvalidInput, match="stands twice"):
        house.editorial.propose(NAME, [Proposal(FRESH, 1)] * 2, "ann")


def test_taking_back_does_not_bury_a_colleagues_newer_draft(house: Product) -> None:
    act(house, write(house), Action.APPROVE)
    house.publishing.publish(NAME, "bob")
    act(house, write(house, replace(FRESH, headline="萝卜丁要多一勺才响"), based_on=1), Action.APPROVE)
    house.publishing.publish(NAME, "bob")
    write(house, replace(FRESH, headline="萝卜丁一咬一声响"), based_on=2, who="cat")
    with pytest.raises(Outdated):
        house.editorial.take_back(NAME, FRESH.id, 2, "ann")
